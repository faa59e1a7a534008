/**
 * Tools for clusters that are told to let everybody in: a dashboard that skips the login, Argo Workflows with its own rights for all, an
 * anonymous administrator of Grafana, a proxy to the API server that listens to the network.
 */
import { boolean, listOf, object, optional, string } from "../core/decode.js";
import { text } from "../core/json.js";
import { type Blame, blame, type Routed } from "../core/rule.js";
import type { JsonObject } from "../core/json.js";
import { readFlags } from "../kubernetes/flags.js";
import { elementsAt, objectsAt } from "../kubernetes/routed.js";
import { argumentWords, programName, type RoutedWord } from "../text/shell-words.js";
import { defineCheck } from "./define.js";

/** A flag with the values that open the tool. */
interface Switch {
  readonly tool: string;
  readonly flag: string;
  readonly values: readonly string[];
  /** Whether the flag may be given several times, and every value counts. */
  readonly repeats: boolean;
}

export const check = defineCheck(
  {
    match: "item",
    reach: "local",
    with: {
      switches: listOf(
        object<Switch>({
          tool: string,
          flag: string,
          values: listOf(string),
          repeats: optional(boolean, false),
        }),
      ),
    },
  },
  ({ container }, { switches }) => {
    if (container === undefined) return [];
    const words = argumentWords([...elementsAt(container, "command"), ...elementsAt(container, "args")]);
    const flags = readFlags(words.map(({ word, route }) => ({ value: word, route })));
    const open = switches.flatMap(({ tool, flag, values, repeats }) => {
      const given = flags.get(flag) ?? [];
      const open = (repeats ? given : given.slice(-1)).find(({ value }) => values.includes(value));
      return open === undefined ? [] : [blame(open.route, { tool, setting: `--${flag}` })];
    });
    return [...open, ...openProxy(words), ...anonymousGrafana(container)];
  },
);

/** `kubectl proxy` lends its own rights to whoever reaches it; by default that is its own pod alone. */
function openProxy(words: readonly RoutedWord[]): readonly Blame[] {
  const start = words.findIndex(({ word }) => programName(word) === "kubectl");
  const proxy = words.slice(start + 1).findIndex(({ word }) => word === "proxy");
  if (start === -1 || proxy === -1) return [];
  const flags = readFlags(words.slice(start + 1).map(({ word, route }) => ({ value: word, route })));
  const address = flags.get("address")?.at(-1);
  const hosts = flags.get("accept-hosts")?.at(-1);
  const isFar = address !== undefined && !/^(?:127\.|localhost$|::1$|\[::1\]$)/.test(address.value);
  const isAny = hosts !== undefined && /^\^?\.?[*+]\$?$/.test(hosts.value);
  const guilty = isFar ? address : isAny ? hosts : undefined;
  const setting = isFar ? "--address" : "--accept-hosts";
  return guilty === undefined ? [] : [blame(guilty.route, { tool: "kubectl proxy", setting })];
}

/** https://grafana.com/docs/grafana/latest/setup-grafana/configure-security/configure-authentication/anonymous-auth/ */
function anonymousGrafana(container: Routed<JsonObject>): readonly Blame[] {
  const variables = objectsAt(container, "env");
  const valueOf = (name: string) => variables.findLast(({ value }) => value["name"] === name);
  const enabled = valueOf("GF_AUTH_ANONYMOUS_ENABLED");
  const role = valueOf("GF_AUTH_ANONYMOUS_ORG_ROLE");
  if (enabled === undefined || role === undefined) return [];
  const isOn = /^(?:true|t|yes|y|on|1)$/i.test(text(enabled.value["value"]) ?? "");
  const isStrong = /^(?:Admin|Editor)$/i.test(text(role.value["value"]) ?? "");
  const data = { tool: "Grafana", setting: "GF_AUTH_ANONYMOUS_ORG_ROLE" };
  return isOn && isStrong ? [blame([...role.route, "value"], data)] : [];
}
