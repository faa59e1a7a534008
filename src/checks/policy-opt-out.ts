/**
 * A policy does not pass over objects because of a label or an annotation, which whoever writes the object sets as well. Looked for: selectors
 * that leave out (`NotIn`, `DoesNotExist`), match conditions in CEL that read labels or annotations, and the exclusions of Kyverno. The label
 * `kubernetes.io/metadata.name` of a namespace is set by the API server. Webhooks count where they judge workloads: all that validate, and
 * those that change objects where they belong to a policy engine.
 * Sources: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#matching-requests-objectselector,
 * https://kyverno.io/docs/policy-types/cluster-policy/match-exclude/ and https://open-policy-agent.github.io/gatekeeper/website/docs/howto/
 */
import { listOf, string } from "../core/decode.js";
import { at, elements, field, isObject, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Resource } from "../core/resource.js";
import { type Blame, blame, type Inventory, pass, type Routed } from "../core/rule.js";
import { coversWorkloads, namesOfWebhook, webhooksOf } from "../kubernetes/admission-webhooks.js";
import { objectAt, objectsAt, valueAt, whole } from "../kubernetes/routed.js";
import { holdsWord } from "../text/name-words.js";
import { defineCheck } from "./define.js";

/** Whose labels a selector reads. */
type Labelled = "object" | "namespace";

const nameOfNamespace = "kubernetes.io/metadata.name";
const nameInExpression = /\bmetadata\.\??labels\[\??['"]kubernetes\.io\/metadata\.name['"]\]/g;
const gatekeeperLabel = "admission.gatekeeper.sh/ignore";

export const check = defineCheck(
  { match: "item", reach: "cross", with: { engines: listOf(string) } },
  ({ resource }, { engines }, inventory) => {
    const faults = faultsOf(resource, engines).filter(
      ({ data, messageKey }) =>
        messageKey !== "namespace" ||
        data?.["key"] !== gatekeeperLabel ||
        !isGatekeeperLabelGuarded(inventory),
    );
    return faults.length === 0 ? pass() : faults;
  },
);

function faultsOf(resource: Resource, engines: readonly string[]): readonly Blame[] {
  const body = whole(resource.body);
  if (resource.kind.endsWith("WebhookConfiguration")) {
    return webhooksOf(resource)
      .filter((webhook) => enforcesPolicy(webhook, resource, engines))
      .flatMap((webhook) => [...faultsOfMatch(webhook), ...faultsOfConditions(webhook)]);
  }
  if (resource.group === "kyverno.io") {
    const webhook = objectAt(body, "spec", "webhookConfiguration");
    const faults = objectsAt(body, "spec", "rules").flatMap(faultsOfKyvernoRule);
    return [...faults, ...(webhook === undefined ? [] : faultsOfConditions(webhook))];
  }
  if (resource.group.endsWith("gatekeeper.sh")) {
    const match = objectAt(body, "spec", "match");
    return match === undefined
      ? []
      : [...leftOut(match, "labelSelector", "object"), ...leftOut(match, "namespaceSelector", "namespace")];
  }
  const matches = ["matchConstraints", "matchResources"].flatMap((key) => objectAt(body, "spec", key) ?? []);
  const spec = objectAt(body, "spec");
  return [...matches.flatMap(faultsOfMatch), ...(spec === undefined ? [] : faultsOfConditions(spec))];
}

function enforcesPolicy(webhook: Routed, configuration: Resource, engines: readonly string[]): boolean {
  if (!coversWorkloads(webhook)) return false;
  const isValidating = configuration.kind === "ValidatingWebhookConfiguration";
  return isValidating || holdsWord(namesOfWebhook(configuration, webhook), engines);
}

function faultsOfMatch(match: Routed): readonly Blame[] {
  return [...leftOut(match, "objectSelector", "object"), ...leftOut(match, "namespaceSelector", "namespace")];
}

/** The expressions of a selector that leave objects out. */
function leftOut(match: Routed, selector: string, of: Labelled): readonly Blame[] {
  return objectsAt(match, selector, "matchExpressions")
    .filter(({ value }) =>
      ["NotIn", "DoesNotExist"].some((operator) => operator === field(value, "operator")),
    )
    .flatMap(({ value, route }) => asFault(text(field(value, "key")) ?? "", [...route, "key"], of));
}

function asFault(key: string, route: Route, of: Labelled): readonly Blame[] {
  if (of === "namespace" && key === nameOfNamespace) return [];
  return [blame(route, { key }, { messageKey: of })];
}

function faultsOfConditions(from: Routed): readonly Blame[] {
  return objectsAt(from, "matchConditions").flatMap(({ value, route }) => {
    const expression = (text(field(value, "expression")) ?? "").replaceAll(nameInExpression, "");
    const isKeyed = /\bmetadata\W{1,6}(labels|annotations)\b/.test(expression); // .labels, .?labels, ['labels']
    return isKeyed ? [blame([...route, "expression"], {}, { messageKey: "condition" })] : [];
  });
}

/** A rule of a Kyverno policy: what it matches, and what it then excludes. */
function faultsOfKyvernoRule(rule: Routed): readonly Blame[] {
  const matched = filtersOf(rule, "match").flatMap((filter) => [
    ...leftOut(filter, "selector", "object"),
    ...leftOut(filter, "namespaceSelector", "namespace"),
  ]);
  const excluded = filtersOf(rule, "exclude").flatMap((filter) => [
    ...demanded(filter, "selector", "object"),
    ...demanded(filter, "namespaceSelector", "namespace"),
    ...keysAt(filter, ["annotations"], "object"),
  ]);
  return [...matched, ...excluded];
}

/** The `resources` of each filter. One that also asks who sends the request cannot be met by a label alone. */
function filtersOf(rule: Routed, key: "match" | "exclude"): readonly Routed[] {
  const lists = [...objectsAt(rule, key, "any"), ...objectsAt(rule, key, "all")];
  const own = objectAt(rule, key);
  return [...lists, ...(own === undefined ? [] : [own])]
    .filter(
      ({ value }) => !["subjects", "roles", "clusterRoles"].some((who) => elements(value[who]).length > 0),
    )
    .flatMap((filter) => objectAt(filter, "resources") ?? []);
}

/** Every label that a selector asks for. */
function demanded(filter: Routed, selector: string, of: Labelled): readonly Blame[] {
  const expressions = objectsAt(filter, selector, "matchExpressions").flatMap(({ value, route }) =>
    asFault(text(field(value, "key")) ?? "", [...route, "key"], of),
  );
  return [...keysAt(filter, [selector, "matchLabels"], of), ...expressions];
}

function keysAt(from: Routed, path: readonly string[], of: Labelled): readonly Blame[] {
  const map = valueAt(from, ...path);
  if (map === undefined || !isObject(map.value)) return [];
  return Object.keys(map.value).flatMap((key) => asFault(key, [...map.route, key], of));
}

/** Gatekeeper has a second webhook that lets only its own list of namespaces carry the label. */
function isGatekeeperLabelGuarded(inventory: Inventory): boolean {
  return inventory
    .all("ValidatingWebhookConfiguration", "admissionregistration.k8s.io")
    .flatMap(webhooksOf)
    .some(({ value }) => at(value, ["name"]) === "check-ignore-label.gatekeeper.sh");
}
