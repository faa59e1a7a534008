/** Reads the records of expressions.txt and pitfalls.txt; the format is described at the top of each file. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Value } from "../../../src/cel/values.js";

export interface GoldenRecord {
  readonly id: string;
  readonly input: string;
  /** As written: `1.0`, `1.33`, `none`. */
  readonly since: string;
  /** As written: a JSON value, `map`, `error` or `compile-error`. */
  readonly result: string;
  readonly expression: string;
}

type Bindings = Readonly<Record<string, Value>>;

const folder = new URL(".", import.meta.url);

/** The records of a file of this folder, in order. */
export function readRecords(file: string): readonly GoldenRecord[] {
  const text = readFileSync(new URL(file, folder), "utf8");
  const withoutComments = text.replaceAll(/^#.*\n/gm, "");
  return withoutComments.split(/\n\n+/).flatMap((block) => (block.trim() === "" ? [] : [readRecord(block)]));
}

/** The bindings that `input` names, as the top of expressions.txt describes them. */
export function bindingsOf(input: string): Bindings {
  const inputs = parse(readFileSync(new URL("inputs.yaml", folder), "utf8"));
  switch (input) {
    case "deployment":
      return { object: inputs.deployment };
    case "variables":
      return { object: inputs.deployment, variables: variablesOf(inputs.deployment.spec.template.spec) };
    case "create":
      return { object: inputs.deployment, oldObject: null };
    default:
      return { object: inputs[input] };
  }
}

/** 29 for `1.29`; 0 for `1.0`. */
export function minorOf(since: string): number {
  return Number(since.slice(2));
}

function readRecord(block: string): GoldenRecord {
  const [head = "", expression = ""] = block.split(/^expression: /m);
  const fields = Object.fromEntries(
    head.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
  );
  return {
    id: fields["id"] ?? "",
    input: fields["input"] ?? "",
    since: fields["since"] ?? "",
    result: fields["result"] ?? "",
    expression: expression.trimEnd(),
  };
}

function variablesOf(podSpec: { readonly containers: Value[]; readonly initContainers: Value[] }): Value {
  const allContainers = [...podSpec.containers, ...podSpec.initContainers];
  return { podSpec, containers: podSpec.containers, allContainers } as Value;
}
