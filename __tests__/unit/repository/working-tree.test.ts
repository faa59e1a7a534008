import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ConfigurationError } from "../../../src/core/errors.js";
import { asRepoPath } from "../../../src/core/location.js";
import { openWorkingTree } from "../../../src/repository/working-tree.js";

let outer: string;
let root: string;

beforeEach(() => {
  outer = realpathSync(mkdtempSync(join(tmpdir(), "working-tree-")));
  root = join(outer, "repository");
  mkdirSync(root);
});

afterEach(() => rmSync(outer, { recursive: true }));

function write(path: string, content = "content\n"): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function git(...args: string[]): void {
  const identity = [
    "-c",
    "user.name=Test",
    "-c",
    "user.email=test@example.com",
    "-c",
    "protocol.file.allow=always",
  ];
  execFileSync("git", [...identity, ...args], { cwd: root, stdio: "ignore" });
}

async function listed(...paths: string[]): Promise<readonly string[]> {
  const { revision } = await openWorkingTree(
    paths.length === 0 ? [root] : paths.map((path) => join(root, path)),
  );
  return revision.files.map(({ path }) => path);
}

describe("a folder outside of git", () => {
  test("is its own root and lists every file, ordered by code units", async () => {
    write("b/pod.yaml", "12345");
    write("b.yaml");
    write("B.yaml");
    write(".hidden/pod.yaml");

    const { root: found, revision, paths } = await openWorkingTree([root]);

    expect(found).toBe(root);
    expect(paths).toEqual([""]);
    expect(revision.commit).toBeNull();
    expect(revision.files.map(({ path }) => path)).toEqual([
      ".hidden/pod.yaml",
      "B.yaml",
      "b.yaml",
      "b/pod.yaml",
    ]);
    expect(revision.files.at(-1)?.size).toBe(5);
  });

  test("a file as PATH makes its folder the root", async () => {
    write("deploy/pod.yaml");

    const { root: found, paths } = await openWorkingTree([join(root, "deploy/pod.yaml")]);

    expect(found).toBe(join(root, "deploy"));
    expect(paths).toEqual(["pod.yaml"]);
  });

  test("names that differ in case only are two files", async () => {
    write("pod.yaml", "small");
    write("Pod.yaml", "big");

    const { revision } = await openWorkingTree([root]);

    expect(Buffer.from((await revision.read(asRepoPath("pod.yaml"))) as Uint8Array).toString()).toBe("small");
    expect(Buffer.from((await revision.read(asRepoPath("Pod.yaml"))) as Uint8Array).toString()).toBe("big");
  });

  test("a folder that only looks like a repository is walked", async () => {
    write(".git/config", "nonsense");
    write("pod.yaml");

    expect(await listed()).toEqual(["pod.yaml"]);
  });

  test("an empty folder has no files", async () => {
    expect(await listed()).toEqual([]);
  });
});

describe("a git work tree", () => {
  beforeEach(() => git("init", "--quiet"));

  test("is the root for a PATH deep in it", async () => {
    write("deploy/web/pod.yaml");

    const { root: found, paths } = await openWorkingTree([
      join(root, "deploy/web"),
      join(root, "deploy/web/pod.yaml"),
    ]);

    expect(found).toBe(root);
    expect(paths).toEqual(["deploy/web", "deploy/web/pod.yaml"]);
  });

  test("lists tracked and new files, and neither ignored nor deleted ones", async () => {
    write(".gitignore", "out/\n");
    write("tracked.yaml");
    write("deleted.yaml");
    git("add", ".");
    write("new.yaml");
    write("out/rendered.yaml");
    rmSync(join(root, "deleted.yaml"));

    expect(await listed()).toEqual([".gitignore", "new.yaml", "tracked.yaml"]);
  });

  test("lists an ignored folder that a PATH names", async () => {
    write(".gitignore", "out/\n");
    write("out/rendered.yaml");

    expect(await listed("out")).toEqual([".gitignore", "out/rendered.yaml"]);
  });

  test("lists dependencies that `helm dependency build` has left where git ignores them", async () => {
    write(".gitignore", "*.tgz\n");
    write("web/Chart.yaml");
    write("web/charts/db-1.0.0.tgz");
    write("web/other-1.0.0.tgz");

    expect(await listed()).toEqual([".gitignore", "web/Chart.yaml", "web/charts/db-1.0.0.tgz"]);
  });

  test("keeps its root where git is missing, and lists every file", async () => {
    write(".gitignore", "out/\n");
    write("deploy/pod.yaml");
    write("out/rendered.yaml");
    const path = process.env["PATH"];
    process.env["PATH"] = outer;

    const { root: found, revision } = await openWorkingTree([join(root, "deploy")]);

    process.env["PATH"] = path;
    expect(found).toBe(root);
    expect(revision.files.map((file) => file.path)).toEqual([
      ".gitignore",
      "deploy/pod.yaml",
      "out/rendered.yaml",
    ]);
  });

  test("takes names with spaces, quotes and letters of other scripts as they are", async () => {
    write('deploy/a "b" ü.yaml');

    expect(await listed()).toEqual(['deploy/a "b" ü.yaml']);
  });

  test("leaves a submodule out and says so", async () => {
    execFileSync("git", ["init", "--quiet", join(outer, "library")]);
    execFileSync(
      "git",
      [
        "-c",
        "user.name=T",
        "-c",
        "user.email=t@example.com",
        "commit",
        "--quiet",
        "--allow-empty",
        "-m",
        "x",
      ],
      { cwd: join(outer, "library") },
    );
    git("submodule", "--quiet", "add", join(outer, "library"), "library");
    write("library/pod.yaml");

    const { revision } = await openWorkingTree([root]);

    expect(revision.has("library/pod.yaml")).toBe(false);
    expect(revision.leftOut).toEqual([{ path: "library", reason: "it is a submodule" }]);
  });

  test("never runs what the repository's configuration names", async () => {
    write("pod.yaml");
    write("program", `#!/bin/sh\ntouch ${join(outer, "was-run")}\n`);
    git("config", "core.fsmonitor", join(root, "program"));
    execFileSync("chmod", ["+x", join(root, "program")]);

    await listed();

    expect(() => realpathSync(join(outer, "was-run"))).toThrow();
  });
});

describe("links", () => {
  test("to a file inside the root have its content", async () => {
    write("shared/pod.yaml", "shared");
    symlinkSync("shared/pod.yaml", join(root, "link.yaml"));

    const { revision } = await openWorkingTree([root]);

    expect(revision.files.map(({ path }) => path)).toEqual(["link.yaml", "shared/pod.yaml"]);
    expect(Buffer.from((await revision.read(asRepoPath("link.yaml"))) as Uint8Array).toString()).toBe(
      "shared",
    );
    expect(revision.leftOut).toEqual([]);
  });

  test("to a folder inside the root are not followed, and whoever misses its files can learn why", async () => {
    write("shared/pod.yaml");
    symlinkSync("shared", join(root, "link"));

    const { revision } = await openWorkingTree([root]);

    expect(revision.files.map(({ path }) => path)).toEqual(["shared/pod.yaml"]);
    expect(revision.leftOut).toEqual([{ path: "link", reason: "links to folders are not followed" }]);
  });

  test("that leave the root or lead nowhere are left out with the reason", async () => {
    writeFileSync(join(outer, "secret.yaml"), "secret");
    symlinkSync("../secret.yaml", join(root, "a.yaml"));
    symlinkSync("/etc", join(root, "b"));
    symlinkSync("nowhere.yaml", join(root, "c.yaml"));
    symlinkSync("d.yaml", join(root, "d.yaml"));

    const { revision } = await openWorkingTree([root]);

    expect(revision.files).toEqual([]);
    expect(revision.leftOut).toEqual([
      { path: "a.yaml", reason: "the link leads out of the repository" },
      { path: "b", reason: "the link leads out of the repository" },
      { path: "c.yaml", reason: "the link leads nowhere" },
      { path: "d.yaml", reason: "the link leads nowhere" },
    ]);
  });

  test("into git's own folder are left out, since it may hold credentials", async () => {
    git("init", "--quiet");
    symlinkSync(".git/config", join(root, "config.yaml"));

    const { revision } = await openWorkingTree([root]);

    expect(revision.leftOut).toEqual([
      { path: "config.yaml", reason: "the link leads out of the repository" },
    ]);
  });

  test("that replace a tracked folder do not open what lies behind them", async () => {
    git("init", "--quiet");
    write("deploy/pod.yaml");
    git("add", ".");
    rmSync(join(root, "deploy"), { recursive: true });
    mkdirSync(join(outer, "elsewhere"));
    writeFileSync(join(outer, "elsewhere/pod.yaml"), "secret");
    symlinkSync("../elsewhere", join(root, "deploy"));

    expect(await listed()).toEqual([]);
  });

  test("that turn outwards after listing are not read", async () => {
    write("pod.yaml");
    writeFileSync(join(outer, "secret.yaml"), "secret");
    const { revision } = await openWorkingTree([root]);
    rmSync(join(root, "pod.yaml"));
    symlinkSync("../secret.yaml", join(root, "pod.yaml"));

    expect(await revision.read(asRepoPath("pod.yaml"))).toEqual({ reason: "it leads out of the repository" });
  });
});

test("a file that nobody listed is not read", async () => {
  write("pod.yaml");
  const { revision } = await openWorkingTree([root]);
  write("later.yaml");

  expect(await revision.read(asRepoPath("later.yaml"))).toEqual({ reason: "it is not listed" });
});

test("a PATH that does not exist is a mistake of the user, and named", async () => {
  const opening = openWorkingTree([join(root, "nowhere")]);

  await expect(opening).rejects.toThrow(ConfigurationError);
  await expect(opening).rejects.toThrow("nowhere");
});

test("PATHs of two trees are a mistake of the user", async () => {
  write("a/pod.yaml");
  write("b/pod.yaml");

  await expect(openWorkingTree([join(root, "a"), join(root, "b")])).rejects.toThrow(ConfigurationError);
});
