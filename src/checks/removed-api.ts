/**
 * An object whose API version the cluster no longer serves is never created; for a NetworkPolicy or a webhook that means missing
 * protection. A version that still works and is deprecated is said more quietly.
 * Source: https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */
import { listOf, object, optional, string } from "../core/decode.js";
import { minorOf, newestMinor } from "../core/kubernetes-version.js";
import { blame, pass } from "../core/rule.js";
import { defineCheck } from "./define.js";

interface OldApi {
  readonly apiVersion: string;
  /** Kinds, or `*` for every kind of the version. */
  readonly kinds: readonly string[];
  readonly deprecated: string;
  readonly removed: string | null;
  readonly replacement: string;
}

export const check = defineCheck(
  {
    match: "item",
    reach: "local",
    with: {
      apis: listOf(
        object<OldApi>({
          apiVersion: string,
          kinds: listOf(string),
          deprecated: string,
          removed: optional(string, null),
          replacement: string,
        }),
      ),
    },
  },
  ({ resource }, { apis }, { minor }) => {
    const cluster = minor === 0 ? newestMinor : minor;
    const old = apis.find(
      ({ apiVersion, kinds }) =>
        apiVersion === resource.apiVersion && (kinds.includes("*") || kinds.includes(resource.kind)),
    );
    if (old === undefined) return pass();
    const { apiVersion, replacement } = old;
    const data = {
      apiVersion,
      kind: resource.kind,
      replacement,
      removed: old.removed ?? "",
      deprecated: old.deprecated,
    };
    if (old.removed !== null && minorOf(old.removed) <= cluster) {
      return blame(["apiVersion"], data, { messageKey: "removed" });
    }
    if (minorOf(old.deprecated) > cluster) return pass();
    return blame(["apiVersion"], data, { messageKey: "deprecated", severity: "low" });
  },
);
