/** Reverse shells, miners and hidden programs in what containers run, in the scripts of ConfigMaps, and among images. */
import { listOf, string } from "../core/decode.js";
import { text } from "../core/json.js";
import { blame, type Outcome } from "../core/rule.js";
import { commandLinesOf } from "../kubernetes/command-lines.js";
import { parseImage } from "../kubernetes/image.js";
import { backdoorsIn } from "../text/shell.js";
import { MAX_INPUT_LENGTH } from "../text/regex.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "item", reach: "local", with: { miners: listOf(string) } },
  ({ container, self, route, key }, { miners }): readonly Outcome[] => {
    if (container === undefined)
      return inScript(text(self) ?? "", key ?? "").map((data) =>
        blame(route, data.facts, { within: data.within, messageKey: "script" }),
      );
    const name = text(container.value["name"]) ?? "";
    const commands = commandLinesOf(container).flatMap(({ line, route: place }) => {
      const hit = backdoorsIn(line)[0];
      return hit === undefined
        ? []
        : [blame(place, { container: name, what: hit.what }, { messageKey: "container" })];
    });
    const reference = text(container.value["image"]) ?? "";
    const { repository } = parseImage(reference) ?? { repository: "" };
    if (!isMiner(repository, miners)) return commands;
    return [
      ...commands,
      blame([...container.route, "image"], { container: name, image: reference }, { messageKey: "image" }),
    ];
  },
);

/** The rules of detectors name what they look for: Falco, and everything else with conditions. */
const isDetection = /^\s*-?\s*(?:rule|macro|list|condition|detection):/m;

function inScript(script: string, key: string) {
  if (script.length > MAX_INPUT_LENGTH || isDetection.test(script)) return [];
  return backdoorsIn(script)
    .slice(0, 1)
    .map(({ what, index, length }) => ({ facts: { key, what }, within: [index, index + length] as const }));
}

/** The last part of a name decides, whoever publishes it; an entry with a slash is a whole name. */
function isMiner(repository: string, miners: readonly string[]): boolean {
  const last = repository.slice(repository.lastIndexOf("/") + 1);
  return miners.some((miner) => (miner.includes("/") ? repository === miner : last === miner));
}
