/** Reads output as GitHub's runner does (`ActionCommand.cs`): what would it execute? */

/** A command with its properties and data, unescaped. */
export interface RunnerCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/**
 * The commands in an output: `::name …::data` at the start of a line after spaces, `##[name …]data` anywhere
 * in it.
 */
export function commandsIn(output: string): readonly RunnerCommand[] {
  return output.split(/\r\n|\r|\n/).flatMap((line) => {
    const modern = /^\s*::([A-Za-z-]+)(?: ([^]*?))?::([^]*)$/.exec(line);
    if (modern !== null) return [commandOf(modern)];
    const old = /##\[([A-Za-z-]+)(?: ([^\]]*))?\]([^]*)$/.exec(line);
    return old === null ? [] : [commandOf(old)];
  });
}

function commandOf([, name = "", properties = "", data = ""]: RegExpExecArray): RunnerCommand {
  const pairs = properties
    .split(",")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      return [pair.slice(0, equals), unescaped(pair.slice(equals + 1))];
    });
  return { name, properties: Object.fromEntries(pairs), data: unescaped(data) };
}

function unescaped(text: string): string {
  return text
    .replaceAll("%0D", "\r")
    .replaceAll("%0A", "\n")
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",")
    .replaceAll("%25", "%");
}
