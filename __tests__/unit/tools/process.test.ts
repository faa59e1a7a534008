import { tmpdir } from "node:os";
import { expect, test } from "@jest/globals";
import { runProcess } from "../../../src/tools/process.js";

const node = {
  program: process.execPath,
  folder: tmpdir(),
  environment: {},
  timeoutMs: 20_000,
  outputBytes: 10_000,
};

test("an exit code and both outputs come back", async () => {
  const script = "process.stdout.write('out'); process.stderr.write('err'); process.exitCode = 3";

  const result = await runProcess({ ...node, args: ["-e", script] });

  expect(result).toMatchObject({ outcome: "exited", code: 3 });
  expect(result.outcome === "exited" && Buffer.from(result.stdout).toString()).toBe("out");
  expect(result.outcome === "exited" && Buffer.from(result.stderr).toString()).toBe("err");
});

test("a child sees none of our variables but those that it needs", async () => {
  process.env["HARDENING_GATE_TEST_TOKEN"] = "canary";

  const result = await runProcess({
    ...node,
    environment: { GIVEN: "yes" },
    args: ["-e", "process.stdout.write(JSON.stringify(process.env))"],
  });

  delete process.env["HARDENING_GATE_TEST_TOKEN"];
  const seen = result.outcome === "exited" ? Buffer.from(result.stdout).toString() : "";
  expect(seen).toContain('"GIVEN":"yes"');
  expect(seen).not.toContain("canary");
});

test("arguments are no shell text", async () => {
  const result = await runProcess({ ...node, args: ["-p", "process.argv[1]", "$(id); `id`"] });

  expect(result.outcome === "exited" && Buffer.from(result.stdout).toString().trim()).toBe("$(id); `id`");
});

test("standard input is passed on", async () => {
  const result = await runProcess({
    ...node,
    args: ["-e", "process.stdin.pipe(process.stdout)"],
    input: Buffer.from("hello"),
  });

  expect(result.outcome === "exited" && Buffer.from(result.stdout).toString()).toBe("hello");
});

test("a program that does not exist is missing", async () => {
  expect(await runProcess({ ...node, program: "no-such-program", args: [] })).toEqual({ outcome: "missing" });
});

test("a program that takes too long is killed", async () => {
  const result = await runProcess({ ...node, args: ["-e", "setInterval(() => {}, 1000)"], timeoutMs: 300 });

  expect(result).toEqual({ outcome: "time" });
});

test("a program that prints too much is killed", async () => {
  const result = await runProcess({ ...node, args: ["-e", "console.log('x'.repeat(20000))"] });

  expect(result).toEqual({ outcome: "output" });
});
