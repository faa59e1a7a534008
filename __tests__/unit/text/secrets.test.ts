/** Names, values and words by which secrets are told from settings. */
import { describe, expect, test } from "@jest/globals";
import { isComment, isDocumentation } from "../../../src/text/comment.js";
import { loginsIn } from "../../../src/text/kubeconfig.js";
import { isClearLiteral, isInterpolated, looksRandom } from "../../../src/text/literal-value.js";
import { nameEvidence, partsOfName } from "../../../src/text/secret-name.js";
import { isSensitive } from "../../../src/text/sensitive.js";
import { argumentWords, shellWords } from "../../../src/text/shell-words.js";
import { templateLines } from "../../../src/text/template-lines.js";

const tables = {
  names: [
    { parts: "password", certain: "always" },
    { parts: "secret key", certain: "variable" },
    { parts: "token", certain: "never" },
    { parts: "connection string", certain: "always" },
  ],
  harmless: ["file", "ttl", "key"],
} as const;

describe("a name", () => {
  test.each([
    ["dbPassword", ["db", "password"]],
    ["DB_PASSWORD", ["db", "password"]],
    ["spring.datasource.password", ["spring", "datasource", "password"]],
    ["APIKey2", ["api", "key2"]],
    ["", []],
  ])("%s has parts", (name, parts) => {
    expect(partsOfName(name)).toEqual(parts);
  });

  test.each([
    ["DB_PASSWORD", "certain"],
    ["DB_PASSWORD_1", "certain"],
    ["password-prod", "certain"],
    ["PGPASSWORD", "certain"],
    ["SECRET_KEY", "certain"],
    ["secretKey", "likely"],
    ["API_TOKEN", "likely"],
    ["PASSWORD_ADMIN", "likely"],
    ["PASSWORD_FILE", undefined],
    ["TOKEN_TTL", undefined],
    ["compass", undefined],
    ["MAX_TOKENS", undefined],
    ["tokenizer", undefined],
  ])("%s is %s", (name, evidence) => {
    expect(nameEvidence(name, tables)).toBe(evidence);
  });
});

describe("a value", () => {
  test.each(["correct-horse-battery", "7kQ2v9fLwZ", "hunter2", "p@ss:word", "Ymx1ZS13aGFsZQ=="])(
    "%s may be a secret",
    (value) => {
      expect(isClearLiteral(value)).toBe(true);
    },
  );

  test.each([
    "",
    "''",
    "true",
    "8080",
    "15m",
    "1h30m",
    "512Mi",
    "/run/secrets/password",
    "https://id.example.com/token",
    "op://vault/item/password",
    "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db",
    "projects/shop/secrets/db",
    "DB_PASSWORD",
    "$(DB_PASSWORD)",
    "prefix-${DB_PASSWORD}",
    "{{ .Values.password }}",
    "<set-me>",
    "change-me",
    "Y2hhbmdlbWU=",
    '{"a": 1}',
    "two\nlines",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5",
    "sha256:0123456789abcdef",
    "The password of the first administrator",
  ])("%j is none", (value) => {
    expect(isClearLiteral(value)).toBe(false);
  });

  test.each([
    ["7kQ2v9fLwZ", true],
    ["8312341g-5678-abcd-4a2b2c", true],
    ["my-secret-v1", false],
    ["webTokenIssuer", false],
    ["token.example.com", false],
    ["aaaaaaaaaaaa1", false],
    ["short1", false],
    ["two words 7kQ2v9", false],
  ])("%s looks random: %s", (value, random) => {
    expect(looksRandom(value)).toBe(random);
  });

  test.each(["$VAR", "$dex.github.clientSecret", "a{{b}}", "$(A)", "${A}", "Bearer <token>"])(
    "%s is filled in",
    (value) => {
      expect(isInterpolated(value)).toBe(true);
    },
  );
});

describe("a name with its value", () => {
  test.each([
    ["DB_PASSWORD", "1234", true],
    ["DB_PASSWORD", "123", false],
    ["API_TOKEN", "4096", false],
    ["API_TOKEN", "web-token", false],
    ["API_TOKEN", "7kQ2v9fLwZ", true],
    ["admin-password", "admin-password", false],
    ["STORAGE", "Server=db;Password=blue-whale", true],
    ["STORAGE", "Server=db;Password=${PASSWORD}", false],
    ["CONNECTION_STRING", "Server=db;Trusted=yes", false],
  ])("%s with %s: %s", (name, value, sensitive) => {
    expect(isSensitive(name, value, tables)).toBe(sensitive);
  });
});

describe("words of a command", () => {
  test("lose their quotes and keep how they are written", () => {
    const words = shellWords(`a "b c"; PGPASSWORD='d e' f|g`);

    expect(words.map(({ word }) => word)).toEqual(["a", "b c", ";", "PGPASSWORD=d e", "f", "|", "g"]);
    expect(words[3]?.written).toBe("PGPASSWORD='d e'");
  });

  test("are one for a flag and for a header, and many for a script", () => {
    const list = ["--motd=a b", "Accept: b", "run this", 5].map((value, index) => ({
      value,
      route: [index],
    }));

    expect(argumentWords(list).map(({ word, route: [index] }) => [word, index])).toEqual([
      ["--motd=a b", 0],
      ["Accept: b", 1],
      ["run", 2],
      ["this", 2],
      ["", 3],
    ]);
  });

  test("survive a quote that is never closed", () => {
    expect(shellWords(`a "b\nc 'd`).map(({ word }) => word)).toEqual(["a", '"b', "\n", "c", "'d"]);
  });
});

describe("a kubeconfig", () => {
  const found = (text: string) =>
    loginsIn(text).map(({ key, within: [start, end] }) => [key, text.slice(start, end)]);

  test("has logins below its users and nowhere else", () => {
    const text = "kind: Config\nusers:\n- user:\n    token: 7kQ2v9fLwZ\ncontexts: []\npassword: blue-whale\n";

    expect(found(text)).toEqual([["token", "token: 7kQ2v9fLwZ"]]);
  });

  test("may be JSON, and may fold a key", () => {
    const key = Buffer.from("-----BEGIN PRIVATE KEY-----").toString("base64");

    expect(found('{"kind": "Config", "users": [{"user": {"password": "blue-whale"}}]}')).toEqual([
      ["password", 'password": "blue-whale"'],
    ]);
    expect(found(`kind: Config\nusers:\n- user:\n    client-key-data: >-\n      ${key}\n`)).toEqual([
      ["client-key-data", "client-key-data: >-"],
    ]);
  });

  test("is told by its kind", () => {
    expect(found("kind: ConfigMap\nusers:\n- token: 7kQ2v9fLwZ\n")).toEqual([]);
  });
});

describe("what is for people", () => {
  test.each([
    ["  # a: b", true],
    ["a: b # c", true],
    ["a: b#c", false],
    ["{{/* a", true],
  ])("%s is a comment: %s", (line, comment) => {
    expect(isComment(`x\n${line}`, line.length + 2)).toBe(comment);
  });

  test("has names of its own", () => {
    expect(["chart/README.md", "chart/templates/NOTES.txt"].every((path) => isDocumentation(path))).toBe(
      true,
    );
    expect(isDocumentation("values.yaml")).toBe(false);
  });
});

test("the lines of a template carry their kind, section and place", () => {
  const text =
    "kind: Pod\nspec:\n  - name: A\n    value: 'b' # c\n  - name: {{ .a }}\n    value: d\n---\nsops: {}\n  a: b\n";

  expect(
    templateLines(text).map(({ kind, section, key, value, named, within: [start, end] }) => [
      kind,
      section,
      key,
      value,
      named,
      text.slice(start, end),
    ]),
  ).toEqual([
    ["Pod", "spec", "name", "A", undefined, "name: A"],
    ["Pod", "spec", "value", "b", "A", "value: 'b' # c"],
    ["Pod", "spec", "value", "d", undefined, "value: d"],
  ]);
});
