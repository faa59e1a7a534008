/**
 * Where Argo CD and Flux take manifests from: a branch of somebody else's repository, a range of chart versions, clear text. Whose a
 * repository is, files do not say: those of known publishers and those outside of `own` are somebody else's, and the rest stays undecided.
 */
import { listOf, string } from "../core/decode.js";
import { at, elements, isObject, type Json, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import { blame, type Outcome, undecided } from "../core/rule.js";
import { isBelowAny, isClearText, repositoryOf, shownAddress } from "../text/address.js";
import { isMovingRevision, isVersionRange } from "../text/moving-version.js";
import { defineCheck } from "./define.js";

interface Publishers {
  readonly own: readonly string[];
  readonly foreign: readonly string[];
}

export const check = defineCheck(
  { match: "item", reach: "local", with: { own: listOf(string), foreign: listOf(string) } },
  ({ resource: { kind, body } }, publishers): readonly Outcome[] => {
    switch (kind) {
      case "Application":
        return argoSources(body, ["spec"], publishers);
      case "ApplicationSet":
        return argoSources(body, ["spec", "template", "spec"], publishers);
      case "GitRepository":
        return gitRepository(body, publishers);
      case "OCIRepository":
        return ociRepository(body);
      case "HelmRelease":
        return fluxChart(body, ["spec", "chart", "spec"]);
      case "HelmChart":
        return fluxChart(body, ["spec"]);
      default:
        return address(body, ["spec", kind === "Bucket" ? "endpoint" : "url"]);
    }
  },
);

function argoSources(body: Json, spec: Route, publishers: Publishers): readonly Outcome[] {
  const many = [...spec, "sources"];
  const routes: readonly Route[] = [
    ...(isObject(at(body, [...spec, "source"])) ? [[...spec, "source"]] : []),
    ...elements(at(body, many)).map((_, index) => [...many, index]),
  ];
  return routes.flatMap((route) => argoSource(body, route, publishers));
}

/** https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/ */
function argoSource(body: Json, route: Route, publishers: Publishers): readonly Outcome[] {
  const url = text(at(body, [...route, "repoURL"])) ?? "";
  const revision = text(at(body, [...route, "targetRevision"])) ?? "";
  const place = [...route, "targetRevision"];
  const clear = address(body, [...route, "repoURL"]);
  if (url === "" || revision.includes("{{") || url.includes("{{")) return clear;
  if (at(body, [...route, "chart"]) !== undefined) {
    return isVersionRange(revision)
      ? [...clear, blame(place, { source: shownAddress(url), revision: named(revision) }, range)]
      : clear;
  }
  return [...clear, ...followed(url, revision === "" ? "HEAD" : revision, place, publishers)];
}

/** https://fluxcd.io/flux/components/source/gitrepositories/#reference: `commit` beats `name`, `semver`, `tag` and `branch`, in this order. */
function gitRepository(body: Json, publishers: Publishers): readonly Outcome[] {
  const url = text(at(body, ["spec", "url"])) ?? "";
  const clear = address(body, ["spec", "url"]);
  const read = (key: string) => text(at(body, ["spec", "ref", key]));
  if (read("commit") !== undefined || url === "") return clear;
  const key = ["name", "semver", "tag", "branch"].find((one) => read(one) !== undefined) ?? "branch";
  const revision = read(key) ?? "master";
  if (revision.includes("{")) return clear;
  const place = ["spec", "ref", key];
  if (key === "tag") return clear;
  if (key === "semver")
    return [
      ...clear,
      ...(isVersionRange(revision)
        ? owned(url, blame(place, { source: shownAddress(url), revision }, range), publishers)
        : []),
    ];
  return [
    ...clear,
    ...followed(url, key === "branch" ? `refs/heads/${revision}` : revision, place, publishers),
  ];
}

function ociRepository(body: Json): readonly Outcome[] {
  const clear = address(body, ["spec", "url"]);
  const url = text(at(body, ["spec", "url"])) ?? "";
  const read = (key: string) => text(at(body, ["spec", "ref", key]));
  if (read("digest") !== undefined || url === "") return clear;
  const semver = read("semver");
  const revision = semver ?? read("tag") ?? "latest";
  const moves = semver === undefined ? isMovingRevision(revision) : isVersionRange(semver);
  const place = ["spec", "ref", semver === undefined ? "tag" : "semver"];
  return moves && !revision.includes("{")
    ? [...clear, blame(place, { source: shownAddress(url), revision }, range)]
    : clear;
}

function fluxChart(body: Json, spec: Route): readonly Outcome[] {
  const chart = text(at(body, [...spec, "chart"])) ?? "";
  const version = text(at(body, [...spec, "version"])) ?? "";
  // A chart in a Git repository or bucket is a path, and its version is ignored: https://fluxcd.io/flux/components/source/helmcharts/#version
  const source = text(at(body, [...spec, "sourceRef", "kind"]));
  if (chart === "" || (source !== undefined && source !== "HelmRepository")) return [];
  if (!isVersionRange(version) || version.includes("{")) return [];
  return [blame([...spec, "version"], { source: chart, revision: named(version) }, range)];
}

const range = { messageKey: "range" };

function named(version: string): string {
  return version === "" ? "the newest" : version;
}

function followed(url: string, revision: string, place: Route, publishers: Publishers): readonly Outcome[] {
  if (!isMovingRevision(revision)) return [];
  const shown = revision.replace(/^refs\/heads\//, "");
  return owned(
    url,
    blame(place, { source: shownAddress(url), revision: shown }, { messageKey: "branch" }),
    publishers,
  );
}

function owned(url: string, found: Outcome, { own, foreign }: Publishers): readonly Outcome[] {
  const repository = repositoryOf(url);
  if (repository === undefined || isBelowAny(repository, own)) return [];
  const isForeign = own.length > 0 || isBelowAny(repository, foreign);
  return isForeign ? [found] : [undecided({ source: shownAddress(url) })];
}

function address(body: Json, route: Route): readonly Outcome[] {
  const url = text(at(body, route)) ?? "";
  const insecure = ["spec", "insecure"];
  return [
    ...(isClearText(url) ? [blame(route, { source: shownAddress(url) }, { messageKey: "clear" })] : []),
    ...(at(body, insecure) === true
      ? [blame(insecure, { source: shownAddress(url) }, { messageKey: "clear" })]
      : []),
  ];
}
