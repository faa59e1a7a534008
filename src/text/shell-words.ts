/** Words of command lines, as far as they can be told without running a shell. */

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
