/** Rules as a report shows them, with the controls that they serve. */
import { groupBy } from "../core/group.js";
import type { ReportedRule } from "../core/report.js";
import type { Rule } from "../core/rule.js";
import type { Framework } from "../core/framework.js";

/** The rules in their order. The arrow goes from control to rule in the files; here it is turned around. */
export function reportedRules(
  rules: readonly Rule[],
  frameworks: readonly Framework[],
): readonly ReportedRule[] {
  const served = frameworks
    .filter(({ reported }) => reported)
    .flatMap((framework) =>
      framework.controls.flatMap((control) =>
        control.rules.map((rule) => ({
          rule,
          framework: framework.id,
          id: control.id,
          title: control.title,
        })),
      ),
    );
  const controls = groupBy(served, ({ rule }) => rule);
  return rules.map(({ id, title, severity, family, what, why, references, advice }) => ({
    id,
    title,
    severity,
    family,
    what,
    why,
    advice,
    references,
    controls: (controls.get(id) ?? []).map(({ framework, id: control, title: name }) => ({
      framework,
      id: control,
      title: name,
    })),
  }));
}
