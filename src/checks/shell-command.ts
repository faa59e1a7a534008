/**
 * Commands by which a container reaches for the node: entering the namespaces of process 1, changing the root into a mounted host path,
 * mounting a block device, or writing one of the kernel's helper paths. The elements of a list are joined first, because a command may be
 * spread over them in any way.
 */
import { at, elements, text } from "../core/json.js";
import { blame, pass } from "../core/rule.js";
import { commandLinesOf } from "../kubernetes/command-lines.js";
import { mountsOf } from "../kubernetes/mounts.js";
import { constantPattern } from "../text/regex.js";
import { defineCheck } from "./define.js";

const entersInit = constantPattern(
  String.raw`\bnsenter\b[^;|&\n]*(?:\s(?:-[A-Za-z]*t\s*1|--target[= ]1)(?:\D|$)|/proc/1/ns(?:/|\b))`,
);
const mountsDevice = constantPattern(
  String.raw`\bmount\b[^;|&\n]*\s/dev/(?:sd|vd|xvd|nvme|mmcblk|disk/|mapper/|dm-)`,
);
const writesHelper = constantPattern(
  String.raw`(?:>|\btee\b|\bdd\b|\bcp\b|\bsysctl\b)[^;|&\n]*(?:release_agent|core_pattern|uevent_helper)`,
);
const changesRoot = constantPattern(String.raw`\bchroot\s+(?:--?\S+\s+)*["']?(/[^\s"';|&]*)`);

export const check = defineCheck(
  {
    match: "item",
    reach: "local",
    with: {},
  },
  ({ container, pod }) => {
    if (container === undefined || pod === undefined) return pass();
    const hostFolders = elements(at(pod.value, ["volumes"]))
      .filter((volume) => at(volume, ["hostPath"]) !== undefined)
      .flatMap((volume) => mountsOf(pod, text(at(volume, ["name"])) ?? ""))
      .filter((mount) => mount.container.route.join() === container.route.join())
      .map(({ mountPath }) => mountPath.replace(/\/+$/, ""));
    for (const { key, line, route } of commandLinesOf(container)) {
      const how = breakoutIn(line, hostFolders);
      if (how !== undefined)
        return blame(route, { how, key, container: text(container.value["name"]) ?? "" });
    }
    return pass();
  },
);

function breakoutIn(line: string, hostFolders: readonly string[]): string | undefined {
  if (line === "") return undefined;
  if (entersInit.test(line)) return "enters the namespaces of the node's first process";
  if (mountsDevice.test(line)) return "mounts a block device of the node";
  if (writesHelper.test(line)) return "writes a path from which the kernel starts programs on the node";
  const roots = changesRoot.findAll(line).map((match) => (match.groups[0] ?? "").replace(/\/+$/, ""));
  const isHost = (root: string) =>
    hostFolders.some((folder) => root === folder || root.startsWith(`${folder}/`));
  return roots.some((root) => isHost(root)) ? "changes its root into a folder of the node" : undefined;
}
