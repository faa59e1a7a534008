/**
 * The one place that quotes hostile text, per channel. Every name and every sentence of a report passes
 * through here last.
 */

/** What one log line may hold, in code points; GitHub's runner slows down on longer ones. */
const lineLimit = 2_000;
/** What a name may take in Markdown, in code points: Kubernetes allows 253, a person reads fewer. */
const nameLimit = 120;
/** What a sentence may take in Markdown, in code points. */
const sentenceLimit = 1_000;

/** What cannot be shown: U+FFFD, the replacement character. */
const unshowable = "\u{FFFD}";
/** Ends a token without being seen. */
const zeroWidthSpace = "\u{200B}";

/**
 * ECMA-48 control sequences, device and operating system commands (OSC 8 makes links), and two-character
 * escapes.
 */
const escapeSequences = new RegExp(
  [
    "(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]",
    "(?:\\u001b[\\]PX^_]|[\\u009d\\u0090\\u0098\\u009e\\u009f])[^\\u0007\\u001b\\u009c]*(?:\\u0007|\\u001b\\\\|\\u009c)?",
    "\\u001b[ -/]+[0-~]",
    "\\u001b[0-Z\\\\^-~]",
  ].join("|"),
  "g",
);

/**
 * Control characters, lone surrogates, line and paragraph separators, and whatever has no glyph of its own or
 * turns the reading
 * direction (Unicode's Default_Ignorable_Code_Point and Cf).
 */
const invisible = /[\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** The names that a backtick span holds safely, in a table too. */
const plainName = /^[A-Za-z0-9._/:@+=,…-]+$/;

/** Words that no Markdown dialect and no filter of GitHub reads as anything but text. */
const plainWord = /^[\p{L}\p{N}\p{M}…–—’“”×]+(?:['’-][\p{L}\p{N}\p{M}]+)*$/u;
const plainNumber = /^\d+(?:\.\d+)*$/;
/**
 * What GitHub turns into a link without any sign: commit ids, references such as GH-12, and `www` before a
 * dot.
 */
const reference = /\b[0-9a-f]{7,40}\b|-\d|^www$/iu;

/**
 * One piece of text for a terminal: one line, without escape sequences, with line breaks and tabs written as
 * `\n`, `\r`, `\t`, and
 * with other invisible characters as U+FFFD. What a runner would read as a command is broken by U+200B.
 *
 * @param limit in code points; a longer text ends with "…".
 */
export function forTerminal(text: string, limit: number = lineLimit): string {
  return breakCommands(cut(visible(withoutSequences(text, limit)), limit));
}

/**
 * One whole line for a log, where runners look for commands; like `forTerminal`, capped at 2,000 characters.
 */
export function forLog(line: string): string {
  return forTerminal(line, lineLimit);
}

/**
 * Breaks what a runner would take for a command, in a line that was put together from quoted pieces. The
 * runner tries `::` at the
 * start after spaces and `##[` anywhere (`##vso[` in Azure Pipelines).
 */
export function breakCommands(line: string): string {
  return line
    .replace(/^(\s*:)(?=:)/, `$1${zeroWidthSpace}`)
    .replace(/##(?=\[|vso\[)/gi, `#${zeroWidthSpace}#`);
}

/** A name in Markdown as inline code, safe in a sentence, a table cell and the text of a link. */
export function forMarkdown(name: string): string {
  const shown = flat(name, nameLimit);
  if (shown === "") return "(empty)";
  return plainName.test(shown) ? `\`${shown}\`` : codeElement(shown);
}

/** The same name between HTML tags, where Markdown is not read. */
export function forHtml(name: string): string {
  const shown = flat(name, nameLimit);
  return shown === "" ? "(empty)" : codeElement(shown);
}

/**
 * A sentence in Markdown. Ordinary words stay as they are; whatever could mean something to Markdown or to
 * GitHub (field paths,
 * `@name`, `#12`, addresses, markup) becomes inline code, and so does a single word in double quotes.
 */
export function proseForMarkdown(sentence: string): string {
  return prose(sentence, forMarkdown);
}

/** The same sentence between HTML tags, where Markdown is not read. */
export function proseForHtml(sentence: string): string {
  return prose(sentence, forHtml);
}

/** A fenced block. The fence is longer than every run of backticks in the text; the language is ours. */
export function fence(text: string, language: string): string {
  const lines = text
    .replace(/\r\n?/g, "\n")
    .replace(/\n+$/, "")
    .split("\n")
    .map((line) => line.replace(escapeSequences, "").replaceAll("\t", "    ").replace(invisible, unshowable));
  const longest =
    lines
      .join("\n")
      .match(/`+/g)
      ?.reduce((most, run) => Math.max(most, run.length), 0) ?? 0;
  const ticks = "`".repeat(Math.max(3, longest + 1));
  return [`${ticks}${language}`, ...lines, ticks].join("\n");
}

/** A path as part of an address: every segment percent-encoded, parentheses and quotes too. */
export function forUrl(path: string): string {
  return path
    .replace(/\p{Cs}/gu, unshowable)
    .split("/")
    .map((segment) => encodeURIComponent(segment).replace(/[!'()*]/g, percentEncoded))
    .join("/");
}

/** Plain text for an annotation or a mail: one line, no invisible characters, at most `limit` code points. */
export function forPlainText(text: string, limit: number): string {
  return flat(text, limit);
}

/**
 * JSON text that says the same and is safe on a terminal and in a log: invisible characters and the start of a runner's command are
 * written as escapes, which every reader of JSON undoes.
 */
export function forJson(json: string): string {
  return json
    .replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, jsonEscape)
    .replace(/##(?=\[|vso\[)/gi, `#${jsonEscape("#")}`);
}

/** The plain text of a SARIF message, in which `[text](target)` would be a link (SARIF 2.1.0, 3.11.6). */
export function forSarif(text: string, limit: number): string {
  return flat(text, limit).replaceAll("](", `]${zeroWidthSpace}(`);
}

/** The data of a workflow command (after the second `::`). */
export function forCommandData(text: string): string {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}

/** The value of a workflow command's property, where colon and comma separate. */
export function forCommandProperty(text: string): string {
  return forCommandData(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}

/** The first `limit` code points of a text, the last of them "…" where something was cut. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const points = Array.from(text.slice(0, 2 * limit + 2));
  return points.length <= limit ? text : `${points.slice(0, limit - 1).join("")}…`;
}

/** The last `limit` code points of a path, where it is longer: its end is what tells it from others. */
export function cutLeft(path: string, limit: number): string {
  const points = Array.from(path);
  if (points.length <= limit) return path;
  const kept = points.slice(points.length - limit + 1).join("");
  const slash = kept.indexOf("/");
  return `…${slash === -1 || slash > limit / 2 ? kept : kept.slice(slash)}`;
}

/**
 * Sequences are taken out before the text is cut, or a cut could leave half a sequence. Far more than the
 * limit is never looked at.
 */
function withoutSequences(text: string, limit: number): string {
  return text.slice(0, 50 * limit).replace(escapeSequences, "");
}

function visible(text: string): string {
  return text
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replace(invisible, unshowable);
}

function flat(text: string, limit: number): string {
  const collapsed = withoutSequences(text, limit)
    .replace(/[\s\u0085]+/g, " ")
    .replace(/^ | $/g, "");
  return cut(collapsed.replace(invisible, unshowable), limit);
}

function codeElement(shown: string): string {
  return `<code>${shown.replace(/[!-/:-@[-`{-~ ]/g, (character) => `&#${character.charCodeAt(0)};`)}</code>`;
}

function prose(sentence: string, code: (name: string) => string): string {
  return wordsOf(flat(sentence, sentenceLimit))
    .map((word, index) => proseWord(word, index === 0, code))
    .join(" ");
}

/** The words of a text. What stands between two backticks is one word. */
function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  let open: string | undefined;
  for (const word of text.split(" ")) {
    const joined = open === undefined ? word : `${open} ${word}`;
    const isOpen = (joined.split("`").length - 1) % 2 === 1;
    if (isOpen) open = joined;
    else words.push(joined);
    if (!isOpen) open = undefined;
  }
  if (open !== undefined) words.push(...open.split(" "));
  return words;
}

function proseWord(word: string, isFirst: boolean, code: (name: string) => string): string {
  let start = 0;
  while (start < word.length && `("'`.includes(word.charAt(start))) start += 1;
  let end = word.length;
  while (end > start && `.,;:!?)"'%`.includes(word.charAt(end - 1))) end -= 1;
  const [before, core, after] = [word.slice(0, start), word.slice(start, end), word.slice(end)];
  if (core === "") return word === "" ? "" : code(word);
  if (before.endsWith('"') && after.startsWith('"')) return before.slice(0, -1) + code(core) + after.slice(1);
  if (/^`[^`]+`$/.test(core)) return before + code(core.slice(1, -1)) + after;
  const isListMarker = isFirst && /^\d+$/.test(core) && /^[.)]/.test(after);
  const isPlain = (plainWord.test(core) || plainNumber.test(core)) && !reference.test(core);
  return isPlain && !isListMarker ? word : before + code(core) + after;
}

/** One `\\uXXXX` for each UTF-16 code unit. */
function jsonEscape(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
  }).join("");
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
