/** Secrets that an image build writes into the layers: literal values of ARG and ENV, and files that hold credentials. */
import type { DockerInstruction } from "../core/dockerfile.js";
import { type Blame, blame } from "../core/rule.js";
import { shownAddress } from "../text/address.js";
import { isPlaceholder } from "../text/placeholder.js";
import { nameEvidence, type NameTables, nameTables } from "../text/secret-name.js";
import { defineCheck } from "./define.js";

export const check = defineCheck({ match: "text", reach: "repo", with: nameTables }, (view, tables) => {
  const instructions = view.instructions();
  const stages = keptStages(instructions);
  let stage = -1;
  return instructions.flatMap((instruction) => {
    const { keyword } = instruction;
    if (keyword === "FROM") stage++;
    if (keyword === "ARG" || keyword === "ENV") return literals(instruction, tables);
    return keyword === "COPY" || keyword === "ADD" ? copies(instruction, stages.has(stage)) : [];
  });
});

/** The number of the last stage and of those that it is built from, whose layers the image has. */
function keptStages(instructions: readonly DockerInstruction[]): ReadonlySet<number> {
  const numbers = new Map<string, number>();
  const bases: (number | undefined)[] = [];
  for (const { keyword, words } of instructions) {
    if (keyword !== "FROM") continue;
    const [image, , name] = words.map(({ text }) => text.toLowerCase());
    bases.push(numbers.get(image ?? ""));
    if (name !== undefined) numbers.set(name, bases.length - 1);
  }
  const kept = new Set<number>();
  for (let stage: number | undefined = bases.length - 1; stage !== undefined; stage = bases[stage])
    kept.add(stage);
  return kept;
}

function literals({ keyword, properties }: DockerInstruction, tables: NameTables): readonly Blame[] {
  return properties
    .filter(
      ({ name, value }) => value !== null && nameEvidence(name, tables) !== undefined && isLiteral(value),
    )
    .map(({ name, start, end }) =>
      blame([], { name, keyword }, { messageKey: "value", part: name, within: [start, end] }),
    );
}

/** Expansions, paths, addresses without a password, switches and plain numbers are no secrets. */
function isLiteral(value: string): boolean {
  if (isPlaceholder(value) || value.length < 3 || value.includes("$") || value.includes("{{")) return false;
  return !/^(?:\/|\.{0,2}\/|true$|false$|yes$|no$|\d{1,5}$|https?:\/\/[^@]*$)/i.test(value);
}

const credentialFiles: readonly RegExp[] = [
  /^\.env(?:\.(?!example$|sample$|template$|dist$|defaults$)[\w.-]+)?$/,
  /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/,
  /key\d*\.pem$|\.p12$|\.pfx$/,
  /^\.(?:npmrc|pypirc|netrc|git-credentials|dockercfg|pgpass|vault-token)$/,
  /^(?:kubeconfig(?:[-_](?!example|sample|template)\w+)?(?:\.ya?ml|\.json|\.conf)?|.+\.kubeconfig|admin\.conf|super-admin\.conf)$/,
];
const credentialPaths =
  /(?:^|\/)(?:\.aws(?:\/credentials)?|\.kube(?:\/config)?|\.docker\/config\.json|\.ssh|\.gnupg)\/?$/;

function copies({ keyword, words }: DockerInstruction, isKept: boolean): readonly Blame[] {
  const list = words.map((word) => ({
    ...word,
    text: word.text.replaceAll(/^\[?\s*["']?|["']?,?\s*\]?$/g, ""),
  }));
  return list
    .slice(0, -1)
    .filter(({ text }) => holdsCredential(text))
    .map(({ text, start, end }) =>
      blame(
        [],
        { file: shownAddress(text), keyword },
        {
          messageKey: "file",
          part: shownAddress(text),
          within: [start, end],
          ...(isKept ? {} : { severity: "medium" as const }),
        },
      ),
    );
}

function holdsCredential(path: string): boolean {
  const name = path.slice(path.replace(/\/$/, "").lastIndexOf("/") + 1);
  return (
    credentialPaths.test(path) ||
    (!/pub(?:lic)?(?:[-_.]|key)/i.test(name) && credentialFiles.some((form) => form.test(name)))
  );
}
