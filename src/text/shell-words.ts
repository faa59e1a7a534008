/** Words of command lines, as far as they can be told without running a shell. */
import type { Json } from "../core/json.js";
import type { Route } from "../core/location.js";

/** One word of a script: what the program gets, and how it is written. */
export interface ShellWord {
  readonly word: string;
  readonly written: string;
}

/** The words of a script, quotes taken off, with `;`, `|`, `&` and line ends as words of their own. Linear in its input. */
export function shellWords(script: string): readonly ShellWord[] {
  const found = script.matchAll(/[;|&\n]|(?:"[^"\n]*"|'[^'\n]*'|[^\s;|&"']|["'])+/g);
  return [...found].map(([written]) => ({
    word: written.replaceAll(/"([^"\n]*)"|'([^'\n]*)'/g, "$1$2"),
    written,
  }));
}

/** Whether a word ends a simple command. */
export function endsCommand(word: string): boolean {
  return /^[;|&\n]$/.test(word);
}

/** The last part of a program's path. */
export function programName(word: string): string {
  return word.slice(word.lastIndexOf("/") + 1);
}

/** A word with the element of the list that it stands in. */
export interface RoutedWord extends ShellWord {
  readonly route: Route;
}

/** The words of an argument list: an element with blanks is a script or another command line, unless it is one flag or one header. */
export function argumentWords(
  list: readonly { readonly value: Json; readonly route: Route }[],
): readonly RoutedWord[] {
  return list.flatMap(({ value, route }) => {
    const element = typeof value === "string" ? value : "";
    const isOne = !/\s/.test(element) || /^(?:--?[A-Za-z][^\s=]*=|[A-Za-z-]+: )[^\n]*$/.test(element);
    const words = isOne ? [{ word: element, written: element }] : shellWords(element);
    return words.map((word) => ({ ...word, route }));
  });
}
