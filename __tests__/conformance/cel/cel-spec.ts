/** The conformance tests of the CEL specification that need no protocol buffers: https://github.com/google/cel-spec. */
import { getConformanceSuite } from "@bufbuild/cel-spec/testdata/tests.js";
import type { IncrementalTest, IncrementalTestSuite } from "@bufbuild/cel-spec/testdata/tests.js";
import { compileDialect, isCelError } from "../../../src/cel/cel.js";
import { doubleToText } from "../../../src/cel/numbers.js";
import { Duration, Timestamp } from "../../../src/cel/time.js";
import { TypeValue } from "../../../src/cel/type-value.js";
import { Uint } from "../../../src/cel/uint.js";
import { CelObject, isMap, keysOf, load, member, store } from "../../../src/cel/values.js";
import type { CelMap, MapKey, Value } from "../../../src/cel/values.js";

type ProtoValue = Extract<IncrementalTest["original"]["resultMatcher"], { case: "value" }>["value"];

type ProtoEntry = Extract<ProtoValue["kind"], { case: "mapValue" }>["value"]["entries"][number];

/** One test: file, section and name, with what it expects. */
export interface SpecTest {
  readonly id: string;
  readonly source: string;
  readonly bindings: Readonly<Record<string, Value>>;
  readonly names: ReadonlySet<string>;
  /** The expected value as text, or `error`. */
  readonly expected: string;
}

/** All tests of a file that have a value or an error as result and neither messages nor enums in them. */
export function readSpecTests(file: string): readonly SpecTest[] {
  const suite = getConformanceSuite().suites.find(({ name }) => name === file);
  if (suite === undefined) throw new Error(`No file ${file} in cel-spec.`);
  return testsOf(suite, file);
}

/** What our engine gives: the value as text, or `error`, whether it is refused or fails. */
export function runSpecTest({ source, names, bindings }: SpecTest): string {
  const compiled = compileDialect(source, names, "cel");
  if (isCelError(compiled)) return "error";
  const value = compiled.evaluate(bindings);
  return isCelError(value) ? "error" : show(value);
}

function testsOf(suite: IncrementalTestSuite, path: string): SpecTest[] {
  const own = suite.tests.flatMap((test, i) => {
    const isRepeated = suite.tests.slice(0, i).some(({ name }) => name === test.name);
    return readTest(test, `${path}/${test.name}${isRepeated ? ` (${i})` : ""}`);
  });
  return [...own, ...suite.suites.flatMap((inner) => testsOf(inner, `${path}/${inner.name}`))];
}

function readTest({ original }: IncrementalTest, id: string): SpecTest[] {
  const { expr, resultMatcher, bindings, typeEnv, container } = original;
  if (
    /TestAllTypes|NestedTestAllTypes|google\.protobuf\.(?!Timestamp|Duration)|cel\.expr|proto[23]/.test(
      expr + container,
    )
  )
    return [];
  const inputs: Record<string, Value> = {};
  for (const [name, { kind }] of Object.entries(bindings)) {
    const value = kind.case === "value" ? valueOf(kind.value) : undefined;
    if (value === undefined) return [];
    inputs[name] = value;
  }
  const expected = expectationOf(resultMatcher);
  if (expected === undefined) return [];
  const names = new Set([...Object.keys(inputs), ...typeEnv.map(({ name }) => name)]);
  return [{ id, source: expr, bindings: inputs, names, expected }];
}

function expectationOf(matcher: IncrementalTest["original"]["resultMatcher"]): string | undefined {
  switch (matcher.case) {
    case "value": {
      const value = valueOf(matcher.value);
      return value === undefined ? undefined : show(value);
    }
    case "evalError":
    case "anyEvalErrors":
      return "error";
    case undefined:
      return "true";
    default:
      return undefined;
  }
}

/** Undefined for messages and enums. */
function valueOf({ kind }: ProtoValue): Value | undefined {
  switch (kind.case) {
    case "nullValue":
      return null;
    case "boolValue":
    case "stringValue":
    case "bytesValue":
    case "int64Value":
      return kind.value;
    case "uint64Value":
      return new Uint(kind.value);
    case "doubleValue":
      return store(kind.value);
    case "typeValue":
      return new TypeValue(kind.value);
    case "listValue":
      return allOf(kind.value.values.map(valueOf));
    case "mapValue":
      return mapOf(kind.value.entries);
    case "objectValue":
      return timeOf(kind.value);
    default:
      return undefined;
  }
}

function allOf(values: readonly (Value | undefined)[]): Value | undefined {
  return values.every((value) => value !== undefined) ? values : undefined;
}

function mapOf(entries: readonly Pick<ProtoEntry, "key" | "value">[]): Value | undefined {
  const map = new Map<MapKey, Value>();
  for (const { key, value } of entries) {
    const [keyValue, valueValue] = [key && valueOf(key), value && valueOf(value)];
    if (keyValue === undefined || valueValue === undefined) return undefined;
    map.set((keyValue instanceof Uint ? keyValue.value : keyValue) as MapKey, valueValue);
  }
  return map;
}

function timeOf(any: { readonly typeUrl: string; readonly value: Uint8Array }): Value | undefined {
  const nanoseconds = readVarint(any.value, 1) * 1_000_000_000n + readVarint(any.value, 2);
  if (any.typeUrl.endsWith("google.protobuf.Duration")) return new Duration(nanoseconds);
  return any.typeUrl.endsWith("google.protobuf.Timestamp") ? new Timestamp(nanoseconds) : undefined;
}

/** A field of an encoded message that has varint fields only. */
function readVarint(bytes: Uint8Array, field: number): bigint {
  let offset = 0;
  const next = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[offset++] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
  };
  while (offset < bytes.length) {
    const number = Number(next() >> 3n);
    const value = next();
    if (number === field) return value;
  }
  return 0n;
}

/** Type and value, so that 1, 1u and 1.0 differ. */
function show(stored: Value): string {
  const value = load(stored);
  if (typeof value === "number") return `double ${doubleToText(value)}`;
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `int ${value}`;
  if (value === null || typeof value === "boolean") return String(value);
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString("hex")}`;
  if (value instanceof CelObject) return `${value.typeName} ${value.toString()}`;
  return isMap(value) ? `{${showMembers(value).join()}}` : `[${value.map(show).join()}]`;
}

function showMembers(map: CelMap): readonly string[] {
  return keysOf(map)
    .map((key) => `${show(key)}: ${show(store(member(map, key) ?? null))}`)
    .sort();
}
