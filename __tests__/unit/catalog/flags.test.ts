import { describe, expect, test } from "@jest/globals";
import { judgeFlags } from "../../../src/catalog/flags.js";
import type { FlagRow, Want } from "../../../src/catalog/rule-file.js";
import type { ComponentView } from "../../../src/core/rule.js";
import { parseRendering } from "../../../src/parse/parse.js";
import { asRepoPath } from "../../../src/core/location.js";

const path = asRepoPath("api.yaml");
const target = { id: "t", kind: "manifest", path, values: [], inputs: [path], touched: true } as const;
const text = "{apiVersion: v1, kind: Pod, metadata: {name: api}}";
const texts = [{ text, trace: { type: "identity", path } }] as const;
const [resource] = parseRendering({ target, texts, namespace: null, complete: true }).resources;

function view(
  settings: Readonly<Record<string, readonly string[]>>,
  more: Partial<ComponentView> = {},
): ComponentView {
  if (resource === undefined) throw new Error("the fixture does not parse");
  const entries = Object.entries(settings).map(
    ([flag, values]) => [flag, values.map((value, index) => ({ value, route: [flag, index] }))] as const,
  );
  return {
    view: "component",
    component: "kube-apiserver",
    resource,
    route: ["command"],
    settings: new Map(entries),
    extent: "complete",
    form: "flags",
    ...more,
  };
}

function row(parts: Partial<FlagRow>): FlagRow {
  const none = { want: undefined, whenAbsent: undefined, when: [], unless: [] };
  return { flag: "f", ...none, severity: undefined, message: undefined, anyOf: undefined, ...parts };
}

function outcomeOf(want: Want, value: string): string {
  return judgeFlags([row({ want })], view({ f: [value] }))[0]?.outcome ?? "";
}

describe("a want", () => {
  test.each<[Want, string, string]>([
    ["false", "false", "true"],
    ["present", "x", ""],
    [{ not: "true" }, "false", "true"],
    [{ oneOf: ["a", "b"] }, "b", "c"],
    [{ includes: ["RBAC"] }, "Node,RBAC", "Node"],
    [{ excludes: ["AlwaysAllow"] }, "Node,RBAC", "Node,AlwaysAllow"],
    [{ subsetOf: ["A", "B"] }, "B,A", "A,C"],
    [{ atLeast: 30 }, "30", "29"],
    [{ atLeast: "5m" }, "0h5m0s", "4m59s"],
    [{ atLeast: "VersionTLS12" }, "VersionTLS13", "VersionTLS11"],
    [{ atMost: 0 }, "0", "10255"],
    ["onlyLoopback", "127.0.0.1", "0.0.0.0"],
    ["noClearText", "https://10.0.0.1:2379", "https://10.0.0.1:2379,http://10.0.0.2:2379"],
    ["moreThanOne", "a,b", "a"],
    [
      "onlyLoopback",
      "https://127.0.0.1:2379,https://[::1]:2379,unix:///run/etcd",
      "https://127.0.0.1.example.com",
    ],
    ["onlyLoopback", "127.0.0.9:10249", ":10249"],
    ["onlyLoopback", "localhost", "::"],
    [
      "noClearText",
      "http://localhost:2379,https://10.0.0.1:2379",
      "a=https://10.0.0.1:2380,b=http://10.0.0.2:2380",
    ],
    ["someTls", "http://localhost:2379,https://10.0.0.1:2379", "http://10.0.0.1:2379"],
    ["false", "0", "1"],
    ["true", "T", "False"],
    [{ not: "false" }, "1", "F"],
    [{ excludes: ["AllAlpha=true"] }, "AllAlpha=true,AllAlpha=false", "AllAlpha=1"],
    ["moreThanOne", "a=http://x,b=http://y", "a=http://x,a=http://y"],
    ["", "", "/etc/tokens.csv"],
  ])("%j holds for %s and not for %s", (want, good, bad) => {
    expect([outcomeOf(want, good), outcomeOf(want, bad)]).toEqual(["pass", "blame"]);
  });

  test("a value that cannot be compared satisfies no bound", () => {
    expect(outcomeOf({ atLeast: 30 }, "many")).toBe("blame");
  });

  test.each<[Want, string, string]>([
    ["false", "$(ANONYMOUS)", "undecided"],
    ["present", "$(CERTIFICATE)", "pass"],
    ["onlyLoopback", "$(POD_IP)", "undecided"],
    ["noClearText", "http://$(POD_IP):2379", "undecided"],
    [{ excludes: ["AlwaysAllow"] }, "$(MODES)", "undecided"],
    [{ excludes: ["AlwaysAllow"] }, "$(MODES),AlwaysAllow", "blame"],
    [{ includes: ["RBAC"] }, "{{ modes }},RBAC", "pass"],
    [{ includes: ["RBAC"] }, "${MODES},Node", "undecided"],
  ])("%j of a value with an open part, %s, is %s", (want, value, outcome) => {
    expect(outcomeOf(want, value)).toBe(outcome);
  });
});

describe("a row", () => {
  test("counts the last of several flags, and points at it", () => {
    const [outcome] = judgeFlags([row({ want: "false" })], view({ f: ["false", "true"] }));

    expect(outcome).toMatchObject({ outcome: "blame", route: ["f", 1] });
  });

  test("counts all values of a flag that gathers a list, and points at the one at fault", () => {
    const rows = [row({ flag: "authorization-mode", want: { excludes: ["AlwaysAllow"] } })];
    const settings = { "authorization-mode": ["AlwaysAllow", "Node,RBAC"] };

    expect(judgeFlags(rows, view(settings))[0]).toMatchObject({
      outcome: "blame",
      route: ["authorization-mode", 0],
    });
    expect(judgeFlags(rows, view(settings, { component: "kubelet" }))[0]?.outcome).toBe("pass");
  });

  test("points at the element of a file's list that is at fault", () => {
    const settings = view({ f: ["AlwaysAllow", "RBAC"] }, { form: "file" });

    const [outcome] = judgeFlags([row({ want: { excludes: ["AlwaysAllow"] } })], settings);

    expect(outcome).toMatchObject({ outcome: "blame", route: ["f", 0] });
  });

  test("an absent flag fails in a complete source, passes where the row says so, and is undecided in a fragment", () => {
    const fragment = view({}, { extent: "fragment" });

    expect(judgeFlags([row({})], view({}))[0]).toMatchObject({ outcome: "blame", missing: "--f" });
    expect(judgeFlags([row({ whenAbsent: "pass" })], fragment)[0]?.outcome).toBe("undecided");
    expect(judgeFlags([row({ whenAbsent: "pass" })], view({}))[0]?.outcome).toBe("pass");
    expect(judgeFlags([row({})], fragment)[0]?.outcome).toBe("undecided");
  });

  test("the known default of an installer decides a fragment", () => {
    const defaults = { kubeadm: { "kube-apiserver": { f: "Node,RBAC" } } };
    const fragment = view({}, { extent: "fragment", installer: "kubeadm" });

    expect(judgeFlags([row({ want: { includes: ["RBAC"] } })], fragment, defaults)[0]?.outcome).toBe("pass");
    expect(judgeFlags([row({ want: "Webhook" })], fragment, defaults)[0]?.outcome).toBe("blame");
    expect(judgeFlags([row({ flag: "g" })], fragment, defaults)[0]?.outcome).toBe("undecided");
  });

  test("about another setting than those that the source can state does not concern it", () => {
    const partial = view({}, { extent: "fragment", form: "file", only: ["g"] });

    expect(judgeFlags([row({})], partial)[0]?.outcome).toBe("pass");
    expect(judgeFlags([row({ flag: "g" })], partial)[0]?.outcome).toBe("undecided");
  });

  test("guards look at another flag or at the form of the source", () => {
    const none = { flag: undefined, is: undefined, form: undefined, kinds: undefined };
    const other = { ...none, flag: "g", is: "on" };
    const unlessFile = { ...none, form: "file" } as const;

    expect(judgeFlags([row({ when: [other] })], view({ g: ["off"] }))[0]?.outcome).toBe("pass");
    expect(judgeFlags([row({ when: [other] })], view({ g: ["on"] }))[0]?.outcome).toBe("blame");
    expect(judgeFlags([row({ when: [other] })], view({ g: ["$(G)"] }))[0]?.outcome).toBe("undecided");
    expect(judgeFlags([row({ unless: [other] })], view({}, { extent: "fragment" }))[0]?.outcome).toBe(
      "undecided",
    );
    expect(judgeFlags([row({ unless: [unlessFile] })], view({}, { form: "file" }))[0]?.outcome).toBe("pass");
  });

  test("guards look at the kind of the resource", () => {
    const none = { flag: undefined, is: undefined, form: undefined };

    expect(judgeFlags([row({ unless: [{ ...none, kinds: ["Pod", "Job"] }] })], view({}))[0]?.outcome).toBe(
      "pass",
    );
    expect(judgeFlags([row({ unless: [{ ...none, kinds: ["Job"] }] })], view({}))[0]?.outcome).toBe("blame");
  });

  test("guards know what an installer sets", () => {
    const defaults = { kubeadm: { "kube-apiserver": { g: "on" } } };
    const kubeadm = view({ f: ["bad"] }, { extent: "fragment", installer: "kubeadm" });
    const guarded = row({
      want: "good",
      unless: [{ flag: "g", is: "on", form: undefined, kinds: undefined }],
    });

    expect(judgeFlags([guarded], kubeadm, defaults)[0]?.outcome).toBe("pass");
    expect(judgeFlags([guarded], kubeadm)[0]?.outcome).toBe("blame");
  });

  test("one of several alternatives is enough", () => {
    const rows = [row({ flag: undefined, anyOf: [row({ flag: "a" }), row({ flag: "b" })] })];

    expect(judgeFlags(rows, view({ b: ["x"] }))[0]?.outcome).toBe("pass");
    expect(judgeFlags(rows, view({}))[0]?.outcome).toBe("blame");
  });
});
