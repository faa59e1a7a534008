/** Which evidence is about an image, by its digest first and else by its exact reference; and which statements are about a vulnerability of it. */
import type { Evidence, EvidenceSubject, ImageReport, Product, Vulnerability } from "../core/evidence.js";
import { type ImageReference, parseImage } from "./image.js";

/** How a piece of evidence relates to an image. `other-digest`: it has the image's name and is about other content. */
export type Relation = "same" | "other-digest" | "none";

/** Compares an image with what evidence says it is about. */
export function relationTo(image: ImageReference, subject: EvidenceSubject): Relation {
  if (image.digest !== null && subject.digests.includes(image.digest)) return "same";
  const isNamed = subject.references.some((reference) => isSameName(image, parseImage(reference)));
  if (!isNamed) return "none";
  return image.digest !== null && subject.digests.length > 0 ? "other-digest" : "same";
}

/** A name without tag and digest stands for `latest`; one with a digest alone says nothing of tags. */
function isSameName(image: ImageReference, other: ImageReference | undefined): boolean {
  if (other?.registry !== image.registry || other.repository !== image.repository) return false;
  if (image.tag === null && image.digest !== null) return true;
  if (other.tag === null && other.digest !== null) return false;
  if (other.tag === null && image.digest !== null) return true; // cosign names the repository alone, and the digest beside it
  return (image.tag ?? "latest") === (other.tag ?? "latest");
}

/** The reports about an image, and whether there are some about other content of the same name. */
export function reportsOn(
  image: ImageReference,
  { reports }: Evidence,
): { readonly same: readonly ImageReport[]; readonly other: readonly ImageReport[] } {
  const related = (relation: Relation) => reports.filter((report) => relationTo(image, report) === relation);
  return { same: related("same"), other: related("other-digest") };
}

/**
 * Why a vulnerability of an image does not count, with the file that says so; null where it counts. The last statement about it decides, and
 * only `not_affected` and `fixed` silence.
 */
export function whySilent(
  vulnerability: Vulnerability,
  image: ImageReference,
  report: ImageReport,
  statements: Evidence["statements"],
): string | null {
  if (vulnerability.ignored !== null) return `${vulnerability.ignored} (${report.file})`;
  const names = [vulnerability.id, ...vulnerability.aliases];
  const about = names
    .flatMap((name) => statements.get(name) ?? [])
    .filter(({ products }) => products.some((one) => isAbout(one, vulnerability, image, report)))
    .toSorted((left, right) => left.at - right.at);
  const last = about.at(-1);
  return last?.status === "not_affected" || last?.status === "fixed" ? `${last.reason} (${last.file})` : null;
}

function isAbout(
  product: Product,
  vulnerability: Vulnerability,
  image: ImageReference,
  report: ImageReport,
): boolean {
  const digests = [...report.digests, ...(image.digest === null ? [] : [image.digest])];
  if (product.names.some((name) => vulnerability.purl !== null && isSamePackage(name, vulnerability.purl)))
    return true;
  const isImage =
    product.digests.length > 0
      ? product.digests.some((digest) => digests.includes(digest))
      : product.names.some((name) => isImageName(name, image));
  if (!isImage) return false;
  return (
    product.parts.length === 0 ||
    product.parts.some(
      (part) =>
        part === vulnerability.package || (vulnerability.purl !== null && isPartOf(part, vulnerability.purl)),
    )
  );
}

/** A package by its version; one without a version would silence it in every image. */
function isSamePackage(name: string, purl: string): boolean {
  return name.includes("@") && /^pkg:(?!oci\/|docker\/)/.test(name) && bare(name) === bare(purl);
}

/** A part without a version is the package in any version. */
function isPartOf(part: string, purl: string): boolean {
  const wanted = bare(part);
  return wanted === bare(purl) || (!wanted.slice(1).includes("@") && bare(purl).startsWith(`${wanted}@`));
}

function bare(purl: string): string {
  return decode(purl.replace(/[?#].*$/, ""));
}

/** `pkg:oci/web?repository_url=example.com/shop/web&tag=2.1.0`, or a plain reference. */
function isImageName(name: string, image: ImageReference): boolean {
  if (!name.startsWith("pkg:")) return isSameName(image, parseImage(name));
  if (!name.startsWith("pkg:oci/")) return false;
  const query = name.split("?")[1] ?? "";
  const values = new Map(
    query.split("&").map((pair) => [pair.split("=")[0] ?? "", decode(pair.slice(pair.indexOf("=") + 1))]),
  );
  const repository = values.get("repository_url");
  const tag = values.get("tag");
  const named = repository === undefined ? undefined : parseImage(repository);
  if (named?.registry !== image.registry || named.repository !== image.repository) return false;
  return tag === undefined || tag === (image.tag ?? "latest");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
