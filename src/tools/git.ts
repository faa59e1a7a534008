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

/** The day on which the commit that is checked out was made, YYYY-MM-DD in UTC; null where git cannot tell. */
export async function headDay(root: string): Promise<string | null> {
  // `git log` would verify signatures, with a program that the repository's own configuration may name.
  const output = await git(root, ["rev-list", "--max-count=1", "--timestamp", "HEAD"]);
  const [seconds = ""] = (output === null ? "" : output.toString("utf8")).split(" ");
  return /^\d{1,11}$/.test(seconds) ? new Date(Number(seconds) * 1000).toISOString().slice(0, 10) : null;
}

/** Standard output of one git command in `folder`, which is trusted whoever owns it (container jobs run as another user). */
async function git(folder: string, args: readonly string[]): Promise<Buffer | null> {
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
  });
  return result.outcome === "exited" && result.code === 0 ? Buffer.from(result.stdout) : null;
}
