/** A kustomization → what it builds to. */
import { joinPath } from "../core/location.js";
import type { RepoPath } from "../core/location.js";
import type { Target } from "../core/target.js";
import type { Problem } from "../core/problem.js";
import type { Revision } from "../core/revision.js";
import { decodeText } from "../yaml/decode-text.js";
import { collectFiles, type RenderOutcome, renderProblem } from "./collect.js";
import { concealValues, type ErrorSources } from "./conceal.js";
import type { Engine, EngineError, EngineFile, KustomizeOrigin } from "./engine-types.js";
import { explainError, hintForLimit } from "./engine-problem.js";

/** Builds a kustomization as `kustomize build` does. A namespace that it sets is in the text. */
export async function renderKustomization(
  target: Target,
  revision: Revision,
  engine: Pick<Engine, "buildKustomize">,
): Promise<RenderOutcome> {
  const collected = await collectFiles(target, revision, (input) => [input]);
  const { files, problems } = collected;
  if (files === null) return { rendering: null, problems, notes: [] };
  const result = await engine.buildKustomize({ files, directory: target.path });
  if (!result.ok) {
    const message = concealValues(result.error.message, sourcesOf(files));
    const problem = failure(target, collected.origins, { ...result.error, message });
    return { rendering: null, problems: [...problems, problem], notes: [] };
  }
  const { resources, notes } = result.rendering;
  const texts = resources.map(({ text, origin }) => {
    return { text, trace: { type: "file", path: sourceOf(target, collected.origins, origin) } } as const;
  });
  const complete = problems.length === 0 && (target.edited?.size ?? 0) === 0;
  return { rendering: { target, texts, namespace: null, complete }, problems, notes };
}

/** What an error may repeat of a kustomization: the paths of its files, and of what is in them only keys and names. */
function sourcesOf(files: readonly EngineFile[]): ErrorSources {
  const decoded = files.map(({ bytes }) => decodeText(bytes));
  return {
    open: files.map(({ path }) => path),
    closed: decoded.flatMap((one) => ("text" in one ? [one.text] : [])),
  };
}

/** The file that holds the object; for a generated one the kustomization, as far as kustomize says which. */
function sourceOf(
  target: Target,
  origins: ReadonlyMap<string, RepoPath>,
  origin: KustomizeOrigin | undefined,
): RepoPath {
  const named = [origin?.path, origin?.configuredIn].map((path) => origins.get(path ?? ""));
  return named.find((path) => path !== undefined) ?? fileOf(target);
}

/** The kustomization file of the folder that is built. */
function fileOf({ path, inputs }: Target): RepoPath {
  const names = ["kustomization.yaml", "kustomization.yml", "Kustomization"].map((name) =>
    joinPath(path, name),
  );
  return names.find((name) => inputs.includes(name)) ?? joinPath(path, "kustomization.yaml");
}

function failure(target: Target, origins: ReadonlyMap<string, RepoPath>, error: EngineError): Problem {
  const path = origins.get(error.path ?? "");
  const place = { path: path ?? fileOf(target), line: path === undefined ? null : error.line };
  return renderProblem(target, place, explainError(error, "The kustomization"), hintFor(error, target));
}

function hintFor(error: EngineError, target: Target): string {
  const limit = hintForLimit(error);
  if (limit !== null) return limit;
  if ((target.edited?.size ?? 0) > 0) {
    return "It may follow from the entries that were left out: solve the other problems of this kustomization first.";
  }
  const folder = target.path === "" ? "." : target.path;
  return `Correct what it names; \`kustomize build ${folder}\` shows the same error.`;
}
