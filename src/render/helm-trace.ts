/** A rendered chart → the lines of templates and values behind its texts. */
import type { RepoPath } from "../core/location.js";
import type { RenderedText } from "../core/rendering.js";
import type { Revision } from "../core/revision.js";
import type { Target } from "../core/target.js";
import type { Additions, SourcePlace, TextTrace } from "../core/trace.js";
import type { Engine, HelmTraces, ValuesPath, ValuesText } from "./engine-types.js";
import { type CollectedChart, collectChart, type HelmOptions, textOf } from "./helm.js";
import { Blocks, ValuesSources } from "./values-trace.js";

/**
 * Renders a chart once more, with marks in its templates. A text that is absent in the answer has no trace: nobody needs one to judge it,
 * so what goes wrong here is no problem of the chart's.
 */
export async function traceChart(
  target: Target,
  texts: readonly RenderedText[],
  revision: Revision,
  engine: Pick<Engine, "traceHelm">,
  options: HelmOptions = {},
): Promise<ReadonlyMap<RenderedText, TextTrace>> {
  const traces = new Map<RenderedText, TextTrace>();
  const { chart, values } = await collectChart(target, revision);
  const templates = texts.flatMap(({ name }) => name ?? []);
  if (chart === null || templates.length === 0) return traces;
  const result = await engine.traceHelm({ ...options, files: chart.files, values, templates });
  if (!result.ok) return traces;
  const files = new TracedFiles(chart, result.rendering, values);
  for (const document of result.rendering.documents) {
    const text = texts.find(({ name }) => name === document.template);
    if (text === undefined || text.text.length !== document.length) continue;
    traces.set(text, new ChartTrace(text.text, document, files));
  }
  return traces;
}

/** A piece of a template: its file, and offsets in it. */
interface Site {
  readonly file: number;
  readonly start: number;
  readonly end: number;
  readonly isAction: boolean;
}

/** The templates and values of a chart, as its traces number them. */
class TracedFiles {
  private readonly chart: CollectedChart;
  private readonly traces: HelmTraces;
  private readonly texts = new Map<number, string>();

  readonly sources: ValuesSources;

  constructor(chart: CollectedChart, traces: HelmTraces, values: readonly ValuesText[]) {
    this.chart = chart;
    this.traces = traces;
    this.sources = new ValuesSources(chart, values, traces.charts);
  }

  /** The values of a number; none for -1. */
  values(index: number): readonly ValuesPath[] {
    return this.traces.values[index] ?? [];
  }

  /** The site of a number; undefined for -1. */
  site(index: number): Site | undefined {
    const [file, start, end, kind] = this.traces.sites.slice(4 * index, 4 * index + 4);
    if (index < 0 || file === undefined || start === undefined || end === undefined) return undefined;
    return { file, start, end, isAction: kind === 1 };
  }

  /** Where a template lies in the repository; undefined where it has no lines there. */
  pathOf({ file }: Site): RepoPath | undefined {
    const found = this.traces.files[file];
    return found === undefined || found.isPacked ? undefined : this.chart.origins.get(found.path);
  }

  isVendored({ file }: Site): boolean {
    return this.traces.files[file]?.isVendored ?? false;
  }

  /** Whether two offsets of a template lie in one line. */
  inOneLine({ file }: Site, start: number, end: number): boolean {
    return !this.textOf(file).slice(start, end).includes("\n");
  }

  /** The text of a site. */
  lettersOf({ file, start, end }: Site): string {
    return this.textOf(file).slice(start, end);
  }

  /** The column (0-based) of an offset in the template of a site. */
  columnOf({ file }: Site, offset: number): number {
    return offset - (this.textOf(file).lastIndexOf("\n", offset - 1) + 1);
  }

  private textOf(file: number): string {
    const text = this.texts.get(file) ?? textOf(this.chart, this.traces.files[file]?.path ?? "") ?? "\n";
    this.texts.set(file, text);
    return text;
  }
}

/** A piece of the text with what printed it. */
interface Piece {
  readonly start: number;
  readonly site: Site;
  readonly end: number;
  readonly frame: number;
  readonly values: readonly ValuesPath[];
}

/** The most pieces of one line that are looked at. */
const maximumPieces = 100;

/** How far behind an object a key that it lacks may stand: blanks that the template left. */
const longestGap = 1000;

/** The most lines of values that one place is led back to. */
const maximumValues = 3;

class ChartTrace implements TextTrace {
  private readonly text: string;
  private readonly document: HelmTraces["documents"][number];
  private readonly files: TracedFiles;
  private readonly blocks: Blocks;

  constructor(text: string, document: HelmTraces["documents"][number], files: TracedFiles) {
    this.text = text;
    this.document = document;
    this.files = files;
    this.blocks = new Blocks(text);
  }

  placesOf(start: number, end: number): readonly SourcePlace[] {
    const pieces = this.piecesIn(start, Math.max(end, start + 1));
    const first = pieces[0];
    const last = pieces.at(-1);
    if (first === undefined || last === undefined) return [];
    const from = this.inTemplate(first, start, end);
    const to = first === last ? undefined : this.inTemplate(last, last.start, end);
    const values = pieces.toReversed().flatMap((piece) => this.inValues(piece, Math.max(start, piece.start)));
    const templates = joined(from, to, this.files);
    if (values.length > 0) return [...values.slice(0, maximumValues), ...templates];
    return [...this.inSection(from), ...templates, ...this.inCondition(last)];
  }

  placesToAdd(start: number, end: number, key: string): Additions {
    const piece = this.piece(this.indexAt(start));
    if (piece === undefined) return { objects: [], switches: [] };
    if (piece.site.isAction)
      return { objects: piece.end < end ? [] : this.inBlock(piece, start), switches: [] };
    const values = this.skippedBeside(piece, start, end, key);
    const { sources } = this.files;
    const places = (paths: readonly ValuesPath[]) =>
      paths.flatMap((path) => sources.placeOf(path) ?? []).slice(0, maximumValues);
    const isObject = (path: ValuesPath) => isNamedAs(path, key) && sources.isObject(path);
    return {
      objects: places(values.filter((path) => isObject(path))),
      switches: places(values.filter((path) => !isObject(path))),
    };
  }

  /** The values that kept a key out of an object which begins at an offset. */
  private skippedBeside(piece: Piece, start: number, end: number, key: string): readonly ValuesPath[] {
    const column = this.files.columnOf(piece.site, piece.site.start + (start - piece.start));
    const after = /[^\s]/.exec(this.text.slice(end, end + longestGap))?.index ?? longestGap;
    return this.skipped(start, end + after).flatMap(({ site, frame, values }) => {
      const isBeside = site.file === piece.site.file && frame === piece.frame;
      if (!isBeside || this.files.columnOf(site, site.start) !== column) return [];
      return this.files.lettersOf(site) === key ? values : [];
    });
  }

  /** The values that an object was printed from as a whole. */
  private inBlock({ start, end, values }: Piece, offset: number): readonly SourcePlace[] {
    const route = this.blocks.routeTo(start, end, offset);
    const outer = this.text.startsWith("{", offset) ? route : route.slice(0, -1); // the object begins with its first key
    return values.flatMap((path) => this.files.sources.placeOf([...path, ...outer]) ?? []).slice(0, 1);
  }

  /** What blocks did not print in a part of the text. */
  private skipped(start: number, end: number): readonly Omit<Piece, "start" | "end">[] {
    const { skips } = this.document;
    const found: Omit<Piece, "start" | "end">[] = [];
    for (let index = firstAt(skips, start); (skips[index] ?? Number.POSITIVE_INFINITY) <= end; index += 4) {
      const [number = -1, frame = -1, values = -1] = skips.slice(index + 1, index + 4);
      const site = this.files.site(number);
      if (site !== undefined) found.push({ site, frame, values: this.files.values(values) });
    }
    return found;
  }

  /** What is written in a template is edited there; the value that switches it on is worth a look. */
  private inCondition({ site, values }: Piece): readonly SourcePlace[] {
    const found = site.isAction ? [] : values.flatMap((path) => this.files.sources.placeOf(path) ?? []);
    return found.slice(0, 1);
  }

  /** The lines of values that a piece shows; in a block of them, the one that shows at the offset. */
  private inValues({ start, end, site, values }: Piece, offset: number): readonly SourcePlace[] {
    if (values.length === 0 || !site.isAction) return [];
    const route = this.blocks.routeTo(start, end, offset);
    return values.flatMap((path) => {
      const { sources } = this.files;
      return sources.placeOf([...path, ...route]) ?? sources.placeOf(path) ?? [];
    });
  }

  /** What a dependency from elsewhere prints can be changed for good in its section of the values alone. */
  private inSection(place: TemplatePlace | undefined): readonly SourcePlace[] {
    if (place !== undefined && !this.files.isVendored(place.site)) return [];
    const names = this.document.template.split("/charts/").slice(1);
    const section = names.map((name, index) =>
      index < names.length - 1 ? name : (name.split("/")[0] ?? name),
    );
    return [this.files.sources.placeOfSection(section) ?? []].flat();
  }

  /** Pieces that print a part of the text; where they are unknown, the nearest one before it. */
  private piecesIn(start: number, end: number): readonly Piece[] {
    const pieces: Piece[] = [];
    let index = this.indexAt(start);
    for (; this.startOf(index) < end && pieces.length < maximumPieces; index++) {
      const piece = this.piece(index);
      if (piece !== undefined) pieces.push(piece);
    }
    for (index = this.indexAt(start); pieces.length === 0 && index >= 0; index--) {
      const piece = this.piece(index);
      if (piece !== undefined) pieces.push(piece);
    }
    return pieces;
  }

  /** The last piece that starts at an offset or before it; -1 where there is none. */
  private indexAt(offset: number): number {
    let low = -1;
    let high = this.document.pieces.length / 4 - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.startOf(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private startOf(index: number): number {
    return index < 0 ? -1 : (this.document.pieces[4 * index] ?? Number.POSITIVE_INFINITY);
  }

  private piece(index: number): Piece | undefined {
    const [start, number, frame, values] = this.document.pieces.slice(4 * index, 4 * index + 4);
    const site = this.files.site(number ?? -1);
    if (index < 0 || start === undefined || site === undefined) return undefined;
    const end = Math.min(this.startOf(index + 1), this.text.length);
    return { start, end, site, frame: frame ?? -1, values: this.files.values(values ?? -1) };
  }

  /**
   * The innermost place that a person can edit for good: in the chart itself rather than in a dependency, whose call stands for
   * what it prints.
   */
  private inTemplate(piece: Piece, start: number, end: number): TemplatePlace | undefined {
    const candidates = [ownPlace(piece, start, end), ...this.callers(piece.frame)];
    const inRepository = candidates.flatMap((one) => {
      const path = this.files.pathOf(one.site);
      return path === undefined ? [] : [{ ...one, path }];
    });
    return inRepository.find(({ site }) => !this.files.isVendored(site)) ?? inRepository[0];
  }

  /** The actions around a place, from the inside out. */
  private callers(innermost: number): readonly Unplaced[] {
    const found: Unplaced[] = [];
    for (let frame = innermost; frame >= 0; ) {
      const [number, parent] = this.document.frames.slice(2 * frame, 2 * frame + 2);
      const site = this.files.site(number ?? -1);
      if (site !== undefined) found.push({ site, start: site.start, end: site.end });
      frame = Math.min(parent ?? -1, frame - 1); // a frame stands behind the one around it
    }
    return found;
  }
}

/** `containerSecurityContext` holds what `securityContext` shows. */
function isNamedAs(path: ValuesPath, key: string): boolean {
  return String(path.at(-1)).toLowerCase().endsWith(key.toLowerCase());
}

/** Of rows of four numbers in the order of their first, the first row at an offset or behind it. */
function firstAt(rows: readonly number[], offset: number): number {
  let low = 0;
  let high = rows.length / 4;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((rows[4 * middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return 4 * low;
}

interface Unplaced {
  readonly site: Site;
  readonly start: number;
  readonly end: number;
}

interface TemplatePlace extends Unplaced {
  readonly path: RepoPath;
}

/** Text is printed letter by letter, so a part of it has a place of its own; of an action there is only the whole. */
function ownPlace({ site, start: pieceStart }: Piece, start: number, end: number): Unplaced {
  if (site.isAction) return { site, start: site.start, end: site.end };
  const from = Math.min(site.start + Math.max(0, start - pieceStart), site.end);
  return { site, start: from, end: Math.max(from, Math.min(site.end, site.start + (end - pieceStart))) };
}

/** Key and value: one place where they share a line, two where another template prints the value. */
function joined(
  from: TemplatePlace | undefined,
  to: TemplatePlace | undefined,
  files: TracedFiles,
): readonly SourcePlace[] {
  const first = from ?? to;
  if (first === undefined) return [];
  const isWhole =
    to !== undefined &&
    first.path === to.path &&
    first.start <= to.end &&
    files.inOneLine(first.site, first.start, to.end);
  const place = (one: TemplatePlace, end = one.end): SourcePlace => {
    return { path: one.path, start: one.start, end, part: "template" };
  };
  if (to === undefined || isWhole) return [place(first, isWhole ? to.end : first.end)];
  return [place(first), place(to)];
}
