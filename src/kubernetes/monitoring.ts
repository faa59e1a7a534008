/** Which resources collect logs, watch processes or raise alerts. The lists are `rules/tables/monitoring-components.yaml`. */
import { type Decoder, listOf, object, oneOf, string } from "../core/decode.js";
import { field, text } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import { chartReleases } from "./chart-releases.js";
import { containersOf } from "./containers.js";
import { isImageOf } from "./image-version.js";
import { parseImage } from "./image.js";
import { podTemplates } from "./workloads.js";

/** What monitoring is for: collecting logs, watching processes, raising alerts. */
export const purposes = ["logs", "sensor", "alerts"] as const;
export type Purpose = (typeof purposes)[number];

/** One row of the table. */
export interface MonitoringComponents {
  readonly purpose: Purpose;
  readonly images: readonly string[];
  readonly charts: readonly string[];
  readonly kinds: readonly string[];
}

/** Reads the table. */
export const monitoringComponents: Decoder<readonly MonitoringComponents[]> = listOf(
  object<MonitoringComponents>({
    purpose: oneOf(...purposes),
    images: listOf(string),
    charts: listOf(string),
    kinds: listOf(string),
  }),
);

/** What a resource is there for: by its kind, by the images of its pods, or by the chart that it has installed. Empty for most. */
export function purposesOf(resource: Resource, table: readonly MonitoringComponents[]): readonly Purpose[] {
  const kind = `${resource.kind}.${resource.group}`;
  const repositories = podTemplates(resource)
    .flatMap(({ pod }) => containersOf(pod, "running"))
    .flatMap(({ value }) => parseImage(text(field(value, "image")) ?? "")?.repository ?? []);
  const charts = chartReleases(resource).map(({ chart }) => chart);
  return table
    .filter(
      (row) =>
        row.kinds.includes(kind) ||
        repositories.some((repository) => isImageOf(repository, row.images)) ||
        charts.some((chart) => row.charts.includes(chart)),
    )
    .map(({ purpose }) => purpose);
}
