/** What `fix` says about the repairs it has made or would make. */
import { lineEdits } from "../fix/text-edit.js";
import { unifiedDiff } from "../fix/unified.js";
import type { Repairs } from "../repair.js";
import { forTerminal } from "../text/escape.js";
import { describeValue } from "../text/redact.js";
import { resolvePlain } from "../yaml/scalars.js";

/** The changes as a unified diff. Values that could be secret are left out of it, so it is for reading and not for applying. */
export function diffOf({ files }: Repairs): string {
  return files
    .map(({ path, before, after }) =>
      unifiedDiff(forTerminal(path), before, lineEdits(before, after), (line) => concealed(line)),
    )
    .join("");
}

/** The keys of a line, and of its values those that the Kubernetes API defines; every other value is an ellipsis. */
function concealed(line: string): string {
  const comment = /(?:^|\s)#/.exec(line);
  const content = comment === null ? line : line.slice(0, comment.index + 1).trimEnd();
  const shown = content.replaceAll(/"[^"]*"?|'[^']*'?|[^\s,[\]{}"']+/g, (token, offset: number) => {
    const isKey =
      /^[A-Za-z0-9_./-]+:$/.test(token) || (token === "-" && content.slice(0, offset).trim() === "");
    const bare = token.replaceAll(/["']/g, "");
    return isKey || describeValue(resolvePlain(bare)) === bare ? token : "…";
  });
  return forTerminal(comment === null ? shown : `${shown} # …`.replace(/^ # …/, "# …"));
}

/** One line per repair, and what is left. */
export function repairSummary({ files, left, isRefused }: Repairs, verb: string): string {
  if (isRefused) return "The repairs would bring new findings together, so none was made.\n";
  const lines = files.flatMap(({ path, repaired }) =>
    repaired.map(({ rule, message, locations: [{ span }] }) =>
      forTerminal(`${path}:${span?.startLine ?? 1}: ${rule}: ${message}`),
    ),
  );
  const sum = `${count(lines.length, "finding")} ${verb} in ${count(files.length, "file")}; ${left} left.`;
  return [...lines, sum, ""].join("\n");
}

function count(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? "" : "s"}`;
}
