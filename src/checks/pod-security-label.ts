/**
 * Six labels of a Namespace speak to Pod Security Admission. A key that only looks like one of them is a label like any other, the same key
 * among the annotations is not read, and a value that is no level or version is refused by the API server.
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces
 */
import { editDistance, nearest } from "../core/decode.js";
import { at, isObject, type Json } from "../core/json.js";
import { type Blame, blame, pass } from "../core/rule.js";
import {
  levelLabel,
  podSecurityLevels,
  podSecurityModes,
  podSecurityPrefix,
  policyMinor,
} from "../kubernetes/pod-security-labels.js";
import { defineCheck } from "./define.js";

const levelKeys: readonly string[] = podSecurityModes.map(levelLabel);
const versionKeys: readonly string[] = levelKeys.map((key) => `${key}-version`);
const keys: readonly string[] = [...levelKeys, ...versionKeys];
const names: readonly string[] = keys.map((key) => key.slice(podSecurityPrefix.length + 1));

export const check = defineCheck({ match: "item", reach: "local", with: {} }, ({ resource }) => {
  const labels = at(resource.body, ["metadata", "labels"]);
  const faults = [
    ...entriesOf(labels).flatMap(([key, value]) => faultOfLabel(key, value)),
    ...entriesOf(at(resource.body, ["metadata", "annotations"]))
      .filter(([key]) => keys.includes(key) && at(labels, [key]) === undefined)
      .map(([key]) => blame(["metadata", "annotations", key], { key }, { messageKey: "annotation" })),
  ];
  return faults.length === 0 ? pass() : faults;
});

function entriesOf(value: Json | undefined): readonly (readonly [string, Json])[] {
  return isObject(value) ? Object.entries(value) : [];
}

function faultOfLabel(key: string, value: Json): readonly Blame[] {
  const route = ["metadata", "labels", key];
  if (levelKeys.includes(key)) return isLevel(value) ? [] : [blame(route, { key }, { messageKey: "level" })];
  if (versionKeys.includes(key)) {
    return policyMinor(value) === undefined ? [blame(route, { key }, { messageKey: "version" })] : [];
  }
  if (!isMeantForAdmission(key, value)) return [];
  const meant = nearest(key, keys) ?? keys[0] ?? "";
  return [blame(route, { key, meant }, { messageKey: "key" })];
}

/**
 * A key of somebody's own may speak of pod security too. It is taken for a mistake where its prefix is almost the right one, or where it
 * has the words, and the rest of it, or its value, is what admission would read.
 */
function isMeantForAdmission(key: string, value: Json): boolean {
  if (key.length > 317) return false; // no valid key is longer: 253 for the prefix, 63 for the name
  const [prefix = "", name = ""] = key.includes("/") ? key.split("/", 2) : ["", key];
  if (editDistance(prefix.toLowerCase(), podSecurityPrefix) <= 3) return true;
  if (!key.toLowerCase().replaceAll("-", "").includes("podsecurity")) return false;
  return names.includes(name.toLowerCase()) || isLevel(value) || policyMinor(value) !== undefined;
}

function isLevel(value: Json): boolean {
  return podSecurityLevels.some((level) => level === value);
}
