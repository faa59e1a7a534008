/** What the embedded engine is asked and what it answers. */

/** A regular file: `/` between folders, no leading `/`, relative to the root that the request names. */
export interface EngineFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The text of a values file, or one that stands for it. `path` appears in errors and may be any label. */
export interface ValuesText {
  readonly path: string;
  readonly text: string;
}

/** A chart and how to release it. Every template is rendered, hooks and tests included. */
export interface HelmRequest {
  /** Everything below the chart's root, `charts/` and `.helmignore` included; paths are relative to that root. */
  readonly files: readonly EngineFile[];
  /** Laid over the chart's defaults in this order. */
  readonly values?: readonly ValuesText[];
  /** In the syntax of `helm --set`, laid over `values` in this order. */
  readonly set?: readonly string[];
  /** In the syntax of `helm --set-string`, laid over `set`. */
  readonly setString?: readonly string[];
  /** Default: `release-name`, as `helm template` has it. */
  readonly releaseName?: string;
  /** Default: `default`. */
  readonly namespace?: string;
  /** Such as `1.34` or `v1.34.2`. Default: `ENGINE_VERSIONS.kubernetes`. */
  readonly kubeVersion?: string;
  /** Added to what `.Capabilities.APIVersions` holds by default. */
  readonly apiVersions?: readonly string[];
}

/** The whole output of one template, or one file of a `crds` folder. */
export interface HelmDocument {
  /** As in the `# Source:` comments of `helm template`; an aliased subchart appears under its alias. */
  readonly template: string;
  /**
   * The file, relative to the chart's root: `templates/x.yaml`, `charts/db/templates/x.yaml`. For a packed subchart the
   * archive, `charts/db-1.0.0.tgz`.
   */
  readonly path: string;
  readonly kind: "template" | "crd";
  /** May hold several YAML documents. */
  readonly text: string;
}

/** A dependency that Chart.yaml declares, that the values switch on, and that is not in `charts/`. */
export interface MissingDependency {
  readonly name: string;
  readonly alias?: string;
  /** The range in Chart.yaml. */
  readonly version: string;
  /** "" when Chart.yaml names none. */
  readonly repository: string;
  /** The chart that declares it, as in template names: `shop`, or `shop/charts/db`. */
  readonly parent: string;
}

/** What a chart renders to. */
export interface HelmRendering {
  readonly chart: {
    readonly name: string;
    readonly version: string;
    /** "" when Chart.yaml names none. */
    readonly appVersion: string;
    /** A library chart has no documents. */
    readonly type: "application" | "library";
  };
  /** Definitions first, then templates by name. Templates that print nothing are left out, and so are notes. */
  readonly documents: readonly HelmDocument[];
  readonly missing: readonly MissingDependency[];
  /** Sentences about what was done otherwise than `helm template` would. */
  readonly notes: readonly string[];
}

/** A chart that was rendered, and the documents whose lines are asked for, by `HelmDocument.template`. */
export interface HelmTraceRequest extends HelmRequest {
  readonly templates: readonly string[];
}

/** Keys and indexes from the top of a chart's values, in which those of a subchart stand in a section. */
export type ValuesPath = readonly (string | number)[];

/** A file of a chart, as its traces name it. */
export interface TracedFile {
  /** As in `HelmDocument.path`. */
  readonly path: string;
  /** The path is an archive's, which has no lines. */
  readonly isPacked: boolean;
  /** The file belongs to a dependency from elsewhere: its next update overwrites what is edited here. */
  readonly isVendored: boolean;
}

/** What printed the documents of a chart. Numbers name entries of lists by index; offsets count UTF-16 code units. */
export interface HelmTraces {
  readonly files: readonly TracedFile[];
  /** Pieces of templates, four numbers each: file, start, end, and 1 for an action or 0 for text. */
  readonly sites: readonly number[];
  /** For actions: the values that one showed, the likeliest first; for text, those of the condition under which it stands. All of them exist. */
  readonly values: readonly (readonly ValuesPath[])[];
  /** The chart and its subcharts. The path of `defaults` is "" where there is no values.yaml. */
  readonly charts: readonly { readonly section: readonly string[]; readonly defaults: TracedFile }[];
  /** A document that could not be traced is absent. */
  readonly documents: readonly {
    readonly template: string;
    /** Length of the text that was traced. */
    readonly length: number;
    /**
     * Four numbers each: start in the text, the site that printed it from there to the next start, the frame around it, and the entry of
     * `values`. -1 is none.
     */
    readonly pieces: readonly number[];
    /** Actions that called a template, two numbers each: site, and the frame around it or -1. */
    readonly frames: readonly number[];
    /**
     * Keys that a block did not print, four numbers each: where one would stand in the text, the key in its template as a site, the frame,
     * and the entry of `values` with those of the condition.
     */
    readonly skips: readonly number[];
  }[];
}

/** A folder with a kustomization, and the files that it may load. */
export interface KustomizeRequest {
  /** Paths are relative to the root of the repository. */
  readonly files: readonly EngineFile[];
  /** The folder to build, relative to the root of the repository; "" is the root itself. */
  readonly directory: string;
  /**
   * Whether files outside of the folder may be loaded. Default: as kustomize has it, no; and where that fails, yes, with a
   * note.
   */
  readonly loadRestrictor?: "root-only" | "none";
}

/** Where kustomize says that a resource comes from; paths are relative to the root of the repository. */
export interface KustomizeOrigin {
  /** The file that holds the resource. */
  readonly path?: string;
  readonly repo?: string;
  readonly ref?: string;
  /** For a generated resource: the kustomization, or the file of the generator. */
  readonly configuredIn?: string;
  readonly configuredBy?: { readonly apiVersion?: string; readonly kind?: string; readonly name?: string };
}

/** One object of the output. */
export interface KustomizeResource {
  /** One YAML document, without separator. */
  readonly text: string;
  readonly origin?: KustomizeOrigin;
}

/** What a kustomization builds to. */
export interface KustomizeRendering {
  /** In the order of the output. */
  readonly resources: readonly KustomizeResource[];
  /** What `kustomize build` prints. */
  readonly output: string;
  /** Sentences about what was done otherwise than `kustomize build` would. */
  readonly notes: readonly string[];
}

/** A kustomization that was built, and the texts of the objects whose lines are asked for. */
export interface KustomizeTraceRequest extends KustomizeRequest {
  readonly texts: readonly string[];
}

/** Where the objects of a build come from. Offsets count UTF-16 code units, in files without their byte order mark. */
export interface KustomizeTraces {
  /** The files, relative to the root of the repository; places name them by index. */
  readonly paths: readonly string[];
  /** A text that could not be traced is absent, or has no pieces. */
  readonly texts: readonly {
    /** Of the text in the request. */
    readonly index: number;
    /** Four numbers each: path, start, end, and part: 0 resource, 1 patch, 2 generator, 3 kustomization. */
    readonly places: readonly (readonly [number, number, number, number])[];
    /**
     * The fields and list items, in the order of the text: start, end, end of what shows it (of a map or list its key or first line),
     * 1 for a list item, which starts at its dash, or 0. Then its places, the one to edit first.
     */
    readonly pieces: readonly (readonly number[])[];
  }[];
}

/**
 * What went wrong. Of the target: `template`, `values`, `schema`, `chart`, `dependency` (a template of a missing dependency is
 * needed), `kustomize`. A limit: `time`, `memory`, `output`. Of the engine: `trap` (it died), `internal`.
 */
export type EngineErrorKind =
  | "template"
  | "values"
  | "schema"
  | "chart"
  | "dependency"
  | "kustomize"
  | "time"
  | "memory"
  | "output"
  | "trap"
  | "internal";

/** Why there is no rendering. */
export interface EngineError {
  readonly kind: EngineErrorKind;
  /** As Helm or kustomize put it, or a sentence of ours. Hostile text: a template can print anything here. */
  readonly message: string;
  /** Helm's name of the template, as in `HelmDocument.template`. */
  readonly template?: string;
  /** The file at fault, relative to the root of the request's files, or the `path` of a values text. */
  readonly path?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based, in bytes. */
  readonly column?: number;
  /** Dependencies that are absent, which may be the reason. */
  readonly missing?: readonly MissingDependency[];
}

/** A rendering, or why there is none. */
export type EngineResult<Rendering> =
  | { readonly ok: true; readonly rendering: Rendering }
  | { readonly ok: false; readonly error: EngineError };

/** What one target may use. Memory is limited to 512 MB by the module itself. */
export interface EngineLimits {
  /** Default: 20 000. */
  readonly timeMs: number;
  /** Bytes of rendered text. Default: 20 000 000. */
  readonly outputBytes: number;
}

/** What the engine was built from, such as `v4.3.1`; `kubernetes` is the version for which charts render by default. */
export interface EngineVersions {
  readonly helm: string;
  readonly kustomize: string;
  readonly kubernetes: string;
  readonly go: string;
}

/** Renders charts and overlays. Nothing is read or started before the first request. */
export interface Engine {
  readonly versions: EngineVersions;
  /** Renders in a fresh instance; requests for the same files in a row share one. */
  renderHelm(request: HelmRequest): Promise<EngineResult<HelmRendering>>;
  /** Finds out which lines of its templates printed the documents of a chart. Takes about three times as long as rendering it. */
  traceHelm(request: HelmTraceRequest): Promise<EngineResult<HelmTraces>>;
  /** Builds in an instance that stays warm for the next overlay. */
  buildKustomize(request: KustomizeRequest): Promise<EngineResult<KustomizeRendering>>;
  /** Finds out which lines made the objects of a build. Takes two or three times as long as the build. */
  traceKustomize(request: KustomizeTraceRequest): Promise<EngineResult<KustomizeTraces>>;
  /**
   * Starts loading the engine while the caller is busy elsewhere; for kustomize also lets it read its schema, which takes most of the first
   * build's time. Never rejects: the first request says what is wrong.
   */
  warmUp(kinds: { readonly helm: boolean; readonly kustomize: boolean }): Promise<void>;
  /** Ends the workers. Requests under way end with an error of kind `trap`. */
  close(): Promise<void>;
}
