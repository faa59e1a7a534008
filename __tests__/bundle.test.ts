/** The Action as GitHub runs it: dist/index.js in a process of its own, between a runner and a GitHub that are fakes. */
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { faults } from "./fakes/github/faults.js";
import type { Call, Fault } from "./fakes/github/faults.js";
import { fakeToken, startFakeGitHub } from "./fakes/github/server.js";
import type { FakeGitHub, FakeGitHubOptions } from "./fakes/github/server.js";
import { hostileNames } from "./fakes/hostile-names.js";
import { findNodes, missingMajors } from "./fakes/nodes.js";
import { headOf, makePullRequest } from "./fakes/repository.js";
import { runStep } from "./fakes/runner.js";
import type { JobOptions, StepResult } from "./fakes/runner.js";

const dist = process.env["HARDENING_GATE_DIST"] ?? fileURLToPath(new URL("../dist", import.meta.url));
const bundle = join(dist, "index.js");
const nodes = findNodes();
const marker = "<!-- hardening-gate:comment:v1 id=default -->";
const us = "github-actions[bot]";

const privilegedPod = `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: example.com/web:2.1.0
      securityContext:
        privileged: true
`;
/** Nothing to find in it, whatever the catalog holds: no rule looks at it. */
const harmless = `apiVersion: v1
kind: ConfigMap
metadata:
  name: colours
  namespace: shop
data:
  sky: blue
`;
const deployment = (privileged: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: agent
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      containers:
        - name: agent
          image: example.com/agent:1.0.0
          securityContext:
            privileged: ${privileged}
`;
const chart = {
  "charts/agent/Chart.yaml": "apiVersion: v2\nname: agent\nversion: 0.1.0\n",
  "charts/agent/values.yaml": "privileged: true\n",
  "charts/agent/templates/deployment.yaml": deployment("{{ .Values.privileged }}"),
};
const overlay = {
  "base/deployment.yaml": deployment("false"),
  "base/kustomization.yaml": "resources:\n  - deployment.yaml\n",
  "overlays/prod/kustomization.yaml": "resources:\n  - ../../base\npatches:\n  - path: privileged.yaml\n",
  "overlays/prod/privileged.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: agent
spec:
  template:
    spec:
      containers:
        - name: agent
          securityContext:
            privileged: true
`,
};

jest.setTimeout(60_000);

const folders: string[] = [];
const githubs: FakeGitHub[] = [];

beforeAll(() => {
  process.stderr.write(`Node under test: ${nodes.map(({ version }) => version).join(", ")}\n`);
});

afterEach(async () => {
  await Promise.all(githubs.splice(0).map((github) => github.stop()));
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function repository(files: Readonly<Record<string, string>>): string {
  return changed({}, files);
}

/** A pull request that makes these files of that base. */
function changed(
  base: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>>,
  isShallow = false,
): string {
  const folder = makePullRequest(base, files, isShallow);
  folders.push(folder);
  return folder;
}

async function fakeGitHub(options: FakeGitHubOptions = {}): Promise<FakeGitHub> {
  const github = await startFakeGitHub(options);
  githubs.push(github);
  return github;
}

function pullRequest(headRepository: string | null = "acme/shop", head = "b".repeat(40)) {
  return {
    action: "synchronize",
    number: 7,
    pull_request: {
      number: 7,
      base: { sha: "a".repeat(40), ref: "main", repo: { full_name: "acme/shop" } },
      head: {
        sha: head,
        ref: "topic",
        repo: headRepository === null ? null : { full_name: headRepository },
      },
      merge_commit_sha: "c".repeat(40),
    },
  };
}

interface Run {
  readonly node: string;
  readonly github: FakeGitHub;
  readonly workspace: string;
  readonly script?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly job?: Partial<JobOptions>;
}

/** Runs the Action and checks what must hold for every run whatsoever. */
async function runAction({
  node,
  github,
  workspace,
  script = bundle,
  inputs = {},
  job = {},
}: Run): Promise<StepResult> {
  const step = await runStep(node, script, {
    apiUrl: github.url,
    eventName: "pull_request",
    payload: pullRequest(),
    workspace,
    inputs: { "github-token": fakeToken, ...inputs },
    sha: headOf(workspace),
    ...job,
  });

  expect(github.violations).toEqual([]);
  expect(step.strayConnections).toBe("");
  expect(step.environmentFiles).toBe("");
  expect(step.stderr).toBe("");
  expect(step.view.isStopped).toBe(false);
  expect(step.view.lostAnnotations).toBe(0);
  expect(step.view.masks.filter((mask) => mask !== fakeToken)).toEqual([]);
  expect(foreignCommands(step)).toEqual([]);
  expect(tokenPlaces(step, github)).toEqual([]);
  return step;
}

/** Commands that the Action never gives, and annotations that carry no title of ours: somebody else's words became a command. */
function foreignCommands({ view }: StepResult): readonly unknown[] {
  const ours = ["add-mask", "debug", "endgroup", "error", "group", "notice", "stop-commands", "warning"];
  const isOurs = (title = "") =>
    /^(?:hardening-gate(?:: not checked)?|[a-z0-9-]+ \((?:critical|high|medium|low)\))$/u.test(title);
  return [
    ...view.commands.filter(({ name }) => !ours.includes(name)),
    ...view.annotations.filter(({ properties }) => !isOurs(properties["title"])),
  ];
}

/** Where the token turns up, the one mask aside. */
function tokenPlaces(step: StepResult, github: FakeGitHub): readonly string[] {
  const places = {
    log: step.stdout.replace(`::add-mask::${fakeToken}`, ""),
    summary: step.summary,
    outputs: JSON.stringify(step.outputs),
    files: JSON.stringify(step.files),
    comments: JSON.stringify(github.comments.all),
  };
  return Object.entries(places).flatMap(([place, text]) => (text.includes(fakeToken) ? [place] : []));
}

function linesWith(step: StepResult, text: string): readonly string[] {
  return step.view.lines.filter((line) => line.includes(text));
}

test("there is a bundle to test", () => {
  expect(existsSync(bundle)).toBe(true); // else: npm run build
});

test("both versions of Node are there", () => {
  const missing = missingMajors(nodes);
  if (missing.length > 0)
    process.stderr.write(`Not tested on Node ${missing.join(", ")}: no such binary here.\n`);

  expect(process.env["CI"] === "true" ? missing : []).toEqual([]);
});

describe.each(nodes)("on Node $version", ({ path: node }) => {
  describe("a privileged container blocks", () => {
    test.each([
      ["a manifest", { "deploy/pod.yaml": privilegedPod }, "deploy/pod.yaml"],
      ["a chart", chart, "charts/agent/"],
      ["an overlay", overlay, "overlays/prod"],
    ])("in %s", async (_, files, place) => {
      const github = await fakeGitHub();

      const step = await runAction({ node, github, workspace: repository(files) });

      expect(step.exitCode).toBe(1);
      expect(step.outputs["verdict"]).toBe("blocked");
      const titles = step.view.annotations.map(({ properties }) => properties["title"]);
      expect(titles).toContain("privileged-container (critical)");
      expect(github.comments.all[0]?.body).toContain(`\`${place}`);
      expect(step.summary).toContain("## ⛔ Blocked");
    });
  });

  describe("a pull request", () => {
    test("gets a comment, and the next run changes that comment", async () => {
      const github = await fakeGitHub();
      const bad = repository({ "pod.yaml": privilegedPod });
      const good = repository({ "colours.yaml": harmless });

      const first = await runAction({ node, github, workspace: bad });
      const second = await runAction({ node, github, workspace: bad });
      const third = await runAction({ node, github, workspace: good });

      expect([first, second, third].map(({ exitCode }) => exitCode)).toEqual([1, 1, 0]);
      expect(github.calls.filter((call) => call === "create-comment")).toHaveLength(1);
      expect(github.calls.filter((call) => call === "update-comment")).toHaveLength(1);
      expect(github.comments.all.map(({ body }) => body.split("\n").slice(0, 2))).toEqual([
        [marker, expect.stringContaining("✅ Passed")],
      ]);
    });

    test("with nothing to say gets no comment", async () => {
      const github = await fakeGitHub();

      const step = await runAction({ node, github, workspace: repository({ "colours.yaml": harmless }) });

      expect(step.exitCode).toBe(0);
      expect(github.comments.all).toEqual([]);
      expect(step.view.annotations).toEqual([]);
    });

    test("points to the line, and says the verdict last", async () => {
      const github = await fakeGitHub();

      const step = await runAction({
        node,
        github,
        workspace: repository({ "deploy/pod.yaml": privilegedPod }),
      });

      const finding = step.view.annotations.find(({ properties }) =>
        properties["title"]?.startsWith("privileged"),
      );
      expect(finding?.properties).toMatchObject({ file: "deploy/pod.yaml", line: "10", endLine: "10" });
      expect(step.view.annotations.at(-1)?.message).toMatch(/^Blocked: 1 new critical finding/u);
      expect(github.comments.all[0]?.body).toContain(
        `https://github.test/acme/shop/blob/${"b".repeat(40)}/deploy/pod.yaml#L10`,
      );
    });

    test("leaves a report that says the same, and counts as outputs", async () => {
      const github = await fakeGitHub();

      const step = await runAction({
        node,
        github,
        workspace: repository({ "pod.yaml": privilegedPod }),
        inputs: { sarif: "out/gate.sarif" },
      });

      const report = JSON.parse(step.files["report-path"] ?? "") as { verdict: string };
      const sarif = JSON.parse(step.files["sarif-path"] ?? "") as { version: string };
      expect([report.verdict, sarif.version]).toEqual(["blocked", "2.1.0"]);
      expect(step.outputs).toMatchObject({ verdict: "blocked", "new-critical": "1", problems: "0" });
    });

    test("of a switched-off channel gets nothing there, and the verdict stays", async () => {
      const github = await fakeGitHub();
      const inputs = { annotations: "false", comment: "false", summary: "false" };

      const step = await runAction({
        node,
        github,
        workspace: repository({ "pod.yaml": privilegedPod }),
        inputs,
      });

      expect(step.exitCode).toBe(1);
      expect(step.summary).toBe("");
      expect(github.requests).toEqual([]);
      expect(step.view.annotations.map(({ properties }) => properties["title"])).toEqual(["hardening-gate"]);
    });

    test("that holds nothing to check is incomplete", async () => {
      const github = await fakeGitHub();

      const step = await runAction({ node, github, workspace: repository({}) });

      expect(step.exitCode).toBe(3);
      expect(step.outputs["verdict"]).toBe("incomplete");
    });
  });

  describe("a pull request from a fork", () => {
    test.each([
      ["a fork", pullRequest("mallory/shop"), "octocat"],
      ["a deleted fork", pullRequest(null), "octocat"],
      ["Dependabot", pullRequest(), "dependabot[bot]"],
    ])("gets everything but the comment, and one plain line why (%s)", async (_, payload, actor) => {
      const github = await fakeGitHub({ isReadOnly: true });

      const step = await runAction({
        node,
        github,
        workspace: repository({ "pod.yaml": privilegedPod }),
        job: { payload, actor },
      });

      expect(step.exitCode).toBe(1);
      expect(linesWith(step, "There is no comment on the pull request")).toHaveLength(1);
      expect(step.view.annotations.filter(({ level }) => level === "warning")).not.toContainEqual(
        expect.objectContaining({ properties: { title: "hardening-gate" } }),
      );
      expect(step.summary).toContain("There is no comment on the pull request");
    });

    test("of the same repository with a token that only reads says which permission is missing", async () => {
      const github = await fakeGitHub({ isReadOnly: true });

      const step = await runAction({ node, github, workspace: repository({ "pod.yaml": privilegedPod }) });

      expect(step.exitCode).toBe(1);
      expect(linesWith(step, "Give the job the permission pull-requests: write.")).toHaveLength(1);
    });
  });

  describe("other events", () => {
    test.each([
      [
        "merge_group",
        { merge_group: { base_sha: "a".repeat(40), head_sha: "b".repeat(40), base_ref: "refs/heads/main" } },
      ],
      ["push", { before: "0".repeat(40), after: "b".repeat(40), ref: "refs/heads/main" }],
      ["schedule", { schedule: "0 4 * * *" }],
      ["workflow_dispatch", { inputs: null }],
    ])("%s gets a verdict and no comment", async (eventName, payload) => {
      const github = await fakeGitHub();

      const step = await runAction({
        node,
        github,
        workspace: repository({ "pod.yaml": privilegedPod }),
        job: { eventName, payload },
      });

      expect(step.exitCode).toBe(1);
      expect(github.requests).toEqual([]);
    });

    test("pull_request_target on the base's files is refused", async () => {
      const github = await fakeGitHub();

      const step = await runAction({
        node,
        github,
        workspace: repository({ "colours.yaml": harmless }),
        job: { eventName: "pull_request_target" },
      });

      expect(step.exitCode).toBe(2);
      expect(linesWith(step, "the checked out files are the base's")).toHaveLength(1);
    });

    test("pull_request_target on the pull request's files is warned of", async () => {
      const github = await fakeGitHub();
      const workspace = repository({ "pod.yaml": privilegedPod });
      const payload = pullRequest("mallory/shop", headOf(workspace));

      const step = await runAction({
        node,
        github,
        workspace,
        job: { eventName: "pull_request_target", payload },
      });

      expect(step.exitCode).toBe(1);
      expect(linesWith(step, "Start the workflow on pull_request.")).toHaveLength(1);
    });
  });

  describe("the base", () => {
    const other = privilegedPod.replace("name: shop", "name: other");

    test("an old finding does not block, a new one does", async () => {
      const github = await fakeGitHub();
      const old = { "old.yaml": privilegedPod };

      const harmlessStep = await runAction({
        node,
        github,
        workspace: changed(old, { ...old, "colours.yaml": harmless }),
      });
      const harmfulStep = await runAction({
        node,
        github,
        workspace: changed(old, { ...old, "new.yaml": other }),
      });

      expect(harmlessStep.exitCode).toBe(0);
      expect(harmfulStep.exitCode).toBe(1);
      expect(harmfulStep.view.annotations.flatMap(({ properties }) => properties["file"] ?? [])).toContain(
        "new.yaml",
      );
      expect(harmfulStep.view.annotations.map(({ properties }) => properties["file"])).not.toContain(
        "old.yaml",
      );
    });

    test("says what counts: a configuration that the change brings does not unblock it", async () => {
      const github = await fakeGitHub();
      const lenient = { ".hardening-gate.yaml": "fail-on: never\n" };
      const harmful = { "new.yaml": other };

      const ofChange = await runAction({ node, github, workspace: changed({}, { ...harmful, ...lenient }) });
      const ofBase = await runAction({
        node,
        github,
        workspace: changed(lenient, { ...harmful, ...lenient }),
      });

      expect([ofChange.exitCode, ofBase.exitCode]).toEqual([1, 0]);
    });

    test("that a change breaks the configuration makes the run incomplete, with its line", async () => {
      const github = await fakeGitHub();
      const broken = { ".hardening-gate.yaml": "# Comment.\nfail-no: high\n" };

      const step = await runAction({
        node,
        github,
        workspace: changed({ "colours.yaml": harmless }, broken),
      });

      expect(step.exitCode).toBe(3);
      expect(linesWith(step, ".hardening-gate.yaml:2").length).toBeGreaterThan(0);
    });

    test("that is not in the clone makes the run incomplete, and says which depth to fetch", async () => {
      const github = await fakeGitHub();
      const files = { "colours.yaml": harmless };

      const step = await runAction({
        node,
        github,
        workspace: changed({ "old.yaml": privilegedPod }, files, true),
      });

      expect(step.exitCode).toBe(3);
      expect(linesWith(step, "fetch-depth: 2").length).toBeGreaterThan(0);
    });
  });

  describe("a mistake in the workflow ends with 2 and one sentence", () => {
    test.each([
      ["a mode of a later version", { mode: "merge" }, 'The input "mode" cannot be "merge".'],
      ["a switch that is neither", { comment: "yes" }, 'The input "comment" cannot be "yes".'],
      [
        "a severity that does not exist",
        { "fail-on": "hihg" },
        'The input "fail-on" cannot be "hihg". Use "high".',
      ],
      [
        "a profile that does not exist",
        { profile: "defualt" },
        'There is no profile "defualt". Use "default".',
      ],
      ["a path that does not exist", { path: "nowhere" }, "does not exist."],
    ])("%s", async (_, inputs, sentence) => {
      const github = await fakeGitHub();

      const step = await runAction({
        node,
        github,
        workspace: repository({ "pod.yaml": privilegedPod }),
        inputs,
      });

      expect(step.exitCode).toBe(2);
      expect(step.outputs).toEqual({ verdict: "error" });
      expect(linesWith(step, sentence)).toHaveLength(1);
    });

    test("a payload that is none", async () => {
      const github = await fakeGitHub();

      const step = await runAction({
        node,
        github,
        workspace: repository({ "pod.yaml": privilegedPod }),
        job: { payload: { number: "seven" } },
      });

      expect(step.exitCode).toBe(2);
      expect(linesWith(step, "is not what GitHub documents")).toHaveLength(1);
    });
  });

  describe("a runner without its files changes no verdict", () => {
    test.each([
      ["GITHUB_STEP_SUMMARY", "The job summary was not written"],
      ["GITHUB_OUTPUT", "The outputs were not set"],
    ])("%s", async (variable, sentence) => {
      const github = await fakeGitHub();

      const step = await runAction({
        node,
        github,
        workspace: repository({ "pod.yaml": privilegedPod }),
        job: { variables: { [variable]: "/nowhere/file" } },
      });

      expect(step.exitCode).toBe(1);
      expect(linesWith(step, sentence)).toHaveLength(1);
    });

    test("a report that cannot be written", async () => {
      const github = await fakeGitHub();
      const workspace = repository({ "pod.yaml": privilegedPod });

      const step = await runAction({ node, github, workspace, inputs: { report: "pod.yaml/report.json" } });

      expect(step.exitCode).toBe(1);
      expect(linesWith(step, "The JSON report was not written")).toHaveLength(1);
      expect(step.summary).toContain("### Not published");
    });
  });

  describe("a fault of the gate", () => {
    test("ends with 2 and asks for a report, and an altered catalog is never one without rules", async () => {
      const github = await fakeGitHub();
      const copy = mkdtempSync(join(tmpdir(), "dist-"));
      folders.push(copy);
      cpSync(dist, copy, { recursive: true });
      writeFileSync(join(copy, "catalog.json"), '{"files": []}');

      const step = await runAction({
        node,
        github,
        workspace: repository({ "pod.yaml": privilegedPod }),
        script: join(copy, "index.js"),
      });

      expect(step.exitCode).toBe(2);
      expect(step.outputs).toEqual({ verdict: "error" });
      expect(linesWith(step, "This is a fault of the gate: report it with a link to this run.")).toHaveLength(
        1,
      );
    });
  });

  describe("a GitHub Enterprise Server", () => {
    test("is the only host that is asked", async () => {
      const github = await fakeGitHub({ root: "/api/v3" });

      const step = await runAction({ node, github, workspace: repository({ "pod.yaml": privilegedPod }) });

      expect(step.exitCode).toBe(1);
      expect(github.comments.all).toHaveLength(1);
    });
  });

  describe("hostile names", () => {
    test("become no command, no markup and no other verdict", async () => {
      const github = await fakeGitHub();
      const usable = Object.values(hostileNames).filter(
        (name) => !/[/\0\ud800-\udfff]/u.test(name) && Buffer.byteLength(name) < 200,
      );
      const files = Object.fromEntries(
        usable.map((name, index) => [
          `deploy/${index}${name}.yaml`,
          privilegedPod.replace("shop", JSON.stringify(name)),
        ]),
      );

      const step = await runAction({ node, github, workspace: repository(files) });

      expect(step.exitCode).toBe(1);
      expect(github.comments.all[0]?.body.split("\n")[0]).toBe(marker);
      expect(step.summary).not.toBe("");
    });
  });
});

/** Which calls must succeed for a comment, and which may fail without anybody noticing. What nobody asks cannot fail. */
const plans = [
  { when: "first run", calls: ["list-comments"], isNoticed: true },
  { when: "first run", calls: ["create-comment"], isNoticed: true },
  { when: "first run", calls: ["viewer", "is-minimized"], isNoticed: false },
  { when: "second run", calls: ["list-comments"], isNoticed: true },
  { when: "second run", calls: ["update-comment"], isNoticed: true },
  { when: "second run", calls: ["viewer", "is-minimized", "delete-comment"], isNoticed: false },
] as const satisfies readonly Plan[];

interface Plan {
  readonly when: "first run" | "second run";
  /** These fail. */
  readonly calls: readonly Call[];
  readonly isNoticed: boolean;
}

/** On the Node that GitHub uses everything; on the other what the versions of Node themselves do. */
function faultsOn(version: string): readonly Fault[] {
  return version.startsWith("v24.") ? faults : ["time-out", "cut", "garbage", "403"];
}

describe("every failure of GitHub", () => {
  test("leaves verdict and exit code as they are, and is said in one plain line", async () => {
    const workspace = repository({ "pod.yaml": privilegedPod });
    const cases = nodes.flatMap(({ path: node, version }) =>
      faultsOn(version).flatMap((fault) => plans.map((plan) => ({ node, version, fault, plan }))),
    );

    const wrong = await inTurns(cases, 12, async ({ node, version, fault, plan }) => {
      const said = await runWithFault(node, workspace, plan, fault);
      return said === "" ? [] : [`${version}, ${plan.when}, ${plan.calls.join(" ")}, ${fault}: ${said}`];
    });

    expect(wrong.flat()).toEqual([]);
  }, 600_000);
});

/** Maps with so many at a time: most of them wait for a GitHub that does not answer. */
async function inTurns<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const entries = items.entries(); // one iterator for all lanes: each takes what is next
  async function lane(): Promise<void> {
    for (const [index, item] of entries) results[index] = await work(item);
  }
  await Promise.all(Array.from({ length: width }, lane));
  return results;
}

/** What is wrong with the run; empty where nothing is. */
async function runWithFault(
  node: string,
  workspace: string,
  { when, calls, isNoticed }: Plan,
  fault: Fault,
): Promise<string> {
  const github = await fakeGitHub();
  if (when === "second run") {
    github.comments.add(us, `${marker}\nOld.`);
    github.comments.add(us, `${marker}\nYounger.`);
  }
  for (const call of calls) github.fail(call, fault);
  const step = await runAction({ node, github, workspace });
  const notes = linesWith(step, "The comment on the pull request was not written: ");
  const unasked = calls.filter((call) => !github.calls.includes(call));
  if (step.exitCode !== 1 || step.outputs["verdict"] !== "blocked") return `exit code ${step.exitCode}`;
  if (unasked.length > 0) return `never asked: ${unasked.join(", ")}`;
  if (notes.length !== (isNoticed ? 1 : 0)) return `${notes.length} lines`;
  if (notes[0] !== undefined && !/: [^.]+\.(?: Give [^.]+\.)?$/u.test(notes[0]))
    return `not plain: ${notes[0]}`;
  return step.summary.includes("### Not published") === isNoticed ? "" : "the summary differs";
}
