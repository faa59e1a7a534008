/** Channels have limits. A text is written again with less in it until it fits, and says what it left out. */

/**
 * What a comment may hold, in UTF-8 bytes. GitHub refuses more than 65,536, of which unit is not documented.
 */
export const commentLimit = 60_000;
/** What a job summary may hold, in UTF-8 bytes. GitHub drops the whole summary of a step above 1 MiB. */
export const summaryLimit = 900 * 1024;

/**
 * The first version that fits; the last one where none does, so that one must have a constant size.
 *
 * @param write makes the version of a step; step 0 is the full one.
 * @param limit in UTF-8 bytes.
 */
export function firstThatFits(write: (step: number) => string, steps: number, limit: number): string {
  for (let step = 0; step < steps - 1; step++) {
    const version = write(step);
    if (byteLength(version) <= limit) return version;
  }
  return write(steps - 1);
}

/** The size of a text in UTF-8 bytes. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
