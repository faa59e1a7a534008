/** The job summary: one Markdown text per step, shown on the page of the run. */
import * as core from "@actions/core";

/** Where GitHub's limit of 1 MiB lies, in bytes of UTF-8. Over it the runner drops the whole summary. */
export const summaryLimit = 1024 * 1024;

/** Writes the step's summary in place of whatever it had. Null where that worked, else why not, as the end of a sentence. */
export async function writeSummary(
  markdown: string,
  onDetail: (text: string) => void,
): Promise<string | null> {
  if (Buffer.byteLength(markdown) > summaryLimit) return "it is longer than GitHub takes";
  try {
    await core.summary.emptyBuffer().addRaw(markdown, true).write({ overwrite: true });
    return null;
  } catch (error) {
    onDetail(String(error));
    return "the runner's summary file could not be written";
  }
}
