/** Image references outside of workloads: what a Dockerfile builds on, and the image fields of values files. */
import type { DockerInstruction } from "../core/dockerfile.js";
import type { Inventory, TextView } from "../core/rule.js";
import { type ImageReference, parseImage } from "./image.js";
import { imagesOfPods } from "./pod-images.js";

/** A reference with its place in the file: 0-based UTF-16 offsets, end exclusive. */
export interface ImageInText {
  readonly image: ImageReference;
  /** As written. */
  readonly text: string;
  readonly place: readonly [start: number, end: number];
  /** `values`: somebody may fill it in otherwise, so it is a hint and no more. */
  readonly from: "dockerfile" | "values";
}

/** The image references of a Dockerfile or of a values file (told from its name); none of any other file. */
export function imagesInText(view: TextView): readonly ImageInText[] {
  const instructions = view.instructions();
  if (instructions.length > 0) return imagesInDockerfile(instructions);
  return /(?:^|[./_-])values[^/]*\.ya?ml$/i.test(view.path) ? imagesInValues(view.text) : [];
}

/** Whether a workload of the revision uses that image, so that it is judged there and a hint at a values file would say it twice. */
export function isRendered({ registry, repository, tag }: ImageReference, inventory: Inventory): boolean {
  return imagesOfPods(inventory.workloads()).some((written) => {
    const image = parseImage(written);
    return image?.registry === registry && image.repository === repository && image.tag === tag;
  });
}

/**
 * What stages are built from and files are copied from: every reference that is no earlier stage, not `scratch` and not one variable as a
 * whole. Other variables have the default of their ARG; without one nobody knows the reference.
 */
function imagesInDockerfile(instructions: readonly DockerInstruction[]): readonly ImageInText[] {
  const found: ImageInText[] = [];
  const stages = new Set(["scratch"]);
  const defaults = new Map<string, string>();
  let isBeforeStages = true;
  for (const instruction of instructions) {
    const { keyword, words, flags, properties } = instruction;
    const [image, as, name] = words;
    isBeforeStages &&= keyword !== "FROM";
    if (keyword === "ARG" && isBeforeStages) {
      for (const one of properties) if (one.value !== null) defaults.set(one.name, one.value);
    }
    const source = flags.find((flag) => flag.name === "from");
    if (keyword === "FROM" && image !== undefined)
      found.push(...imageOf(image, image.text, stages, defaults));
    else if (keyword === "COPY" && source !== undefined && !/^\d+$/.test(source.value ?? "")) {
      found.push(...imageOf(source, source.value ?? "", stages, defaults));
    }
    if (keyword === "FROM" && as?.text.toUpperCase() === "AS" && name !== undefined) {
      stages.add(name.text.toLowerCase());
    }
  }
  return found;
}

function imageOf(
  { start, end }: { readonly start: number; readonly end: number },
  written: string,
  stages: ReadonlySet<string>,
  defaults: ReadonlyMap<string, string>,
): readonly ImageInText[] {
  if (stages.has(written.toLowerCase()) || /^\$(?:\w+|\{[^}]*\})$/.test(written)) return [];
  const text = fillVariables(written, defaults);
  const image = text === undefined ? undefined : parseImage(text);
  if (text === undefined || image === undefined) return [];
  return [{ image, text, place: [start, end], from: "dockerfile" }];
}

/** `$NAME`, `${NAME}` and `${NAME:-default}`; undefined where one of them has no value. */
export function fillVariables(text: string, values: ReadonlyMap<string, string>): string | undefined {
  let isKnown = true;
  const filled = text.replaceAll(
    /\$(?:(\w+)|\{(\w+)(?::?-([^}]*))?\})/g,
    (_, plain?: string, braced?: string, fallback?: string) => {
      const value = values.get(plain ?? braced ?? "") ?? fallback;
      isKnown &&= value !== undefined;
      return value ?? "";
    },
  );
  return isKnown && !filled.includes("$") ? filled : undefined;
}

/** The longest line of a values file that is looked at. */
const maximumLineLength = 1000;

/** One `key: value` of a values file. */
interface Entry {
  readonly indent: number;
  readonly key: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The image fields of a values file: `image: name:tag` in one, or a map below `image` with `repository` and its siblings `registry`, `tag`
 * and `digest`. A name without a tag is left out, because the tag may stand anywhere else.
 */
function imagesInValues(text: string): readonly ImageInText[] {
  const entries = entriesOf(text);
  return entries.flatMap((entry, index) => {
    if (entry.key === "image" && /[:@]/.test(entry.value)) return inValues(entry.value, entry);
    if (entry.key !== "repository" || entry.value === "") return [];
    const siblings = new Map(siblingsOf(entries, index).map((one) => [one.key, one]));
    const [registry, tag, digest] = ["registry", "tag", "digest"].map((key) => siblings.get(key));
    if (tag === undefined || tag.value === "") return [];
    const host = registry === undefined || registry.value === "" ? "" : `${registry.value}/`;
    const pin = digest === undefined || digest.value === "" ? "" : `@${digest.value}`;
    return inValues(`${host}${entry.value}:${tag.value}${pin}`, tag);
  });
}

function inValues(reference: string, { start, end }: Entry): readonly ImageInText[] {
  const image = parseImage(reference);
  return image === undefined ? [] : [{ image, text: reference, place: [start, end], from: "values" }];
}

/** Entries around one, as far as none is indented less. A nested map lies between and is indented more. */
function siblingsOf(entries: readonly Entry[], index: number): readonly Entry[] {
  const own = entries[index];
  if (own === undefined) return [];
  const found: Entry[] = [];
  const walk = (step: 1 | -1): void => {
    for (let at = index + step; at >= 0 && at < entries.length && Math.abs(at - index) < 20; at += step) {
      const entry = entries[at];
      if (entry === undefined || entry.indent < own.indent) return;
      if (entry.indent === own.indent) found.push(entry);
    }
  };
  walk(1);
  walk(-1);
  return found;
}

function entriesOf(text: string): readonly Entry[] {
  const found: Entry[] = [];
  let offset = 0;
  for (const line of text.split("\n")) {
    const match =
      line.length > maximumLineLength
        ? null
        : /^([ ]*)([A-Za-z][\w-]*):(?:[ \t]+(?:"([^"]*)"|'([^']*)'|([^\s"'#{[&*|>][^\s#]*))?[ \t]*(?:#.*)?)?\r?$/.exec(
            line,
          );
    const [, indent = "", key = "", double, single, plain] = match ?? [];
    if (match !== null) {
      const value = double ?? single ?? plain ?? "";
      found.push({
        indent: indent.length,
        key,
        value,
        start: offset + indent.length,
        end: offset + line.trimEnd().length,
      });
    }
    offset += line.length + 1;
  }
  return found;
}
