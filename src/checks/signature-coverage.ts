/** Images of workloads that no signature policy of the repository names. Judged once, at the policy that lies first. */
import { at, elements, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Resource } from "../core/resource.js";
import { blame, type Inventory, type Outcome } from "../core/rule.js";
import { containersOf } from "../kubernetes/containers.js";
import { parseImage } from "../kubernetes/image.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "revision", reach: "repo", with: {} },
  (_, __, inventory): readonly Outcome[] => {
    const policies = ["ClusterPolicy", "Policy"].flatMap((kind) => inventory.all(kind, "kyverno.io"));
    const patterns = [
      ...policies.flatMap((policy) => kyvernoPatterns(policy)),
      ...inventory
        .all("ClusterImagePolicy", "policy.sigstore.dev")
        .flatMap((policy) => sigstorePatterns(policy)),
      ...inventory
        .all("ImageValidatingPolicy", "policies.kyverno.io")
        .flatMap((policy) => globPatterns(policy)),
    ];
    const [first] = patterns;
    if (first === undefined) return [];
    const missed = [...new Set(imagesOf(inventory))].filter(
      (name) => !patterns.some((one) => isMatch(name, one.pattern)),
    );
    const [example] = missed;
    if (example === undefined) return [];
    const data = { image: example, count: String(missed.length) };
    return [blame(first.route, data, { on: first.policy, messageKey: "misses", severity: "low" })];
  },
);

interface Pattern {
  readonly policy: Resource;
  readonly route: Route;
  readonly pattern: string;
}

/** Every image by its full name, without tag and digest. */
function imagesOf(inventory: Inventory): readonly string[] {
  return inventory.workloads().flatMap(({ pod }) =>
    (pod === undefined ? [] : containersOf(pod, "all")).flatMap(({ value }) => {
      const image = parseImage(text(value["image"]) ?? "");
      return image === undefined ? [] : [`${image.registry}/${image.repository}`];
    }),
  );
}

function kyvernoPatterns(policy: Resource): readonly Pattern[] {
  return elements(at(policy.body, ["spec", "rules"])).flatMap((rule, index) =>
    elements(at(rule, ["verifyImages"])).flatMap((verify, number) => {
      const route = ["spec", "rules", index, "verifyImages", number, "imageReferences"];
      const old = text(at(verify, ["image"]));
      const written = elements(at(verify, ["imageReferences"])).flatMap((one) => text(one) ?? []);
      return [...written, ...(old === undefined ? [] : [old])].map((pattern) => ({ policy, route, pattern }));
    }),
  );
}

function sigstorePatterns(policy: Resource): readonly Pattern[] {
  return globsAt(policy, ["spec", "images"]);
}

function globPatterns(policy: Resource): readonly Pattern[] {
  return globsAt(policy, ["spec", "matchImageReferences"]);
}

/** An expression in CEL is not evaluated, and is taken to match everything. */
function globsAt(policy: Resource, route: Route): readonly Pattern[] {
  return elements(at(policy.body, route)).map((one) => ({
    policy,
    route,
    pattern: text(at(one, ["glob"])) ?? "*",
  }));
}

/** `*` stands for anything, slashes too; what follows the name (tag, digest) does not matter here, and Docker Hub may be left out. */
function isMatch(name: string, written: string): boolean {
  const pattern = nameOf(written);
  const short = name.replace(/^docker\.io\/(?:library\/)?/, "");
  return (
    isWild(name, pattern) ||
    isWild(name.replace("docker.io/", "index.docker.io/"), pattern) ||
    isWild(short, pattern)
  );
}

function nameOf(pattern: string): string {
  const [beforeDigest = ""] = pattern.split("@");
  const colon = beforeDigest.lastIndexOf(":");
  const name = colon > beforeDigest.lastIndexOf("/") ? beforeDigest.slice(0, colon) : beforeDigest;
  return name.replaceAll(/\*+/g, "*");
}

/** Greedy matching of pieces between asterisks: linear, without a pattern engine. */
function isWild(name: string, pattern: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false;
  let position = first.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, position);
    if (found === -1) return false;
    position = found + piece.length;
  }
  return position <= name.length - last.length;
}
