/**
 * Where log agents send to, read from the text of their configuration: Fluent Bit, Fluentd, Vector, Promtail, Filebeat and the OpenTelemetry
 * collector. The text may be a template, so it is read line by line, and what is not understood gives nothing.
 */

/** One place that an agent sends to. */
export interface LogOutput {
  /** Hosts as written, without scheme, login, port and path. Empty where the section names none. */
  readonly hosts: readonly string[];
  /** Whether the section says that nothing is encrypted: an `http` URL, or encryption switched off. */
  readonly isClear: boolean;
  /** Whether the section says that the certificate of the other side is not looked at. */
  readonly isUnverified: boolean;
}

/** Longer lines are data, not settings. UTF-16 code units. */
const longestLine = 2_000;

/** The outputs of a configuration in the order of the text; none where it is of no known agent. */
export function logOutputs(text: string): readonly LogOutput[] {
  const lines = text.split(/\r?\n/).map((line) => (line.length > longestLine ? "" : line));
  return sectionsOf(text, lines)
    .map((section) => readSection(section))
    .filter((output) => output !== undefined);
}

function sectionsOf(text: string, lines: readonly string[]): readonly (readonly string[])[] {
  if (text.includes("[OUTPUT]")) return between(lines, /^\s*\[OUTPUT\]/, /^\s*\[/);
  if (text.includes("<match")) return between(lines, /^\s*<match\b/, /^\s*<\/match>/);
  if (/^[ \t]*\[sinks\./m.test(text)) return tomlSinks(lines);
  const heading = yamlHeading(text);
  return heading === undefined ? [] : yamlSections(lines, heading);
}

/** The key that holds the outputs in YAML, told by a word that only this agent's configuration has. */
function yamlHeading(text: string): RegExp | undefined {
  if (text.includes("/loki/api/")) return /^(\s*)clients:\s*$/;
  if (text.includes("filebeat.")) return /^(\s*)output\.[a-z]+:\s*$/;
  if (text.includes("pipelines:") && /^[ \t]*logs(?:\/\S+)?:/m.test(text)) return /^(\s*)exporters:\s*$/;
  if (text.includes("sinks:") && text.includes("sources:")) return /^(\s*)sinks:\s*$/;
  return text.includes("pipeline:") ? /^(\s*)outputs:\s*$/ : undefined;
}

function between(lines: readonly string[], start: RegExp, end: RegExp): readonly (readonly string[])[] {
  const sections: string[][] = [];
  let current: string[] | undefined;
  for (const line of lines) {
    if (start.test(line)) {
      current = [];
      sections.push(current);
    } else if (end.test(line)) current = undefined;
    else current?.push(line);
  }
  return sections;
}

/** `[sinks.out]` and `[sinks.out.tls]` are one output. */
function tomlSinks(lines: readonly string[]): readonly (readonly string[])[] {
  const sinks = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const line of lines) {
    const [, name] = /^\s*\[sinks\.([\w-]+)/.exec(line) ?? [];
    if (name !== undefined) {
      current = sinks.get(name) ?? [];
      sinks.set(name, current);
    } else if (/^\s*\[/.test(line)) current = undefined;
    else current?.push(line);
  }
  return [...sinks.values()];
}

/** Every child of the heading is an output, whether it is an element of a list or a key; settings right below count as one as well. */
function yamlSections(lines: readonly string[], heading: RegExp): readonly (readonly string[])[] {
  const sections: string[][] = [];
  let depth: number | undefined;
  let childDepth: number | undefined;
  for (const line of lines) {
    if (line.trim() === "" || /^\s*#/.test(line)) continue;
    const indent = line.length - line.trimStart().length;
    const opened = heading.exec(line);
    if (opened !== null) {
      depth = indent;
      childDepth = undefined;
      continue;
    }
    const isBelow =
      depth !== undefined && (indent > depth || (indent === depth && line.trimStart().startsWith("- ")));
    if (!isBelow) {
      depth = undefined;
      continue;
    }
    childDepth ??= indent;
    const opensOutput = indent === childDepth && (/^\s*- /.test(line) || /:\s*$/.test(line));
    if (opensOutput || sections.length === 0) sections.push([]);
    sections.at(-1)?.push(line);
  }
  return sections;
}

const hostKeys =
  /^(?:hosts?|ur[il]|endpoints?|servers?|address|brokers|bootstrap_servers|loki_url|push_url)$/;
const clearKeys: Readonly<Record<string, RegExp>> = {
  tls: /^(?:off|false|no)$/,
  insecure: /^true$/,
  scheme: /^http$/,
};
const unverifiedKeys: Readonly<Record<string, RegExp>> = {
  "tls.verify": /^(?:off|false|no)$/,
  ssl_verify: /^(?:off|false|no)$/,
  verify_certificate: /^false$/,
  "tls.verify_certificate": /^false$/,
  insecure_skip_verify: /^true$/,
  insecure_tls: /^true$/,
  tls_insecure_mode: /^true$/,
  verification_mode: /^none$/,
  "ssl.verification_mode": /^none$/,
};

function readSection(lines: readonly string[]): LogOutput | undefined {
  const settings = lines.flatMap((line) => settingOf(line) ?? []);
  const urls = lines.flatMap((line) => [...line.matchAll(/\bhttps?:\/\/[^\s"',\]]+/g)].map(([url]) => url));
  const named = settings
    .filter(([key]) => hostKeys.test(key))
    .flatMap(([, value]) => value.split(/[\s,[\]"']+/))
    .filter((part) => part !== "" && !part.includes("://"));
  const hosts = [...urls, ...named].map(hostOf).filter((host) => host !== "");
  const has = (keys: Readonly<Record<string, RegExp>>) =>
    settings.some(([key, value]) => Object.hasOwn(keys, key) && keys[key]?.test(value) === true);
  return {
    hosts: [...new Set(hosts)],
    isClear: has(clearKeys) || urls.some((url) => url.startsWith("http://")) || isClearByDefault(settings),
    isUnverified: has(unverifiedKeys),
  };
}

/** Plug-ins that name a host and encrypt only where they are told to. */
const clearByDefault: readonly {
  readonly key: string;
  readonly plugins: readonly string[];
  readonly unless: string;
}[] = [
  // https://docs.fluentbit.io/manual/administration/transport-security: `tls` is off by default.
  {
    key: "name",
    plugins: ["es", "opensearch", "http", "forward", "loki", "splunk", "influxdb"],
    unless: "tls",
  },
  // https://docs.fluentd.org/output/elasticsearch: `scheme` is http by default; https://docs.fluentd.org/output/forward: `transport` is tcp.
  { key: "@type", plugins: ["elasticsearch", "opensearch"], unless: "scheme" },
  { key: "@type", plugins: ["forward"], unless: "transport" },
];

function isClearByDefault(settings: readonly (readonly [key: string, value: string])[]): boolean {
  const has = (wanted: string) => settings.some(([key]) => key === wanted);
  return clearByDefault.some(
    ({ key, plugins, unless }) =>
      settings.some(([name, value]) => name === key && plugins.includes(value)) &&
      has("host") &&
      !has(unless),
  );
}

/** `key value`, `key: value` and `key = value`, in lower case and without quotes. */
function settingOf(line: string): readonly [readonly [key: string, value: string]] | undefined {
  const match = /^[\s-]*["']?(@?[A-Za-z][\w.-]*)["']?(?:\s*[:=]|\s)(.*)$/.exec(line);
  if (match === null) return undefined;
  const [, key = "", value = ""] = match;
  const plain = value
    .replace(/\s#.*$/, "")
    .trim()
    .replace(/^["']|["']$/g, "");
  return [[key.toLowerCase(), plain.toLowerCase()]];
}

/** A login before the host stays out: it may hold a password. */
function hostOf(address: string): string {
  const rest = address.replace(/^[a-z]+:\/\//, "").split(/[/?]/)[0] ?? "";
  const host = rest.slice(rest.lastIndexOf("@") + 1);
  return host.startsWith("[") ? host.slice(1, host.indexOf("]")) : (host.split(":")[0] ?? "");
}
