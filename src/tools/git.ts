/** What we ask git for. It reads the repository's objects and index, and nothing in the repository can make it run a program. */
import { runProcess } from "./process.js";

const timeoutMs = 60_000;
const outputBytes = 512 * 1024 * 1024;
const nullDevice = process.platform === "win32" ? "NUL" : "/dev/null";

/** The top of the work tree that holds `folder`, as git spells it; null where git is missing or knows no work tree there. */
export async function topOfWorkTree(folder: string): Promise<string | null> {
  const output = await git(folder, ["rev-parse", "--show-toplevel"]);
  return output === null ? null : output.toString("utf8").replace(/\r?\n$/, "");
}

/**
 * Tracked files and untracked ones that git does not ignore, relative to `root` with "/", in git's order and possibly more than
 * once; a repository inside this one ends with "/". Null where git cannot tell.
 */
export async function listWorkTree(root: string): Promise<readonly string[] | null> {
  const output = await git(root, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
  return output === null ? null : output.toString("utf8").split("\0").slice(0, -1);
}

/** The full id of the commit that is checked out; null before the first commit and where git cannot tell. */
export async function headCommit(root: string): Promise<string | null> {
  const output = await git(root, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
  return output === null ? null : output.toString("utf8").trim();
}

/** The full id of the commit that a name stands for (`origin/main`, a tag, an id); null where git has no such commit. */
export async function commitOf(root: string, name: string): Promise<string | null> {
  const output = await git(root, [
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${name}^{commit}`,
  ]);
  return output === null ? null : output.toString("utf8").trim();
}

/** The nearest common ancestor of two commits, both full ids; null where there is none, or the history at hand does not reach it. */
export async function mergeBaseOf(root: string, left: string, right: string): Promise<string | null> {
  const output = await git(root, ["merge-base", left, right]);
  return output === null ? null : output.toString("utf8").trim();
}

/** An entry of a commit's tree. */
export interface TreeEntry {
  /** With "/", relative to the root. */
  readonly path: string;
  /** As git writes it: `100644`, `100755`, `120000` for a link, `160000` for a submodule. */
  readonly mode: string;
  /** The id of its content. */
  readonly id: string;
  /** In bytes; 0 for a submodule. */
  readonly size: number;
}

/** Every entry of a commit (a full id), as the commit has it: no filter, no attribute. Null where git has not all of it. */
export async function listCommit(root: string, commit: string): Promise<readonly TreeEntry[] | null> {
  const output = await git(root, ["ls-tree", "-r", "-z", "-l", "--full-tree", commit]);
  if (output === null) return null;
  return output
    .toString("utf8")
    .split("\0")
    .slice(0, -1)
    .flatMap((record) => {
      const match = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t(.*)$/su.exec(record);
      if (match === null) return [];
      const [, mode = "", id = "", size = "", path = ""] = match;
      return [{ path, mode, id, size: size === "-" ? 0 : Number(size) }];
    });
}

/** The contents of objects by their ids; what git has not got is missing in the answer. Null where git cannot be asked. */
export async function readObjects(
  root: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array> | null> {
  const input = Buffer.from(`${ids.join("\n")}\n`, "utf8");
  const output = await git(root, ["cat-file", "--batch"], input);
  return output === null ? null : readBatch(output);
}

/** `<id> <type> <size>` and a line break, that many bytes and a line break; or `<id> missing`. */
function readBatch(output: Buffer): ReadonlyMap<string, Uint8Array> {
  const contents = new Map<string, Uint8Array>();
  let position = 0;
  while (position < output.length) {
    const end = output.indexOf(0x0a, position);
    if (end === -1) break;
    const [id = "", , size] = output.toString("latin1", position, end).split(" ");
    position = end + 1;
    if (size === undefined) continue;
    contents.set(id, output.subarray(position, position + Number(size)));
    position += Number(size) + 1;
  }
  return contents;
}

/** A path that differs from a commit; `from` is its former name where git takes it for renamed. */
export interface ChangedPath {
  readonly path: string;
  readonly from: string | null;
}

/** How the working tree differs from a commit (a full id), untracked files included. Null where git cannot tell. */
export async function changesSince(root: string, commit: string): Promise<readonly ChangedPath[] | null> {
  const options = [
    "--name-status",
    "-z",
    "-M",
    "-l4000",
    "--no-ext-diff",
    "--no-textconv",
    "--ignore-submodules",
  ];
  const tracked = await git(root, ["diff", ...options, commit, "--"]);
  const untracked = await git(root, ["ls-files", "-z", "--others", "--exclude-standard"]);
  if (tracked === null || untracked === null) return null;
  const others = untracked.toString("utf8").split("\0").slice(0, -1);
  return [...readStatuses(tracked), ...others.map((path) => ({ path, from: null }))];
}

/** `M`, NUL, path, NUL; of a rename or copy `R100`, NUL, old path, NUL, new path, NUL. */
function readStatuses(output: Buffer): readonly ChangedPath[] {
  const fields = output.toString("utf8").split("\0").slice(0, -1).values();
  const changes: ChangedPath[] = [];
  for (const status of fields) {
    const first = fields.next().value ?? "";
    if (!/^[RC]/.test(status)) changes.push({ path: first, from: null });
    else changes.push({ path: fields.next().value ?? "", from: first });
  }
  return changes;
}

/** The day on which the commit that is checked out was made, YYYY-MM-DD in UTC; null where git cannot tell. */
export async function headDay(root: string): Promise<string | null> {
  // `git log` would verify signatures, with a program that the repository's own configuration may name.
  const output = await git(root, ["rev-list", "--max-count=1", "--timestamp", "HEAD"]);
  const [seconds = ""] = (output === null ? "" : output.toString("utf8")).split(" ");
  return /^\d{1,11}$/.test(seconds) ? new Date(Number(seconds) * 1000).toISOString().slice(0, 10) : null;
}

/** Standard output of one git command in `folder`, which is trusted whoever owns it (container jobs run as another user). */
async function git(folder: string, args: readonly string[], input?: Uint8Array): Promise<Buffer | null> {
  const settings = [`safe.directory=${folder}`, "core.fsmonitor=false", `core.hooksPath=${nullDevice}`];
  const result = await runProcess({
    program: "git",
    args: [...settings.flatMap((setting) => ["-c", setting]), ...args],
    folder,
    environment: {
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: nullDevice, // the same files on every machine, whatever its user ignores
      GIT_NO_LAZY_FETCH: "1",
      GIT_OPTIONAL_LOCKS: "0",
      GIT_TERMINAL_PROMPT: "0",
    },
    timeoutMs,
    outputBytes,
    ...(input === undefined ? {} : { input }),
  });
  return result.outcome === "exited" && result.code === 0 ? Buffer.from(result.stdout) : null;
}
