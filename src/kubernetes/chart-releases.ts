/** Charts that Flux, Argo CD and K3s install: https://fluxcd.io/flux/components/helm/helmreleases/ and https://argo-cd.readthedocs.io/en/stable/user-guide/helm/ */
import { field, type JsonObject, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Resource } from "../core/resource.js";
import type { Routed } from "../core/rule.js";
import { objectAt, objectsAt, whole } from "./routed.js";

/** One chart with the values that the object itself states. */
export interface ChartRelease {
  readonly chart: string;
  /** A version, a range or nothing, as written. */
  readonly version: string | undefined;
  /** Where the version stands or would stand. */
  readonly route: Route;
  /** Values as an object; empty where there are none. */
  readonly values: JsonObject;
  /** Values as text, parameters, and whether more comes from elsewhere: files do not show what they make of the values. */
  readonly hasOtherValues: boolean;
}

/** The charts of a HelmRelease, an Application, what an ApplicationSet makes of its template, or a HelmChart; none for other kinds. */
export function chartReleases({ group, kind, body }: Resource): readonly ChartRelease[] {
  const spec = objectAt(whole(body), "spec");
  if (spec === undefined) return [];
  if (kind === "HelmRelease" && group === "helm.toolkit.fluxcd.io") {
    const chart = objectAt(spec, "chart", "spec");
    const name = text(field(chart?.value, "chart"));
    if (chart === undefined || name === undefined) return [];
    const values = objectAt(spec, "values")?.value ?? {};
    const hasOtherValues = field(spec.value, "valuesFrom") !== undefined;
    const version = text(field(chart.value, "version"));
    return [{ chart: name, version, route: [...chart.route, "version"], values, hasOtherValues }];
  }
  if (kind === "HelmChart" && group === "helm.cattle.io") return ofK3s(spec);
  if (group !== "argoproj.io") return [];
  if (kind === "Application") return ofArgo(spec);
  const template = kind === "ApplicationSet" ? objectAt(spec, "template", "spec") : undefined;
  return template === undefined ? [] : ofArgo(template);
}

/** https://docs.k3s.io/helm: the values are text. */
function ofK3s(spec: Routed<JsonObject>): readonly ChartRelease[] {
  const chart = text(field(spec.value, "chart"));
  if (chart === undefined) return [];
  const hasOtherValues = ["valuesContent", "set", "valuesSecrets"].some(
    (key) => field(spec.value, key) !== undefined,
  );
  const version = text(field(spec.value, "version"));
  return [{ chart, version, route: [...spec.route, "version"], values: {}, hasOtherValues }];
}

function ofArgo(spec: Routed<JsonObject>): readonly ChartRelease[] {
  const single = objectAt(spec, "source");
  return [...(single === undefined ? [] : [single]), ...objectsAt(spec, "sources")].flatMap((source) => {
    const name = text(field(source.value, "chart"));
    if (name === undefined) return [];
    const helm = objectAt(source, "helm");
    const others = ["values", "valueFiles", "parameters", "fileParameters"];
    return [
      {
        chart: name,
        version: text(field(source.value, "targetRevision")),
        route: [...source.route, "targetRevision"],
        values: helm === undefined ? {} : (objectAt(helm, "valuesObject")?.value ?? {}),
        hasOtherValues: others.some((key) => field(helm?.value, key) !== undefined),
      },
    ];
  });
}
