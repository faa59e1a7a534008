/** Label selectors: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */
import { elements, field, isList, isObject, type Json, type JsonObject, text } from "../core/json.js";

/** One demand on one label. */
export interface Requirement {
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  /** Empty for Exists and DoesNotExist. */
  readonly values: readonly string[];
}

/** `whole`: a label that is not listed is not there. `partial`: there may be labels that the files do not show. */
export type Knowledge = "whole" | "partial";

/**
 * The requirements of a LabelSelector, all of which must hold; none for the empty selector, which selects everything. Undefined where
 * files cannot tell: an unknown operator, a value that is no text. Unknown keys are skipped, because the API server drops them.
 */
export function readSelector(selector: JsonObject): readonly Requirement[] | undefined {
  const matchLabels = field(selector, "matchLabels") ?? {};
  const matchExpressions = field(selector, "matchExpressions") ?? [];
  if (!isObject(matchLabels) || !isList(matchExpressions)) return undefined;
  const requirements = [...readLabels(matchLabels), ...matchExpressions.map(readExpression)];
  return allKnown(requirements);
}

/** Whether a LabelSelector selects something with these labels; undefined where files cannot tell. */
export function matchesSelector(
  selector: JsonObject,
  labels: JsonObject,
  knowledge: Knowledge = "whole",
): boolean | undefined {
  const requirements = readSelector(selector);
  return requirements === undefined ? undefined : meets(requirements, labels, knowledge);
}

/**
 * Whether a plain map of labels, as Services and ReplicationControllers have it, selects something with these labels; undefined where
 * files cannot tell. An empty map matches here, but an empty Service selector selects no pod: that is for the caller to know.
 */
export function matchesLabels(selector: JsonObject, labels: JsonObject): boolean | undefined {
  const requirements = allKnown(readLabels(selector));
  return requirements === undefined ? undefined : meets(requirements, labels, "whole");
}

/** Whether labels meet all requirements. One that fails decides, whatever the unknown ones would say. */
export function meets(
  requirements: readonly Requirement[],
  labels: JsonObject,
  knowledge: Knowledge,
): boolean | undefined {
  const answers = requirements.map((requirement) => meetsOne(requirement, labels, knowledge));
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

function meetsOne(
  { key, operator, values }: Requirement,
  labels: JsonObject,
  knowledge: Knowledge,
): boolean | undefined {
  const label = field(labels, key);
  if (label === undefined && knowledge === "partial") return undefined;
  if (operator === "Exists") return label !== undefined;
  if (operator === "DoesNotExist") return label === undefined;
  if (label === undefined) return operator === "NotIn"; // a label that is not there has none of the values
  if (typeof label !== "string") return undefined; // the API server refuses it, so nothing is known about the object
  return values.includes(label) === (operator === "In");
}

function readLabels(labels: JsonObject): readonly (Requirement | undefined)[] {
  return Object.entries(labels).map(([key, value]) =>
    typeof value === "string" ? { key, operator: "In", values: [value] } : undefined,
  );
}

function readExpression(expression: Json): Requirement | undefined {
  const key = text(field(expression, "key"));
  const operator = field(expression, "operator");
  const values = elements(field(expression, "values"));
  if (key === undefined || !values.every((value) => typeof value === "string")) return undefined;
  // The API demands values for In and NotIn, and none for the other two.
  if (operator === "In" || operator === "NotIn")
    return values.length > 0 ? { key, operator, values } : undefined;
  if (operator === "Exists" || operator === "DoesNotExist") return { key, operator, values: [] };
  return undefined;
}

function allKnown(requirements: readonly (Requirement | undefined)[]): readonly Requirement[] | undefined {
  const known = requirements.filter((requirement) => requirement !== undefined);
  return known.length === requirements.length ? known : undefined;
}
