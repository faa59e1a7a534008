/** The roles of some resources, with what they aggregate, and the built-in ones beside them. */
import { at, elements, field, isObject, type JsonObject, text } from "../core/json.js";
import type { Role, RoleRule } from "../core/rbac.js";
import type { Resource } from "../core/resource.js";
import { builtInRules } from "./built-in-roles.js";
import { aggregates } from "./rbac.js";
import { readSelector } from "./selectors.js";

interface Gathered {
  readonly rules: readonly RoleRule[];
  readonly isWhole: boolean;
}

const aggregateTo = "rbac.authorization.k8s.io/aggregate-to-";

/** Each of these takes in what is labelled for those after it: `edit` is itself labelled for `admin`, and `view` for `edit`. */
const builtInAggregates: ReadonlyMap<string, readonly string[]> = new Map([
  ["admin", ["admin", "edit", "view"]],
  ["edit", ["edit", "view"]],
  ["view", ["view"]],
]);

/** Finds roles as bindings name them. Everything is computed when it is first asked for. */
export class RoleBook {
  private readonly byName = new Map<string, Role[]>();
  private readonly byResource = new Map<Resource, Role>();
  private readonly byLabel = new Map<string, Resource[]>();
  private readonly clusterRoles: readonly Resource[];
  private readonly selected = new Map<string, readonly Resource[]>();
  private readonly gathered = new Map<string, Gathered>();
  private effort = 1_000_000;
  private readonly namespaceKeyOf: (resource: Resource) => string;

  constructor(resources: readonly Resource[], namespaceKeyOf: (resource: Resource) => string) {
    this.namespaceKeyOf = namespaceKeyOf;
    this.clusterRoles = resources.filter(({ kind }) => kind === "ClusterRole");
    for (const resource of resources) {
      const kind = resource.kind === "ClusterRole" ? "ClusterRole" : "Role";
      const role = this.lazyRole(kind, resource.name, resource, () => this.gather(resource, new Set()));
      const key = kind === "ClusterRole" ? resource.name : `${namespaceKeyOf(resource)}/${resource.name}`;
      this.byResource.set(resource, role);
      append(this.byName, `${kind} ${key}`, role);
    }
    for (const resource of this.clusterRoles) {
      for (const [name, value] of labelsOf(resource)) append(this.byLabel, `${name}=${value}`, resource);
    }
  }

  /** The role that a resource is. */
  ofResource(resource: Resource): Role | undefined {
    return this.byResource.get(resource);
  }

  /** The role that a binding refers to; one without rules that is not whole where nobody knows it. */
  referredBy(binding: Resource): Role {
    const reference = field(binding.body, "roleRef");
    const name = text(field(reference, "name")) ?? "";
    const kind = field(reference, "kind") === "ClusterRole" ? "ClusterRole" : "Role";
    const key = `${kind} ${kind === "ClusterRole" ? name : `${this.namespaceKeyOf(binding)}/${name}`}`;
    const known = this.byName.get(key) ?? [];
    const own = known.find(({ resource }) => resource?.target.id === binding.target.id) ?? known[0];
    return own ?? this.foreign(kind, name, key);
  }

  /** The ClusterRole of that name, wherever it is. */
  clusterRole(name: string): Role {
    const key = `ClusterRole ${name}`;
    return this.byName.get(key)?.[0] ?? this.foreign("ClusterRole", name, key);
  }

  /** A role that the files do not hold: one of the cluster's own, or one that nobody knows. */
  private foreign(kind: Role["kind"], name: string, key: string): Role {
    const role = this.lazyRole(kind, name, undefined, () =>
      kind === "ClusterRole" ? this.builtIn(name) : { rules: [], isWhole: false },
    );
    this.byName.set(key, [role]);
    return role;
  }

  private lazyRole(
    kind: Role["kind"],
    name: string,
    resource: Resource | undefined,
    gather: () => Gathered,
  ): Role {
    let gathered: Gathered | undefined;
    const all = () => (gathered ??= gather());
    return { kind, name, resource, rules: () => all().rules, isWhole: () => all().isWhole };
  }

  private builtIn(name: string): Gathered {
    const own = builtInRules(name);
    const rules = (own ?? []).map((rule): RoleRule => ({ rule, place: undefined }));
    const labels = builtInAggregates.get(name) ?? [];
    const added = labels.flatMap((label) => this.byLabel.get(`${aggregateTo}${label}=true`) ?? []);
    const seen = new Set<Resource>();
    const gathered = added.map((resource) => this.gather(resource, seen));
    return {
      rules: [...rules, ...gathered.flatMap((one) => one.rules)],
      isWhole: own !== undefined && gathered.every((one) => one.isWhole),
    };
  }

  /**
   * The rules of a ClusterRole that aggregates are those that the controller gathers. Each role and each selector is followed once, so a
   * cycle ends; where that is still too much work, the rest is unknown.
   */
  private gather(start: Resource, seen: Set<Resource>): Gathered {
    const key = isAggregating(start) && seen.size === 0 ? selectorKey(start) : undefined;
    const known = key === undefined ? undefined : this.gathered.get(key);
    if (known !== undefined) return known;
    const rules: RoleRule[] = [];
    const followed = new Set<string>();
    let isWhole = true;
    const waiting = [start];
    for (const resource of waiting) {
      if (seen.has(resource)) continue;
      seen.add(resource);
      if (!isAggregating(resource)) {
        rules.push(...ownRules(resource));
        continue;
      }
      if (followed.has(selectorKey(resource))) continue;
      followed.add(selectorKey(resource));
      isWhole &&= selectorsOf(resource).every((selector) => readSelector(selector) !== undefined);
      const selected = this.selectedBy(resource);
      this.effort -= selected.length;
      if (this.effort < 0) isWhole = false;
      else waiting.push(...selected);
      rules.push(...aggregatedBuiltIns(resource));
    }
    const all = { rules, isWhole };
    if (key !== undefined) this.gathered.set(key, all);
    return all;
  }

  private selectedBy(resource: Resource): readonly Resource[] {
    const key = selectorKey(resource);
    const known = this.selected.get(key);
    if (known !== undefined) return known;
    const candidates = this.effort < 0 ? [] : [...this.candidates(resource)];
    this.effort -= candidates.length;
    const selected = candidates.filter(({ body }) => aggregates(resource.body, body) === true);
    this.selected.set(key, selected);
    return selected;
  }

  /** Those that one of the selectors may select: a demand on a value leads to few roles, everything else to all. */
  private candidates(resource: Resource): Iterable<Resource> {
    const found = new Set<Resource>();
    for (const selector of selectorsOf(resource)) {
      const equal = readSelector(selector)?.find(({ operator }) => operator === "In");
      if (equal === undefined) return this.clusterRoles;
      for (const value of equal.values) {
        for (const role of this.byLabel.get(`${equal.key}=${value}`) ?? []) found.add(role);
      }
    }
    return found;
  }
}

function isAggregating({ kind, body }: Resource): boolean {
  return kind === "ClusterRole" && field(body, "aggregationRule") !== undefined;
}

function selectorKey(resource: Resource): string {
  return JSON.stringify(selectorsOf(resource), (_, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
}

function selectorsOf({ body }: Resource): readonly JsonObject[] {
  return elements(at(body, ["aggregationRule", "clusterRoleSelectors"])).filter(isObject);
}

/** What the built-in roles of these labels bring: `edit` is labelled for `admin`, and with it all that it holds. */
function aggregatedBuiltIns({ body }: Resource): readonly RoleRule[] {
  return [...builtInAggregates.keys()].flatMap((name) => {
    const labels = { metadata: { labels: { [`${aggregateTo}${name}`]: "true" } } };
    if (aggregates(body, labels) !== true) return [];
    return (builtInRules(name) ?? []).map((rule): RoleRule => ({ rule, place: undefined }));
  });
}

function ownRules(resource: Resource): readonly RoleRule[] {
  return elements(field(resource.body, "rules")).flatMap((rule, index) =>
    isObject(rule) ? [{ rule, place: { on: resource, route: ["rules", index] } }] : [],
  );
}

function labelsOf({ body }: Resource): readonly (readonly [string, string])[] {
  const labels: JsonObject = asObject(at(body, ["metadata", "labels"]));
  return Object.entries(labels).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as const] : [],
  );
}

function asObject(value: Parameters<typeof isObject>[0]): JsonObject {
  return isObject(value) ? value : {};
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
