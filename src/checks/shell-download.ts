/** Containers that fetch code when they start: downloads that are run, clones of a branch, packages, and git-sync that follows a branch. */
import { at, elements, text } from "../core/json.js";
import { blame, type Blame, type Routed } from "../core/rule.js";
import { commandLinesOf } from "../kubernetes/command-lines.js";
import { parseImage } from "../kubernetes/image.js";
import { isMovingRevision } from "../text/moving-version.js";
import { downloadsIn, installsIn } from "../text/shell.js";
import { defineCheck } from "./define.js";

export const check = defineCheck({ match: "item", reach: "local", with: {} }, ({ container }) => {
  if (container === undefined) return [];
  const name = text(container.value["name"]) ?? "";
  const inCommands = commandLinesOf(container).flatMap(({ line, route }) => {
    const hit = [...downloadsIn(line), ...installsIn(line)][0];
    return hit === undefined ? [] : [blame(route, { container: name, what: hit.what })];
  });
  return [...inCommands, ...followsBranch(container, name)];
});

/** https://github.com/kubernetes/git-sync: version 4 has `--ref` and GITSYNC_REF, version 3 `--branch`, `--rev` and their variables. */
const options = /^--?(?:ref|branch|rev)(?:=(.*))?$/;
const variables = /^(?:GITSYNC|GIT_SYNC|KUBE_GIT_SYNC)_(?:REF|BRANCH|REV)$/;

function followsBranch({ value, route }: Routed, name: string): readonly Blame[] {
  const image = parseImage(text(at(value, ["image"])) ?? "");
  if (image === undefined || !/(?:^|\/)git-sync$/.test(image.repository)) return [];
  const words = ["command", "args"].flatMap((key) =>
    elements(at(value, [key])).map((word) => [key, text(word) ?? ""] as const),
  );
  const named = words.flatMap(([key, word], index) => {
    const match = options.exec(word);
    return match === null ? [] : [{ revision: match[1] ?? words[index + 1]?.[1] ?? "", at: [...route, key] }];
  });
  const set = elements(at(value, ["env"])).flatMap((entry, index) =>
    variables.test(text(at(entry, ["name"])) ?? "")
      ? [{ revision: text(at(entry, ["value"])), at: [...route, "env", index, "value"] }]
      : [],
  );
  const revisions = [...named, ...set];
  // A revision that comes from elsewhere is not known, and one that is fixed settles the content whatever the branch is.
  if (revisions.some(({ revision }) => revision === undefined || !isMovingRevision(revision))) return [];
  const what = "syncs what a branch holds just then";
  return [blame(revisions[0]?.at ?? [...route, "args"], { container: name, what })];
}
