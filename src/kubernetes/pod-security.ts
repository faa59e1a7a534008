/**
 * The Pod Security Standards, as Pod Security Admission judges them: k8s.io/pod-security-admission v0.37, package policy, whose 4,537
 * fixtures these checks agree with. The rules of the catalog ask about the same fields, but are not derived from this.
 */
import { at, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import { containerLists } from "./containers.js";
import { baselineChecks } from "./pod-security-baseline.js";
import type { PodSecurityCheck } from "./pod-security-check.js";
import { restrictedChecks } from "./pod-security-restricted.js";
import type { PodTemplate } from "./workloads.js";

/** The levels that check something. `privileged` allows everything. */
export type PodSecurityLevel = "baseline" | "restricted";

/** The newest policy version with a rule of its own, which `latest` and all later ones mean. */
export const newestPolicyMinor = 37;

/** One check that a pod fails. */
export interface PodSecurityViolation {
  /** Kubernetes' own id of the check, such as `capabilities_baseline`. */
  readonly check: string;
  /** One sentence that names the fields at fault, without their values. */
  readonly message: string;
  /** The fields at fault, from the top of the resource. A field that is missing does not exist there. */
  readonly routes: readonly [Route, ...Route[]];
}

/**
 * Judges a pod by a level in a policy version: 34 for v1.34, 0 for v1.0 and not for "none declared". Annotations count only where the
 * pod's metadata is given. The checks come in the order of the standard; none is returned for a pod that the level admits.
 */
export function evaluatePod(
  template: PodTemplate,
  level: PodSecurityLevel,
  minor: number | "latest",
): readonly PodSecurityViolation[] {
  const pod = { ...template, minor: minor === "latest" ? newestPolicyMinor : minor };
  return checksOf(level, pod.minor).flatMap(({ id, forbids, find }) => {
    const [first, ...rest] = find(pod);
    if (first === undefined) return [];
    const fields = [first, ...rest].map((route) => describe(route, template));
    return [
      { check: id, message: `${forbids}: ${[...new Set(fields)].join(", ")}.`, routes: [first, ...rest] },
    ];
  });
}

/** The checks of a level in a policy version. A restricted check takes the place of the baseline check that it makes stricter. */
function checksOf(level: PodSecurityLevel, minor: number): readonly PodSecurityCheck[] {
  const baseline = baselineChecks.filter(({ from }) => from <= minor);
  if (level === "baseline") return baseline;
  const restricted = restrictedChecks.filter(({ from }) => from <= minor);
  const replaced = restricted.map(({ replaces }) => replaces);
  return [...baseline.filter(({ id }) => !replaced.includes(id)), ...restricted];
}

/** A route as a person says it: `container "web" securityContext.privileged`. */
function describe(route: Route, { pod, podMetadata }: PodTemplate): string {
  if (!isBelow(route, pod.route)) return dotted(route.slice(podMetadata?.route.length));
  const inPod = route.slice(pod.route.length);
  const [list, index] = inPod;
  if (typeof index !== "number" || !containerLists.some((name) => name === list)) return dotted(inPod);
  const name = text(at(pod.value, [...inPod.slice(0, 2), "name"])) ?? "";
  return `container "${name}" ${dotted(inPod.slice(2))}`;
}

function isBelow(route: Route, start: Route): boolean {
  return start.every((step, index) => route[index] === step);
}

function dotted(route: Route): string {
  return route
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
    .join("")
    .replace(/^\./, "");
}
