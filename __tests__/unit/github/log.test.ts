import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { createLog } from "../../../src/github/log.js";
import { hostileNames } from "../../fakes/hostile-names.js";
import { readLog } from "../../fakes/runner.js";

const names = Object.values(hostileNames);
let printed: string[];

beforeEach(() => {
  printed = [];
  jest.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    printed.push(String(chunk));
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
});

function view() {
  return readLog(printed.join(""));
}

describe("whatever a name holds", () => {
  test("a line of information is no command", () => {
    for (const name of names) createLog().info(name);

    expect(view().commands).toEqual([]);
    expect(view().lines).toHaveLength(names.length + 1);
  });

  test.each(["warning", "error"] as const)("a %s is one command of that level, under our name", (level) => {
    for (const name of names) createLog()[level](name);

    expect(view().commands.map((command) => [command.name, command.properties])).toEqual(
      names.map(() => [level, { title: "hardening-gate" }]),
    );
  });

  test("an annotation names its place, and no property comes from elsewhere", () => {
    const place = { file: "deploy/a,line=1.yaml", line: 3, endLine: 4 };

    for (const name of names) createLog().annotate({ level: "notice", title: name, message: name, ...place });

    for (const { name, properties } of view().commands) {
      expect(name).toBe("notice");
      expect(properties).toMatchObject({ file: "deploy/a,line=1.yaml", line: "3", endLine: "4" });
      expect(Object.keys(properties).length).toBeLessThanOrEqual(4);
    }
    expect(view().commands).toHaveLength(names.length);
  });

  test("debug output of several lines is debug output alone", () => {
    for (const name of names) createLog().debug(`at ${name}\n${name}`);

    expect(new Set(view().commands.map(({ name }) => name))).toEqual(new Set(["debug"]));
  });

  test("bulk output stays between two halves of a group, and commands work again after it", () => {
    for (const name of names) createLog().bulk(name, `${name}\n${name}`);

    expect(new Set(view().commands.map(({ name }) => name))).toEqual(
      new Set(["group", "stop-commands", "endgroup"]),
    );
    expect(view().isStopped).toBe(false);
  });
});
