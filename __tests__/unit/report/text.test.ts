import { at, findingOf, reportOf, sampleReport } from "../../golden/report/sample-report.js";
import { expect, test } from "@jest/globals";
import { commandsIn } from "../../fakes/runner-commands.js";
import { hostileTexts } from "../../fakes/hostile-names.js";
import { text } from "../../../src/report/text.js";

const plain = { color: false } as const;

function span(startLine: number) {
  return { startLine, startColumn: 5, endLine: startLine, endColumn: 9 };
}

test("findings stand by file, the file with the worst first, and in it by severity, then line", () => {
  const findings = [
    findingOf({ severity: "low", locations: [at("a.yaml", span(1))] }),
    findingOf({ severity: "high", locations: [at("b.yaml", span(9))] }),
    findingOf({ severity: "critical", locations: [at("b.yaml", span(20))] }),
    findingOf({ severity: "high", locations: [at("b.yaml", span(3))] }),
    findingOf({ severity: "high", locations: [at("a.yaml", span(7))] }),
  ];
  const places = text(reportOf({ findings }), plain).match(/^[ab]\.yaml:\d+:\d+ {2}\w+/gm);

  expect(places).toEqual([
    "b.yaml:20:5  critical",
    "b.yaml:3:5  high",
    "b.yaml:9:5  high",
    "a.yaml:7:5  high",
    "a.yaml:1:5  low",
  ]);
});

test("a snippet is shown once per rule, the advice every time", () => {
  const findings = [
    findingOf({ locations: [at("a.yaml", span(1))] }),
    findingOf({ locations: [at("a.yaml", span(2))] }),
  ];
  const output = text(reportOf({ findings }), plain);

  expect(output.match(/Fix: /g)).toHaveLength(2);
  expect(output.match(/privileged: false/g)).toHaveLength(1);
});

test("what is missing is named where neither message nor advice does", () => {
  const missing = "securityContext.seccompProfile";

  expect(text(reportOf({ findings: [findingOf({ missing })] }), plain)).toContain(`  Missing: ${missing}.\n`);
  expect(
    text(reportOf({ findings: [findingOf({ missing, message: `No ${missing}.` })] }), plain),
  ).not.toContain("Missing:");
});

test("old findings are a number until they are asked for", () => {
  const findings = [findingOf({ status: "existing", locations: [at("old.yaml", span(1))] })];
  const report = { ...sampleReport(), ...reportOf({ findings, targets: sampleReport().targets }) };

  expect(text(report, plain)).not.toContain("old.yaml");
  expect(text(report, plain)).toContain("1 existing finding.");
  expect(text(report, { color: false, verbose: true })).toContain("old.yaml:1:5  critical (existing)");
});

test("a container is named once: by the message, or before it", () => {
  const named = findingOf({ message: 'Container "web" is privileged.' });
  const unnamed = findingOf({ message: "It is privileged." });

  expect(text(reportOf({ findings: [named] }), plain)).toContain('Deployment shop/api: Container "web" is');
  expect(text(reportOf({ findings: [unnamed] }), plain)).toContain(
    "Deployment shop/api, container web: It is",
  );
});

test("the verdict is the last line", () => {
  expect(text(sampleReport(), plain).trimEnd().split("\n").at(-1)).toMatch(
    /^Blocked: 3 new critical findings\./,
  );
});

test("colours change nothing but colours", () => {
  const colored = text(sampleReport(), { color: true });

  // oxlint-disable-next-line no-control-regex -- these are the colours
  expect(colored.replace(/\u001b\[[0-9;]*m/g, "")).toBe(text(sampleReport(), plain));
});

test("no name leaves its line, colours it or commands a runner", () => {
  for (const name of hostileTexts) {
    const report = {
      ...sampleReport(),
      findings: [
        findingOf({
          title: name,
          rule: name,
          message: name,
          container: name,
          resource: { apiVersion: name, kind: name, namespace: name, name },
          fix: { advice: name, safety: "none", snippet: `a: ${name.replaceAll(/[\r\n]/g, " ")}` },
        }),
      ],
      undecided: [{ rule: name, resource: null, path: at("a.yaml", null).path, reason: name }],
    };
    const lines = text({ ...report, findings: [findingOf({ message: "It is." })] }, plain).split("\n").length;
    const output = text(report, plain);

    expect(commandsIn(output)).toEqual([]);
    expect(output).not.toMatch(/[^\P{Cc}\n]/u);
    expect(output.split("\n").length).toBeLessThanOrEqual(lines);
  }
});
