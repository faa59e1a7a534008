/** Kustomizations: the graph they make, which of them are built by themselves, and what such a build may see. */
import { field, isList, isObject, text as asText } from "../core/json.js";
import type { Json } from "../core/json.js";
import { byCodeUnits, folderOf, joinPath, resolvePath } from "../core/location.js";
import type { RepoPath, Route } from "../core/location.js";
import { lineOf } from "../yaml/lines.js";
import { readYaml } from "../yaml/read.js";
import { type CuttableText, cutParts } from "./cut.js";
import {
  filesOfPlugin,
  foreignPlugin,
  kustomizationNames,
  looksLikeContent,
  type Reference,
  referencesOf,
} from "./kustomize-file.js";
import { type FileProblem, isKustomizeConfig } from "./manifests.js";
import type { Source } from "./source.js";

/** A folder with a kustomization file. */
export interface Kustomization {
  readonly folder: RepoPath | "";
  readonly file: RepoPath;
  readonly isComponent: boolean;
  /** Why the file cannot be read; null where it can. */
  readonly broken: FileProblem | null;
  readonly content: CuttableText | null;
  readonly links: readonly Link[];
}

/** A reference and what it leads to. */
export interface Link {
  readonly reference: Reference;
  /** 1-based. */
  readonly line: number;
  readonly to: Destination;
}

/** `nothing` says why, and which path (null where none) would change that if it appeared. */
type Destination =
  | { readonly is: "files"; readonly paths: readonly RepoPath[] }
  | { readonly is: "kustomization"; readonly folder: RepoPath | "" }
  | {
      readonly is: "nothing";
      readonly message: string;
      readonly hint: string;
      readonly watch: RepoPath | null;
    }
  | { readonly is: "content" };

/** By folder. */
export type Kustomizations = ReadonlyMap<RepoPath | "", Kustomization>;

/** What one build sees, and what it cannot see. */
export interface KustomizePlan {
  readonly folder: RepoPath | "";
  /** In no particular order. */
  readonly inputs: ReadonlySet<RepoPath>;
  /** Kustomization files with entries taken out that lead nowhere, as the engine gets them. */
  readonly edited: ReadonlyMap<RepoPath, string>;
  readonly problems: readonly (FileProblem & { readonly path: RepoPath })[];
  /** Paths that do not exist and would change the build. */
  readonly watched: ReadonlySet<RepoPath>;
}

/** All kustomizations of a revision, ordered by folder, except those in files that `isOwned` says belong to something else. */
export async function findKustomizations(
  source: Source,
  isOwned: (path: RepoPath) => boolean,
): Promise<Kustomizations> {
  const names: readonly string[] = kustomizationNames;
  const files = source.revision.files.filter(({ path }) =>
    names.includes(path.slice(path.lastIndexOf("/") + 1)),
  );
  const folders = new Map<RepoPath | "", RepoPath[]>();
  for (const { path } of files) {
    if (isOwned(path) || !(await isKustomizationFile(source, path))) continue;
    const folder = folderOf(path);
    folders.set(folder, [...(folders.get(folder) ?? []), path]);
  }
  const found = new Map<RepoPath | "", Kustomization>();
  for (const folder of [...folders.keys()].sort(byCodeUnits)) {
    const [file, second] = folders.get(folder) ?? [];
    if (file !== undefined) found.set(folder, await readKustomization(source, folder, file, second, folders));
  }
  return found;
}

/** Those that are built by themselves: what nothing else reaches and, of a circle that nothing reaches, its first. */
export function rootsOf(
  all: Kustomizations,
  isSelected: (kustomization: Kustomization) => boolean,
): readonly Kustomization[] {
  const candidates = [...all.values()].filter((one) => !one.isComponent && isSelected(one));
  const living = reachOf(candidates, all);
  const reached = new Set(
    [...living].flatMap((one) => neighbours(one, all).filter((other) => other !== one)),
  );
  const roots = candidates.filter((one) => !reached.has(one));
  const covered = reachOf(roots, all);
  for (const one of candidates) {
    if (covered.has(one)) continue;
    roots.push(one);
    for (const other of reachOf([one], all)) covered.add(other);
  }
  return roots;
}

/** Everything that a build can get to from these, themselves included. */
function reachOf(starts: readonly Kustomization[], all: Kustomizations): Set<Kustomization> {
  const found = new Set(starts);
  for (const one of found) {
    for (const other of neighbours(one, all)) found.add(other); // a set visits what is added on the way
  }
  return found;
}

function neighbours(one: Kustomization, all: Kustomizations): readonly Kustomization[] {
  return one.links.flatMap(({ to }) => {
    const other = to.is === "kustomization" ? all.get(to.folder) : undefined;
    return other === undefined ? [] : [other];
  });
}

/** The patches and other data of components that nothing uses: parts of objects, which nobody can judge alone. */
export function looseParts(all: Kustomizations, roots: readonly Kustomization[]): ReadonlySet<RepoPath> {
  const living = reachOf(roots, all);
  const parts = new Set<RepoPath>();
  for (const one of all.values()) {
    if (!one.isComponent || living.has(one)) continue;
    for (const { reference, to } of one.links) {
      if (reference.role !== "resource" && to.is === "files") for (const path of to.paths) parts.add(path);
    }
  }
  return parts;
}

/** Follows a root as far as the repository goes. */
export function planBuild(root: Kustomization, all: Kustomizations): KustomizePlan {
  const planner = new Planner(all);
  planner.visit(root, []);
  return { folder: root.folder, ...planner.result() };
}

/** Chains of kustomizations beyond this are hostile. */
const deepestChain = 100;

class Planner {
  private readonly all: Kustomizations;
  private readonly inputs = new Set<RepoPath>();
  private readonly cuts = new Map<Kustomization, Route[]>();
  private readonly problems: (FileProblem & { path: RepoPath })[] = [];
  private readonly watched = new Set<RepoPath>();
  private readonly visited = new Set<Kustomization>();

  constructor(all: Kustomizations) {
    this.all = all;
  }

  visit(one: Kustomization, chain: readonly Kustomization[]): void {
    this.visited.add(one);
    this.inputs.add(one.file);
    for (const link of one.links) this.follow(one, link, [...chain, one]);
  }

  result(): Omit<KustomizePlan, "folder"> {
    const edited = new Map<RepoPath, string>();
    for (const [{ file, content }, routes] of this.cuts) {
      if (content !== null) edited.set(file, withoutParts(content, routes));
    }
    return { inputs: this.inputs, edited, problems: this.problems, watched: this.watched };
  }

  private follow(one: Kustomization, link: Link, chain: readonly Kustomization[]): void {
    const { to } = link;
    if (to.is === "files") for (const path of to.paths) this.inputs.add(path);
    else if (to.is === "kustomization") this.enter(one, link, this.all.get(to.folder), chain);
    else if (to.is === "nothing") {
      if (to.watch !== null) this.watched.add(to.watch);
      this.cut(one, link, { path: one.file, line: link.line, message: to.message, hint: to.hint });
    }
  }

  private enter(
    one: Kustomization,
    link: Link,
    other: Kustomization | undefined,
    chain: readonly Kustomization[],
  ): void {
    if (other === undefined) return;
    const place = { path: one.file, line: link.line };
    if (chain.includes(other)) this.cut(one, link, { ...place, ...circleProblem(chain, other) });
    else if (other.broken !== null) this.cut(one, link, { path: other.file, ...other.broken });
    else if (chain.length >= deepestChain) this.cut(one, link, { ...place, ...depthProblem });
    else if (!this.visited.has(other)) this.visit(other, chain);
    if (other.broken !== null) this.inputs.add(other.file);
  }

  private cut(one: Kustomization, { reference }: Link, problem: FileProblem & { path: RepoPath }): void {
    this.cuts.set(one, [...(this.cuts.get(one) ?? []), reference.part]);
    this.problems.push(problem);
  }
}

/** kustomize refuses a file of which nothing is left, so such a file gets an option that does nothing. */
function withoutParts(content: CuttableText, routes: readonly Route[]): string {
  const text = cutParts(content, routes);
  const value = readYaml(text, { duplicates: "last" }).documents[0]?.value;
  const { apiVersion, kind, ...rest } = isObject(value) ? value : {};
  const isEmpty = Object.values(rest).every((item) => isList(item) && item.length === 0);
  return isEmpty ? JSON.stringify({ apiVersion, kind, generatorOptions: {} }) : text;
}

function circleProblem(chain: readonly Kustomization[], back: Kustomization): Omit<FileProblem, "line"> {
  const names = [...chain.slice(chain.indexOf(back)), back].map(({ folder }) =>
    folder === "" ? "." : folder,
  );
  return {
    message: `The kustomizations reach themselves in a circle (${names.join(" -> ")}), which kustomize refuses.`,
    hint: "Take one of the entries out; this one was left out here.",
  };
}

const depthProblem: Omit<FileProblem, "line"> = {
  message: "More than 100 kustomizations stand one on top of the other, so this entry was not followed.",
  hint: "Name the base more directly.",
};

/** Flux and others have files of that name and kinds of their own in them: those are manifests. */
async function isKustomizationFile(source: Source, path: RepoPath): Promise<boolean> {
  const config = await source.configFile(path);
  if ("problem" in config) return true;
  const apiVersion = asText(field(config.document?.value, "apiVersion"));
  return apiVersion === undefined || isKustomizeConfig(apiVersion);
}

async function readKustomization(
  source: Source,
  folder: RepoPath | "",
  file: RepoPath,
  second: RepoPath | undefined,
  all: ReadonlyMap<RepoPath | "", unknown>,
): Promise<Kustomization> {
  const base = { folder, file, isComponent: false, broken: null, content: null, links: [] };
  const config = await source.configFile(file);
  if ("problem" in config) return { ...base, broken: notBuilt(config.problem) };
  if (second !== undefined) return { ...base, broken: doubled(second) };
  const { value, node } = config.document ?? { value: undefined, node: undefined };
  if (value === undefined || node === undefined) return base;
  const links: Link[] = [];
  for (const reference of referencesOf(value, node)) {
    const line = lineOf(config.text, reference.node.start);
    links.push({ reference, line, to: await resolveReference(source, folder, reference, all) });
  }
  const isComponent = field(value, "kind") === "Component";
  return { ...base, isComponent, content: { text: config.text, value, node }, links };
}

function notBuilt({ line, message, hint }: FileProblem): FileProblem {
  return { line, message: `${message} The kustomization was not built.`, hint };
}

function doubled(second: RepoPath): FileProblem {
  return {
    line: 1,
    message: `The folder has another kustomization file, "${second}", and kustomize refuses to choose.`,
    hint: "Keep one of the two.",
  };
}

async function resolveReference(
  source: Source,
  folder: RepoPath | "",
  reference: Reference,
  kustomizations: ReadonlyMap<RepoPath | "", unknown>,
): Promise<Destination> {
  const { value, wants, refused, role, mayBeContent } = reference;
  if (refused !== null) return nothing(refused === "helm" ? inflation(value) : plugin(value), null);
  const path = resolvePath(folder, value);
  if (path !== null && path !== "" && wants !== "folder" && source.isFile(path)) {
    return role === "plugin" ? pluginFile(source, folder, path) : { is: "files", paths: [path] };
  }
  if (path !== null && wants !== "file" && kustomizations.has(path))
    return { is: "kustomization", folder: path };
  if (mayBeContent && looksLikeContent(value)) return { is: "content" };
  if (isRemote(value)) return nothing(remote(value), null);
  if (path === null) return nothing(outside(value), null);
  if (wants !== "file" && source.isFolder(path))
    return nothing(bare(value), joinPath(path, kustomizationNames[0]));
  return nothing(missing(value, source.whyLeftOut(path)), path === "" ? null : path);
}

/** A file that configures a plugin, with the files that a built-in one names in turn. */
async function pluginFile(source: Source, folder: RepoPath | "", path: RepoPath): Promise<Destination> {
  const config = await source.configFile(path);
  const value: Json | undefined = "problem" in config ? undefined : config.document?.value;
  const foreign = foreignPlugin([value]);
  if (foreign !== null) return nothing(plugin(foreign), null);
  const named = filesOfPlugin(value).map((name) => resolvePath(folder, name));
  const isThere = (name: RepoPath | "" | null): name is RepoPath =>
    name !== null && name !== "" && source.isFile(name);
  return { is: "files", paths: [path, ...named.filter(isThere)] };
}

function nothing(what: Omit<FileProblem, "line">, watch: RepoPath | null): Destination {
  return { is: "nothing", ...what, watch };
}

/** As kustomize sees it: an address with a scheme, a git host, or a query that names a branch. */
function isRemote(value: string): boolean {
  return (
    /^(?:[a-z][a-z0-9+.-]*:\/\/|git::|[^/\s@]+@[^/\s:]+:)/i.test(value) ||
    /^(?:www\.)?(?:github|gitlab|bitbucket)\.[a-z]+[/:]/i.test(value) ||
    /\.git(?:$|[/?])|\?(?:.*&)?(?:ref|version)=/i.test(value)
  );
}

/** Without user, password and query: an address may hold a token. */
function withoutSecrets(address: string): string {
  return address.replace(/\/\/[^/@]*@/, "//").replace(/\?.*$/s, "");
}

function remote(value: string): Omit<FileProblem, "line"> {
  return {
    message: `The remote entry "${withoutSecrets(value)}" was not fetched, so what it brings was not checked.`,
    hint: "Commit a copy and name the copy here, or scan the output of `kustomize build` instead.",
  };
}

function outside(value: string): Omit<FileProblem, "line"> {
  return {
    message: `The entry "${value}" leads out of the repository, so what it brings was not checked.`,
    hint: "Name a file or folder of this repository.",
  };
}

function bare(value: string): Omit<FileProblem, "line"> {
  return {
    message: `The folder "${value}" has no kustomization file, so kustomize cannot build what names it.`,
    hint: "Add a `kustomization.yaml` there, or name the files of the folder one by one.",
  };
}

function missing(value: string, reason: string | null): Omit<FileProblem, "line"> {
  const why = reason === null ? "" : ` (${reason})`;
  return {
    message: `The entry "${value}" names nothing that can be read in this repository${why}, so what it brings was not checked.`,
    hint: "Correct the path, or commit what it names.",
  };
}

function inflation(chart: string): Omit<FileProblem, "line"> {
  return {
    message: `The Helm chart "${chart}" of this kustomization was not rendered, so its objects were not checked.`,
    hint: "Commit the output of `helm template` and list that file under `resources`.",
  };
}

function plugin(kind: string): Omit<FileProblem, "line"> {
  return {
    message: `The plugin "${kind}" would start a program and was not run, so what it changes was not checked.`,
    hint: "Use a built-in generator or transformer, or scan the output of `kustomize build` instead.",
  };
}
