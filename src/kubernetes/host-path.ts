/** Paths of the node, as hostPath volumes name them. */

/**
 * The one spelling of a path: no empty, `.` or `..` segments, no slash at its end, /var/run as /run (a link to it on every current
 * distribution). Windows paths and pipes are left as they are, in lower case; a pipe may be written with slashes.
 */
export function normalizeHostPath(path: string): string {
  if (path.startsWith("//./pipe/")) return path.replaceAll("/", "\\").toLowerCase();
  if (path.startsWith("\\\\") || /^[A-Za-z]:/.test(path)) return path.toLowerCase();
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === "..") segments.pop();
    else segments.push(segment);
  }
  const normal = `/${segments.join("/")}`;
  return normal === "/var/run" || normal.startsWith("/var/run/") ? normal.slice("/var".length) : normal;
}

/** Whether a normalised path is the folder itself or lies below it. */
export function isAtOrBelow(path: string, folder: string): boolean {
  return folder === "/" || path === folder || path.startsWith(`${folder}/`);
}

/** Whether mounting the path shows what a pattern names: `*` stands for one segment or a part of it. Above and below both count. */
export function matchesFolder(path: string, pattern: string): boolean {
  const have = path.split("/").filter((segment) => segment !== "");
  const want = pattern.split("/").filter((segment) => segment !== "");
  const shared = Math.min(have.length, want.length);
  for (let index = 0; index < shared; index++) {
    if (!matchesSegment(have[index] ?? "", want[index] ?? "")) return false;
  }
  return true;
}

function matchesSegment(segment: string, pattern: string): boolean {
  const star = pattern.indexOf("*");
  if (star === -1) return segment === pattern;
  const start = pattern.slice(0, star);
  const end = pattern.slice(star + 1);
  return segment.length >= start.length + end.length && segment.startsWith(start) && segment.endsWith(end);
}
