/** Sentences with places to fill: `Container "{self.name}" is privileged.` */

/** A sentence in pieces: texts as they are, and the expressions between braces. */
export type Template = readonly (string | { readonly expression: string; readonly start: number })[];

/** Takes a sentence apart. Braces inside quotes of an expression do not end it. Returns the mistake as a text. */
export function parseTemplate(source: string): Template | string {
  const parts: (string | { expression: string; start: number })[] = [];
  let position = 0;
  while (position < source.length) {
    const open = source.indexOf("{", position);
    if (open === -1) break;
    const close = closingBrace(source, open);
    if (close === -1) return `The brace at column ${open + 1} is never closed.`;
    if (open > position) parts.push(source.slice(position, open));
    parts.push({ expression: source.slice(open + 1, close), start: open + 1 });
    position = close + 1;
  }
  if (position < source.length) parts.push(source.slice(position));
  return parts;
}

/** Fills a sentence whose places are plain names from the facts that a check handed over. A name without a fact stays visible. */
export function fill(template: Template, data: Readonly<Record<string, string>>): string {
  return template
    .map((part) => {
      if (typeof part === "string") return part;
      return Object.hasOwn(data, part.expression) ? data[part.expression] : `{${part.expression}}`;
    })
    .join("");
}

function closingBrace(source: string, open: number): number {
  let depth = 0;
  let quote = "";
  for (let index = open; index < source.length; index++) {
    const character = source[index] ?? "";
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === "'") quote = character;
    else if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return index;
  }
  return -1;
}
