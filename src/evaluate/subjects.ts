/** What rules are asked about: items of resources, and views over several of them. */
import { byCodeUnits } from "../core/location.js";
import type { Resource } from "../core/resource.js";
import type {
  Case,
  ChangeView,
  ComponentView,
  Inventory,
  Items,
  KindPattern,
  Ladders,
  NamespaceView,
  RoleView,
  Subject,
  Subjects,
  SubjectView,
  TextView,
} from "../core/rule.js";
import { componentViews } from "../kubernetes/components.js";
import { changeViews } from "./changes.js";
import { namespaceViews } from "./inventory.js";
import { indexByKind, type KindIndex } from "./kinds.js";
import { hasPod, ItemSource } from "./match.js";
import { roleViews, subjectViews } from "./rbac-views.js";

/** What is judged: the resources of one revision, what surrounds them, and the source files as they stand. */
export interface Evaluated {
  readonly resources: readonly Resource[];
  readonly inventory: Inventory;
  readonly texts: readonly SourceText[];
  /** Ids of the targets that could not be looked at, or not wholly: what they held at the base may still be there. Absent: none. */
  readonly unseen?: ReadonlySet<string>;
  /** Rules of one ladder that hold at one place are one finding: the first of the ladder speaks. */
  readonly ladders: Ladders;
}

/** A source file with the targets that read it. */
export interface SourceText extends TextView {
  readonly targets: readonly string[];
}

/** Gives each case the subjects it asked for, and works out what several cases share only once. */
export class SubjectSource {
  private readonly kinds: KindIndex;
  private readonly evaluated: Evaluated;
  private namespaces: readonly NamespaceView[] | undefined;
  private components: readonly ComponentView[] | undefined;
  /** By kinds: rules that select the same resources share their items. */
  private readonly items = new Map<string, ItemSource>();
  private changes: readonly ChangeView[] | undefined;
  private roles: readonly RoleView[] | undefined;
  private subjects: readonly SubjectView[] | undefined;

  constructor(evaluated: Evaluated) {
    this.evaluated = evaluated;
    this.kinds = indexByKind(evaluated.resources);
  }

  /** The subjects of a case, in the order of the revision. */
  of({ match }: Case): readonly Subject[] {
    switch (match.type) {
      case "kinds":
        return this.itemsOf(match.items, match.kinds);
      case "workload":
        return this.itemsOf(match.items, null);
      case "component": {
        const { resources } = this.evaluated;
        this.components ??= resources.flatMap((resource) => componentViews(resource));
        return this.components.filter((view) => view.component === match.component);
      }
      case "view":
        return this.views(match.view);
    }
  }

  /** The items of a selection; kinds of null are the workloads. */
  private itemsOf(items: Items, kinds: readonly KindPattern[] | null): readonly Subject[] {
    const key = JSON.stringify(kinds);
    let source = this.items.get(key);
    if (source === undefined) {
      source = new ItemSource(kinds === null ? this.kinds.workloads : this.kinds.of(kinds));
      this.items.set(key, source);
    }
    return source.of(items);
  }

  private views(view: Exclude<keyof Subjects, "item" | "component">): readonly Subject[] {
    const { resources, inventory, texts, unseen } = this.evaluated;
    switch (view) {
      case "namespace":
        return (this.namespaces ??= namespaceViews(resources, inventory));
      case "workload":
        return inventory
          .workloads()
          .filter((pod) => hasPod(pod))
          .map((pod) => ({ view, pod, resource: pod.resource }));
      case "binding":
        return ["ClusterRoleBinding", "RoleBinding"]
          .flatMap((kind) => inventory.all(kind, "*"))
          .map((resource) => ({ view, resource, role: inventory.rbac(resource).boundBy(resource).resource }));
      case "role":
        return (this.roles ??= [...roleViews(inventory)]);
      case "subject":
        return (this.subjects ??= [...subjectViews(inventory)]);
      case "change":
        return (this.changes ??= changeViews(resources, inventory.base, unseen));
      case "revision": {
        const [resource] = resources.toSorted((left, right) => byCodeUnits(pathOf(left), pathOf(right)));
        return resource === undefined ? [] : [{ view, resource, resources }];
      }
      case "text":
        return texts;
    }
  }
}

function pathOf(resource: Resource): string {
  return resource.source.trace.path;
}
