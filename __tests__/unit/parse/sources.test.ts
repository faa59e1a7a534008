import { expect, test } from "@jest/globals";
import { asRepoPath } from "../../../src/core/location.js";
import type { Target } from "../../../src/core/target.js";
import { sourceFiles } from "../../../src/parse/sources.js";

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

  expect(view?.beside("Chart.lock")).toBe("lock");
  expect(view?.beside("Chart.yaml")).toBeUndefined();
});
