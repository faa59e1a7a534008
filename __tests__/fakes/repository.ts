/** Small repositories on disk, for tests that need a work tree of git. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync } from "node:fs";
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
  writeFiles(folder, files);
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--allow-empty", "--message=First");
  return folder;
}

/** The commit that is checked out. */
export function headOf(folder: string): string {
  return git(folder, "rev-parse", "HEAD").trim();
}

function git(folder: string, ...args: readonly string[]): string {
  return execFileSync("git", [...args], { cwd: folder, env: identity, encoding: "utf8" });
}
