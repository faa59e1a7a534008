/** Components that run as containers: static Pods, and the same containers in a Deployment or DaemonSet. */
import { elements, field, type JsonObject, text } from "../core/json.js";
import type { Resource } from "../core/resource.js";
import {
  type Component,
  components,
  type ComponentView,
  type Routed,
  type SettingValue,
} from "../core/rule.js";
import { containersOf } from "./containers.js";
import { add, readFlags, settingText } from "./flags.js";
import { parseImage } from "./image.js";
import { elementsAt, objectsAt, valueAt } from "./routed.js";
import { podTemplates } from "./workloads.js";

/** One view for each container of the resource that runs a component. */
export function readContainers(resource: Resource): readonly ComponentView[] {
  return podTemplates(resource)
    .flatMap(({ pod }) => containersOf(pod, "running"))
    .flatMap((container) => readContainer(resource, container));
}

function readContainer(resource: Resource, container: Routed<JsonObject>): readonly ComponentView[] {
  const args = [...argumentsAt(container, "command"), ...argumentsAt(container, "args")];
  const program = findProgram(args, container.value);
  if (program === undefined) return [];
  const { component, start, script } = program;
  const settings = component === "etcd" ? readEtcdVariables(container) : new Map<string, SettingValue[]>();
  for (const [name, values] of readFlags(start === null ? script : args.slice(start))) {
    for (const value of values) add(settings, name, value);
  }
  const isWhole = start !== null && !readsElsewhere(component, settings, container.value);
  return [
    {
      view: "component",
      component,
      resource,
      route: anchorOf(container),
      settings,
      extent: isWhole ? "complete" : "fragment",
      form: "flags",
    },
  ];
}

function argumentsAt(container: Routed<JsonObject>, key: "command" | "args"): readonly Routed<string>[] {
  return elementsAt(container, key).map(({ value, route }) => ({ value: settingText(value), route }));
}

interface Program {
  readonly component: Component;
  /** Where its flags begin; null where a shell starts it, so that its flags cannot be read argument by argument. */
  readonly start: number | null;
  /** What follows it in the shell's script, word by word, as far as that is plain; a part of its flags at least. */
  readonly script: readonly Routed<string>[];
}

/**
 * The component is the base name of the first argument, or of one further on that the first one starts (`go-runner`), or that of the
 * image where no argument names a program.
 */
function findProgram(args: readonly Routed<string>[], container: JsonObject): Program | undefined {
  const first = args[0]?.value;
  const ofImage = componentNamed(parseImage(text(field(container, "image")) ?? "")?.repository ?? "");
  if (first === undefined || (first.startsWith("-") && elements(field(container, "command")).length === 0)) {
    return ofImage === undefined ? undefined : { component: ofImage, start: 0, script: [] };
  }
  for (const [index, { value }] of args.entries()) {
    const component = componentNamed(value);
    if (component !== undefined && (index === 0 || isStarter(first))) {
      return { component, start: index + 1, script: [] };
    }
  }
  const words = isShell(first) ? args.slice(1).flatMap(wordsOf) : [];
  const place = words.findIndex(({ value }) => componentNamed(value) === ofImage);
  if (ofImage === undefined || place === -1) return undefined;
  return { component: ofImage, start: null, script: plainWords(words.slice(place + 1)) };
}

function wordsOf({ value, route }: Routed<string>): readonly Routed<string>[] {
  return value.split(/\s+/).map((word) => ({ value: word, route }));
}

/** Up to the first sign of another command or of a redirection, without quotes around a word. */
function plainWords(words: readonly Routed<string>[]): readonly Routed<string>[] {
  const end = words.findIndex(({ value }) => /[;&|<>]/.test(value));
  return words
    .slice(0, end === -1 ? words.length : end)
    .map(({ value, route }) => ({ value: value.replaceAll(/["'\\]/g, ""), route }));
}

function componentNamed(path: string): Component | undefined {
  const name = baseName(path);
  return components.find((component) => component === name);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Programs that start the one that a later argument names. */
function isStarter(program: string): boolean {
  return ["go-runner", "tini", "dumb-init", "hyperkube", "env"].includes(baseName(program));
}

function isShell(program: string): boolean {
  return ["sh", "bash", "ash", "dash"].includes(baseName(program));
}

/** etcd reads a variable for every flag, `ETCD_CLIENT_CERT_AUTH` for `--client-cert-auth`; flags win (https://etcd.io/docs/latest/op-guide/configuration/). */
function readEtcdVariables(container: Routed<JsonObject>): Map<string, SettingValue[]> {
  const settings = new Map<string, SettingValue[]>();
  for (const variable of objectsAt(container, "env")) {
    const name = text(field(variable.value, "name")) ?? "";
    const value = valueAt(variable, "value");
    if (!name.startsWith("ETCD_") || typeof value?.value !== "string") continue;
    add(settings, name.slice("ETCD_".length).toLowerCase(), { value: value.value, route: value.route });
  }
  return settings;
}

/** Whether settings come from where we cannot look, so that an absent flag has no known value. */
function readsElsewhere(
  component: Component,
  settings: ReadonlyMap<string, readonly SettingValue[]>,
  container: JsonObject,
): boolean {
  switch (component) {
    case "etcd": {
      const isFromReference = elements(field(container, "env")).some(
        (variable) =>
          (text(field(variable, "name")) ?? "").startsWith("ETCD_") &&
          field(variable, "valueFrom") !== undefined,
      );
      return settings.has("config-file") || isFromReference || field(container, "envFrom") !== undefined;
    }
    case "kubelet":
    case "kube-proxy":
      return settings.has("config");
    default:
      return false;
  }
}

/** Where a missing flag would be added: the list that holds the flags. */
function anchorOf(container: Routed<JsonObject>): ComponentView["route"] {
  const [command, args] = [valueAt(container, "command"), valueAt(container, "args")];
  const holdsFlags = argumentsAt(container, "command").some(({ value }) => value.startsWith("-"));
  if (command !== undefined && (holdsFlags || args === undefined)) return command.route;
  return args?.route ?? container.route;
}
