/**
 * A hostPath volume is judged by the path that the containers really see: normalised, with /var/run read as /run, and narrowed by
 * `subPath`. A runtime's socket is as bad read-only as writable, because a socket on a read-only mount can still be connected to.
 */
import { listOf, object, oneOf, string } from "../core/decode.js";
import { at, isObject, text } from "../core/json.js";
import { blame, pass } from "../core/rule.js";
import { type Mount, mountsOf } from "../kubernetes/mounts.js";
import { isAtOrBelow, matchesFolder, normalizeHostPath } from "../kubernetes/host-path.js";
import { defineCheck } from "./define.js";

interface HostPaths {
  readonly runtimeSockets: readonly string[];
  readonly system: readonly string[];
  readonly pluginFolders: readonly string[];
  readonly harmlessToRead: readonly string[];
  readonly sensitive: readonly string[];
  readonly nodeCredentials: readonly string[];
}

/** What a path is worth to an attacker who sees it at all, and how it is mounted. */
interface Seen {
  readonly path: string;
  readonly type: string;
  readonly isReadOnly: boolean;
}

export const check = defineCheck(
  {
    match: "item",
    reach: "local",
    with: {
      judges: oneOf("runtime-socket", "writable-system", "node-credential", "sensitive"),
      paths: object<HostPaths>({
        runtimeSockets: listOf(string),
        system: listOf(string),
        pluginFolders: listOf(string),
        harmlessToRead: listOf(string),
        sensitive: listOf(string),
        nodeCredentials: listOf(string),
      }),
    },
  },
  ({ self, route, pod }, { judges, paths }) => {
    const source = at(self, ["hostPath", "path"]);
    const path = text(source);
    const name = text(at(self, ["name"])) ?? "";
    if (pod === undefined || path === undefined || !isObject(self)) return pass();
    const type = text(at(self, ["hostPath", "type"])) ?? "";
    const mounts = mountsOf(pod, name);
    const guilty = mounts.find((mount) => isGuilty(judges, seenThrough(mount, path, type), paths));
    if (guilty === undefined) return pass();
    const container = text(at(guilty.container.value, ["name"])) ?? "";
    return blame([...route, "hostPath", "path"], { volume: name, path, container });
  },
);

/** `subPathExpr` is known only to the running container, so it narrows nothing. */
function seenThrough({ subPath, isReadOnly }: Mount, path: string, type: string): Seen {
  const seen = subPath === null || subPath === "" ? path : `${path}/${subPath}`;
  return { path: normalizeHostPath(seen), type, isReadOnly };
}

function isGuilty(
  judges: "runtime-socket" | "writable-system" | "node-credential" | "sensitive",
  seen: Seen,
  paths: HostPaths,
): boolean {
  switch (judges) {
    case "runtime-socket":
      return paths.runtimeSockets.some((socket) => socket.toLowerCase() === seen.path.toLowerCase());
    case "writable-system":
      return !seen.isReadOnly && isSystemPath(seen.path, paths) && !isPluginFolder(seen.path, paths);
    case "node-credential":
      return paths.nodeCredentials.some((pattern) => isWithin(seen.path, pattern));
    case "sensitive":
      return isSensitive(seen, paths);
  }
}

/** The credential itself or what lies below it. The folders above hold more than credentials, and other rules speak of them. */
function isWithin(path: string, pattern: string): boolean {
  const depth = (one: string) => one.split("/").length;
  return depth(path) >= depth(pattern) && matchesFolder(path, pattern);
}

function isSensitive(seen: Seen, paths: HostPaths): boolean {
  const { path, type, isReadOnly } = seen;
  if (isPluginFolder(path, paths)) return true;
  const isHarmless = paths.harmlessToRead.some((folder) => isAtOrBelow(path, folder));
  if (isReadOnly && isSystemPath(path, paths) && !isHarmless) return true;
  if (type === "BlockDevice" || type === "CharDevice") return true;
  if (isAtOrBelow(path, "/dev") && path !== "/dev" && !isAtOrBelow(path, "/dev/shm")) return true;
  const isListed = paths.sensitive.some((folder) => isAtOrBelow(path, folder));
  return isListed || paths.nodeCredentials.some((pattern) => matchesFolder(path, pattern));
}

/** The root, a listed path, or anything below or above one. /dev counts alone: below it are single devices. */
function isSystemPath(path: string, { system }: HostPaths): boolean {
  if (path === "/" || path === "/dev") return true;
  return system.some((listed) => isAtOrBelow(path, listed) || isAtOrBelow(listed, path));
}

function isPluginFolder(path: string, { pluginFolders }: HostPaths): boolean {
  return pluginFolders.some((folder) => isAtOrBelow(path, folder));
}
