/**
 * Rights in the cloud that too many pods get, or that are too many for any pod: a role on the ServiceAccount `default`, which every pod of
 * the namespace runs as, and a role or a policy whose name says that it may do everything. A name is judged word by word.
 */
import { listOf, oneOf, string } from "../core/decode.js";
import { at, text } from "../core/json.js";
import { blame, pass } from "../core/rule.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  {
    match: "item",
    reach: "local",
    with: { judges: oneOf("annotation", "policy"), annotations: listOf(string), words: listOf(string) },
  },
  ({ self, route, key, resource }, { judges, annotations, words }) => {
    const role = text(self) ?? "";
    if (judges === "annotation" && !annotations.includes(key ?? "")) return pass();
    if (role === "") return pass();
    const isDefault = judges === "annotation" && at(resource.body, ["metadata", "name"]) === "default";
    if (isDefault) return blame(route, { role }, { messageKey: "default" });
    const word = broadWord(nameOf(role), words);
    return word === undefined ? pass() : blame(route, { role, word }, { messageKey: "broad" });
  },
);

/** The last part of an ARN's path, or what stands before the `@` of a service account of Google Cloud. */
function nameOf(role: string): string {
  const [name = ""] = role.slice(role.lastIndexOf("/") + 1).split("@");
  return name;
}

/** Words are what blanks, marks and capitals part; neighbours and the whole are tried as one, so that `PowerUser` and `power-user` are `poweruser`. */
function broadWord(name: string, broad: readonly string[]): string | undefined {
  const words = name
    .slice(0, 256)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const pairs = words.slice(1).map((word, index) => `${words[index] ?? ""}${word}`);
  const candidates = [...words, ...pairs, words.join("")];
  return broad.find((word) => candidates.includes(word));
}
