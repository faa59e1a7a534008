import { describe, expect, test } from "@jest/globals";
import { asRepoPath, type RepoPath } from "../../../src/core/location.js";
import { coverage } from "../../../src/discover/coverage.js";
import { discover, type DiscoverOptions, type Discovery } from "../../../src/discover/discover.js";
import { GlobError } from "../../../src/text/glob.js";
import { revisionOf } from "../../fakes/revision.js";

const pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n";
const template = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n";
const chart = "apiVersion: v2\nname: web\nversion: 1.0.0\n";
const everything: DiscoverOptions = { paths: [""], include: [], exclude: [], changed: null };

function discoverIn(
  files: Readonly<Record<string, string>>,
  options: Partial<DiscoverOptions> = {},
): Promise<Discovery> {
  return discover(revisionOf(files), { ...everything, ...options });
}

function ids({ targets }: Discovery): readonly string[] {
  return targets.map(({ id }) => id);
}

function places({ problems }: Discovery): readonly string[] {
  return problems.map(({ path, line, target }) => `${path}:${line} ${target}`);
}

function paths(...names: string[]): ReadonlySet<RepoPath> {
  return new Set(names.map(asRepoPath));
}

describe("settings of installers", () => {
  test("are targets of their own, known by their keys", async () => {
    const found = await discoverIn({
      "a.yaml": "kubelet-arg: [max-pods=50]\n",
      "b.yaml":
        "version: v1alpha1\nmachine: {type: worker}\n---\napiVersion: v1alpha1\nkind: HostnameConfig\n",
      "c.yml": "services:\n  kube-api:\n    extra_args: {}\n",
    });

    expect(found.targets.map(({ id, settings }) => [id, settings])).toEqual([
      ["settings:a.yaml", "K3sConfig"],
      ["settings:b.yaml", "TalosConfig"],
      ["settings:c.yml", "RkeConfig"],
    ]);
    expect(found.problems).toEqual([]);
  });

  test("of a chart are its values", async () => {
    const files = { "web/Chart.yaml": chart, "web/values.yaml": "kubelet-arg: [max-pods=50]\n" };

    expect(ids(await discoverIn(files))).toEqual(["helm:web"]);
  });
});

describe("text files", () => {
  test("are Dockerfiles and kubeconfigs by their names, in a chart as well", async () => {
    const dockerfiles =
      "Dockerfile Dockerfile.dev web.Dockerfile web.dockerfile Containerfile Containerfile.arm";
    const kubeconfigs =
      "kubeconfig dev.kubeconfig home/.kube/config admin.conf super-admin.conf kubelet.conf";
    const names =
      `${dockerfiles} ${kubeconfigs} controller-manager.conf scheduler.conf chart/Dockerfile`.split(" ");
    const others = "Dockerfile.dockerignore Dockerfile.md Dockerfiles config nginx.conf a/kube/config".split(
      " ",
    );
    const files = Object.fromEntries([...names, ...others].map((name) => [name, "FROM scratch\n"]));

    const found = await discoverIn({ ...files, "chart/Chart.yaml": chart });

    expect(ids(found).filter((id) => id.startsWith("text:"))).toEqual(
      names.toSorted().map((name) => `text:${name}`),
    );
    expect(found.problems).toEqual([]);
  });

  test("follow include, exclude, the paths and the change", async () => {
    const files = { "a/Dockerfile": "", "a/kubeconfig": "", "b/Dockerfile": "" };

    const found = await discoverIn(files, {
      paths: [asRepoPath("a")],
      exclude: ["**/kubeconfig"],
      changed: paths("b/Dockerfile"),
    });

    expect(found.targets).toMatchObject([{ id: "text:a/Dockerfile", kind: "text", touched: false }]);
  });

  test("that nobody would write so long are problems", async () => {
    const found = await discoverIn({
      Dockerfile: "#".repeat(200_001),
      "b/Dockerfile": "#".repeat(200_000),
      kubeconfig: "#".repeat(4_000_001),
    });

    expect(ids(found)).toEqual(["text:b/Dockerfile"]);
    expect(places(found)).toEqual(["Dockerfile:null null", "kubeconfig:null null"]);
  });
});

describe("manifests", () => {
  test("are targets of their own, ordered, whatever lies beside them", async () => {
    const found = await discoverIn({
      "b/pod.yml": pod,
      "a/pod.json": "{}",
      "b/README.md": pod,
      "B.yaml": pod,
    });

    expect(ids(found)).toEqual(["manifest:B.yaml", "manifest:b/pod.yml"]);
    expect(found.targets[0]).toMatchObject({
      kind: "manifest",
      path: "B.yaml",
      inputs: ["B.yaml"],
      touched: true,
    });
    expect(found.problems).toEqual([]);
  });

  test("may be drop-ins of the kubelet, which end otherwise", async () => {
    const text = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n";

    expect(ids(await discoverIn({ "etc/kubelet.conf.d/10-a.conf": text, "etc/b.conf": text }))).toEqual([
      "manifest:etc/kubelet.conf.d/10-a.conf",
    ]);
  });

  test("that differ in case only are two", async () => {
    expect(ids(await discoverIn({ "Pod.yaml": pod, "pod.yaml": pod }))).toEqual([
      "manifest:Pod.yaml",
      "manifest:pod.yaml",
    ]);
  });

  test("that cannot be read are problems and no targets", async () => {
    const found = await discoverIn({ "pod.yaml": pod, "template.yaml": template });

    expect(ids(found)).toEqual(["manifest:pod.yaml"]);
    expect(places(found)).toEqual(["template.yaml:4 null"]);
  });

  test("beyond 200 MB together are problems", async () => {
    const text = `${pod}# ${"x".repeat(4_900_000)}\n`;
    const files = Object.fromEntries(Array.from({ length: 44 }, (_, index) => [`${index + 10}.yaml`, text]));

    const found = await discoverIn(files);

    expect(found.targets).toHaveLength(42);
    expect(places(found)).toEqual(["52.yaml:null null", "53.yaml:null null"]);
  });
});

describe("charts", () => {
  test("are one target for their own values and one for each of ci/", async () => {
    const found = await discoverIn({
      "web/Chart.yaml": chart,
      "web/values.yaml": "a: 1\n",
      "web/templates/pod.yaml": template,
      "web/ci/prod-values.yaml": "a: 2\n",
      "web/ci/README.md": "",
      "web/README.md": "",
    });

    expect(ids(found)).toEqual(["helm:web", "helm:web+web/ci/prod-values.yaml"]);
    expect(found.targets[1]).toMatchObject({
      path: "web",
      values: ["web/ci/prod-values.yaml"],
      inputs: ["web/Chart.yaml", "web/ci/prod-values.yaml", "web/templates/pod.yaml", "web/values.yaml"],
    });
    expect(found.problems).toEqual([]);
  });

  test("at the root have an id too", async () => {
    expect(ids(await discoverIn({ "Chart.yaml": chart, "templates/pod.yaml": template }))).toEqual([
      "helm:.",
    ]);
  });

  test("inside another chart's charts/ belong to it, elsewhere they are their own", async () => {
    const found = await discoverIn({
      "web/Chart.yaml": chart,
      "web/charts/db/Chart.yaml": chart,
      "web/charts/db/templates/pod.yaml": template,
      "web/extra/tools/Chart.yaml": chart,
    });

    expect(ids(found)).toEqual(["helm:web", "helm:web/extra/tools"]);
    expect(found.targets[0]?.inputs).toEqual([
      "web/Chart.yaml",
      "web/charts/db/Chart.yaml",
      "web/charts/db/templates/pod.yaml",
    ]);
  });

  test("that are libraries are skipped with a reason, and their templates with them", async () => {
    const found = await discoverIn({
      "common/Chart.yaml": `${chart}type: library\n`,
      "common/templates/_pod.yaml": template,
      "pod.yaml": pod,
    });

    expect(ids(found)).toEqual(["manifest:pod.yaml"]);
    expect(found.skipped).toEqual([{ path: "common", reason: "A library chart renders nothing by itself." }]);
    expect(found.problems).toEqual([]);
  });

  test("that cannot be read or have no name are problems, and their templates are still no manifests", async () => {
    const found = await discoverIn({
      "broken/Chart.yaml": "name: [\n",
      "broken/templates/pod.yaml": pod,
      "nameless/Chart.yaml": "version: 1.0.0\n",
      "nameless/templates/pod.yaml": pod,
      "pod.yaml": pod,
    });

    expect(ids(found)).toEqual(["manifest:pod.yaml"]);
    expect(places(found)).toEqual(["broken/Chart.yaml:2 null", "nameless/Chart.yaml:1 null"]);
  });

  test("see file:// dependencies of the repository, and theirs, where Helm would put them", async () => {
    const local = (name: string) =>
      `${chart}dependencies:\n- {name: ${name}, version: 1.x, repository: "file://../${name}"}\n`;

    const found = await discoverIn({
      "a/Chart.yaml": local("b"),
      "b/Chart.yaml": local("c"),
      "b/templates/pod.yaml": template,
      "c/Chart.yaml": local("a"),
      "c/values.yaml": "",
    });

    expect(found.targets[0]).toMatchObject({
      id: "helm:a",
      inputs: ["a/Chart.yaml", "b/Chart.yaml", "b/templates/pod.yaml", "c/Chart.yaml", "c/values.yaml"],
      mounts: [
        { from: "b", to: "a/charts/b" },
        { from: "c", to: "a/charts/b/charts/c" },
      ],
    });
  });

  test("use a vendored dependency in place of a file:// one, and none from outside", async () => {
    const dependencies = [
      '- {name: db, version: 1.x, repository: "file://../db"}',
      '- {name: cache, version: 1.x, repository: "file://../../cache"}',
    ].join("\n");

    const found = await discoverIn({
      "web/Chart.yaml": `${chart}dependencies:\n${dependencies}\n`,
      "web/charts/db-1.0.0.tgz": "",
      "db/Chart.yaml": chart,
    });

    expect(found.targets.find(({ id }) => id === "helm:web")?.mounts).toEqual([]);
  });

  test("have their other files as inputs where a template reads files", async () => {
    const files = { "web/Chart.yaml": chart, "web/config/app.yaml": template };
    const reading = 'kind: ConfigMap\ndata: {{ tpl (.Files.Get "config/app.yaml") . }}\n';

    const reader = await discoverIn({ ...files, "web/templates/map.yaml": reading });
    const other = await discoverIn({ ...files, "web/templates/map.yaml": "kind: ConfigMap\n" });

    expect(reader.targets[0]?.inputs).toContain("web/config/app.yaml");
    expect(places(reader)).toEqual([]);
    expect(reader.skipped.map(({ path }) => path)).toEqual(["web/config/app.yaml"]);
    expect(other.targets[0]?.inputs).not.toContain("web/config/app.yaml");
    expect(places(other)).toEqual(["web/config/app.yaml:4 null"]);
  });

  test("leave a manifest beside their templates to itself", async () => {
    const found = await discoverIn({ "web/Chart.yaml": chart, "web/examples/pod.yaml": pod });

    expect(ids(found)).toEqual(["helm:web", "manifest:web/examples/pod.yaml"]);
  });

  test("are no charts where Chart.yaml is an object of another kind", async () => {
    expect(ids(await discoverIn({ "Chart.yaml": "apiVersion: example.com/v1\nkind: Chart\n" }))).toEqual([
      "manifest:Chart.yaml",
    ]);
  });
});

describe("kustomizations", () => {
  test("that nothing reaches are targets with everything that they reach", async () => {
    const found = await discoverIn({
      "base/kustomization.yaml":
        "resources: [pod.yaml]\nconfigMapGenerator:\n- name: c\n  files: [app=app.txt]\n",
      "base/pod.yaml": pod,
      "base/app.txt": "",
      "base/unused.yaml": pod,
      "prod/kustomization.yml": [
        "resources: [../base]",
        "components: [../component]",
        "patches: [{path: patch.yaml}, {patch: '{}'}]",
        "patchesStrategicMerge: [old.yaml, 'kind: Pod']",
        "openapi: {path: schema.json}",
        "replacements: [{path: replacement.yaml}]",
      ].join("\n"),
      "prod/patch.yaml": pod,
      "prod/old.yaml": pod,
      "prod/schema.json": "{}",
      "prod/replacement.yaml": "",
      "component/Kustomization": "kind: Component\ntransformers: [labels.yaml]\n",
      "component/labels.yaml": "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: l}\n",
    });

    expect(ids(found)).toEqual(["manifest:base/unused.yaml", "kustomize:prod"]);
    expect(found.targets[1]?.inputs).toEqual([
      "base/app.txt",
      "base/kustomization.yaml",
      "base/pod.yaml",
      "component/Kustomization",
      "component/labels.yaml",
      "prod/kustomization.yml",
      "prod/old.yaml",
      "prod/patch.yaml",
      "prod/replacement.yaml",
      "prod/schema.json",
    ]);
    expect(found.problems).toEqual([]);
  });

  test("that only an excluded overlay reaches are targets themselves", async () => {
    const files = {
      "base/kustomization.yaml": "resources: [pod.yaml]\n",
      "base/pod.yaml": pod,
      "prod/kustomization.yaml": "resources: [../base]\n",
    };

    expect(ids(await discoverIn(files))).toEqual(["kustomize:prod"]);
    expect(ids(await discoverIn(files, { exclude: ["prod"] }))).toEqual(["kustomize:base"]);
  });

  test("of a component that nothing uses are skipped; its objects are judged, its patches are not", async () => {
    const found = await discoverIn({
      "c/kustomization.yaml": "kind: Component\nresources: [pod.yaml]\npatches: [{path: patch.yaml}]\n",
      "c/pod.yaml": pod,
      "c/patch.yaml": pod,
    });

    expect(ids(found)).toEqual(["manifest:c/pod.yaml"]);
    expect(found.skipped).toEqual([{ path: "c", reason: "No kustomization uses this component." }]);
  });

  test("whose entries lead nowhere say so at the line, and the engine gets the rest", async () => {
    const text = [
      "resources:",
      "- pod.yaml",
      "- https://user:token@github.com/org/repo//base?ref=v1",
      "- ../../outside.yaml",
      "- gone.yaml",
      "- folder",
      "- link",
      "helmCharts:",
      "- name: redis",
      "generators:",
      "- |",
      "  apiVersion: example.com/v1",
      "  kind: SopsGenerator",
      "  metadata: {name: x}",
      "",
    ].join("\n");

    const found = await discoverIn({
      "k/kustomization.yaml": text,
      "k/pod.yaml": pod,
      "k/folder/other.yaml": pod,
    });

    expect(places(found)).toEqual(
      [3, 4, 5, 6, 7, 9, 11].map((line) => `k/kustomization.yaml:${line} kustomize:k`),
    );
    expect(found.problems.map(({ message }) => message).join("\n")).not.toContain("token");
    const edited = found.targets
      .find(({ id }) => id === "kustomize:k")
      ?.edited?.get(asRepoPath("k/kustomization.yaml"));
    expect(edited?.split("\n")[1]).toBe("- pod.yaml");
    expect(edited).not.toMatch(/github|outside|gone|folder|redis|Sops/);
  });

  test("that reach themselves in a circle are built without the entry that closes it", async () => {
    const found = await discoverIn({
      "a/kustomization.yaml": "resources:\n- ../b\n- pod.yaml\n",
      "a/pod.yaml": pod,
      "b/kustomization.yaml": "resources:\n- ../a\n",
    });

    expect(ids(found)).toEqual(["kustomize:a"]);
    expect(places(found)).toEqual(["b/kustomization.yaml:2 kustomize:a"]);
    expect(found.problems[0]?.message).toContain("a -> b -> a");
    expect(found.targets[0]?.edited?.get(asRepoPath("b/kustomization.yaml"))).toContain("generatorOptions");
  });

  test("that are broken are problems where they are broken, for each target that needs them", async () => {
    const found = await discoverIn({
      "base/kustomization.yaml": "resources: [\n",
      "prod/kustomization.yaml": "resources: [../base]\n",
      "alone/kustomization.yaml": "resources: ]\n",
    });

    expect(ids(found)).toEqual(["kustomize:prod"]);
    expect(places(found)).toEqual([
      "alone/kustomization.yaml:1 null",
      "base/kustomization.yaml:2 kustomize:prod",
    ]);
  });

  test("are no kustomizations where Flux has an object of that name", async () => {
    const text = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n";

    expect(ids(await discoverIn({ "kustomization.yaml": text }))).toEqual(["manifest:kustomization.yaml"]);
  });

  test("under another name are skipped with a reason", async () => {
    const text = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";

    const found = await discoverIn({ "my-kustomization.yaml": text, "pod.yaml": pod });

    expect(found.skipped.map(({ path }) => path)).toEqual(["my-kustomization.yaml"]);
    expect(ids(found)).toEqual(["manifest:pod.yaml"]);
  });
});

describe("PATHs", () => {
  const files = {
    "apps/base/kustomization.yaml": "resources: [pod.yaml]\n",
    "apps/base/pod.yaml": pod,
    "clusters/prod/kustomization.yaml": "resources: [../../apps/base]\n",
    "charts/web/Chart.yaml": chart,
    "charts/web/README.md": "",
    "charts/web/templates/pod.yaml": template,
    "pod.yaml": pod,
    "template.yaml": template,
  };

  test.each([
    ["a folder selects what lies in it", "charts", ["helm:charts/web"]],
    ["a manifest selects itself", "pod.yaml", ["manifest:pod.yaml"]],
    ["a template selects its chart", "charts/web/templates/pod.yaml", ["helm:charts/web"]],
    ["any file of a chart selects it", "charts/web/README.md", ["helm:charts/web"]],
    ["a base selects the overlays that show it", "apps", ["kustomize:clusters/prod"]],
    ["a file of a base does, too", "apps/base/pod.yaml", ["kustomize:clusters/prod"]],
  ])("%s", async (_, path, expected) => {
    const found = await discoverIn(files, { paths: [asRepoPath(path)] });

    expect(ids(found)).toEqual(expected);
    expect(found.problems).toEqual([]);
  });

  test("several of them select together, each once", async () => {
    const found = await discoverIn(files, { paths: ["pod.yaml", "apps", "apps/base"].map(asRepoPath) });

    expect(ids(found)).toEqual(["kustomize:clusters/prod", "manifest:pod.yaml"]);
  });

  test("without a target are problems that count as touched", async () => {
    const found = await discoverIn(files, {
      paths: [asRepoPath("pod.yaml"), asRepoPath("docs")],
      changed: paths(),
    });

    expect(ids(found)).toEqual(["manifest:pod.yaml"]);
    expect(found.problems).toMatchObject([{ path: "docs", touched: true, stage: "discover" }]);
  });

  test("an empty repository is a problem", async () => {
    const found = await discoverIn({});

    expect(found).toMatchObject({ targets: [], problems: [{ path: "", touched: true }] });
  });
});

describe("include and exclude", () => {
  test("decide about manifests, charts, values sets and overlays, and about their problems", async () => {
    const files = {
      "pod.yaml": pod,
      "web/Chart.yaml": chart,
      "web/ci/a-values.yaml": "",
      "web/ci/b-values.yaml": "",
      "k/kustomization.yaml": "",
      "legacy/template.yaml": template,
    };

    expect(ids(await discoverIn(files, { include: ["web"] }))).toHaveLength(3);
    const found = await discoverIn(files, { exclude: ["legacy", "web/ci/b-*", "k", "pod.yaml"] });
    expect(ids(found)).toEqual(["helm:web", "helm:web+web/ci/a-values.yaml"]);
    expect(found.problems).toEqual([]);
  });

  test("that are no patterns are refused", async () => {
    await expect(discoverIn({}, { include: ["../x"] })).rejects.toThrow(GlobError);
  });
});

describe("a change", () => {
  const files = {
    "web/Chart.yaml": chart,
    "web/templates/pod.yaml": template,
    "k/kustomization.yaml": "resources: [pod.yaml, gone.yaml]\n",
    "k/pod.yaml": pod,
    "pod.yaml": pod,
    "template.yaml": template,
  };

  test.each([
    ["a manifest", "pod.yaml", ["manifest:pod.yaml"]],
    ["a template", "web/templates/pod.yaml", ["helm:web"]],
    ["a template that it deletes", "web/templates/gone.yaml", ["helm:web"]],
    ["a resource of an overlay", "k/pod.yaml", ["kustomize:k"]],
    ["a resource that it deletes", "k/gone.yaml", ["kustomize:k"]],
    ["a file that nobody reads", "README.md", []],
  ])("that touches %s touches its target alone", async (_, path, expected) => {
    const { targets } = await discoverIn(files, { changed: paths(path) });

    expect(targets.filter(({ touched }) => touched).map(({ id }) => id)).toEqual(expected);
  });

  test("decides which problems it touches", async () => {
    const { problems } = await discoverIn(files, { changed: paths("k/pod.yaml") });

    expect(problems.map(({ path, touched }) => [path, touched])).toEqual([
      ["k/kustomization.yaml", true],
      ["template.yaml", false],
    ]);
  });
});

describe("what a revision left out", () => {
  test("is a problem where it may be a manifest or belongs to a chart, and is listed elsewhere", async () => {
    const reason = "the link leads out of the repository";
    const leftOut = {
      "link.yaml": reason,
      "web/templates": reason,
      "docs/x": reason,
      lib: "it is a submodule",
    };

    const found = await discover(revisionOf({ "web/Chart.yaml": chart }, leftOut), everything);

    expect(places(found)).toEqual(["link.yaml:null null", "web/templates:null helm:web"]);
    expect(found.skipped.map(({ path }) => path)).toEqual(["docs/x", "lib"]);
  });
});

test("every file that looks like Kubernetes ends in a target or a problem", async () => {
  const files = {
    "pod.yaml": pod,
    "template.yaml": template,
    "web/Chart.yaml": chart,
    "web/templates/pod.yaml": template,
    "k/kustomization.yaml": "resources: [pod.yaml]\n",
    "k/pod.yaml": pod,
    "values.yaml": "a: 1\n",
  };

  const fates = coverage(await discoverIn(files));

  expect([...fates.keys()].toSorted()).toEqual([
    "k/kustomization.yaml",
    "k/pod.yaml",
    "pod.yaml",
    "template.yaml",
    "web/Chart.yaml",
    "web/templates/pod.yaml",
  ]);
  expect(fates.get(asRepoPath("k/pod.yaml"))).toEqual({ targets: ["kustomize:k"], hasProblem: false });
  expect(fates.get(asRepoPath("template.yaml"))).toEqual({ targets: [], hasProblem: true });
});
