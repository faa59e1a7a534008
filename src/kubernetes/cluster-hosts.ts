/** Where a URL leads, seen from the API server. */

/** `cluster`: the machine of the API server or a Service; `unknown`: a private address or a domain of Services that is not the usual one. */
export type HostPlace = "cluster" | "outside" | "unknown";

/**
 * Where the host of a URL is. `cluster.local` is the usual domain of a cluster (https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/),
 * and whether a private address (RFC 1918, RFC 4193) belongs to a Service only the cluster knows. A text that is no URL is unknown.
 */
export function placeOfUrl(url: string): HostPlace {
  if (!URL.canParse(url)) return "unknown";
  const host = new URL(url).hostname.replace(/\.$/, "");
  if (host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host)) return "cluster";
  if (host.endsWith(".svc") || host.endsWith(".svc.cluster.local")) return "cluster";
  const isPrivate = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)[\d.]+$/.test(host) || /^\[f[cd]/.test(host);
  return isPrivate || host.includes(".svc.") || host === "" ? "unknown" : "outside";
}
