/** Bytes of a file → text, strictly: what is no UTF-8 text is said, never guessed. */

/** Why bytes are no text; the line (1-based) where it shows, as far as known. */
export interface NoText {
  readonly message: string;
  readonly hint: string;
  readonly line: number | null;
}

/** The text of a file without its byte order mark, or why it is none. */
export function decodeText(bytes: Uint8Array): { readonly text: string } | NoText {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) {
    return {
      message: "The file is encoded in UTF-16.",
      hint: "Save it as UTF-8, which Kubernetes tools read.",
      line: null,
    };
  }
  const nul = bytes.indexOf(0);
  if (nul !== -1) {
    return {
      message: "The file is binary, although its name says that it is text.",
      hint: "Rename it, or take it out with `exclude`.",
      line: null,
    };
  }
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return {
      message: "The file is not valid UTF-8.",
      hint: "Save it as UTF-8, or take it out with `exclude`.",
      line: lineOfInvalidByte(bytes),
    };
  }
}

/** Decodes line by line: a line feed never lies inside a longer UTF-8 sequence, so the first bad line is the place. */
function lineOfInvalidByte(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  let start = 0;
  while (start < bytes.length) {
    const feed = bytes.indexOf(10, start);
    const end = feed === -1 ? bytes.length : feed + 1;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end;
    line++;
  }
  return line;
}
