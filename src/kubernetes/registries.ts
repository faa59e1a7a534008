/** Whether an image comes from where it may come from. */
import type { ImageReference } from "./image.js";

/** A registry, or a part of one, that gets no new images any more. */
export interface FrozenRegistry {
  /** Registry and path: `k8s.gcr.io`, `docker.io/bitnamilegacy`. */
  readonly value: string;
  /** What to do instead, as a part of a sentence. */
  readonly instead: string;
}

/** What is wrong with an image's origin; undefined where nothing is. An empty list of allowed prefixes allows everything. */
export function registryFault(
  { registry, repository }: ImageReference,
  allowed: readonly string[],
  frozen: readonly FrozenRegistry[],
): { readonly key: "frozen" | "not-allowed"; readonly instead: string } | undefined {
  const name = `${registry}/${repository}`;
  const dead = frozen.find(({ value }) => isBelow(name, value));
  if (dead !== undefined) return { key: "frozen", instead: dead.instead };
  if (allowed.length === 0 || allowed.some((prefix) => isBelow(name, normalised(prefix)))) return undefined;
  return { key: "not-allowed", instead: "" };
}

/** Whole path segments count: `example.com/team` allows nothing of `example.com/team-x`. */
function isBelow(name: string, prefix: string): boolean {
  return name === prefix || name.startsWith(`${prefix}/`);
}

/** A prefix as people write it: a slash at its end, and Docker Hub by its other names or none. */
function normalised(prefix: string): string {
  const clean = prefix
    .replace(/\/\*?$/, "")
    .replace(/^(?:index\.docker\.io|registry-1\.docker\.io)(?=\/|$)/, "docker.io");
  const first = clean.split("/")[0] ?? "";
  return /[.:]/.test(first) || first === "localhost" ? clean : `docker.io/${clean}`;
}
