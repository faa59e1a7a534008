/** What a run is asked to do, whoever asked: built-in defaults, then the configuration file, then the options of the run. */
import { nearest } from "../core/decode.js";
import { ConfigurationError } from "../core/errors.js";
import { minorOf } from "../core/kubernetes-version.js";
import { thresholds, type Threshold } from "../core/report.js";
import { compileGlobs, GlobError } from "../text/glob.js";

/** The settings of a run, frozen. */
export interface Config {
  readonly profile: string;
  readonly failOn: Threshold;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** 34 for 1.34; 0 where nobody declares a version, and then the newest counts. */
  readonly minor: number;
}

/** Settings as one source gives them; what it leaves out comes from the next. */
export interface Settings {
  readonly profile?: string | undefined;
  readonly "fail-on"?: string | undefined;
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly "kubernetes-version"?: string | undefined;
  /** Files of evidence. Who names one decides where it may lie, so the edges read it and `Config` has none. */
  readonly evidence?: readonly string[] | undefined;
}

/** Joins settings, the first given winning. @throws ConfigurationError for a value that does not fit. */
export function configOf(...sources: readonly Settings[]): Config {
  const first = <K extends keyof Settings>(key: K): Settings[K] =>
    sources.find((one) => one[key] !== undefined)?.[key];
  return Object.freeze({
    profile: first("profile") ?? "default",
    failOn: thresholdOf(first("fail-on") ?? "critical"),
    include: globsOf("include", first("include") ?? []),
    exclude: globsOf("exclude", first("exclude") ?? []),
    minor: declaredMinor(first("kubernetes-version")),
  });
}

/** Refuses a pattern here, where its name is known, and not in the middle of a run. */
function globsOf(option: "include" | "exclude", patterns: readonly string[]): readonly string[] {
  try {
    compileGlobs(patterns);
    return patterns;
  } catch (error) {
    if (!(error instanceof GlobError)) throw error;
    const hint = "Write a glob relative to the repository root, as deploy/**/*.yaml.";
    throw new ConfigurationError(
      `"${option}" cannot hold "${error.pattern}". ${error.message}`,
      hint,
      {},
      { cause: error },
    );
  }
}

/** The threshold of that name. @throws ConfigurationError for any other. */
export function thresholdOf(name: string): Threshold {
  const threshold = thresholds.find((candidate) => candidate === name);
  if (threshold !== undefined) return threshold;
  const guess = nearest(name, thresholds);
  const hint = guess === undefined ? `Use one of ${thresholds.join(", ")}.` : `Use "${guess}".`;
  throw new ConfigurationError(`"fail-on" cannot be "${name}".`, hint);
}

/** The minor of a declared version; 0 where none is declared. @throws ConfigurationError for what is no version. */
export function declaredMinor(version: string | undefined): number {
  if (version === undefined) return 0;
  const minor = minorOf(version);
  if (!Number.isNaN(minor)) return minor;
  throw new ConfigurationError(
    `"kubernetes-version" cannot be "${version}".`,
    'Write the minor version of the cluster in quotes, as "1.34".',
  );
}
