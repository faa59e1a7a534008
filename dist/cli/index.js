#!/usr/bin/env node
import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 181:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("buffer");

/***/ }),

/***/ 1421:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");

/***/ }),

/***/ 7598:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");

/***/ }),

/***/ 3024:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 1455:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");

/***/ }),

/***/ 6760:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");

/***/ }),

/***/ 7975:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util");

/***/ }),

/***/ 8877:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:v8");

/***/ }),

/***/ 5919:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:worker_threads");

/***/ }),

/***/ 8522:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:zlib");

/***/ }),

/***/ 932:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("process");

/***/ }),

/***/ 9069:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _edge_dist_folder_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3133);
/* harmony import */ var _edge_command_line_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1999);
/* harmony import */ var _edge_terminal_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(2831);
/** Entry point of the CLI's bundle. */



process.exitCode = await (0,_edge_command_line_js__WEBPACK_IMPORTED_MODULE_1__/* .commandLine */ .a)(process.argv.slice(2), (0,_edge_dist_folder_js__WEBPACK_IMPORTED_MODULE_0__/* .distFolder */ .P)(import.meta.url), (0,_edge_terminal_js__WEBPACK_IMPORTED_MODULE_2__/* .processTerminal */ .q)());
//# sourceMappingURL=cli.js.map
__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 9733:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   A7: () => (/* binding */ mapOf),
/* harmony export */   D4: () => (/* binding */ decode),
/* harmony export */   D8: () => (/* binding */ anything),
/* harmony export */   Ik: () => (/* binding */ object),
/* harmony export */   Xc: () => (/* binding */ DecodeError),
/* harmony export */   YC: () => (/* binding */ editDistance),
/* harmony export */   Yj: () => (/* binding */ string),
/* harmony export */   c3: () => (/* binding */ listOf),
/* harmony export */   lq: () => (/* binding */ optional),
/* harmony export */   me: () => (/* binding */ nullable),
/* harmony export */   nd: () => (/* binding */ integer),
/* harmony export */   pA: () => (/* binding */ nearest),
/* harmony export */   yL: () => (/* binding */ oneOf),
/* harmony export */   zM: () => (/* binding */ boolean)
/* harmony export */ });
/** Unknown data → typed value, or the path of the first mismatch. Used once, where data enters. */
/** Carries the first mismatch out of a decoder. */
class DecodeError extends Error {
    name = "DecodeError";
    mismatch;
    constructor(mismatch) {
        const where = mismatch.path.length === 0 ? "The value" : `"${mismatch.path.join(".")}"`;
        super(`${where} must be ${mismatch.expected}, found ${mismatch.found}.`);
        this.mismatch = mismatch;
    }
}
/** Runs a decoder over a whole value. @throws DecodeError with the first mismatch. */
function decode(decoder, value) {
    return decoder(value, []);
}
/** A text. */
function string(value, path) {
    if (typeof value === "string")
        return value;
    throw mismatch(path, "a text", value);
}
/** True or false. */
function boolean(value, path) {
    if (typeof value === "boolean")
        return value;
    throw mismatch(path, "true or false", value);
}
/** A whole number. */
function integer(value, path) {
    if (typeof value === "number" && Number.isSafeInteger(value))
        return value;
    throw mismatch(path, "a whole number", value);
}
/** Any value, left as it is. */
function anything(value) {
    return value;
}
/** One of the given texts. */
function oneOf(...choices) {
    return (value, path) => {
        const choice = choices.find((candidate) => candidate === value);
        if (choice !== undefined)
            return choice;
        throw mismatch(path, `one of ${choices.join(", ")}`, value);
    };
}
/** A list whose elements all fit. */
function listOf(element) {
    return (value, path) => {
        if (!Array.isArray(value))
            throw mismatch(path, "a list", value);
        return value.map((item, index) => element(item, [...path, index]));
    };
}
/** An object with any keys, whose values all fit. */
function mapOf(element) {
    return (value, path) => {
        if (!isPlainObject(value))
            throw mismatch(path, "a mapping", value);
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, element(item, [...path, key])]));
    };
}
/** A field that may be absent, and what it then counts as. */
function optional(decoder, absent) {
    return (value, path) => (value === undefined ? absent : decoder(value, path));
}
/** A value that may be null. */
function nullable(decoder) {
    return (value, path) => (value === null ? null : decoder(value, path));
}
/** An object with exactly these fields. An unknown key is a mismatch that names the nearest known one. */
function object(fields) {
    const known = Object.keys(fields);
    return (value, path) => {
        if (!isPlainObject(value))
            throw mismatch(path, "a mapping", value);
        for (const key of Object.keys(value)) {
            if (!known.includes(key))
                throw unknownKey([...path, key], key, known);
        }
        const result = {};
        for (const key of known) {
            const decoder = fields[key];
            if (decoder !== undefined)
                result[key] = decoder(value[key], [...path, key]);
        }
        return result; // every field of T has passed its own decoder
    };
}
/** The known name that differs least from a mistyped one; undefined where none is close. */
function nearest(name, known) {
    const limit = Math.max(2, Math.floor(name.length / 3));
    const ranked = known
        .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
        .filter(({ distance }) => distance <= limit)
        .sort((left, right) => left.distance - right.distance);
    return ranked[0]?.candidate;
}
function unknownKey(path, key, known) {
    const guess = nearest(key, known);
    const expected = guess === undefined ? `one of the keys ${known.join(", ")}` : `a known key, perhaps "${guess}"`;
    return new DecodeError({ path, expected, found: `the unknown key "${key}"` });
}
function mismatch(path, expected, value) {
    return new DecodeError({ path, expected, found: describe(value) });
}
/** Names the type and never the value: a value may be a secret. */
function describe(value) {
    if (value === undefined)
        return "nothing";
    if (value === null)
        return "null";
    if (Array.isArray(value))
        return "a list";
    if (typeof value === "object")
        return "a mapping";
    return typeof value === "string" ? "a text" : `a ${typeof value}`;
}
function isPlainObject(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
/** Optimal string alignment: swapping neighbours counts as one edit, because that is how people mistype. */
function editDistance(left, right) {
    const rows = [Array.from({ length: right.length + 1 }, (_, column) => column)];
    for (let i = 1; i <= left.length; i++) {
        const row = [i];
        for (let j = 1; j <= right.length; j++) {
            const cost = left[i - 1] === right[j - 1] ? 0 : 1;
            let best = Math.min((rows[i - 1]?.[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (rows[i - 1]?.[j - 1] ?? 0) + cost);
            const isSwap = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
            if (isSwap)
                best = Math.min(best, (rows[i - 2]?.[j - 2] ?? 0) + 1);
            row.push(best);
        }
        rows.push(row);
    }
    return rows[left.length]?.[right.length] ?? 0;
}
//# sourceMappingURL=decode.js.map

/***/ }),

/***/ 3828:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   j: () => (/* binding */ ConfigurationError),
/* harmony export */   x: () => (/* binding */ assertNever)
/* harmony export */ });
/** The errors that end a run. What a run survives is a Problem instead. */
/** The user can fix it: a wrong option, configuration file, rule file or PATH. Exit code 2. */
class ConfigurationError extends Error {
    name = "ConfigurationError";
    /** What to do about it, as one sentence. */
    hint;
    place;
    constructor(message, hint, place = {}, options) {
        super(message, options);
        this.hint = hint;
        this.place = { file: place.file ?? null, line: place.line ?? null };
    }
}
/** Closes a `switch` over a union: the compiler refuses the call while a member is not handled. Throws where data broke the type. */
function assertNever(value) {
    throw new Error(`Unexpected value: ${String(value)}.`);
}
//# sourceMappingURL=errors.js.map

/***/ }),

/***/ 6134:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ statuses)
/* harmony export */ });
/** `new`: the change brings it; `existing`: the base has it; `fixed`: the change removes it; `waived`: accepted. */
const statuses = ["new", "existing", "fixed", "waived"];
//# sourceMappingURL=finding.js.map

/***/ }),

/***/ 1565:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ thresholds)
/* harmony export */ });
/** The severities that block: these and all above. `never` blocks on none. */
const thresholds = ["critical", "high", "medium", "low", "never"];
//# sourceMappingURL=report.js.map

/***/ }),

/***/ 7648:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  Sy: () => (/* binding */ blame),
  dK: () => (/* binding */ components),
  Ky: () => (/* binding */ everyElement),
  TJ: () => (/* binding */ families),
  IX: () => (/* binding */ pass),
  Wu: () => (/* binding */ scopes),
  gO: () => (/* reexport */ severities),
  oo: () => (/* binding */ undecided)
});

// UNUSED EXPORTS: reaches

;// CONCATENATED MODULE: ./lib/core/severity.js
/** How bad a finding is. */
/** From the worst to the least. Only what `fail-on` names blocks. */
const severities = ["critical", "high", "medium", "low"];
//# sourceMappingURL=severity.js.map
;// CONCATENATED MODULE: ./lib/core/rule.js

/** How much a rule must see: one resource, several of a revision, the whole repository, both revisions, other tools' reports. */
const reaches = (/* unused pure expression or super */ null && (["local", "cross", "repo", "diff", "evidence"]));
/** The families, which are the folders of `rules/`. */
const families = [
    "pod",
    "resources",
    "policy",
    "network",
    "rbac",
    "identity",
    "secrets",
    "control-plane",
    "audit",
    "supply-chain",
    "versions",
    "cloud",
];
/** The components whose settings flag tables judge. */
const components = [
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "etcd",
    "kubelet",
    "kube-proxy",
];
/** The parts of a resource that a rule may ask for, one at a time. */
const scopes = [
    "object",
    "pod",
    "containers",
    "allContainers",
    "volumes",
    "env",
    "ports",
    "rules",
    "subjects",
];
const everyElement = Symbol("every element");
/** An outcome that says the rule holds. */
function pass() {
    return { outcome: "pass" };
}
/** An outcome that says files cannot tell; the data fills the rule's `undecided` sentence. */
function undecided(data = {}) {
    return { outcome: "undecided", data };
}
/** An outcome that blames the field at `route`. */
function blame(route, data = {}, more = {}) {
    return { outcome: "blame", route, data, ...more };
}
//# sourceMappingURL=rule.js.map

/***/ }),

/***/ 8067:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ version)
/* harmony export */ });
/** The version of this package, as reports print it. A test keeps it equal to package.json. */
const version = "0.1.0";
//# sourceMappingURL=version.js.map

/***/ }),

/***/ 1999:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  a: () => (/* binding */ commandLine)
});

// EXTERNAL MODULE: ./lib/core/errors.js
var errors = __nccwpck_require__(3828);
// EXTERNAL MODULE: ./lib/core/version.js
var version = __nccwpck_require__(8067);
// EXTERNAL MODULE: ./lib/text/escape.js
var text_escape = __nccwpck_require__(8944);
// EXTERNAL MODULE: ./lib/triage/verdict.js
var verdict = __nccwpck_require__(1785);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __nccwpck_require__(7975);
// EXTERNAL MODULE: ./lib/core/decode.js
var decode = __nccwpck_require__(9733);
// EXTERNAL MODULE: ./lib/core/report.js
var report = __nccwpck_require__(1565);
;// CONCATENATED MODULE: ./lib/config/options.js
/**
 * Every option, once. The inputs of action.yml, the flags of the CLI, the keys of the configuration file, the help text and the reference
 * page are printed from this list, and every one of them is read by it.
 */

/** In the order in which help and pages show them. */
const options = [
    {
        name: "profile",
        value: { type: "text" },
        description: "The set of rules that judges: default, strict, pod-security-baseline, pod-security-restricted, nsa-cisa, owasp or cis.",
        default: "default",
        on: ["file", "cli", "action"],
        since: "0.1.0",
    },
    {
        name: "fail-on",
        value: { type: "choice", choices: report/* thresholds */.p },
        description: "The least severity that blocks. New findings of this severity or above make the verdict blocked.",
        default: "critical",
        on: ["file", "cli", "action"],
        since: "0.1.0",
    },
    {
        name: "include",
        value: { type: "list" },
        description: "Globs of paths to look at, relative to the repository root. Everything else is left out.",
        default: "everything",
        on: ["file", "cli", "action"],
        since: "0.1.0",
    },
    {
        name: "exclude",
        value: { type: "list" },
        description: "Globs of paths to leave out, relative to the repository root. It wins over include.",
        default: "nothing",
        on: ["file", "cli", "action"],
        since: "0.1.0",
    },
    {
        name: "kubernetes-version",
        value: { type: "text" },
        description: "The minor version of the cluster, as 1.34. Rules and charts are read for it.",
        default: "the newest that the gate knows",
        on: ["file", "cli", "action"],
        since: "0.1.0",
    },
    {
        name: "evidence",
        value: { type: "list" },
        description: "Files that other tools wrote about the images: Trivy, Grype, SARIF, OpenVEX, cosign verify, verification summaries of SLSA. In the configuration file they lie inside the repository.",
        default: "none",
        on: ["file", "cli", "action"],
        since: "0.1.0",
    },
    {
        name: "config",
        value: { type: "text" },
        description: "The configuration file.",
        default: ".hardening-gate.yaml at the repository root, where it exists",
        on: ["cli"],
        since: "0.1.0",
    },
    {
        name: "format",
        value: { type: "choice", choices: ["text", "json", "sarif", "markdown", "github"] },
        description: "How the result is written. The command coverage knows text, markdown and json.",
        default: "text",
        on: ["cli"],
        since: "0.1.0",
    },
    {
        name: "base",
        value: { type: "text" },
        description: "The branch, tag or commit to compare with: only what came after the point where HEAD left it is new. Without it everything is.",
        default: "nothing is compared",
        on: ["cli"],
        since: "0.1.0",
    },
    {
        name: "framework",
        value: { type: "list" },
        description: "The framework that coverage shows, by the name of its file in rules/frameworks/.",
        default: "all of them",
        on: ["cli"],
        since: "0.1.0",
    },
    {
        name: "output",
        value: { type: "text" },
        description: "The file that the result is written to.",
        default: "standard output",
        on: ["cli"],
        since: "0.1.0",
    },
    {
        name: "dry-run",
        value: { type: "switch" },
        description: "Whether `fix` shows the changes and writes nothing.",
        default: "false",
        on: ["cli"],
        since: "0.1.0",
    },
    {
        name: "include-review",
        value: { type: "switch" },
        description: "Whether `fix` also makes changes that a program may notice. Read them before you commit.",
        default: "false",
        on: ["cli"],
        since: "0.1.0",
    },
    {
        name: "mode",
        value: { type: "choice", choices: ["scan"] },
        description: "What the Action does.",
        default: "scan",
        on: ["action"],
        since: "0.1.0",
    },
    {
        name: "path",
        value: { type: "list" },
        description: "The directories or files to look at, relative to the workspace.",
        default: "the whole repository",
        on: ["action"],
        since: "0.1.0",
    },
    {
        name: "report",
        value: { type: "text" },
        description: "The file that the JSON report is written to.",
        default: "hardening-gate-report.json in the runner's temporary folder",
        on: ["action"],
        since: "0.1.0",
    },
    {
        name: "sarif",
        value: { type: "text" },
        description: "The file that a SARIF log is written to, for code scanning. Nothing is uploaded by itself.",
        default: null,
        on: ["action"],
        since: "0.1.0",
    },
    {
        name: "annotations",
        value: { type: "switch" },
        description: "Whether findings are shown as annotations on the changed files.",
        default: "true",
        on: ["action"],
        since: "0.1.0",
    },
    {
        name: "comment",
        value: { type: "switch" },
        description: "Whether one comment on the pull request is kept up to date. Needs pull-requests: write.",
        default: "true",
        on: ["action"],
        since: "0.1.0",
    },
    {
        name: "summary",
        value: { type: "switch" },
        description: "Whether the job summary is written.",
        default: "true",
        on: ["action"],
        since: "0.1.0",
    },
    {
        name: "github-token",
        value: { type: "text" },
        description: "The token that the comment is written with.",
        default: "the workflow's own token",
        on: ["action"],
        since: "0.1.0",
    },
];
/** The options that may be given in one place, in their order. */
function optionsOn(surface) {
    return options.filter((option) => option.on.includes(surface));
}
//# sourceMappingURL=options.js.map
;// CONCATENATED MODULE: ./lib/edge/arguments.js
/** The words behind `hardening-gate` → a command with its options, or what is wrong with them. */




/** The commands that exist. */
const commands = {
    scan: "Check manifests, charts and overlays. PATH is a directory or file; default: the current directory.",
    fix: "Repair findings in plain manifests, one by one, where judging again shows that a finding is gone.",
    rules: "List all rules, or those of one profile.",
    explain: "Explain one rule.",
    coverage: "Show what is judged of each published framework, and what is not and why.",
};
/** Reads a command line. @throws ConfigurationError for an unknown command or option, or one without its value. */
function readArguments(words) {
    const known = optionsOn("cli");
    const { tokens } = (0,external_node_util_.parseArgs)({
        args: [...words],
        strict: false,
        allowPositionals: true,
        tokens: true,
        options: Object.fromEntries([
            ...known.map(({ name, value }) => [name, { type: value.type === "switch" ? "boolean" : "string" }]),
            ["help", { type: "boolean", short: "h" }],
            ["version", { type: "boolean", short: "v" }],
        ]),
    });
    const values = {};
    const positionals = [];
    let asked;
    for (const token of tokens) {
        if (token.kind === "positional")
            positionals.push(token.value);
        if (token.kind !== "option")
            continue;
        if (token.name === "help" || token.name === "version") {
            asked ??= token.name;
            continue;
        }
        const option = known.find(({ name }) => name === token.name);
        if (option === undefined)
            throw unknownOption(token.rawName, known);
        if (option.value.type === "switch") {
            values[option.name] = [switchOf(option, token.value)];
            continue;
        }
        values[option.name] = [...(values[option.name] ?? []), arguments_valueOf(option, valueIn(token))];
    }
    if (asked !== undefined)
        return { command: asked, positionals, values };
    const [command, ...rest] = positionals;
    if (command === undefined)
        return { command: "help", positionals: rest, values };
    if (!Object.hasOwn(commands, command))
        throw unknownCommand(command);
    return { command: command, positionals: rest, values }; // an own key of `commands`
}
/** A word that starts with a dash is another option, unless it stands behind an equals sign. */
function valueIn({ value, inlineValue }) {
    return inlineValue !== true && value?.startsWith("-") === true ? undefined : value;
}
/** A switch stands alone, or behind an equals sign what it is set to. */
function switchOf({ name }, value) {
    if (value === undefined || value === "true" || value === "false")
        return value ?? "true";
    throw new errors/* ConfigurationError */.j(`--${name} cannot be "${value}".`, `Write --${name} alone.`);
}
function arguments_valueOf(option, value) {
    if (value === undefined || value === "") {
        throw new errors/* ConfigurationError */.j(`--${option.name} needs a value.`, `Write --${option.name} ${hintFor(option)}.`);
    }
    if (option.value.type !== "choice" || option.value.choices.includes(value))
        return value;
    const guess = (0,decode/* nearest */.pA)(value, option.value.choices);
    const hint = guess === undefined ? `Use one of ${option.value.choices.join(", ")}.` : `Use "${guess}".`;
    throw new errors/* ConfigurationError */.j(`--${option.name} cannot be "${value}".`, hint);
}
/** How a value is written in help: its choices, or a word in capitals. */
function hintFor(option) {
    if (option.value.type === "switch")
        return "";
    return option.value.type === "choice"
        ? option.value.choices.join("|")
        : (placeholders[option.name] ?? "VALUE");
}
const placeholders = {
    profile: "NAME",
    framework: "NAME",
    base: "REF",
    include: "GLOB",
    exclude: "GLOB",
    "kubernetes-version": "1.N",
    evidence: "FILE",
    config: "FILE",
    output: "FILE",
};
function unknownOption(written, known) {
    const guess = (0,decode/* nearest */.pA)(written.replace(/^-+/, ""), known.map(({ name }) => name));
    const hint = guess === undefined ? "See hardening-gate --help." : `Use --${guess}, or see hardening-gate --help.`;
    return new errors/* ConfigurationError */.j(`There is no option ${written}.`, hint);
}
function unknownCommand(written) {
    const guess = (0,decode/* nearest */.pA)(written, Object.keys(commands));
    const hint = guess === undefined ? "See hardening-gate --help." : `Use ${guess}, or see hardening-gate --help.`;
    return new errors/* ConfigurationError */.j(`There is no command "${written}".`, hint);
}
//# sourceMappingURL=arguments.js.map
;// CONCATENATED MODULE: ./lib/edge/help.js
/** The help text, printed from the commands and options themselves. */


/** All of it, at most 100 columns wide. */
function helpText() {
    return `hardening-gate: blocks the merge on Kubernetes configuration that opens the cluster.

Usage:
  hardening-gate scan [PATH...] [options]
  hardening-gate fix [--dry-run] [--include-review] [PATH...] [options]
  hardening-gate rules [options]
  hardening-gate explain RULE
  hardening-gate coverage [--framework NAME] [--format text|markdown|json]

Commands:
${Object.entries(commands)
        .map(([name, description]) => `  ${name.padEnd(10)}${description}`)
        .join("\n")}

Options:
${optionsOn("cli")
        .map((option) => optionText(option))
        .join("\n")}
  -h, --help
  -v, --version

Exit codes:
  0  passed      nothing new of the severity that fail-on names
  1  blocked     at least one such finding
  2  error       a wrong option or configuration, or a fault of the gate itself
  3  incomplete  something could not be read, rendered or judged
`;
}
function optionText(option) {
    const fallback = option.default === null ? "" : ` Default: ${option.default}.`;
    const repeat = option.value.type === "list" ? " May be repeated." : "";
    return [
        `  --${option.name} ${hintFor(option)}`.trimEnd(),
        ...wrap(`${option.description}${fallback}${repeat}`),
    ].join("\n");
}
function wrap(text) {
    const lines = [];
    let line = "";
    for (const word of text.split(" ")) {
        if (line.length + word.length > 88) {
            lines.push(line);
            line = "";
        }
        line = line === "" ? word : `${line} ${word}`;
    }
    return [...lines, line].map((one) => `        ${one}`);
}
//# sourceMappingURL=help.js.map
;// CONCATENATED MODULE: ./lib/edge/command-line.js
/** The CLI: reads the command line, hands it to its command, and answers with the exit code. Holds no judgement of its own. */






/** Runs one command. Never throws: what goes wrong is said on `err`, and the answer is the exit code. */
async function commandLine(words, dist, terminal) {
    try {
        return await obey(readArguments(words), dist, terminal);
    }
    catch (error) {
        terminal.err(error instanceof errors/* ConfigurationError */.j ? mistakeText(error) : faultText(error));
        return verdict/* exitCodes */.h.error;
    }
}
async function obey(given, dist, terminal) {
    if (given.command === "help") {
        terminal.out(helpText());
        return 0;
    }
    if (given.command === "version") {
        terminal.out(`${version/* version */.r}\n`);
        return 0;
    }
    const commands = await Promise.all(/* import() */[__nccwpck_require__.e(524), __nccwpck_require__.e(119)]).then(__nccwpck_require__.bind(__nccwpck_require__, 4119));
    return await commands[given.command](given, dist, terminal);
}
function mistakeText({ message, hint, place }) {
    const line = place.line === null ? "" : `:${place.line}`;
    const where = place.file === null ? "" : `${place.file}${line}: `;
    return `hardening-gate: ${(0,text_escape/* forTerminal */.Qf)(`${where}${message}`)}\n  ${(0,text_escape/* forTerminal */.Qf)(hint)}\n`;
}
function faultText(error) {
    const message = error instanceof Error ? error.message : String(error);
    return `hardening-gate: ${(0,text_escape/* forTerminal */.Qf)(message)}\n  This is a fault of the gate. Report it with the command that you ran.\n`;
}
//# sourceMappingURL=command-line.js.map

/***/ }),

/***/ 3133:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  P: () => (/* binding */ distFolder)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(3024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(6760);
;// CONCATENATED MODULE: external "node:url"
const external_node_url_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:url");
;// CONCATENATED MODULE: ./lib/edge/dist-folder.js
/** Where the bundles lie, with the files that they need. */



/** The folder `dist/`, found from a module that lies in it or one level below. */
function distFolder(moduleUrl) {
    const here = (0,external_node_path_.dirname)((0,external_node_url_namespaceObject.fileURLToPath)(moduleUrl));
    const candidates = [here, (0,external_node_path_.join)(here, ".."), (0,external_node_path_.join)(here, "..", "dist")];
    const found = candidates.find((folder) => (0,external_node_fs_.existsSync)((0,external_node_path_.join)(folder, "catalog.json")));
    if (found === undefined)
        throw new Error("dist/catalog.json is missing, so there are no rules. Install the package anew.");
    return found;
}
//# sourceMappingURL=dist-folder.js.map

/***/ }),

/***/ 2831:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  q: () => (/* binding */ processTerminal)
});

;// CONCATENATED MODULE: external "node:process"
const external_node_process_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:process");
;// CONCATENATED MODULE: ./lib/edge/terminal.js
/** What a command may say and where; and the process's own streams as such a terminal. */

/** Colours only where a person looks and has not switched them off (https://no-color.org). */
function processTerminal() {
    const { stdout, stderr, env } = external_node_process_namespaceObject;
    const wantsColor = env["NO_COLOR"] === undefined || env["NO_COLOR"] === "";
    return {
        out: (text) => void stdout.write(text),
        err: (text) => void stderr.write(text),
        color: stdout.isTTY && wantsColor && env["TERM"] !== "dumb",
        interactive: stderr.isTTY && env["TERM"] !== "dumb" && env["CI"] === undefined,
    };
}
//# sourceMappingURL=terminal.js.map

/***/ }),

/***/ 8944:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $2: () => (/* binding */ forPlainText),
/* harmony export */   Bm: () => (/* binding */ forMarkdown),
/* harmony export */   Cx: () => (/* binding */ forJson),
/* harmony export */   EU: () => (/* binding */ fence),
/* harmony export */   Ig: () => (/* binding */ forLog),
/* harmony export */   Jj: () => (/* binding */ cut),
/* harmony export */   Qf: () => (/* binding */ forTerminal),
/* harmony export */   _5: () => (/* binding */ proseForMarkdown),
/* harmony export */   aF: () => (/* binding */ proseForHtml),
/* harmony export */   dG: () => (/* binding */ forUrl),
/* harmony export */   ix: () => (/* binding */ breakCommands),
/* harmony export */   ml: () => (/* binding */ cutLeft),
/* harmony export */   ps: () => (/* binding */ forCommandData),
/* harmony export */   uK: () => (/* binding */ forCommandProperty),
/* harmony export */   zR: () => (/* binding */ forSarif)
/* harmony export */ });
/* unused harmony export forHtml */
/**
 * The one place that quotes hostile text, per channel. Every name and every sentence of a report passes
 * through here last.
 */
/** What one log line may hold, in code points; GitHub's runner slows down on longer ones. */
const lineLimit = 2_000;
/** What a name may take in Markdown, in code points: Kubernetes allows 253, a person reads fewer. */
const nameLimit = 120;
/** What a sentence may take in Markdown, in code points. */
const sentenceLimit = 1_000;
/** What cannot be shown: U+FFFD, the replacement character. */
const unshowable = "\u{FFFD}";
/** Ends a token without being seen. */
const zeroWidthSpace = "\u{200B}";
/**
 * ECMA-48 control sequences, device and operating system commands (OSC 8 makes links), and two-character
 * escapes.
 */
const escapeSequences = new RegExp([
    "(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]",
    "(?:\\u001b[\\]PX^_]|[\\u009d\\u0090\\u0098\\u009e\\u009f])[^\\u0007\\u001b\\u009c]*(?:\\u0007|\\u001b\\\\|\\u009c)?",
    "\\u001b[ -/]+[0-~]",
    "\\u001b[0-Z\\\\^-~]",
].join("|"), "g");
/**
 * Control characters, lone surrogates, line and paragraph separators, and whatever has no glyph of its own or
 * turns the reading
 * direction (Unicode's Default_Ignorable_Code_Point and Cf).
 */
const invisible = /[\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
/** The names that a backtick span holds safely, in a table too. */
const plainName = /^[A-Za-z0-9._/:@+=,…-]+$/;
/** Words that no Markdown dialect and no filter of GitHub reads as anything but text. */
const plainWord = /^[\p{L}\p{N}\p{M}…–—’“”×]+(?:['’-][\p{L}\p{N}\p{M}]+)*$/u;
const plainNumber = /^\d+(?:\.\d+)*$/;
/**
 * What GitHub turns into a link without any sign: commit ids, references such as GH-12, and `www` before a
 * dot.
 */
const reference = /\b[0-9a-f]{7,40}\b|-\d|^www$/iu;
/**
 * One piece of text for a terminal: one line, without escape sequences, with line breaks and tabs written as
 * `\n`, `\r`, `\t`, and
 * with other invisible characters as U+FFFD. What a runner would read as a command is broken by U+200B.
 *
 * @param limit in code points; a longer text ends with "…".
 */
function forTerminal(text, limit = lineLimit) {
    return breakCommands(cut(visible(withoutSequences(text, limit)), limit));
}
/**
 * One whole line for a log, where runners look for commands; like `forTerminal`, capped at 2,000 characters.
 */
function forLog(line) {
    return forTerminal(line, lineLimit);
}
/**
 * Breaks what a runner would take for a command, in a line that was put together from quoted pieces. The
 * runner tries `::` at the
 * start after spaces and `##[` anywhere (`##vso[` in Azure Pipelines).
 */
function breakCommands(line) {
    return line
        .replace(/^(\s*:)(?=:)/, `$1${zeroWidthSpace}`)
        .replace(/##(?=\[|vso\[)/gi, `#${zeroWidthSpace}#`);
}
/** A name in Markdown as inline code, safe in a sentence, a table cell and the text of a link. */
function forMarkdown(name) {
    const shown = flat(name, nameLimit);
    if (shown === "")
        return "(empty)";
    return plainName.test(shown) ? `\`${shown}\`` : codeElement(shown);
}
/** The same name between HTML tags, where Markdown is not read. */
function forHtml(name) {
    const shown = flat(name, nameLimit);
    return shown === "" ? "(empty)" : codeElement(shown);
}
/**
 * A sentence in Markdown. Ordinary words stay as they are; whatever could mean something to Markdown or to
 * GitHub (field paths,
 * `@name`, `#12`, addresses, markup) becomes inline code, and so does a single word in double quotes.
 */
function proseForMarkdown(sentence) {
    return prose(sentence, forMarkdown);
}
/** The same sentence between HTML tags, where Markdown is not read. */
function proseForHtml(sentence) {
    return prose(sentence, forHtml);
}
/** A fenced block. The fence is longer than every run of backticks in the text; the language is ours. */
function fence(text, language) {
    const lines = text
        .replace(/\r\n?/g, "\n")
        .replace(/\n+$/, "")
        .split("\n")
        .map((line) => line.replace(escapeSequences, "").replaceAll("\t", "    ").replace(invisible, unshowable));
    const longest = lines
        .join("\n")
        .match(/`+/g)
        ?.reduce((most, run) => Math.max(most, run.length), 0) ?? 0;
    const ticks = "`".repeat(Math.max(3, longest + 1));
    return [`${ticks}${language}`, ...lines, ticks].join("\n");
}
/** A path as part of an address: every segment percent-encoded, parentheses and quotes too. */
function forUrl(path) {
    return path
        .replace(/\p{Cs}/gu, unshowable)
        .split("/")
        .map((segment) => encodeURIComponent(segment).replace(/[!'()*]/g, percentEncoded))
        .join("/");
}
/** Plain text for an annotation or a mail: one line, no invisible characters, at most `limit` code points. */
function forPlainText(text, limit) {
    return flat(text, limit);
}
/**
 * JSON text that says the same and is safe on a terminal and in a log: invisible characters and the start of a runner's command are
 * written as escapes, which every reader of JSON undoes.
 */
function forJson(json) {
    return json
        .replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, jsonEscape)
        .replace(/##(?=\[|vso\[)/gi, `#${jsonEscape("#")}`);
}
/** The plain text of a SARIF message, in which `[text](target)` would be a link (SARIF 2.1.0, 3.11.6). */
function forSarif(text, limit) {
    return flat(text, limit).replaceAll("](", `]${zeroWidthSpace}(`);
}
/** The data of a workflow command (after the second `::`). */
function forCommandData(text) {
    return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}
/** The value of a workflow command's property, where colon and comma separate. */
function forCommandProperty(text) {
    return forCommandData(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}
/** The first `limit` code points of a text, the last of them "…" where something was cut. */
function cut(text, limit) {
    if (text.length <= limit)
        return text;
    const points = Array.from(text.slice(0, 2 * limit + 2));
    return points.length <= limit ? text : `${points.slice(0, limit - 1).join("")}…`;
}
/** The last `limit` code points of a path, where it is longer: its end is what tells it from others. */
function cutLeft(path, limit) {
    const points = Array.from(path);
    if (points.length <= limit)
        return path;
    const kept = points.slice(points.length - limit + 1).join("");
    const slash = kept.indexOf("/");
    return `…${slash === -1 || slash > limit / 2 ? kept : kept.slice(slash)}`;
}
/**
 * Sequences are taken out before the text is cut, or a cut could leave half a sequence. Far more than the
 * limit is never looked at.
 */
function withoutSequences(text, limit) {
    return text.slice(0, 50 * limit).replace(escapeSequences, "");
}
function visible(text) {
    return text
        .replaceAll("\n", "\\n")
        .replaceAll("\r", "\\r")
        .replaceAll("\t", "\\t")
        .replace(invisible, unshowable);
}
function flat(text, limit) {
    const collapsed = withoutSequences(text, limit)
        .replace(/[\s\u0085]+/g, " ")
        .replace(/^ | $/g, "");
    return cut(collapsed.replace(invisible, unshowable), limit);
}
function codeElement(shown) {
    return `<code>${shown.replace(/[!-/:-@[-`{-~ ]/g, (character) => `&#${character.charCodeAt(0)};`)}</code>`;
}
function prose(sentence, code) {
    return wordsOf(flat(sentence, sentenceLimit))
        .map((word, index) => proseWord(word, index === 0, code))
        .join(" ");
}
/** The words of a text. What stands between two backticks is one word. */
function wordsOf(text) {
    const words = [];
    let open;
    for (const word of text.split(" ")) {
        const joined = open === undefined ? word : `${open} ${word}`;
        const isOpen = (joined.split("`").length - 1) % 2 === 1;
        if (isOpen)
            open = joined;
        else
            words.push(joined);
        if (!isOpen)
            open = undefined;
    }
    if (open !== undefined)
        words.push(...open.split(" "));
    return words;
}
function proseWord(word, isFirst, code) {
    let start = 0;
    while (start < word.length && `("'`.includes(word.charAt(start)))
        start += 1;
    let end = word.length;
    while (end > start && `.,;:!?)"'%`.includes(word.charAt(end - 1)))
        end -= 1;
    const [before, core, after] = [word.slice(0, start), word.slice(start, end), word.slice(end)];
    if (core === "")
        return word === "" ? "" : code(word);
    if (before.endsWith('"') && after.startsWith('"'))
        return before.slice(0, -1) + code(core) + after.slice(1);
    if (/^`[^`]+`$/.test(core))
        return before + code(core.slice(1, -1)) + after;
    const isListMarker = isFirst && /^\d+$/.test(core) && /^[.)]/.test(after);
    const isPlain = (plainWord.test(core) || plainNumber.test(core)) && !reference.test(core);
    return isPlain && !isListMarker ? word : before + code(core) + after;
}
/** One `\\uXXXX` for each UTF-16 code unit. */
function jsonEscape(character) {
    return Array.from({ length: character.length }, (_, index) => {
        return `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
    }).join("");
}
function percentEncoded(character) {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
//# sourceMappingURL=escape.js.map

/***/ }),

/***/ 6117:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ blocks),
/* harmony export */   G: () => (/* binding */ countFindings)
/* harmony export */ });
/* harmony import */ var _core_finding_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6134);
/* harmony import */ var _core_rule_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7648);
/** Which severities block, and how many findings of each there are. */


/** Whether a severity reaches the threshold. */
function blocks(severity, threshold) {
    return threshold !== "never" && _core_rule_js__WEBPACK_IMPORTED_MODULE_0__/* .severities */ .gO.indexOf(severity) <= _core_rule_js__WEBPACK_IMPORTED_MODULE_0__/* .severities */ .gO.indexOf(threshold);
}
/** Findings by severity and status; every combination is there, zero included. */
function countFindings(findings) {
    const count = (severity, status) => findings.filter((finding) => finding.severity === severity && finding.status === status).length;
    const row = (severity) => Object.fromEntries(_core_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .statuses */ .b.map((status) => [status, count(severity, status)]));
    return Object.fromEntries(_core_rule_js__WEBPACK_IMPORTED_MODULE_0__/* .severities */ .gO.map((severity) => [severity, row(severity)]));
}
//# sourceMappingURL=severity.js.map

/***/ }),

/***/ 1785:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ verdictOf),
/* harmony export */   h: () => (/* binding */ exitCodes)
/* harmony export */ });
/* harmony import */ var _severity_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6117);

/**
 * `blocked` where a new finding reaches the threshold; else `incomplete` where something the change touches could not be looked at;
 * else `passed`. A run that ends in an error has no verdict of this kind: it says so and exits with 2.
 */
function verdictOf(findings, problems, failOn) {
    const isBlocked = findings.some(({ status, severity }) => status === "new" && (0,_severity_js__WEBPACK_IMPORTED_MODULE_0__/* .blocks */ .B)(severity, failOn));
    if (isBlocked)
        return "blocked";
    return problems.some(({ touched }) => touched) ? "incomplete" : "passed";
}
/** What the process says to the system that started it. */
const exitCodes = {
    passed: 0,
    blocked: 1,
    error: 2,
    incomplete: 3,
};
//# sourceMappingURL=verdict.js.map

/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId].call(module.exports, module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/******/ // expose the modules object (__webpack_modules__)
/******/ __nccwpck_require__.m = __webpack_modules__;
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/ensure chunk */
/******/ (() => {
/******/ 	__nccwpck_require__.f = {};
/******/ 	// This file contains only the entry chunk.
/******/ 	// The chunk loading function for additional chunks
/******/ 	__nccwpck_require__.e = (chunkId) => {
/******/ 		return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 			__nccwpck_require__.f[key](chunkId, promises);
/******/ 			return promises;
/******/ 		}, []));
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/get javascript chunk filename */
/******/ (() => {
/******/ 	// This function allow to reference async chunks
/******/ 	__nccwpck_require__.u = (chunkId) => {
/******/ 		// return url for filenames based on template
/******/ 		return "" + chunkId + ".index.js";
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/make namespace object */
/******/ (() => {
/******/ 	// define __esModule on exports
/******/ 	__nccwpck_require__.r = (exports) => {
/******/ 		if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 		}
/******/ 		Object.defineProperty(exports, '__esModule', { value: true });
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/import chunk loading */
/******/ (() => {
/******/ 	// no baseURI
/******/ 	
/******/ 	// object to store loaded and loading chunks
/******/ 	// undefined = chunk not loaded, null = chunk preloaded/prefetched
/******/ 	// [resolve, Promise] = chunk loading, 0 = chunk loaded
/******/ 	var installedChunks = {
/******/ 		792: 0
/******/ 	};
/******/ 	
/******/ 	var installChunk = (data) => {
/******/ 		var {ids, modules, runtime} = data;
/******/ 		// add "modules" to the modules object,
/******/ 		// then flag all "ids" as loaded and fire callback
/******/ 		var moduleId, chunkId, i = 0;
/******/ 		for(moduleId in modules) {
/******/ 			if(__nccwpck_require__.o(modules, moduleId)) {
/******/ 				__nccwpck_require__.m[moduleId] = modules[moduleId];
/******/ 			}
/******/ 		}
/******/ 		if(runtime) runtime(__nccwpck_require__);
/******/ 		for(;i < ids.length; i++) {
/******/ 			chunkId = ids[i];
/******/ 			if(__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
/******/ 				installedChunks[chunkId][0]();
/******/ 			}
/******/ 			installedChunks[ids[i]] = 0;
/******/ 		}
/******/ 	
/******/ 	}
/******/ 	
/******/ 	__nccwpck_require__.f.j = (chunkId, promises) => {
/******/ 			// import() chunk loading for javascript
/******/ 			var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined;
/******/ 			if(installedChunkData !== 0) { // 0 means "already installed".
/******/ 	
/******/ 				// a Promise means "currently loading".
/******/ 				if(installedChunkData) {
/******/ 					promises.push(installedChunkData[1]);
/******/ 				} else {
/******/ 					if(true) { // all chunks have JS
/******/ 						// setup Promise in chunk cache
/******/ 						var promise = import("./" + __nccwpck_require__.u(chunkId)).then(installChunk, (e) => {
/******/ 							if(installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined;
/******/ 							throw e;
/******/ 						});
/******/ 						var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
/******/ 						promises.push(installedChunkData[1] = promise);
/******/ 					}
/******/ 				}
/******/ 			}
/******/ 	};
/******/ 	
/******/ 	// no prefetching
/******/ 	
/******/ 	// no preloaded
/******/ 	
/******/ 	// no external install chunk
/******/ 	
/******/ 	// no on chunks loaded
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(9069);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
