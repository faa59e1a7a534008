/** Patches written into generated layouts: the data becomes what was asked for, and every comment that is not part of it stays. */
import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { at, isList, isObject, type Json, type JsonObject } from "../../src/core/json.js";
import type { Route } from "../../src/core/location.js";
import type { Patch } from "../../src/core/rule.js";
import { editsFor } from "../../src/fix/fix.js";
import { applyEdits } from "../../src/fix/text-edit.js";
import { isSame, withField, withoutField } from "../../src/fix/values.js";
import { readYaml } from "../../src/yaml/read.js";

/** How a text is written. `choices` decides line by line, so that styles mix. */
interface Layout {
  readonly unit: number;
  readonly isListIndented: boolean;
  readonly feed: string;
  readonly endsWithFeed: boolean;
  readonly choices: readonly number[];
}

/** Writes data as YAML in a given layout. Every line of block style may carry a comment, which is numbered. */
class Printer {
  private next = 0;
  private comments = 0;
  private readonly layout: Layout;

  constructor(layout: Layout) {
    this.layout = layout;
  }

  print(value: JsonObject): string {
    const { feed, endsWithFeed } = this.layout;
    const text = this.mapping(value, 0).join(feed);
    return endsWithFeed ? text + feed : text;
  }

  private choose(among: number): number {
    const { choices } = this.layout;
    return (choices[this.next++ % choices.length] ?? 0) % among;
  }

  private mapping(value: JsonObject, indent: number): string[] {
    return Object.entries(value).flatMap(([key, inner]) => {
      const name = this.choose(6) === 0 ? JSON.stringify(key) : key;
      const lines = this.valueOf(name, inner, indent);
      return this.choose(5) === 0 ? [`${" ".repeat(indent)}${this.comment()}`, ...lines] : lines;
    });
  }

  private valueOf(name: string, value: Json, indent: number): string[] {
    const start = `${" ".repeat(indent)}${name}:`;
    if (!this.isBlock(value)) return [`${start} ${this.inline(value)}${this.trailing()}`];
    const head = `${start}${this.trailing()}`;
    if (isObject(value)) return [head, ...this.mapping(value, indent + this.layout.unit)];
    const dash = indent + (this.layout.isListIndented ? this.layout.unit : 0);
    return [head, ...(isList(value) ? value : []).flatMap((element) => this.element(element, dash))];
  }

  private element(value: Json, indent: number): string[] {
    const dash = `${" ".repeat(indent)}- `;
    if (!isObject(value) || !this.isBlock(value)) return [`${dash}${this.inline(value)}${this.trailing()}`];
    const [first = "", ...rest] = this.mapping(value, indent + 2);
    return [dash + first.trimStart(), ...rest];
  }

  private isBlock(value: Json): boolean {
    const isEmpty = isList(value) ? value.length === 0 : !isObject(value) || Object.keys(value).length === 0;
    return !isEmpty && this.choose(4) !== 0;
  }

  private inline(value: Json): string {
    const gap = this.choose(2) === 0 ? "" : " ";
    if (isList(value)) return `[${gap}${value.map((one) => this.inline(one)).join(", ")}${gap}]`;
    if (!isObject(value)) return typeof value === "string" ? this.text(value) : String(value);
    const entries = Object.entries(value).map(([key, inner]) => `${key}: ${this.inline(inner)}`);
    const comma = entries.length > 0 && this.choose(5) === 0 ? "," : "";
    return `{${gap}${entries.join(", ")}${comma}${gap}}`;
  }

  private text(value: string): string {
    return [value, JSON.stringify(value), `'${value}'`][this.choose(3)] ?? value;
  }

  private trailing(): string {
    return this.choose(3) === 0 ? `  ${this.comment()}` : "";
  }

  private comment(): string {
    return `# note ${this.comments++}.`;
  }
}

const key = fc.constantFrom("alpha", "beta", "gamma", "delta", "security", "add");
const scalar = fc.oneof(
  fc.constantFrom("web", "ALL", "RuntimeDefault"),
  fc.boolean(),
  fc.integer({ min: 0, max: 99 }),
);

const { tree } = fc.letrec<{ tree: JsonObject; value: Json }>((tie) => ({
  tree: fc.dictionary(key, tie("value"), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    scalar,
    tie("tree"),
    fc.array(fc.oneof(scalar, tie("tree")), { maxLength: 3 }) as fc.Arbitrary<Json>,
    fc.constant({}),
  ),
}));

const layout: fc.Arbitrary<Layout> = fc.record({
  unit: fc.constantFrom(2, 4),
  isListIndented: fc.boolean(),
  feed: fc.constantFrom("\n", "\r\n"),
  endsWithFeed: fc.boolean(),
  choices: fc.array(fc.nat(), { minLength: 8, maxLength: 40 }),
});

/** Every route of a value. */
function routesOf(value: Json, route: Route = []): readonly Route[] {
  const members: readonly (readonly [string | number, Json])[] = isList(value)
    ? value.map((element, index) => [index, element] as const)
    : isObject(value)
      ? Object.entries(value)
      : [];
  return members.flatMap(([step, inner]) => [[...route, step], ...routesOf(inner, [...route, step])]);
}

/** An object with a patch that fits it, and its text. */
const subject = fc
  .tuple(tree, layout, fc.nat(), fc.boolean(), fc.array(key, { maxLength: 2 }), scalar, fc.boolean())
  .map(([spec, style, pick, isRemoval, more, value, isTwoDocuments]) => {
    const object: JsonObject = { apiVersion: "v1", kind: "Pod", spec };
    const routes = routesOf(spec, ["spec"]);
    const route = routes[pick % routes.length] ?? ["spec"];
    const patch: Patch = isRemoval
      ? { set: [], remove: [route] }
      : { set: [{ route: [...route, ...more], value }], remove: [] };
    const printed = new Printer(style).print(object);
    const feed = style.endsWithFeed && isTwoDocuments ? `---${style.feed}kind: Other${style.feed}` : "";
    return { object, patch, text: printed + feed, style };
  });

function expectedOf(object: JsonObject, { set, remove }: Patch): Json | undefined {
  let value: Json | undefined = object;
  for (const one of set) value = withField(value, one.route, one.value);
  for (const route of remove) value = value === undefined ? undefined : withoutField(value, route);
  return value;
}

test("a patch changes what it names and keeps the rest", () => {
  fc.assert(
    fc.property(subject, ({ object, patch, text, style }) => {
      const [document] = readYaml(text).documents;
      if (document?.node === undefined) throw new Error(`Not readable: ${text}`);
      expect(isSame(document.value, object)).toBe(true);
      const expected = expectedOf(object, patch);
      const edits = editsFor({ source: { text }, node: document.node }, patch);

      if (expected === undefined) return expect(edits).toBeNull();
      if (edits === null) throw new Error(`Refused: ${JSON.stringify(patch)} in\n${text}`);
      const edited = applyEdits(text, edits);
      const again = readYaml(edited).documents[0];
      expect(isSame(again?.value, expected)).toBe(true);
      if (style.feed === "\r\n") expect(edited.replaceAll("\r\n", "")).not.toContain("\n");
      expect(edited.endsWith("\n")).toBe(text.endsWith("\n"));
      const replaced = patch.set.map(({ route }) => at(object, route));
      const isAddition =
        patch.remove.length === 0 && replaced.every((value) => !isList(value) && !isObject(value));
      expectComments(text, edited, isAddition);
      if (again?.node !== undefined && patch.remove.every((route) => typeof route.at(-1) === "string")) {
        expect(editsFor({ source: { text: edited }, node: again.node }, patch)).toEqual([]);
      }
    }),
    { numRuns: 1000 },
  );
});

/** Comments stay in their order; only those inside of what went are gone, and none is there twice. */
function expectComments(before: string, after: string, isAddition: boolean): void {
  const notes = (text: string): readonly string[] => text.match(/# note \d+\./g) ?? [];
  const left = notes(after);
  expect(notes(before).filter((note) => isAddition || left.includes(note))).toEqual(left);
}
