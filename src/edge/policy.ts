/** Whose configuration counts: a change that weakens the gate cannot count for itself. */
import { configurationFile } from "../config/load.js";
import type { Settings } from "../config/config.js";
import { ConfigurationError } from "../core/errors.js";
import { asRepoPath } from "../core/location.js";
import type { Problem } from "../core/problem.js";
import type { Note } from "../core/report.js";
import type { Change, Revision } from "../core/revision.js";
import type { Event } from "../github/event.js";
import { settingsIn } from "./settings.js";

/** The settings that count, and what the report says about those that do not. */
export interface Policy {
  readonly settings: Settings;
  readonly problems: readonly Problem[];
  readonly notes: readonly Note[];
}

/**
 * The configuration of the base for a pull request and a merge group, and none where their base is not at hand; the commit's own for everything
 * else, because there it has been merged already. What a change does to the file is said, and counts from the merge on.
 *
 * @throws ConfigurationError where the configuration that counts is broken.
 */
export async function policyOf({ base, head, changed }: Change, { kind }: Event): Promise<Policy> {
  if (kind !== "pull-request" && kind !== "merge-group") {
    return { settings: await settingsIn(head), problems: [], notes: [] };
  }
  const settings = base === null ? {} : await settingsIn(base);
  const path = asRepoPath(configurationFile);
  if (changed?.has(path) !== true) return { settings, problems: [], notes: [] };
  const note = {
    path,
    message:
      "The change edits the configuration. The verdict rests on the one of the base, and on this one after the merge.",
  };
  return { settings, problems: await brokenIn(head), notes: [note] };
}

/** After the merge a broken configuration would stop every run, so the change that breaks it is told. */
async function brokenIn(head: Revision): Promise<readonly Problem[]> {
  try {
    await settingsIn(head);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const { message, hint, place } = error;
    const path = asRepoPath(configurationFile);
    return [{ stage: "configuration", path, line: place.line, target: null, touched: true, message, hint }];
  }
}
