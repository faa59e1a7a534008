/** One CEL expression of a rule file, compiled, with its mistakes told at the file's line. */
import { compile } from "../cel/cel.js";
import { isCelError } from "../cel/errors.js";
import type { Part } from "../cel/reads.js";
import { type Input, toPlain } from "../cel/values.js";
import { isList, type Json } from "../core/json.js";
import type { Route } from "../core/location.js";
import { type CatalogFile, mistake } from "./source.js";

/** A compiled expression. Each question throws where the evaluation fails; the error names no input value. */
export interface Expression {
  /** Names and fields that it reads. */
  readonly reads: ReadonlySet<string>;
  /** What its value can depend on. */
  readonly parts: readonly Part[];
  /** First Kubernetes minor in which a policy may use it. */
  readonly sinceMinor: number;
  value(values: Readonly<Record<string, Input>>): Input;
  /** @throws Error where the result is no boolean. */
  isTrue(values: Readonly<Record<string, Input>>): boolean;
  /** The result as words: lists with commas between. What fails is "(not given)": a finding is worth more than the name in its sentence. */
  text(values: Readonly<Record<string, Input>>): string;
}

/** Compiles an expression. @throws ConfigurationError at the line of `route` where it does not compile. */
export function expressionOf(
  source: string,
  names: ReadonlySet<string>,
  file: CatalogFile,
  route: Route,
): Expression {
  const compiled = compile(source, names);
  if (isCelError(compiled)) {
    const near = source.slice(compiled.range.start, compiled.range.end);
    throw mistake(file, route, `The expression does not compile (${compiled.code}) at "${near}".`);
  }
  const value = (values: Readonly<Record<string, Input>>) => {
    const result = compiled.evaluate(values);
    if (!isCelError(result)) return result;
    throw new Error(`the expression "${source}" failed (${result.code}).`);
  };
  return {
    reads: compiled.reads,
    parts: compiled.parts,
    sinceMinor: compiled.sinceMinor,
    value,
    isTrue(values) {
      const result = value(values);
      if (typeof result === "boolean") return result;
      throw new Error(`the expression "${source}" gave no boolean.`);
    },
    text(values) {
      const result = compiled.evaluate(values);
      return isCelError(result) ? "(not given)" : asWords(toPlain(result));
    },
  };
}

function asWords(value: Json): string {
  if (isList(value)) return value.map((element) => asWords(element)).join(", ");
  return typeof value === "string"
    ? value
    : JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? inner.toString() : inner));
}
