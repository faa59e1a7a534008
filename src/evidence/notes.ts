/** What a person must hear of evidence although no rule fails: reports about nothing in use, and vulnerabilities that do not count. */
import type { Evidence, ImageReport } from "../core/evidence.js";
import type { Note } from "../core/report.js";
import type { ImageReference } from "../kubernetes/image.js";
import { parseImage } from "../kubernetes/image.js";
import { relationTo, whySilent } from "../kubernetes/image-evidence.js";

/** More vulnerabilities that do not count are only counted. */
const maximumNotes = 100;

/** The notes. `images` are the references that the revision uses. */
export function evidenceNotes(evidence: Evidence, images: readonly string[]): readonly Note[] {
  const used = images.flatMap((written) => {
    const image = parseImage(written);
    return image === undefined ? [] : [{ written, image }];
  });
  return evidence.reports.flatMap((report) => {
    const related = used.filter(({ image }) => relationTo(image, report) === "same");
    if (related.length === 0)
      return [
        unused(
          report,
          used.map(({ image }) => image),
        ),
      ];
    return related.flatMap((one) => silenced(one, report, evidence));
  });
}

function unused(report: ImageReport, images: readonly ImageReference[]): Note {
  const isOther = images.some((image) => relationTo(image, report) === "other-digest");
  const subject = report.references[0] ?? report.digests[0] ?? "no image";
  const what = isOther ? "content of another digest than the one in use" : "which nothing here uses";
  return {
    path: "",
    message: `The report "${report.file}" of ${report.tool} is about ${subject}, ${what}; it does not count.`,
  };
}

function silenced(
  { written, image }: { readonly written: string; readonly image: ImageReference },
  report: ImageReport,
  { statements }: Evidence,
): readonly Note[] {
  const reasons = report.vulnerabilities.flatMap((one) => {
    const reason = whySilent(one, image, report, statements);
    return reason === null ? [] : [{ one, reason }];
  });
  const notes = reasons.slice(0, maximumNotes).map(({ one, reason }) => ({
    path: "" as const,
    message: `${one.id} of ${one.package} in the image "${written}" does not count: ${reason}.`,
  }));
  const more = reasons.length - notes.length;
  const rest = `${more} more vulnerabilities of the image "${written}" do not count, by the same documents.`;
  return more > 0 ? [...notes, { path: "", message: rest }] : notes;
}
