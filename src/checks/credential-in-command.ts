/**
 * A password or token among the words of a command: `--password=…`, `-p…` of database clients, a variable before a program, an
 * Authorization header. Whoever lists the processes or reads the pod sees it. In a chart's templates only written-out flags are looked at.
 */
import { type Decoder, listOf, object, oneOf, string } from "../core/decode.js";
import { type JsonObject, text } from "../core/json.js";
import type { Route } from "../core/location.js";
import type { Resource } from "../core/resource.js";
import { type Blame, blame, type Routed, type TextView } from "../core/rule.js";
import { containersOf } from "../kubernetes/containers.js";
import { elementsAt, objectsAt } from "../kubernetes/routed.js";
import { podTemplates } from "../kubernetes/workloads.js";
import { isClearLiteral } from "../text/literal-value.js";
import { placeOf } from "../text/place.js";
import { type NameTables, nameTables } from "../text/secret-name.js";
import { isSensitive } from "../text/sensitive.js";
import { argumentWords, endsCommand, programName, type RoutedWord } from "../text/shell-words.js";
import { defineCheck } from "./define.js";

/** A flag of a program whose name does not say that a secret follows. */
interface ClientFlag {
  readonly programs: readonly string[];
  readonly flag: string;
  /** `attached`: `-pSECRET`; `next`: `-p SECRET`; `user`: `-u NAME:SECRET`. */
  readonly value: "attached" | "next" | "user";
}

const clientFlag: Decoder<ClientFlag> = object<ClientFlag>({
  programs: listOf(string),
  flag: string,
  value: oneOf("attached", "next", "user"),
});

interface Options extends NameTables {
  readonly clients: readonly ClientFlag[];
}

export const check = defineCheck<"text", Options>(
  {
    match: "text",
    reach: "repo",
    with: { ...nameTables, clients: listOf(clientFlag) },
  },
  (view, options) => [
    ...view.objects().flatMap((one) => inContainers(one, options)),
    ...(view.documents().length === 0 && view.text.includes("{{") ? inTemplate(view, options) : []),
  ],
);

const hooks: readonly Route[] = [
  ["livenessProbe"],
  ["readinessProbe"],
  ["startupProbe"],
  ["lifecycle", "postStart"],
  ["lifecycle", "preStop"],
];

/** A secret word, and the name by which the report calls it. */
interface Hit extends RoutedWord {
  readonly name: string;
}

function inContainers(resource: Resource, options: Options): readonly Blame[] {
  const containers = podTemplates(resource).flatMap(({ pod }) => containersOf(pod, "all"));
  return containers.flatMap((container) => {
    const own = [
      ...argumentWords(elementsAt(container, "command")),
      ...argumentWords(elementsAt(container, "args")),
    ];
    const hooked = hooks.map((hook) => argumentWords(elementsAt(container, ...hook, "exec", "command")));
    const hits = [own, ...hooked].flatMap((words) => secretWords(words, options));
    return [...hits, ...inHeaders(container)].map(({ written, route, name }) => {
      const within = placeOf(resource, route, written);
      return blame(route, { name }, { on: resource, ...(within === undefined ? {} : { within }) });
    });
  });
}

const nothing: RoutedWord = { word: "", written: "", route: [] };

function secretWords(words: readonly RoutedWord[], options: Options): readonly Hit[] {
  const found: Hit[] = [];
  let program = "";
  for (const [index, word] of words.entries()) {
    if (endsCommand(word.word)) program = "";
    else if (startsProgram(word, words[index - 1])) program = clientNamed(word.word, options) ?? program;
    const next = words[index + 1] ?? nothing;
    const hit =
      assigned(word, options) ?? separate(word, next, options) ?? ofClient(program, word, next, options);
    if (hit !== undefined) found.push(hit);
  }
  return found;
}

/** Whether a program may be named here: at the beginning of a command, or behind words that start another one. */
function startsProgram({ route }: RoutedWord, before: RoutedWord | undefined): boolean {
  if (before === undefined || endsCommand(before.word)) return true;
  if (route.at(-1) === 0 && before.route !== route) return true; // the first of `args`
  return /^(?:--|-[a-z]*c|!|[A-Za-z_]\w*=.*|sudo|exec|env|time|nohup|xargs|if|then|else|do|while|until)$/.test(
    before.word,
  );
}

function clientNamed(word: string, { clients }: Options): string | undefined {
  const name = programName(word);
  return clients.some(({ programs }) => programs.includes(name)) ? name : undefined;
}

/** `--password=…`, `PGPASSWORD=…`, `Authorization: Bearer …`. */
function assigned(word: RoutedWord, options: Options): Hit | undefined {
  const [, name = "", value = ""] = /^(-{0,2}[A-Za-z][\w.-]*)=([^]+)$/.exec(word.word) ?? [];
  const isSecret = name !== "" && isLiteralWord(value) && isSensitive(name, unquoted(value), options);
  if (isSecret) return { ...word, name };
  return isAuthorization(word.word) ? { ...word, name: "Authorization" } : undefined;
}

/** `--password …`. */
function separate({ word }: RoutedWord, next: RoutedWord, options: Options): Hit | undefined {
  const isFlag = /^--?[A-Za-z][\w.-]*$/.test(word) && word.length > 2;
  if (!isFlag || next.word.startsWith("-") || !isLiteralWord(next.word)) return undefined;
  return isSensitive(word, next.word, options) ? { ...next, name: word } : undefined;
}

function ofClient(
  program: string,
  word: RoutedWord,
  next: RoutedWord,
  { clients }: Options,
): Hit | undefined {
  for (const { programs, flag, value } of clients) {
    if (!programs.includes(program)) continue;
    const isAttached = value === "attached" && word.word.startsWith(flag);
    if (isAttached && isSecretWord(word.word.slice(flag.length))) return { ...word, name: flag };
    if (value === "attached" || word.word !== flag) continue;
    const [, ofUser = ""] = /^[^:]*:([^]+)$/.exec(next.word) ?? [];
    if (isSecretWord(value === "user" ? ofUser : next.word)) return { ...next, name: flag };
  }
  return undefined;
}

function isSecretWord(word: string): boolean {
  const isArgument = isLiteralWord(word) && !word.startsWith("-") && !endsCommand(word);
  return isArgument && (isClearLiteral(word) || /^\d{4,}$/.test(word));
}

/** Whether no shell fills the word in, and no other language does in a script. */
function isLiteralWord(word: string): boolean {
  return !/[$`()[\]{}]/.test(word);
}

function unquoted(value: string): string {
  return value.replace(/^(["'])([^]*)\1$/, "$2");
}

function isAuthorization(word: string): boolean {
  const [, secret = ""] = /^(?:proxy-)?authorization:\s*(?:basic|bearer|token)\s+(\S{8,})$/i.exec(word) ?? [];
  return secret !== "" && isSecretWord(secret);
}

/** Probes and hooks may send headers, whose values stand in the pod as well. */
function inHeaders(container: Routed<JsonObject>): readonly Hit[] {
  return hooks.flatMap((hook) =>
    objectsAt(container, ...hook, "httpGet", "httpHeaders").flatMap(({ value, route }) => {
      const name = text(value["name"]) ?? "";
      const word = text(value["value"]) ?? "";
      const hit = { word, written: word, route: [...route, "value"], name };
      return isAuthorization(`${name}: ${word}`) ? [hit] : [];
    }),
  );
}

function inTemplate({ text: source }: TextView, options: Options): readonly Blame[] {
  const found: Blame[] = [];
  let offset = 0;
  for (const line of source.split("\n")) {
    if (!/^\s*(?:#|\{\{)/.test(line)) {
      for (const match of line.matchAll(/(?<![\w-])--[A-Za-z][\w-]*=[^\s"',\]]+/g)) {
        const hit = assigned({ word: match[0], written: match[0], route: [] }, options);
        const start = offset + match.index;
        const within = [start, start + match[0].length] as const;
        if (hit !== undefined) found.push(blame([], { name: hit.name }, { within }));
      }
    }
    offset += line.length + 1;
  }
  return found;
}
