/** The configuration file of a revision. */
import type { Settings } from "../config/config.js";
import { configurationFile, readConfiguration } from "../config/load.js";
import { ConfigurationError } from "../core/errors.js";
import { asRepoPath } from "../core/location.js";
import { isReadable, type Revision } from "../core/revision.js";

/** The settings in the configuration file of a revision; none where it has no such file. @throws ConfigurationError where it is broken. */
export async function settingsIn(revision: Revision): Promise<Settings> {
  if (!revision.has(configurationFile)) return {};
  const content = await revision.read(asRepoPath(configurationFile));
  if (isReadable(content)) return readConfiguration(configurationFile, content);
  const hint = "Make the file readable.";
  throw new ConfigurationError(`The configuration cannot be read: ${content.reason}`, hint, {
    file: configurationFile,
  });
}
