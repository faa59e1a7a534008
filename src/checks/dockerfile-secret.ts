/** Secrets that an image build writes into the layers: literal values of ARG and ENV, and files that hold credentials. */
import { listOf, string } from "../core/decode.js";
import type { DockerInstruction } from "../core/dockerfile.js";
import { type Blame, blame } from "../core/rule.js";
import { shownAddress } from "../text/address.js";
import { isPlaceholder } from "../text/placeholder.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "text", reach: "repo", with: { names: listOf(string), harmless: listOf(string) } },
  (view, { names, harmless }) => {
    const instructions = view.instructions();
    const lastStage = instructions.findLastIndex(({ keyword }) => keyword === "FROM");
    return instructions.flatMap((instruction, index) => {
      const { keyword } = instruction;
      if (keyword === "ARG" || keyword === "ENV") return literals(instruction, names, harmless);
      return keyword === "COPY" || keyword === "ADD" ? copies(instruction, index > lastStage) : [];
    });
  },
);

function literals(
  { keyword, properties }: DockerInstruction,
  names: readonly string[],
  harmless: readonly string[],
): readonly Blame[] {
  return properties
    .filter(({ name, value }) => value !== null && speaksOfSecret(name, names, harmless) && isLiteral(value))
    .map(({ name, start, end }) =>
      blame([], { name, keyword }, { messageKey: "value", part: name, within: [start, end] }),
    );
}

/** The words of a name decide, from its end: `DB_PASSWORD`, `npmToken`, `API_KEY`, and not `PASSWORD_FILE` or `TOKEN_TTL`. */
function speaksOfSecret(name: string, names: readonly string[], harmless: readonly string[]): boolean {
  const parts = name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  if (harmless.includes(parts.at(-1) ?? "")) return false;
  const whole = `_${parts.join("_")}_`;
  return names.some((secret) => whole.includes(`_${secret}_`));
}

/** Expansions, paths, addresses without a password, switches and plain numbers are no secrets. */
function isLiteral(value: string): boolean {
  if (isPlaceholder(value) || value.length < 3 || value.includes("$") || value.includes("{{")) return false;
  return !/^(?:\/|\.{0,2}\/|true$|false$|yes$|no$|\d{1,5}$|https?:\/\/[^@]*$)/i.test(value);
}

const credentialFiles: readonly RegExp[] = [
  /^\.env(?:\.(?!example$|sample$|template$|dist$|defaults$)[\w.-]+)?$/,
  /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/,
  /^(?:.*[-_.])?(?:private|priv)?[-_]?key\.pem$|^privkey\d*\.pem$|\.p12$|\.pfx$/,
  /^\.(?:npmrc|pypirc|netrc|git-credentials|dockercfg|pgpass|vault-token)$/,
  /^(?:kubeconfig|.+\.kubeconfig|admin\.conf|super-admin\.conf)$/,
];
const credentialPaths =
  /(?:^|\/)(?:\.aws(?:\/credentials)?|\.kube(?:\/config)?|\.docker\/config\.json|\.ssh|\.gnupg)\/?$/;

function copies({ keyword, words }: DockerInstruction, isLastStage: boolean): readonly Blame[] {
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
          ...(isLastStage ? {} : { severity: "medium" as const }),
        },
      ),
    );
}

function holdsCredential(path: string): boolean {
  const name = path.slice(path.replace(/\/$/, "").lastIndexOf("/") + 1);
  return (
    credentialPaths.test(path) ||
    (!/pub(?:lic)?[-_.]/i.test(name) && credentialFiles.some((form) => form.test(name)))
  );
}
