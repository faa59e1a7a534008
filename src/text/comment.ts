/** What in a file is for people and not for programs. */

/** No longer piece of a line is looked at: a hostile file may be one line. */
const longest = 500;

/** Whether the place stands behind the sign of a comment in its line, as YAML, shell and templates write it. */
export function isComment(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - longest), at);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return /^\s*(?:#|\/\/|\{\{-?\s*\/\*)|\s#\s/.test(line);
}

/** Whether the file's name says that it is a text for people. */
export function isDocumentation(path: string): boolean {
  return /\.(?:md|markdown|rst|adoc)$|(?:^|\/)NOTES\.txt$/i.test(path);
}
