/** Is this file the configuration of an installer that has neither apiVersion nor kind? Told from its keys, never from its name. */
import { field, isList, isObject, type Json } from "../core/json.js";
import type { SettingsKind } from "../core/target.js";
import { decodeText } from "../yaml/decode-text.js";
import { readYaml } from "../yaml/read.js";
import { maximumFileBytes } from "./manifests.js";

/** Flags of K3s and RKE2 that no other program has. */
const k3sKeys: readonly string[] = [
  "etcd-arg",
  "kube-apiserver-arg",
  "kube-controller-manager-arg",
  "kube-proxy-arg",
  "kube-scheduler-arg",
  "kubelet-arg",
  "secrets-encryption",
  "write-kubeconfig-mode",
];
/** Services under the names that RKE alone gives them. */
const rkeServices: readonly string[] = ["kube-api", "kube-controller"];

/** One of these is in every such file, and in so few others that reading those costs nothing. */
const marks: readonly string[] = [
  ...k3sKeys,
  ...rkeServices.map((name) => `${name}:`),
  "\nmachine:",
  '"machine":',
];

/** The kind of a settings file; null for any other, and for one that cannot be read. */
export function recogniseSettings(bytes: Uint8Array): SettingsKind | null {
  if (bytes.length > maximumFileBytes) return null;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!marks.some((mark) => buffer.includes(mark))) return null;
  const decoded = decodeText(bytes);
  if (!("text" in decoded)) return null;
  for (const { value } of readYaml(decoded.text, { duplicates: "last" }).documents) {
    const kind = settingsKindOf(value);
    if (kind !== null) return kind;
  }
  return null;
}

/** What one document is by its keys. */
export function settingsKindOf(value: Json | undefined): SettingsKind | null {
  if (!isObject(value) || field(value, "kind") !== undefined) return null;
  if (isTalos(value)) return "TalosConfig";
  if (isRke(value)) return "RkeConfig";
  return isK3s(value) ? "K3sConfig" : null;
}

/** A whole machine configuration; a patch of one has no version and could be anything. */
function isTalos(value: Json): boolean {
  return field(value, "version") === "v1alpha1" && isObject(field(value, "machine"));
}

function isRke(value: Json): boolean {
  const services = field(value, "services");
  return rkeServices.some((key) => isObject(field(services, key)));
}

/** Every key of such a file is a flag, one with `+` at its end adds to another file's, and no value is deeper than a list. */
function isK3s(value: Json): boolean {
  if (!isObject(value)) return false;
  const entries = Object.entries(value);
  const isFlag = ([key, one]: readonly [string, Json]) =>
    /^[a-z0-9][a-z0-9-]*\+?$/.test(key) && !isObject(one) && (!isList(one) || !one.some(isObject));
  return entries.some(([key]) => k3sKeys.includes(key.replace(/\+$/, ""))) && entries.every(isFlag);
}
