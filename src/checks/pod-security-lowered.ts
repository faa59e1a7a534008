/**
 * A change does not weaken what a namespace enforces: not by a lower level or none, and not by an older version of the level, whose rules
 * are fewer. `latest` means the cluster's own version, so a pin on that version lowers nothing.
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
import { at } from "../core/json.js";
import { blame, pass } from "../core/rule.js";
import { newestPolicyMinor } from "../kubernetes/pod-security.js";
import {
  enforcedLevel,
  enforcedMinor,
  levelLabel,
  podSecurityLevels,
} from "../kubernetes/pod-security-labels.js";
import { defineCheck } from "./define.js";

const label = levelLabel("enforce");

export const check = defineCheck(
  { match: "change", reach: "diff", with: {} },
  ({ before, after }, _, { minor }) => {
    if (before === undefined || after === undefined || after.kind !== "Namespace" || after.group !== "")
      return pass();
    const namespace = after.name;
    const [from, to] = [enforcedLevel(before), enforcedLevel(after)];
    const isRemoved = at(after.body, ["metadata", "labels", label]) === undefined;
    if (podSecurityLevels.indexOf(to) < podSecurityLevels.indexOf(from)) {
      const data = { namespace, from, to };
      return blame(["metadata", "labels", label], data, { messageKey: isRemoved ? "removed" : "level" });
    }
    if (from === "privileged" || to === "privileged") return pass(); // a level without rules has no versions
    const cluster = minor === 0 ? newestPolicyMinor : minor;
    const [older, newer] = [
      Math.min(enforcedMinor(after), cluster),
      Math.min(enforcedMinor(before), cluster),
    ];
    if (older >= newer) return pass();
    const data = { namespace, from: `v1.${newer}`, to: `v1.${older}` };
    return blame(["metadata", "labels", `${label}-version`], data, { messageKey: "version" });
  },
);
