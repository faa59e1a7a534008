/** What a container runs: its command line and its hooks, each as one text. */
import { at, elements, type Json, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Routed } from "../core/rule.js";

/** One command line. */
export interface CommandLine {
  /** Which field of the container is to blame: `args`, `lifecycle.postStart.exec.command`. */
  readonly key: string;
  /** The elements of the lists, joined by blanks: a command may be spread over them in any way. */
  readonly line: string;
  readonly route: Route;
}

const hooks: readonly Route[] = [
  ["livenessProbe", "exec", "command"],
  ["readinessProbe", "exec", "command"],
  ["startupProbe", "exec", "command"],
  ["lifecycle", "postStart", "exec", "command"],
  ["lifecycle", "preStop", "exec", "command"],
];

/** Command and arguments are one command line; each hook is another. */
export function commandLinesOf({ value, route }: Routed): readonly CommandLine[] {
  const own = ["command", "args"].flatMap((key) => words(at(value, [key])));
  const ownKey = at(value, ["command"]) === undefined ? "args" : "command";
  const guiltyKey =
    at(value, ["args"]) !== undefined && words(at(value, ["command"])).length <= 2 ? "args" : ownKey;
  const lines: CommandLine[] = [{ key: guiltyKey, line: own.join(" "), route: [...route, guiltyKey] }];
  for (const hook of hooks) {
    const line = words(at(value, hook)).join(" ");
    if (line !== "") lines.push({ key: hook.join("."), line, route: [...route, ...hook] });
  }
  return lines;
}

function words(list: Json | undefined): readonly string[] {
  return elements(list).flatMap((element) => text(element) ?? []);
}
