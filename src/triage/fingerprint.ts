/** What identifies a finding over time: never a line, never a value, never the target that shows it. */
import { createHash } from "node:crypto";
import type { ResourceId } from "../core/resource.js";

/** The parts of a fingerprint. */
export interface Identity {
  readonly rule: string;
  /** File of the primary location. */
  readonly path: string;
  readonly resource: ResourceId | null;
  /** The blamed part, list items by name. */
  readonly part: string;
  readonly missing: string | null;
}

/** 32 hexadecimal digits. The API version is left out: moving an object to a newer one fixes and breaks nothing. */
export function fingerprintOf({ rule, path, resource, part, missing }: Identity): string {
  const named = resource === null ? [] : [resource.kind, resource.namespace ?? "", resource.name];
  const identity = JSON.stringify([rule, path, ...named, part, missing ?? ""]);
  return createHash("sha256").update(identity).digest("hex").slice(0, 32);
}
