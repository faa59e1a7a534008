/**
 * The chart ingress-nginx, which switches the admission webhook on unless its values say otherwise. With ranges: the chart brings a controller
 * that lies in them. Without: any version is meant, since the project has ended.
 */
import { listOf, optional } from "../core/decode.js";
import { at, text } from "../core/json.js";
import { blame, type Outcome, pass, undecided } from "../core/rule.js";
import { versionRange } from "../kubernetes/advisories.js";
import { type ChartRelease, chartReleases } from "../kubernetes/chart-releases.js";
import { isInRanges, type VersionRange, versionOfTag } from "../kubernetes/image-version.js";
import { defineCheck } from "./define.js";

interface Affected {
  /** Versions of the chart, and of the controller that its values may name. */
  readonly charts: readonly VersionRange[];
  readonly controllers: readonly VersionRange[];
}

export const check = defineCheck(
  {
    match: "item",
    reach: "local",
    with: { charts: optional(listOf(versionRange), []), controllers: optional(listOf(versionRange), []) },
  },
  ({ resource }, affected) =>
    chartReleases(resource)
      .filter(({ chart }) => chart === "ingress-nginx" || chart.endsWith("/ingress-nginx"))
      .map((release) => {
        const data = { version: release.version ?? "of the newest chart" };
        if (affected.charts.length > 0) return judge(release, affected, data);
        return blame(release.route, data, { messageKey: "chart", severity: "medium" });
      }),
);

/** A tag in the values wins over the chart's own. */
function judge(release: ChartRelease, affected: Affected, data: Readonly<Record<string, string>>): Outcome {
  const webhooks = at(release.values, ["controller", "admissionWebhooks", "enabled"]);
  if (webhooks === false) return pass();
  const tag = text(at(release.values, ["controller", "image", "tag"]));
  const version = versionOfTag(tag ?? release.version ?? "");
  const ranges = tag === undefined ? affected.charts : affected.controllers;
  const answer = version === undefined ? "unknown" : isInRanges(version, ranges);
  if (answer === "no") return pass();
  if (answer === "unknown" || (release.hasOtherValues && webhooks === undefined)) return undecided(data);
  return blame(release.route, data, { messageKey: "chart" });
}
