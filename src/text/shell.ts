/** What commands of a shell do that matters to the supply chain, told from their text. Nothing is executed or expanded. */
import { isMovingRevision } from "./moving-version.js";
import { constantPattern, type Match } from "./regex.js";

/** What was found, as the second half of a sentence, with its place in the searched text. */
export interface ShellHit {
  readonly what: string;
  readonly index: number;
  readonly length: number;
}

/** Programs that run what they read; those that take their program from an argument, as `python -c`, read data. */
const interpreter = String.raw`(?:sudo\s+(?:-\S+\s+)*)?(?:/\S*/)?(?:(?:ba|z|da|k|a)?sh\b|(?:python[0-9.]*|perl|ruby|node)(?:\s+-)?\s*(?:$|[\n;&|)"'\]]))`;
const fetcher = String.raw`\b(?:curl|wget)\b`;

/** A form of a command. RE2 reads some megabytes a second, so that a form is only looked for where one of its words stands. */
interface Form {
  readonly what: string;
  find(text: string): readonly Match[];
}

/** More hits of one form in one text are not looked at. */
const maximumHits = 50;

function form(what: string, words: readonly string[], source: string): Form {
  const pattern = constantPattern(source);
  return {
    what,
    find: (text) => (words.some((word) => text.includes(word)) ? pattern.findAll(text, maximumHits) : []),
  };
}

const fetchers = ["curl", "wget"];
const pipedDownloads: readonly Form[] = [
  form(
    "pipes a download into an interpreter",
    fetchers,
    String.raw`${fetcher}[^|;&\n]*\|\s*(?:tee\s+\S+\s*\|\s*)?(?:${interpreter})`,
  ),
  form(
    "runs the output of a download",
    fetchers,
    String.raw`(?:\b(?:sh|bash|eval|source)|(?:^|[;&|]\s*)\.)\s[^;\n]*(?:\$\(|<\(|\x60)\s*(?:curl|wget)\b`,
  ),
];
const clone = form(
  "clones what a branch holds just then",
  ["clone"],
  String.raw`\bgit\s+(?:-\S+\s+\S+\s+)*clone\b[^;&|\n]*`,
);
/** What settles the commit after a clone. */
const checksOut = constantPattern(
  String.raw`\bgit\s[^;&|\n]*\b(?:checkout|reset\s+--hard|switch\s+--detach)\s[^;&|\n]*[0-9$]`,
);
/** As far as that is looked for behind a clone, in UTF-16 code units. */
const checkoutDistance = 2000;
const clonedRevision = constantPattern(
  String.raw`(?:\s-b\s*|\s--branch[= ]\s*|\s--revision[= ]\s*)["']?([^\s"']+)`,
);
const installs = form(
  "installs packages when it starts",
  ["pip", "npm", "yarn", "npx", "gem", "apk", "apt", "yum", "dnf"],
  String.raw`(?:^|[\s;&|("'/])(?:pip[0-9.]*\s+install|npm\s+(?:install|i|ci)|yarn\s+(?:add|install)|npx|gem\s+install|apk\s+(?:-\S+\s+)*add|apt(?:-get)?\s+(?:-\S+\s+)*install|(?:yum|dnf|microdnf)\s+(?:-\S+\s+)*install)(?:\s+[^\s;&|]+)*`,
);
/** Installs of what lies there already. */
const installsLocally = /\s(?:--no-index|--offline|--no-network)(?:\s|$)/;

/** Code that is fetched and run without anything that settles its content. */
export function downloadsIn(text: string): readonly ShellHit[] {
  const piped = pipedDownloads.flatMap((one) => hits(one, text));
  const clones = hits(clone, text).filter(({ index, length }) => {
    const revision = clonedRevision.find(text.slice(index, index + length))?.groups[0];
    if (revision !== undefined) return isMovingRevision(revision) && !revision.includes("$");
    return !checksOut.test(text.slice(index + length, index + length + checkoutDistance));
  });
  return [...piped, ...clones];
}

/** Packages that are fetched when the program starts. */
export function installsIn(text: string): readonly ShellHit[] {
  return hits(installs, text).filter(
    ({ index, length }) => !installsLocally.test(text.slice(index, index + length)),
  );
}

const encoded = ["base64"];
const backdoors: readonly Form[] = [
  form(
    "starts an interactive shell over the network",
    ["-i"],
    String.raw`\b(?:ba|z|da|k)?sh\s+-i\s*[0-9]*(?:>&|&>|<>?)\s*[0-9]*`,
  ),
  form(
    "connects a shell to the network through /dev/tcp",
    ["/dev/tcp", "/dev/udp"],
    String.raw`(?:>&|&>)\s*/dev/(?:tcp|udp)/`,
  ),
  form(
    "hands a shell to a network connection",
    ["nc", "netcat"],
    String.raw`\b(?:nc|ncat|netcat)(?:\.\w+)?\s[^;|&\n]*(?:-[a-zA-Z]*[ec]\s+["']?(?:/\S*/)?(?:ba|z|da|k|a)?sh\b|--(?:sh-)?exec\b)`,
  ),
  form(
    "runs a program that base64 hides",
    encoded,
    String.raw`\bbase64\s+(?:-\w*[dD]\w*|--decode)\b[^;&\n]*\|\s*(?:${interpreter})`,
  ),
  form(
    "runs a program that base64 hides",
    encoded,
    String.raw`(?:\bsh\s+-c|\bbash\s+-c|\beval)\s+["']?\$\([^)\n]*\bbase64\s+(?:-\w*[dD]\w*|--decode)\b`,
  ),
  form("mines a cryptocurrency", ["stratum+"], String.raw`\bstratum\+(?:tcp|ssl|tls)://`),
  form(
    "mines a cryptocurrency",
    ["xmrig", "minerd", "xmr-stak", "cpuminer", "ethminer", "nbminer", "ccminer"],
    String.raw`(?:^|[\s/"'=;&|])(?:xmrig|minerd|xmr-stak|cpuminer|ethminer|nbminer|ccminer)(?:[\s"';&|.:@-]|$)`,
  ),
];
const bothWays = form(
  "opens a connection through /dev/tcp",
  ["/dev/tcp"],
  String.raw`<>\s*/dev/tcp/([^/\s"']+)/`,
);
const loopback = /^(?:127\.|localhost$|::1$|\[::1\]$|0\.0\.0\.0$|\$)/;
const makesPipe = form(
  "connects a named pipe to the network",
  ["mkfifo", "mknod"],
  String.raw`\b(?:mkfifo|mknod\s+\S+\s+p)\b`,
);
const pipesToNetwork = constantPattern(String.raw`\|\s*(?:nc|ncat|netcat|telnet|openssl\s+s_client)\s`);

/** Patterns of reverse shells, miners and hidden programs: strong hints and no proof. */
export function backdoorsIn(text: string): readonly ShellHit[] {
  const found = backdoors.flatMap((one) => hits(one, text));
  const opened = bothWays
    .find(text)
    .filter(({ groups: [host = ""] }) => !loopback.test(host))
    .map((match) => hit(bothWays.what, match));
  const [pipe] = makesPipe.find(text);
  const isShellPipe = pipe !== undefined && pipesToNetwork.test(text.slice(pipe.index));
  const piped = isShellPipe ? [hit(makesPipe.what, pipe)] : [];
  return [...found, ...opened, ...piped].toSorted((left, right) => left.index - right.index);
}

function hits(one: Form, text: string): readonly ShellHit[] {
  return one.find(text).map((match) => hit(one.what, match));
}

function hit(what: string, { index, text }: Match): ShellHit {
  return { what, index, length: text.trimEnd().length };
}
