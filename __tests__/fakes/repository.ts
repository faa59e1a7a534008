/** Small repositories on disk, for tests that need a work tree of git. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFiles } from "./runner.js";

const identity = {
  PATH: process.env["PATH"] ?? "",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Test",
  GIT_AUTHOR_EMAIL: "test@example.com",
  GIT_AUTHOR_DATE: "2026-11-21T12:00:00Z",
  GIT_COMMITTER_NAME: "Test",
  GIT_COMMITTER_EMAIL: "test@example.com",
  GIT_COMMITTER_DATE: "2026-11-21T12:00:00Z",
};

/** A work tree with one commit of these files. The folder is the caller's to delete. */
export function makeRepository(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "repository-")));
  git(folder, "init", "--quiet", "--initial-branch=main");
  commit(folder, files, "First");
  return folder;
}

/**
 * A work tree as `actions/checkout` leaves it for a pull request: the commit that merges a branch with these files into a base with others.
 * `isShallow` leaves the base out, as the default `fetch-depth: 1` does.
 */
export function makePullRequest(
  base: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>>,
  isShallow = false,
): string {
  const folder = makeRepository(base);
  const first = headOf(folder);
  for (const path of Object.keys(base)) rmSync(join(folder, path));
  commit(folder, files, "Change");
  const [tree, second] = [git(folder, "rev-parse", "HEAD^{tree}").trim(), headOf(folder)];
  const merge = git(folder, "commit-tree", tree, "-p", first, "-p", second, "-m", "Merge").trim();
  git(folder, "reset", "--quiet", "--hard", merge);
  if (isShallow) {
    writeFileSync(join(folder, ".git", "shallow"), `${merge}\n`);
    rmSync(join(folder, ".git", "objects", first.slice(0, 2), first.slice(2)));
  }
  return folder;
}

function commit(folder: string, files: Readonly<Record<string, string>>, message: string): void {
  writeFiles(folder, files);
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--allow-empty", `--message=${message}`);
}

/** The commit that is checked out. */
export function headOf(folder: string): string {
  return git(folder, "rev-parse", "HEAD").trim();
}

function git(folder: string, ...args: readonly string[]): string {
  return execFileSync("git", [...args], { cwd: folder, env: identity, encoding: "utf8" });
}
