/**
 * A client of the API server that is told not to look at its certificate, or to speak without TLS: in a kubeconfig, a command, a script,
 * a cluster of Argo CD, or the configuration with which a node joins. Searched is the text, and what Secrets hold in base64.
 */
import { at, field, isObject } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import { type Blame, blame } from "../core/rule.js";
import { decodeBase64 } from "../text/base64.js";
import { isComment, isDocumentation } from "../text/comment.js";
import { isKubeconfig } from "../text/kubeconfig.js";
import { constantPattern } from "../text/regex.js";
import { defineCheck } from "./define.js";

/** A word to look for, and what must stand around it. */
interface Switch {
  readonly word: string;
  readonly pattern: RegExp;
  /** How far before the word the pattern begins. */
  readonly before: number;
  readonly what: string;
}

/** Each pattern is tried on a short piece of text around the word. */
const switches: readonly Switch[] = [
  {
    word: "insecure-skip-tls-verify",
    pattern: /^(?:[\s"'[=,]|^)?--insecure-skip-tls-verify(?![\w-]|[= ]["']?(?:false|0)\b)/,
    before: 3,
    what: "The flag switches the verification of the API server's certificate off",
  },
  {
    word: "insecure-skip-tls-verify",
    // kubectl reads YAML 1.1, where these words are booleans.
    pattern: /^insecure-skip-tls-verify["']?\s*:\s*["']?(?:true|yes|on)\b/i,
    before: 0,
    what: "The kubeconfig switches the verification of the API server's certificate off",
  },
  {
    word: "unsafeSkipCAVerification",
    pattern: /^unsafeSkipCAVerification["']?\s*:\s*["']?true\b/,
    before: 0,
    what: "The node joins without verifying who the cluster is",
  },
  {
    word: "discovery-token-unsafe-skip-ca-verification",
    pattern: /^discovery-token-unsafe-skip-ca-verification(?![\w-]|[= ]["']?(?:false|0)\b)/,
    before: 0,
    what: "The node joins without verifying who the cluster is",
  },
];

export const check = defineCheck({ match: "text", reach: "repo", with: {} }, (view) => {
  if (isDocumentation(view.path)) return [];
  const inText = [...switchesIn(view.text), ...clearServersIn(view.text)].map(({ what, within }) =>
    blame([], { what }, { within }),
  );
  return [...inText, ...view.objects().flatMap((one) => [...inBase64(one), ...inArgoCluster(one)])];
});

interface Found {
  readonly what: string;
  readonly within: readonly [start: number, end: number];
}

function switchesIn(text: string): readonly Found[] {
  return switches.flatMap(({ word, pattern, before, what }) => {
    const found: Found[] = [];
    for (let start = text.indexOf(word); start !== -1; start = text.indexOf(word, start + word.length)) {
      const from = Math.max(0, start - before);
      const isOn = pattern.test(text.slice(from, start + word.length + 40));
      if (isOn && !isComment(text, start)) found.push({ what, within: [start, start + word.length] });
    }
    return found;
  });
}

/** `server: http://…` of a kubeconfig; on the machine itself nobody listens in. */
function clearServersIn(text: string): readonly Found[] {
  if (!isKubeconfig(text)) return [];
  const pattern = /(?<=[\s{,"'])server["']?[ \t]*:[ \t]*["']?http:\/\/(?!127\.|localhost[:/"'\s]|\[::1\])/g;
  return [...text.matchAll(pattern)].flatMap((match) => {
    if (isComment(text, match.index)) return [];
    const what = "The kubeconfig reaches the API server without TLS";
    return [{ what, within: [match.index, match.index + match[0].length] as const }];
  });
}

function inBase64(resource: Resource): readonly Blame[] {
  if (resource.kind !== "Secret" || resource.group !== "") return [];
  const data = field(resource.body, "data");
  return Object.entries(isObject(data) ? data : {}).flatMap(([key, value]) => {
    const decoded = (typeof value === "string" ? decodeBase64(value) : undefined) ?? "";
    const [first] = [...switchesIn(decoded), ...clearServersIn(decoded)];
    return first === undefined ? [] : [blame(["data", key], { what: first.what }, { on: resource })];
  });
}

const insecureClient = constantPattern(String.raw`"tlsClientConfig"\s*:\s*\{[^}]*"insecure"\s*:\s*true`);

/** https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters */
function inArgoCluster(resource: Resource): readonly Blame[] {
  const label = at(resource.body, ["metadata", "labels", "argocd.argoproj.io/secret-type"]);
  if (resource.kind !== "Secret" || label !== "cluster") return [];
  return (["data", "stringData"] as const).flatMap((section) => {
    const value = at(resource.body, [section, "config"]);
    const config = typeof value !== "string" ? "" : section === "data" ? decodeBase64(value) : value;
    const isInsecure = insecureClient.test(config ?? "");
    const what = "Argo CD does not verify the certificate of this cluster";
    return isInsecure ? [blame([section, "config"], { what }, { on: resource })] : [];
  });
}
