/** Text of a Dockerfile → instructions. The only module that knows the library. */
import {
  Add,
  Arg,
  Copy,
  DockerfileParser,
  Env,
  From,
  Healthcheck,
  type Instruction,
  Label,
  Onbuild,
  Run,
} from "dockerfile-ast";
import type { DockerInstruction } from "../core/dockerfile.js";
import { maximumDockerfileLength } from "../core/text-file.js";

/** What the library calls a range, by lines and columns. */
type Range = ReturnType<Instruction["getRange"]>;
/** Turns a range into offsets. */
type Offsets = (range: Range) => { readonly start: number; readonly end: number };

/**
 * The instructions of a Dockerfile in order, however broken it is: the parser has no errors. The time is linear in the length, at most 4 us
 * for each character (measured with 13 hostile forms).
 *
 * @throws Error where the text is longer than the limit.
 */
export function readDockerfile(text: string): readonly DockerInstruction[] {
  if (text.length > maximumDockerfileLength) {
    throw new Error(`the Dockerfile has more than ${maximumDockerfileLength} characters`);
  }
  const dockerfile = DockerfileParser.parse(text);
  const escape = dockerfile.getEscapeCharacter();
  const starts = lineStarts(text);
  const offsetOf = ({ line, character }: Range["start"]) => (starts[line] ?? text.length) + character;
  const offsets: Offsets = ({ start, end }) => ({ start: offsetOf(start), end: offsetOf(end) });
  return dockerfile.getInstructions().map((instruction) => describe(instruction, { text, escape, offsets }));
}

interface Context {
  readonly text: string;
  readonly escape: string;
  readonly offsets: Offsets;
}

function describe(written: Instruction, context: Context): DockerInstruction {
  const { text, escape, offsets } = context;
  const trigger = written instanceof Onbuild ? written.getTriggerInstruction() : null;
  // ONBUILD cannot hold itself: Docker refuses it, so deeper ones stay as they are.
  const instruction = trigger ?? written;
  const { start, end } = offsets(instruction.getRange());
  const body = bodyOf(instruction);
  const bodyStart = body === undefined ? end : offsets(body).start;
  return {
    keyword: instruction.getKeyword(),
    isOnBuild: trigger !== null,
    text: joinLines(text.slice(start, bodyStart), escape) + text.slice(bodyStart, end),
    start,
    end,
    flags: flagsOf(instruction).map((flag) => ({
      ...offsets(flag.getRange()),
      text: flag.toString(),
      name: flag.getName(),
      value: flag.getValue(),
    })),
    words: instruction
      .getArguments()
      .map((word) => ({ ...offsets(word.getRange()), text: word.getValue() }))
      .filter((word) => word.start < bodyStart),
    properties: propertiesOf(instruction).map((property) => ({
      ...offsets(property.getRange()),
      text: property.getName(),
      name: property.getName(),
      value: property.getValue(),
    })),
  };
}

function flagsOf(instruction: Instruction) {
  const takesFlags = [Add, Copy, From, Healthcheck, Run].some((type) => instruction instanceof type);
  return takesFlags ? (instruction as Run).getFlags() : []; // all five inherit it from a class that is not exported
}

function propertiesOf(instruction: Instruction) {
  const sets = instruction instanceof Arg || instruction instanceof Env || instruction instanceof Label;
  return sets ? instruction.getProperties() : [];
}

/** Where the body of the first heredoc starts; undefined where there is none. */
function bodyOf(instruction: Instruction): Range | undefined {
  const takesBody = instruction instanceof Copy || instruction instanceof Run;
  return takesBody ? (instruction.getHeredocs()[0]?.getContentRange() ?? undefined) : undefined;
}

/** Blanks in place of each continuation, with its line end, and of the comment and empty lines within: nothing moves. */
function joinLines(text: string, escape: string): string {
  let joined = "";
  let isContinued = false;
  for (const [line] of text.matchAll(/.*(?:\r?\n|$)/g)) {
    const content = line.trimEnd();
    const isSkipped: boolean = isContinued && (content === "" || content.trimStart().startsWith("#"));
    isContinued = isSkipped || content.endsWith(escape);
    const kept = isSkipped ? "" : isContinued ? content.slice(0, -1) : line;
    joined += kept.padEnd(line.length);
  }
  return joined;
}

/** Lines as the library counts them: each ends with LF, CR LF or CR. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === "\n" || (character === "\r" && text[index + 1] !== "\n")) starts.push(index + 1);
  }
  return starts;
}
