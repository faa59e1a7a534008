/** The guard that the runner's parser is: an injected command must be seen as one. */
import { describe, expect, test } from "@jest/globals";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readLog, readOutputs, runStep } from "./runner.js";

describe("a line is a command", () => {
  test.each([
    ["::error file=a.yaml,line=3::Bad", "error", "Bad"],
    ["  ::add-mask::hunter2", "add-mask", "hunter2"],
    ["::WARNING::Case does not matter", "warning", "Case does not matter"],
    ["web ##[error]forged", "error", "forged"],
    ["##[add-matcher]/tmp/x.json", "add-matcher", "/tmp/x.json"],
    ["text\r::debug::after a lone CR", "debug", "after a lone CR"],
    ["::notice::a%0Ab%25", "notice", "a\nb%"],
  ])("%j", (line, name, data) => {
    expect(readLog(line).commands).toMatchObject([{ name, data }]);
  });
});

describe("a line is none", () => {
  test.each([
    ["text ::error::in the middle"],
    ["::unknown::command"],
    ["::error without an end"],
    [":\u200b:error::broken"],
    ["#\u200b#[error]broken"],
  ])("%j", (line) => {
    expect(readLog(line)).toMatchObject({ commands: [], lines: [line] });
  });
});

describe("stop-commands", () => {
  test("switches commands off until its token comes", () => {
    const { commands, lines, isStopped } = readLog("::stop-commands::t1\n::error::off\n::t1::\n::error::on");

    expect(commands.map(({ data }) => data)).toEqual(["t1", "on"]);
    expect(lines).toContain("::error::off");
    expect(isStopped).toBe(false);
  });

  test("without its token leaves commands off", () => {
    expect(readLog("::stop-commands::t1\n::t2::").isStopped).toBe(true);
  });
});

describe("annotations", () => {
  test("beyond ten of a level are lost", () => {
    const view = readLog("::error::x\n".repeat(11) + "::notice::y");

    expect(view.annotations).toHaveLength(11);
    expect(view.lostAnnotations).toBe(1);
  });

  test("are cut at 4,096 characters", () => {
    expect(readLog(`::error::${"x".repeat(5000)}`).annotations[0]?.message).toHaveLength(4096);
  });

  test("lose lines that contradict each other", () => {
    expect(readLog("::error file=a,line=5,endLine=3::x").annotations[0]?.properties).toEqual({ file: "a" });
  });
});

describe("outputs", () => {
  test("are read with and without a delimiter", () => {
    expect(readOutputs("a=1\nb<<end\nx\ny\nend\n")).toEqual({ a: "1", b: "x\ny" });
  });

  test("whose delimiter never comes are refused", () => {
    expect(() => readOutputs("b<<end\nx\n")).toThrow("Matching delimiter not found");
  });
});

describe("a step", () => {
  test("that talks to anybody but the API, or writes variables for later steps, is seen", async () => {
    const folder = mkdtempSync(join(tmpdir(), "step-"));
    const script = join(folder, "step.mjs");
    writeFileSync(
      script,
      `import { appendFileSync } from "node:fs";
await fetch("http://127.0.0.1:8123/elsewhere").catch(() => {});
appendFileSync(process.env["GITHUB_ENV"], "PWNED=1");
appendFileSync(process.env["GITHUB_OUTPUT"], "input=" + process.env["INPUT_SOME-NAME"]);
process.exitCode = 3;
`,
    );

    const step = await runStep(process.execPath, script, {
      apiUrl: "http://127.0.0.1:8",
      eventName: "push",
      payload: {},
      workspace: folder,
      inputs: { "some-name": "some value" },
    });
    rmSync(folder, { recursive: true });

    expect(step).toMatchObject({
      exitCode: 3,
      strayConnections: "127.0.0.1:8123\n",
      environmentFiles: "PWNED=1",
      outputs: { input: "some value" },
    });
  });
});
