/** Which rights of an identity are as good as the whole cluster. */
import type { Grant, Identity, RbacGraph, Takeover } from "../core/rbac.js";
import { rightsNamed } from "./sought.js";

/**
 * The grants by which an identity can take the cluster over: one for each sort of right that it holds in the whole cluster, sure ones
 * first. Whoever may change nodes and pods can steer any pod to a node that is his, so the two count together.
 */
export function takeoverOf(
  identity: Identity,
  graph: Pick<RbacGraph, "find" | "adminEquivalent">,
  { rights, takeover }: Takeover,
): readonly Grant[] {
  const found = takeover.flatMap((name) => graph.find(identity, rightsNamed(rights, name), null) ?? []);
  const [everything] = found;
  if (everything !== undefined && graph.adminEquivalent(everything.holding.role)) return [everything];
  const nodes = graph.find(identity, rightsNamed(rights, "node-write"), null);
  const pods = graph.find(identity, rightsNamed(rights, "pod-write"), null);
  if (found.length === 0 && nodes !== undefined && pods !== undefined) return [nodes, pods];
  const isSure = ({ match }: Grant) => match.answer === "yes";
  return [...found.filter(isSure), ...found.filter((grant) => !isSure(grant))];
}
