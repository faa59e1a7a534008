/**
 * What a change adds to the configuration of the cluster's name server: answers that are made up (`rewrite`, `hosts`, `template`), and
 * upstreams that are asked without TLS. Directives are compared as lines, so that what only moves is no change.
 * Source: https://coredns.io/manual/toc/#configuration and https://coredns.io/plugins/forward/
 */
import { parseAddress } from "../core/addresses.js";
import { at, isObject, text } from "../core/json.js";
import { namespaceName, type Resource } from "../core/resource.js";
import { blame, type Outcome, pass } from "../core/rule.js";
import { defineCheck } from "./define.js";

const names: readonly string[] = ["coredns", "coredns-custom", "node-local-dns", "nodelocaldns"];
/** `answer` stands inside of `template`. */
const answering: readonly string[] = ["rewrite", "hosts", "template", "answer"];

export const check = defineCheck({ match: "change", reach: "diff", with: {} }, ({ before, after }) => {
  if (after === undefined || !isDnsConfiguration(after)) return pass();
  const data = at(after.body, ["data"]);
  if (!isObject(data)) return pass();
  const known = new Set(Object.values(dataOf(before)).flatMap((value) => directivesOf(text(value) ?? "")));
  const outcomes = Object.entries(data).flatMap(([file, value]): readonly Outcome[] => {
    const added = directivesOf(text(value) ?? "").filter((line) => !known.has(line) && isSteering(line));
    if (added.length === 0) return [];
    const directives = [...new Set(added.map((line) => `"${shortened(line)}"`))].slice(0, 3).join(", ");
    return [blame(["data", file], { directives })];
  });
  return outcomes.length === 0 ? pass() : outcomes;
});

function isDnsConfiguration(resource: Resource): boolean {
  return (
    resource.kind === "ConfigMap" &&
    names.includes(resource.name) &&
    ["kube-system", null].includes(namespaceName(resource))
  );
}

function dataOf(resource: Resource | undefined) {
  const data = at(resource?.body, ["data"]);
  return isObject(data) ? data : {};
}

/** The lines with their blanks made one, without comments and block marks. */
function directivesOf(corefile: string): readonly string[] {
  return corefile.split("\n").flatMap((line) => {
    const [code = ""] = line.split("#");
    const words = code.replace("{", " ").split(/\s/).filter(Boolean);
    return words.length === 0 ? [] : [words.join(" ")];
  });
}

/** `forward` names zones and then upstreams; the node's own resolver is where queries go anyway. */
function isSteering(line: string): boolean {
  const [directive = "", , ...upstreams] = line.split(" ");
  // Inside of `hosts`, a line begins with the address of its names.
  if (answering.includes(directive) || parseAddress(directive) !== undefined) return true;
  if (directive !== "forward" && directive !== "proxy") return false;
  return upstreams.some((one) => one !== "/etc/resolv.conf" && !one.startsWith("tls://"));
}

function shortened(line: string): string {
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}
