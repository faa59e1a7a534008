/** docs/options.md: every option with its type, default and place. */
import { cell, code, generatedFrom, listed, page, prose, table } from "./markdown.mjs";

/** The page as [path, text]. */
export function printOptions({ options }) {
  const rows = options.map((option) => [
    `[${code(option.name)}](#${option.name})`,
    ...["action", "file", "cli"].map((surface) => (option.on.includes(surface) ? "yes" : "–")),
    cell(option.default ?? "nothing"),
  ]);
  const text = page([
    generatedFrom("src/config/options.ts"),
    "# Options",
    "An option has one name everywhere: as an input of the Action, as a key of `.hardening-gate.yaml`, and behind two " +
      "dashes on the command line. An input or a flag wins over the file, and the file over the default.",
    table(["Option", "Action", "File", "Command line", "Default"], rows),
    ...options.flatMap(section),
  ]);
  return ["docs/options.md", text];
}

function section(option) {
  const facts = [
    `- Type: ${typeOf(option.value)}`,
    `- Default: ${prose(option.default ?? "nothing")}`,
    `- Given as: ${listed(option.on.map((surface) => spelled(option, surface)))}`,
    `- Since: ${option.since}`,
  ];
  return [`## ${option.name}`, prose(option.description), facts.join("\n")];
}

function typeOf(value) {
  switch (value.type) {
    case "text":
      return "a text";
    case "list":
      return "a list: one entry a line in the Action, a list in the file, a repeated flag on the command line";
    case "switch":
      return "`true` or `false`";
    case "choice":
      return value.choices.length === 1
        ? `always ${code(value.choices[0])}`
        : `one of ${listed(value.choices.map(code), "or")}`;
    default:
      throw new Error(`docs/options.md has no words for the type "${value.type}".`);
  }
}

function spelled(option, surface) {
  if (surface === "cli") return code(`--${option.name}`);
  return surface === "file" ? `the key ${code(option.name)}` : `the input ${code(option.name)}`;
}
