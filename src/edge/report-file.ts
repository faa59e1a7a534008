/** Writes a report where the workflow asks for it. A path may lead through folders that the repository under test has made. */
import { randomUUID } from "node:crypto";
import { mkdir, realpath, rename, rm, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

/**
 * Writes a text to a file, whose folders are made where they are missing. A relative path starts at `workspace`. A link in place
 * of the file is replaced and not followed, or a pull request could choose what we write over.
 *
 * @returns the absolute path
 * @throws Error where the system refuses, or where a link leads a path of the workspace out of it
 */
export async function writeReportFile(given: string, workspace: string, text: string): Promise<string> {
  const path = resolve(workspace, given);
  const folder = dirname(path);
  if (isInside(workspace, folder)) await refuseWayOut(workspace, folder);
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `.hardening-gate-${randomUUID()}.tmp`);
  try {
    await writeFile(draft, text, { flag: "wx" });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return path;
}

async function refuseWayOut(workspace: string, folder: string): Promise<void> {
  const [realWorkspace, realFolder] = [await realpath(workspace), await nearestReal(folder)];
  if (!isInside(realWorkspace, realFolder)) throw new Error("A link leads the path out of the workspace.");
}

/** The real path of the nearest folder upwards that exists. */
async function nearestReal(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    if (folder === dirname(folder)) throw error;
    return nearestReal(dirname(folder));
  }
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
