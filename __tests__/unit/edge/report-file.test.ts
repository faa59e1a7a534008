import { afterEach, beforeEach, expect, test } from "@jest/globals";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeReportFile } from "../../../src/edge/report-file.js";

let folder: string;
let workspace: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "report-file-")));
  workspace = join(folder, "workspace");
  mkdirSync(workspace);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a relative path starts at the workspace, and its folders are made", async () => {
  const path = await writeReportFile("out/deep/report.json", workspace, "{}");

  expect(path).toBe(join(workspace, "out/deep/report.json"));
  expect(readFileSync(path, "utf8")).toBe("{}");
});

test("an absolute path may lie elsewhere", async () => {
  const path = await writeReportFile(join(folder, "temp/report.json"), workspace, "{}");

  expect(readFileSync(path, "utf8")).toBe("{}");
});

test("a link in place of the file is replaced, and what it leads to stays", async () => {
  const precious = join(folder, "precious");
  writeFileSync(precious, "old");
  symlinkSync(precious, join(workspace, "report.json"));

  await writeReportFile("report.json", workspace, "{}");

  expect(readFileSync(precious, "utf8")).toBe("old");
  expect(readFileSync(join(workspace, "report.json"), "utf8")).toBe("{}");
});

test.each(["out/report.json", "out/deep/report.json"])(
  "a folder that is a link out of the workspace is refused: %s",
  async (path) => {
    mkdirSync(join(folder, "elsewhere"));
    symlinkSync(join(folder, "elsewhere"), join(workspace, "out"));

    await expect(writeReportFile(path, workspace, "{}")).rejects.toThrow("leads the path out");

    expect(readdirSync(join(folder, "elsewhere"))).toEqual([]);
  },
);

test("a link that leads nowhere is no folder either", async () => {
  symlinkSync(join(folder, "elsewhere"), join(workspace, "out"));

  await expect(writeReportFile("out/report.json", workspace, "{}")).rejects.toThrow();

  expect(readdirSync(folder)).toEqual(["workspace"]);
});

test("a folder in place of the file is refused, and nothing is left behind", async () => {
  mkdirSync(join(workspace, "report.json"));

  await expect(writeReportFile("report.json", workspace, "{}")).rejects.toThrow();

  expect(readdirSync(workspace)).toEqual(["report.json"]);
});
