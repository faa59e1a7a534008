/** Command lines of Kubernetes' components, argument by argument. */
import { isList, isObject, type Json } from "../core/json.js";
import type { Component, Routed, SettingValue } from "../core/rule.js";

/**
 * The flags of an argument list, by name without dashes, each with its values in order: `--flag=v`, `--flag v`, and a bare `--flag`,
 * which is "true". What follows a flag and does not begin with a dash is its value. Underscores count as dashes, as in all
 * components of Kubernetes (WordSepNormalizeFunc in k8s.io/component-base/cli/flag); one dash is enough, as for etcd. `--` ends
 * the flags. A value leads to the argument that it stands in.
 */
export function readFlags(args: readonly Routed<string>[]): Map<string, SettingValue[]> {
  const flags = new Map<string, SettingValue[]>();
  for (const [index, { value: argument, route }] of args.entries()) {
    if (argument === "--") break;
    const [, name, value] = /^--?([A-Za-z][^=\s]*)(?:=([^]*))?$/.exec(argument) ?? [];
    if (name === undefined) continue;
    const next = args[index + 1];
    if (value !== undefined) add(flags, name, { value, route });
    else if (next !== undefined && !next.value.startsWith("-")) add(flags, name, next);
    else add(flags, name, { value: "true", route });
  }
  return flags;
}

/** Adds a value behind the values that the setting already has. */
export function add(
  settings: Map<string, SettingValue[]>,
  name: string,
  { value, route }: SettingValue,
): void {
  const key = name.replaceAll("_", "-");
  const values = settings.get(key);
  if (values === undefined) settings.set(key, [{ value, route }]);
  else values.push({ value, route });
}

/** What a setting's value reads on a command line, whatever scalar a file has for it; "" for a list, an object or nothing. */
export function settingText(value: Json | undefined): string {
  return value === undefined || value === null || isList(value) || isObject(value) ? "" : String(value);
}

/** Lists and maps of the flag library, to which each further flag adds. etcd has another library, and there the last one counts. */
const accumulating: readonly string[] = [
  "admission-control",
  "disable-admission-plugins",
  "enable-admission-plugins",
  "etcd-servers",
  "feature-gates",
  "runtime-config",
  "tls-cipher-suites",
];

/**
 * Whether a flag that is given again adds to what it had: StringSlice of github.com/spf13/pflag, MapStringBool and ConfigurationMap of
 * k8s.io/component-base/cli/flag. `authorization-mode` is a list for the API server and one value for the kubelet.
 */
export function isAccumulating(component: Component, flag: string): boolean {
  if (flag === "authorization-mode") return component === "kube-apiserver";
  return component !== "etcd" && accumulating.includes(flag);
}
