/** Dockerfiles whose image runs as root, or that are built with what loosens it: sudo, wide permissions, unchecked packages, an SSH port. */
import type { DockerInstruction } from "../core/dockerfile.js";
import { type Blame, blame } from "../core/rule.js";
import { fillVariables } from "../kubernetes/image-sources.js";
import { constantPattern, type Pattern } from "../text/regex.js";
import { defineCheck } from "./define.js";

export const check = defineCheck({ match: "text", reach: "repo", with: {} }, (view) => {
  const instructions = view.instructions();
  return [...rootUser(instructions), ...instructions.flatMap((one) => looseSteps(one))];
});

/** The user of the last stage: its own last USER, else that of the stage it is built from, else that of the base image. */
function rootUser(instructions: readonly DockerInstruction[]): readonly Blame[] {
  const last = lastStageOf(instructions);
  if (last === undefined) return [];
  const { user, base } = last;
  if (user !== undefined) return isRoot(user, instructions) ? [blameUser(user)] : [];
  const { start, end } = last.from;
  return mayRunAsRoot(base)
    ? [blame([], {}, { messageKey: "no-user", part: "user", within: [start, end] })]
    : [];
}

/** A stage with what it inherits. */
interface Stage {
  readonly from: DockerInstruction;
  /** The image at the bottom of the stages below. */
  readonly base: string;
  user: DockerInstruction | undefined;
}

function lastStageOf(instructions: readonly DockerInstruction[]): Stage | undefined {
  const named = new Map<string, Stage>();
  let current: Stage | undefined;
  for (const instruction of instructions) {
    const { keyword, words, isOnBuild } = instruction;
    if (keyword === "USER" && !isOnBuild && current !== undefined) current.user = instruction;
    if (keyword !== "FROM") continue;
    const [image, as, name] = words;
    const parent = named.get(image?.text.toLowerCase() ?? "");
    current = { from: instruction, base: parent?.base ?? image?.text ?? "", user: parent?.user };
    if (as?.text.toUpperCase() === "AS" && name !== undefined) named.set(name.text.toLowerCase(), current);
  }
  return current;
}

/** Images that say in their name that they have a user of their own; and of a variable nobody knows. */
function mayRunAsRoot(base: string): boolean {
  return base !== "" && !/nonroot|non-root|unprivileged|rootless|^cgr\.dev\/|\$|\{\{/.test(base);
}

function isRoot({ words }: DockerInstruction, instructions: readonly DockerInstruction[]): boolean {
  const values = new Map<string, string>();
  for (const { properties } of instructions) {
    for (const { name, value } of properties) if (value !== null) values.set(name, value);
  }
  const user = fillVariables((words[0]?.text ?? "").replaceAll(/["']/g, ""), values);
  return user !== undefined && /^(?:root|0+)(?::|$)/.test(user);
}

function blameUser({ words, start, end }: DockerInstruction): Blame {
  const [user] = words;
  return blame(
    [],
    { user: user?.text ?? "" },
    { messageKey: "root", part: "user", within: [user?.start ?? start, user?.end ?? end] },
  );
}

const runs: readonly (readonly [what: string, pattern: Pattern])[] = [
  ["installs or uses sudo", constantPattern(String.raw`(?:^|[\s;&|(])sudo(?:\s|$)`)],
  [
    "makes files writable for everybody or lets them run with the rights of their owner",
    constantPattern(
      String.raw`\bchmod\s+(?:-\S+\s+)*(?:0?777\b|[0-7]*[2-7]7{3}\b|[2467][0-7]{3}\b|(?:a|ugo|o)?\+rwx\b|[ugoa]*\+[rwxXt]*s)`,
    ),
  ],
  [
    "installs packages without checking who made them",
    constantPattern(
      String.raw`--allow-unauthenticated\b|--force-yes\b|AllowUnauthenticated=(?:1|true|yes)|AllowInsecureRepositories=(?:1|true|yes)|--nogpgcheck\b|--no-gpg-checks?\b|--allow-untrusted\b|\bgpgcheck\s*=\s*0|\[[^\]\n]*trusted=yes|--trusted-host\b|strict-ssl\s+false|sslverify\s*=\s*(?:0|false)`,
    ),
  ],
];

function looseSteps(instruction: DockerInstruction): readonly Blame[] {
  const { keyword, text, start, flags, words } = instruction;
  if (keyword === "RUN") {
    return runs.flatMap(([what, pattern]) =>
      pattern.findAll(text, 1).map(({ index, text: found }) => {
        const lead = found.length - found.trimStart().length;
        return loose(what, start + index + lead, start + index + found.trimEnd().length, keyword);
      }),
    );
  }
  if (keyword === "COPY" || keyword === "ADD") {
    return flags
      .filter(({ name, value }) => name === "chmod" && /^(?:[0-7]?777|[2467][0-7]{3})$/.test(value ?? ""))
      .map((flag) =>
        loose(
          "makes files writable for everybody or lets them run with the rights of their owner",
          flag.start,
          flag.end,
          keyword,
        ),
      );
  }
  if (keyword !== "EXPOSE") return [];
  return words
    .filter((word) => /^22(?:\/tcp)?$/.test(word.text))
    .map((word) => loose("opens the port of SSH", word.start, word.end, keyword));
}

function loose(what: string, start: number, end: number, keyword: string): Blame {
  return blame(
    [],
    { what, keyword },
    { messageKey: "loose", part: what, within: [start, end], severity: "low" },
  );
}
