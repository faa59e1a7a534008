/** Sources that files beside the manifests name: dependencies of charts, remote bases of kustomizations, registries without a check of their certificate. */
import { type Blame, blame, type TextView } from "../core/rule.js";
import { isClearText, shownAddress } from "../text/address.js";
import { isMovingRevision, isVersionRange } from "../text/moving-version.js";
import { defineCheck } from "./define.js";

export const check = defineCheck({ match: "text", reach: "repo", with: {} }, (view) => {
  const name = view.path.slice(view.path.lastIndexOf("/") + 1);
  return [
    ...(name === "Chart.yaml" || name === "requirements.yaml" ? dependencies(view) : []),
    ...(/^(?:kustomization\.ya?ml|Kustomization)$/.test(name) ? remoteBases(view) : []),
    ...(name.endsWith(".md") ? [] : unchecked(view)),
  ];
});

/** A line of YAML that holds a key, or an element of a list. */
interface Line {
  readonly indent: number;
  readonly isElement: boolean;
  readonly key: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const maximumLineLength = 2000;

function linesOf(text: string): readonly Line[] {
  let offset = 0;
  return text.split("\n").flatMap((line) => {
    const start = offset;
    offset += line.length + 1;
    const match =
      line.length > maximumLineLength
        ? null
        : /^([ ]*)(-[ ]+)?(?:([A-Za-z]\w*):(?:[ ]+|(?=\r?$)))?(?:"([^"]*)"|'([^']*)'|([^\s#][^\s#]*(?:#[^\s]*)?))?/.exec(
            line,
          );
    if (match === null) return [];
    const [whole, indent = "", dash, key = "", double, single, plain] = match;
    if (whole.trim() === "") return [];
    const at = start + indent.length + (dash?.length ?? 0);
    const value = double ?? single ?? plain ?? "";
    return [
      {
        indent: indent.length,
        isElement: dash !== undefined,
        key,
        value,
        start: at,
        end: start + whole.length,
      },
    ];
  });
}

/** The lines below a key of the top level, with the key in the same line as the first of each element. */
function section(lines: readonly Line[], key: string): readonly Line[] {
  const start = lines.findIndex((line) => line.key === key && line.indent === 0 && !line.isElement);
  if (start === -1) return [];
  const rest = lines.slice(start + 1);
  const end = rest.findIndex(({ indent, isElement }) => indent === 0 && !isElement);
  return end === -1 ? rest : rest.slice(0, end);
}

/** https://helm.sh/docs/topics/charts/#chart-dependencies */
function dependencies(view: TextView): readonly Blame[] {
  const lines = section(linesOf(view.text), "dependencies");
  const lock = view.near(view.path.endsWith("Chart.yaml") ? "Chart.lock" : "requirements.lock")?.text;
  const locked = lock === undefined ? undefined : section(linesOf(lock), "dependencies");
  return elementsOf(lines).flatMap((entries) => {
    const name = entries.find(({ key }) => key === "name");
    const version = entries.find(({ key }) => key === "version");
    const repository = entries.find(({ key }) => key === "repository");
    if (name === undefined || repository === undefined || /^(?:file:|$)/.test(repository.value)) return [];
    const data = {
      source: shownAddress(repository.value),
      chart: name.value,
      revision: version?.value ?? "",
    };
    const isLocked = locked?.some(({ key, value }) => key === "name" && value === name.value) === true;
    return [
      ...(isClearText(repository.value) ? [inFile("clear", repository, data)] : []),
      ...(locked !== undefined && !isLocked ? [inFile("stale-lock", name, data)] : []),
      ...(locked === undefined && isVersionRange(version?.value ?? "")
        ? [inFile("no-lock", version ?? name, data)]
        : []),
    ];
  });
}

function elementsOf(lines: readonly Line[]): readonly (readonly Line[])[] {
  const found: Line[][] = [];
  for (const line of lines) {
    if (line.isElement) found.push([line]);
    else found.at(-1)?.push(line);
  }
  return found;
}

/** https://github.com/kubernetes-sigs/kustomize/blob/master/examples/remoteBuild.md */
function remoteBases(view: TextView): readonly Blame[] {
  const lines = linesOf(view.text);
  const listed = [
    "resources",
    "bases",
    "components",
    "crds",
    "configurations",
    "generators",
    "transformers",
    "validators",
  ].flatMap((key) => section(lines, key).filter((line) => line.isElement && line.key === ""));
  const charts = elementsOf(section(lines, "helmCharts")).flatMap((entries) => chartFaults(entries));
  return [...listed.flatMap((line) => remoteFaults(line)), ...charts];
}

function remoteFaults(line: Line): readonly Blame[] {
  const { value } = line;
  const isRemote =
    /^(?:[a-z+]+::|https?:\/\/|ssh:\/\/|git@|(?:www\.)?(?:github|gitlab|bitbucket)\.(?:com|org)[/:])/i.test(
      value,
    );
  if (!isRemote) return [];
  const revision = revisionOf(value);
  const data = { source: shownAddress(value), revision: revision ?? "HEAD" };
  return [
    ...(isClearText(value) ? [inFile("clear", line, data)] : []),
    ...(revision === undefined || isMovingRevision(revision) ? [inFile("branch", line, data)] : []),
  ];
}

/** `?ref=` or `?version=` of a repository; the segment of an address of GitHub's that names the revision. */
function revisionOf(url: string): string | undefined {
  const [, ref] = /[?&](?:ref|version)=([^&\s]*)/.exec(url) ?? [];
  if (ref !== undefined) return ref;
  const [, raw] =
    /^https?:\/\/raw\.githubusercontent\.com\/[^/]+\/[^/]+\/(?:refs\/(?:heads|tags)\/)?([^/]+)\//i.exec(
      url,
    ) ?? [];
  if (raw !== undefined) return url.includes("/refs/heads/") ? "HEAD" : raw;
  const [, release] =
    /^https:\/\/[^/]+\/[^/]+\/[^/]+\/releases\/(?:download\/([^/]+)|latest)\//i.exec(url) ?? [];
  if (release !== undefined || url.includes("/releases/latest/")) return release;
  // A file of a web server: what its address says of a version is all there is.
  return /\.ya?ml$/i.test(url) && /\d+\.\d+/.test(url) ? "1.0" : undefined;
}

function chartFaults(entries: readonly Line[]): readonly Blame[] {
  const read = (key: string) => entries.find((line) => line.key === key);
  const [name, version, repository] = [read("name"), read("version"), read("repo")];
  if (repository === undefined) return [];
  const data = {
    source: shownAddress(repository.value),
    chart: name?.value ?? "",
    revision: version?.value ?? "",
  };
  return [
    ...(isClearText(repository.value) ? [inFile("clear", repository, data)] : []),
    ...(isVersionRange(version?.value ?? "")
      ? [
          inFile("range", version ?? name ?? repository, {
            ...data,
            revision: version?.value ?? "the newest",
          }),
        ]
      : []),
  ];
}

/** k3s' registries.yaml and patches of containerd's configuration: https://docs.k3s.io/installation/private-registry */
function unchecked({ text }: TextView): readonly Blame[] {
  const found: Blame[] = [];
  const word = "insecure_skip_verify";
  for (let start = text.indexOf(word); start !== -1; start = text.indexOf(word, start + word.length)) {
    const before = text.slice(Math.max(0, start - maximumLineLength), start);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    const rest = text.slice(start + word.length, start + word.length + 40);
    const isComment = /^\s*(?:#|\/\/)/.test(line);
    if (!isComment && /^["']?\s*[:=]\s*["']?true\b/.test(rest)) {
      found.push(
        blame(
          [],
          { source: "" },
          { messageKey: "unverified", part: "unverified", within: [start, start + word.length] },
        ),
      );
    }
  }
  return found;
}

function inFile(messageKey: string, { start, end }: Line, data: Readonly<Record<string, string>>): Blame {
  return blame([], data, {
    messageKey,
    part: `${messageKey} ${data["chart"] ?? data["source"] ?? ""}`,
    within: [start, end],
  });
}
