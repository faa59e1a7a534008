/** Which namespaces hold the machinery of a cluster and no application. */

/**
 * Whether a namespace is one of the cluster's own, or of the machinery of `known`, whose entries are names or, with a `*` at either end, the
 * end or the beginning of names. The namespace `default` never is.
 */
export function isInfrastructureNamespace(
  name: string,
  systemNamespaces: readonly string[],
  known: readonly string[],
): boolean {
  if (systemNamespaces.includes(name)) return true;
  return known.some((pattern) => {
    if (pattern.startsWith("*")) return name.endsWith(pattern.slice(1));
    return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
  });
}
