/** What installers hand over to components: extra arguments in their usual shapes, and the view that they make. */
import { field, isList, isObject, type Json, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Resource } from "../core/resource.js";
import type { Component, ComponentView, Routed, SettingValue } from "../core/rule.js";
import { add, settingText } from "./flags.js";
import { objectsAt, valueAt } from "./routed.js";

/** A value of a setting together with the setting's name. */
export type NamedValue = SettingValue & { readonly name: string };

/** Settings by name, in the order in which they count. */
export function settingsOf(values: readonly NamedValue[]): Map<string, SettingValue[]> {
  const settings = new Map<string, SettingValue[]>();
  for (const { name, ...value } of values) add(settings, name, value);
  return settings;
}

/**
 * Extra arguments: a map of names and values, where a value may be a list; or a list of objects with `name` and `value`, where a name may
 * stand twice. Anything else gives none.
 */
export function readExtraArgs(extraArgs: Routed | undefined): readonly NamedValue[] {
  if (extraArgs === undefined) return [];
  const { value: args, route } = extraArgs;
  if (isObject(args)) {
    return Object.entries(args).flatMap(([name, value]) => valuesOf(name, value, [...route, name]));
  }
  return objectsAt(extraArgs).flatMap((entry) => {
    const name = text(field(entry.value, "name"));
    const value = valueAt(entry, "value");
    if (name === undefined) return [];
    return [{ name, value: settingText(value?.value), route: value?.route ?? entry.route }];
  });
}

function valuesOf(name: string, value: Json, route: Route): readonly NamedValue[] {
  if (!isList(value)) return [{ name, value: settingText(value), route }];
  return value.map((one, index) => ({ name, value: settingText(one), route: [...route, index] }));
}

/** Where an installer's fragment stands. */
export interface FragmentPlace {
  readonly resource: Resource;
  /** The anchor for a setting that is not there. */
  readonly route: Route;
  readonly installer: string;
}

/** A view of flags that lie on top of an installer's own. */
export function fragment(
  { resource, route, installer }: FragmentPlace,
  component: Component,
  settings: ComponentView["settings"],
): ComponentView {
  const form = "flags";
  return {
    view: "component",
    component,
    resource,
    route,
    settings,
    extent: "fragment",
    installer,
    form,
  };
}
