/**
 * Image references, by the grammar of https://pkg.go.dev/github.com/distribution/reference with the short names that Docker and the
 * kubelet accept. Every pattern below is linear in its input: references come from pull requests. The patterns of
 * @swimlane/docker-reference 2.0.1 need minutes for 21 characters (`aaaaaaaaaaaaaaaaaaaa:`), so that package is not used.
 */

/** The parts of a reference. A digest beats a tag; without either, `latest` is pulled. */
export interface ImageReference {
  /** `docker.io` where the reference names none. */
  readonly registry: string;
  /** With `library/` for the one-component names of Docker Hub. */
  readonly repository: string;
  readonly tag: string | null;
  /** `sha256:` and its digits. */
  readonly digest: string | null;
}

const maxNameLength = 255;
const alphanumerics = "[a-z0-9]+";
const componentPattern = new RegExp(`^${alphanumerics}(?:(?:\\.|_|__|-+)${alphanumerics})*$`);
const registryPattern = /^(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(?::[0-9]+)?$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;

/** The parts of an image reference; undefined for what is none: an unfilled template, upper case, a bare image id, nothing. */
export function parseImage(text: string): ImageReference | undefined {
  if (text.length > maxNameLength + 300 || /^[0-9a-f]{64}$/.test(text)) return undefined;
  const [beforeDigest, digest] = cut(text, text.indexOf("@"));
  if (digest !== null && !digestPattern.test(digest)) return undefined;
  const colon = beforeDigest.lastIndexOf(":");
  // A colon left of the last slash belongs to the port of the registry.
  const [name, tag] = cut(beforeDigest, colon > beforeDigest.lastIndexOf("/") ? colon : -1);
  if (tag !== null && !tagPattern.test(tag)) return undefined;
  const { registry, repository } = splitRegistry(name);
  if (!registryPattern.test(registry) || `${registry}/${repository}`.length > maxNameLength) return undefined;
  if (!repository.split("/").every((component) => componentPattern.test(component))) return undefined;
  return { registry, repository, tag, digest };
}

/** The first component is a registry only if it could be no part of a path: it has a dot or a colon, or is `localhost`. */
function splitRegistry(name: string): { readonly registry: string; readonly repository: string } {
  const [first, rest] = cut(name, name.indexOf("/"));
  const isRegistry = rest !== null && (/[.:]/.test(first) || first === "localhost");
  const registry = isRegistry && first !== "index.docker.io" ? first : "docker.io";
  const repository = isRegistry ? rest : name;
  const isShort = registry === "docker.io" && !repository.includes("/");
  return { registry, repository: isShort ? `library/${repository}` : repository };
}

function cut(text: string, index: number): readonly [before: string, after: string | null] {
  return index === -1 ? [text, null] : [text.slice(0, index), text.slice(index + 1)];
}
