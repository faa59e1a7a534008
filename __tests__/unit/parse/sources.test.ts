import { expect, test } from "@jest/globals";
import { asRepoPath } from "../../../src/core/location.js";
import type { Target } from "../../../src/core/target.js";
import { sourceFiles } from "../../../src/parse/sources.js";

function sourceOf(path: string, text: string, kind: Target["kind"]) {
  const own = asRepoPath(path);
  const target: Target = { id: "one", kind, path: own, values: [], inputs: [own], touched: true };
  return { path: own, text, readers: [target] };
}

test("documents are there whether they are objects or not", () => {
  const [values] = sourceFiles([sourceOf("chart/values.yaml", "a: 1\n---\nb: '{{ x }}'\n", "helm")]);

  expect(values?.documents().map(({ value }) => value)).toEqual([{ a: 1 }, { b: "{{ x }}" }]);
  expect(values?.objects()).toEqual([]);
});

test("the templates of a chart are no YAML, and files with braces in their values are", () => {
  const text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {b: '{{ c }}'}\n";
  const files = sourceFiles([
    sourceOf("chart/templates/a.yaml", text, "helm"),
    sourceOf("base/templates/a.yaml", text, "kustomize"),
  ]);

  expect(files.map((file) => file.objects().length)).toEqual([0, 1]);
});

test("a file near another one is found by its relative path, and none outside", () => {
  const files = sourceFiles([
    sourceOf("base/Kustomization", "a: 1\n", "kustomize"),
    sourceOf("base/secrets/a.env", "A=1\n", "kustomize"),
    sourceOf("other.env", "B=2\n", "kustomize"),
  ]);

  expect(files[0]?.near("secrets/a.env")?.text).toBe("A=1\n");
  expect(files[0]?.near("../other.env")?.text).toBe("B=2\n");
  expect(files[0]?.near("../../other.env")).toBeUndefined();
  expect(files[0]?.near("absent.env")).toBeUndefined();
  expect(files.map((file) => file.documents().length)).toEqual([1, 0, 0]);
});

function viewsOf(files: Readonly<Record<string, string>>) {
  return sourceFiles(
    Object.entries(files).map(([name, text]) => {
      const path = asRepoPath(name);
      const target: Target = {
        id: `text:${name}`,
        kind: "text",
        path,
        values: [],
        inputs: [path],
        touched: true,
      };
      return { path, text, readers: [target] };
    }),
  );
}

const kubeconfig = "apiVersion: v1\nkind: Config\nusers:\n  - name: admin\n    user: {token: abc}\n";

test("a kubeconfig without an ending is an object", () => {
  const [view] = viewsOf({ "home/.kube/config": kubeconfig });

  expect(view?.objects()).toMatchObject([{ kind: "Config", group: "" }]);
  expect(view?.instructions()).toEqual([]);
});

test("a Dockerfile has instructions and no objects, read once", () => {
  const [view] = viewsOf({ Dockerfile: "FROM scratch\n" });

  expect(view?.instructions()).toMatchObject([{ keyword: "FROM" }]);
  expect(view?.instructions()).toBe(view?.instructions());
  expect(view?.objects()).toEqual([]);
});

test("a file finds the one beside it, and none of another folder", () => {
  const [view] = viewsOf({ "a/Dockerfile": "", "a/Chart.lock": "lock", "b/Chart.yaml": "chart" });

  expect(view?.near("Chart.lock")?.text).toBe("lock");
  expect(view?.near("Chart.yaml")).toBeUndefined();
});
