/** What git tells about the commit that is checked out. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { headDay } from "../../../src/tools/git.js";
import { makeRepository } from "../../fakes/repository.js";

test("the day of the commit is that of its committer, in UTC", async () => {
  const folder = makeRepository({ "a.yaml": "a: 1" });

  await expect(headDay(folder)).resolves.toBe("2026-11-21");

  rmSync(folder, { recursive: true });
});

test("without a commit there is no day", async () => {
  const folder = mkdtempSync(join(tmpdir(), "no-repository-"));

  await expect(headDay(folder)).resolves.toBeNull();

  rmSync(folder, { recursive: true });
});
