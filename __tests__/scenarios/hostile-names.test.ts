/** Names that try to leave their place, through the whole gate: every format shows them as text and as nothing else. */
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { micromark } from "micromark";
import { asRepoPath } from "../../src/core/location.js";
import { readJson } from "../../src/report/json.js";
import { hostileNames } from "../fakes/hostile-names.js";
import { commandsIn } from "../fakes/runner-commands.js";
import { everyFormat, openGate, type Outcome } from "./gate.js";

jest.setTimeout(120_000);

const gate = openGate();
afterAll(() => gate.close());

/** C0 and C1 controls but line feed, and what turns the reading direction or hides. */
const controls = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** Every name as resource, namespace, label, container, image, volume, file and key, in objects that have findings. */
function manifests(): Readonly<Record<string, string>> {
  const files = Object.entries(hostileNames).flatMap(([title, name], index) => [
    [`plain/${index}.json`, podOf(name)],
    [fileNameOf(name, index), podOf(title)],
    [`${fileNameOf(name, index)}.broken.yaml`, "apiVersion: v1\nkind: Pod\nmetadata:\n\tname: web\n"],
  ]);
  return Object.fromEntries(files);
}

function podOf(name: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: name, labels: { [name]: name }, annotations: { [name]: name } },
    spec: {
      serviceAccountName: name,
      containers: [
        {
          name,
          image: name,
          command: [name],
          env: [{ name, value: name }],
          securityContext: { privileged: true, [name]: name, capabilities: { add: [name] } },
          volumeMounts: [{ name, mountPath: name }],
        },
      ],
      volumes: [{ name, hostPath: { path: "/var/run/docker.sock", type: name } }],
      securityContext: { sysctls: [{ name, value: name }], seccompProfile: { type: name } },
    },
  });
}

/** A path that the system accepts: no NUL and no slash of the name's own, and lone surrogates cannot be bytes. */
function fileNameOf(name: string, index: number): string {
  const segment = name.replaceAll("\0", "").replaceAll("/", "∕").toWellFormed().slice(0, 10_000);
  return asRepoPath(`named/${segment}${index}.yaml`);
}

let outcome: Outcome;
beforeAll(async () => {
  outcome = await gate.scan(manifests());
});

describe("hostile names", () => {
  test("reach the findings and the problems, so that this can fail", () => {
    const named = new Set(outcome.report.findings.map(({ resource }) => resource?.name));
    const paths = outcome.report.problems.map(({ path }) => path);

    expect(named.has(hostileNames["command after a line break"])).toBe(true);
    expect(paths.some((path) => path.includes("::error file=app.js"))).toBe(true);
    expect(outcome.report.verdict).toBe("blocked");
  });

  test("make no command in what a person reads", () => {
    for (const format of ["text", "markdown"] as const) {
      expect(commandsIn(outcome.print(format))).toEqual([]);
    }
  });

  test("make no command in SARIF and JSON, should someone print them", () => {
    for (const format of ["sarif", "json"] as const) {
      expect(commandsIn(outcome.print(format))).toEqual([]);
    }
  });

  test("make no command but ours among the annotations, one on each line", () => {
    const output = outcome.print("github");

    const commands = commandsIn(output);

    expect(commands).toHaveLength(output.trimEnd().split("\n").length);
    expect(new Set(commands.map(({ name }) => name))).toEqual(new Set(["error", "warning", "notice"]));
    expect(commands.every(({ data }) => !/\p{Cc}/u.test(data))).toBe(true);
  });

  test("leave no raw control character in any format", () => {
    for (const [format, output] of everyFormat(outcome)) {
      expect([format, controls.exec(output)?.[0]]).toEqual([format, undefined]);
    }
  });

  test("leave no lone surrogate in any format", () => {
    for (const [format, output] of everyFormat(outcome)) {
      expect([format, output.isWellFormed()]).toEqual([format, true]);
    }
  });

  test("leave the lines of the text short enough for a log", () => {
    const longest = Math.max(
      ...outcome
        .print("text")
        .split("\n")
        .map((line) => line.length),
    );

    expect(longest).toBeLessThan(10_000);
  });

  test("make no element, link, mention or reference in Markdown", () => {
    const html = micromark(outcome.print("markdown"), {
      extensions: [gfm()],
      htmlExtensions: [gfmHtml()],
      allowDangerousHtml: true,
    });

    expect(html).not.toMatch(/<(?:script|img|a|h1|input|blockquote|del)\b/i);
    expect(withoutCode(html)).not.toMatch(/@everyone|@octo|#123|GH-123|:tada:|evil\.example/);
  });

  test("keep every row of every table as wide as its head", () => {
    const html = micromark(outcome.print("markdown"), { extensions: [gfm()], htmlExtensions: [gfmHtml()] });

    for (const [table] of html.matchAll(/<table>[^]*?<\/table>/g)) {
      const widths = [...table.matchAll(/<tr>([^]*?)<\/tr>/g)].map(([row]) => row.split(/<t[hd][ >]/).length);
      expect(new Set(widths).size).toBe(1);
    }
  });

  test("are not lost in JSON, where they are data", () => {
    const report = readJson(outcome.print("json"));

    expect(report.findings.length).toBe(outcome.report.findings.length);
    expect(report.findings.some(({ resource }) => resource?.name === hostileNames["pipe"])).toBe(true);
  });
});

/** What Markdown reads as text: nothing inside code is a mention or a reference. */
function withoutCode(html: string): string {
  return html.replace(/<code>[^]*?<\/code>/g, "").replace(/<pre>[^]*?<\/pre>/g, "");
}
