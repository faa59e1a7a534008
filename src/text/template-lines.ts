/** A chart's template is no YAML before it is rendered, so its literal lines are read one by one: `key: value` without any action in it. */

/** One line of a template whose value stands in the template itself. */
export interface TemplateLine {
  /** The kind and the name of the document, where each is a literal and the name stands above; "" otherwise. */
  readonly kind: string;
  readonly object: string;
  /** The key at the left margin under which the line stands: `data`, `spec`. */
  readonly section: string;
  readonly key: string;
  /** Without its quotes. */
  readonly value: string;
  /** The value of the line `name:` directly before, of a list's entry. */
  readonly named: string | undefined;
  /** From the key to the end of the value: offsets in the file, 0-based, end exclusive. */
  readonly within: readonly [start: number, end: number];
}

/** The literal lines of a template, document by document; those of a document that SOPS has encrypted are left out. */
export function templateLines(source: string): readonly TemplateLine[] {
  const found: TemplateLine[] = [];
  let offset = 0;
  for (const document of source.split(/^---.*$/m)) {
    const start = source.indexOf(document, offset);
    offset = start + document.length;
    if (!/^sops:/m.test(document)) found.push(...linesOf(document, start));
  }
  return found;
}

function linesOf(document: string, start: number): readonly TemplateLine[] {
  const found: TemplateLine[] = [];
  const kind = /^kind:[ \t]*["']?([A-Za-z]+)["']?[ \t]*$/m.exec(document)?.[1] ?? "";
  let object = "";
  let section = "";
  let named: string | undefined;
  let offset = start;
  // Lines of a block that has been read as a whole say nothing for themselves.
  let inside = 0;
  const lines = document.split("\n");
  for (const [number, line] of lines.entries()) {
    const text = line.trimEnd();
    const heading = /^([A-Za-z]+):/.exec(text)?.[1];
    if (heading !== undefined) section = heading;
    const [, indent = "", key = "", written = ""] =
      /^([ \t]+(?:- +)?["']?)([A-Za-z0-9._-]+)["']?:[ \t]+(\S.*)$/.exec(text) ?? [];
    if (key !== "" && isLiteral(written) && number >= inside) {
      const value = unquote(written);
      const within = [offset + indent.length, offset + text.length] as const;
      if (section === "metadata" && key === "name" && object === "") object = value;
      found.push({ kind, object, section, key, value, named, within });
      named = key === "name" ? value : undefined;
    } else if (kind === "Secret" && key !== "" && isBlock(written) && number >= inside) {
      const block = blockBelow(lines, number);
      const within = [offset + indent.length, offset + text.length] as const;
      const isWhole = block.value !== "" && !block.value.includes("{{");
      if (isWhole) found.push({ kind, object, section, key, value: block.value, named, within });
      if (isWhole) inside = block.end;
      named = undefined;
    } else if (text !== "") named = undefined;
    offset += line.length + 1;
  }
  return found;
}

function isLiteral(written: string): boolean {
  return !written.includes("{{") && !/^[|>&*#]/.test(written);
}

function unquote(written: string): string {
  const match = /^(["'])(.*?)\1(?:\s+#.*)?$/.exec(written);
  return match?.[2] ?? written.replace(/\s+#.*$/, "");
}

/** `|` or `>` with its signs, and perhaps a comment: the value stands below. */
function isBlock(written: string): boolean {
  return /^[|>][-+\d]*(?:\s+#.*)?$/.test(written);
}

/** The lines below a key that stand deeper than it, as one text, and the number of the line behind them. */
function blockBelow(
  lines: readonly string[],
  number: number,
): { readonly value: string; readonly end: number } {
  const depth = (at: number) => (lines[at] ?? "").search(/\S/);
  let end = number + 1;
  while (end < lines.length && (depth(end) === -1 || depth(end) > depth(number))) end++;
  return {
    value: lines
      .slice(number + 1, end)
      .join("\n")
      .trim(),
    end,
  };
}
