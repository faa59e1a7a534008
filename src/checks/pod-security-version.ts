/**
 * A pinned version of a Pod Security level does not lag far behind the cluster, because newer rules of the standard never apply there. An
 * undeclared cluster counts as the newest. A level of privileged has no rules and so no versions.
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces
 */
import { integer } from "../core/decode.js";
import { at, type Json, text } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import { blame, pass, type Routed } from "../core/rule.js";
import { newestPolicyMinor } from "../kubernetes/pod-security.js";
import { podSecurityConfigurations } from "../kubernetes/pod-security-configuration.js";
import { levelLabel, podSecurityModes, policyMinor } from "../kubernetes/pod-security-labels.js";
import { valueAt, whole } from "../kubernetes/routed.js";
import { defineCheck } from "./define.js";

interface Pin {
  readonly version: Routed;
  readonly level: Json | undefined;
}

export const check = defineCheck(
  { match: "item", reach: "local", with: { gap: integer } },
  ({ resource }, { gap }, { minor }) => {
    const cluster = minor === 0 ? newestPolicyMinor : minor;
    const stale = pinsOf(resource).flatMap(({ version, level }) => {
      const pinned = policyMinor(version.value);
      const isStale = level !== "privileged" && pinned !== undefined && cluster - pinned > gap;
      const data = { version: text(version.value) ?? "", cluster: `1.${cluster}` };
      return isStale ? [blame(version.route, data)] : [];
    });
    return stale.length === 0 ? pass() : stale;
  },
);

function pinsOf(resource: Resource): readonly Pin[] {
  if (resource.kind !== "Namespace") {
    return podSecurityConfigurations(resource).flatMap((configuration) =>
      podSecurityModes.flatMap((mode) => pinAt(configuration, ["defaults"], mode)),
    );
  }
  const body = whole(resource.body);
  return podSecurityModes.flatMap((mode) => pinAt(body, ["metadata", "labels"], levelLabel(mode)));
}

function pinAt(from: Routed, place: readonly string[], key: string): readonly Pin[] {
  const version = valueAt(from, ...place, `${key}-version`);
  return version === undefined ? [] : [{ version, level: at(from.value, [...place, key]) }];
}
