/** What commands of a shell do that matters to the supply chain, told from their text. Nothing is executed or expanded. */
import { constantPattern, type Pattern } from "./regex.js";

/** What was found, as the second half of a sentence, with its place in the searched text. */
export interface ShellHit {
  readonly what: string;
  readonly index: number;
  readonly length: number;
}

/** Programs that run what they read. */
const interpreter = String.raw`(?:sudo\s+(?:-\S+\s+)*)?(?:/\S*/)?(?:ba|z|da|k|a)?sh\b|(?:/\S*/)?(?:python[0-9.]*|perl|ruby|node)\b(?:\s+-(?:\s|$|["']))?`;
const fetcher = String.raw`\b(?:curl|wget)\b`;

const pipedDownloads: readonly (readonly [what: string, pattern: Pattern])[] = [
  [
    "pipes a download into an interpreter",
    constantPattern(String.raw`${fetcher}[^|;&\n]*\|\s*(?:tee\s+\S+\s*\|\s*)?(?:${interpreter})`),
  ],
  [
    "runs the output of a download",
    constantPattern(
      String.raw`(?:\b(?:sh|bash|eval|source)|(?:^|[;&|]\s*)\.)\s[^;\n]*(?:\$\(|<\(|\x60)\s*(?:curl|wget)\b`,
    ),
  ],
];
const clone = constantPattern(String.raw`\bgit\s+(?:-\S+\s+\S+\s+)*clone\b[^;&|\n]*`);
/** What settles the commit after a clone. */
const checksOut = constantPattern(
  String.raw`\bgit\s[^;&|\n]*\b(?:checkout|reset\s+--hard|switch\s+--detach)\s[^;&|\n]*[0-9]`,
);
const clonedRevision = constantPattern(
  String.raw`(?:\s-b\s*|\s--branch[= ]\s*|\s--revision[= ]\s*)["']?([^\s"']+)`,
);
const installs = constantPattern(
  String.raw`(?:^|[\s;&|("'/])(?:pip[0-9.]*\s+install|npm\s+(?:install|i|ci)|yarn\s+(?:add|install)|npx|gem\s+install|apk\s+(?:-\S+\s+)*add|apt(?:-get)?\s+(?:-\S+\s+)*install|(?:yum|dnf|microdnf)\s+(?:-\S+\s+)*install)(?:\s+[^\s;&|]+)*`,
);
/** Installs of what lies there already. */
const installsLocally = /\s(?:--no-index|--offline|--no-network)(?:\s|$)/;

/** Code that is fetched and run without anything that settles its content. */
export function downloadsIn(text: string): readonly ShellHit[] {
  const piped = pipedDownloads.flatMap(([what, pattern]) => hits(what, pattern, text));
  const clones = hits("clones what a branch holds just then", clone, text).filter(({ index, length }) => {
    const revision = clonedRevision.find(text.slice(index, index + length))?.groups[0];
    return !(revision === undefined ? checksOut.test(text.slice(index + length)) : isFixedRevision(revision));
  });
  return [...piped, ...clones];
}

/** Packages that are fetched when the program starts. */
export function installsIn(text: string): readonly ShellHit[] {
  return hits("installs packages when it starts", installs, text).filter(
    ({ index, length }) => !installsLocally.test(text.slice(index, index + length)),
  );
}

/** Whether a name of a revision looks like a version or a commit, and like no branch. A tag can be moved, but is meant to stay. */
export function isFixedRevision(revision: string): boolean {
  const name = revision.replace(/^refs\/tags\//, "");
  if (/^[0-9a-f]{7,64}$/.test(name) || revision !== name) return true;
  return (
    /\d/.test(name) &&
    !/^(?:refs\/heads\/|release[-/]|releases\/|feature\/|fix\/|dev|main|master|[vV]?\d+(?:\.[xX*])+$)/.test(
      name,
    )
  );
}

const backdoors: readonly (readonly [what: string, pattern: Pattern])[] = [
  [
    "starts an interactive shell over the network",
    constantPattern(String.raw`\b(?:ba|z|da|k)?sh\s+-i\s*[0-9]*(?:>&|&>|<>?)\s*[0-9]*`),
  ],
  [
    "connects a shell to the network through /dev/tcp",
    constantPattern(String.raw`(?:>&|&>)\s*/dev/(?:tcp|udp)/`),
  ],
  [
    "hands a shell to a network connection",
    constantPattern(
      String.raw`\b(?:nc|ncat|netcat)(?:\.\w+)?\s[^;|&\n]*(?:-[a-zA-Z]*[ec]\s+["']?(?:/\S*/)?(?:ba|z|da|k|a)?sh\b|--(?:sh-)?exec\b)`,
    ),
  ],
  [
    "runs a program that base64 hides",
    constantPattern(String.raw`\bbase64\s+(?:-\w*[dD]\w*|--decode)\b[^;&\n]*\|\s*(?:${interpreter})`),
  ],
  [
    "runs a program that base64 hides",
    constantPattern(
      String.raw`(?:\bsh\s+-c|\bbash\s+-c|\beval)\s+["']?\$\([^)\n]*\bbase64\s+(?:-\w*[dD]\w*|--decode)\b`,
    ),
  ],
  ["mines a cryptocurrency", constantPattern(String.raw`\bstratum\+(?:tcp|ssl|tls)://`)],
  [
    "mines a cryptocurrency",
    constantPattern(
      String.raw`(?:^|[\s/"'=;&|])(?:xmrig|minerd|xmr-stak|cpuminer|ethminer|nbminer|ccminer)(?:[\s"';&|.:@-]|$)`,
    ),
  ],
];
const bothWays = constantPattern(String.raw`<>\s*/dev/tcp/([^/\s"']+)/`);
const loopback = /^(?:127\.|localhost$|::1$|\[::1\]$|0\.0\.0\.0$|\$)/;
const makesPipe = constantPattern(String.raw`\b(?:mkfifo|mknod\s+\S+\s+p)\b`);
const pipesToNetwork = constantPattern(String.raw`\|\s*(?:nc|ncat|netcat|telnet|openssl\s+s_client)\s`);

/** Patterns of reverse shells, miners and hidden programs: strong hints and no proof. */
export function backdoorsIn(text: string): readonly ShellHit[] {
  const found = backdoors.flatMap(([what, pattern]) => hits(what, pattern, text));
  const opened = bothWays
    .findAll(text)
    .filter(({ groups: [host = ""] }) => !loopback.test(host))
    .map(({ index, text: { length } }) => ({ what: "opens a connection through /dev/tcp", index, length }));
  const pipe = makesPipe.find(text);
  const isShellPipe = pipe !== undefined && pipesToNetwork.test(text.slice(pipe.index));
  const piped = isShellPipe
    ? [{ what: "connects a named pipe to the network", index: pipe.index, length: pipe.text.length }]
    : [];
  return [...found, ...opened, ...piped].toSorted((left, right) => left.index - right.index);
}

function hits(what: string, pattern: Pattern, text: string): readonly ShellHit[] {
  return pattern
    .findAll(text)
    .map((match) => ({ what, index: match.index, length: match.text.trimEnd().length }));
}
