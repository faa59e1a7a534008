/** Something we can evaluate: a manifest file, a chart with one set of values, a kustomization, the settings of an installer, a text that is none of them. */
import type { RepoPath } from "./location.js";

/** What renders a target; nothing renders a `text`, which rules about text alone judge: a Dockerfile, a kubeconfig. */
export type TargetKind = "manifest" | "helm" | "kustomize" | "settings" | "text";

/**
 * What a settings file is: an installer's configuration without apiVersion and kind. Its documents become resources of that kind in
 * `settingsGroup`, both of which are our invention.
 */
export const settingsKinds = ["K3sConfig", "RkeConfig", "TalosConfig"] as const;
export type SettingsKind = (typeof settingsKinds)[number];

/** The API group that documents of settings files are given. No cluster knows it. */
export const settingsGroup = "settings.hardening-gate";

/** One thing to evaluate, of one revision. */
export interface Target {
  /** Unique in a revision and stable between revisions: kind, path and values, for example `helm:charts/web+charts/web/ci/prod-values.yaml`. */
  readonly id: string;
  readonly kind: TargetKind;
  /** The manifest, settings or text file, or the folder of the chart or kustomization ("" is the root). */
  readonly path: RepoPath | "";
  /** What its documents without apiVersion and kind are; of settings files alone. */
  readonly settings?: SettingsKind;
  /** Values files on top of the chart's own values.yaml, in order of precedence, the last wins. Empty for other kinds. */
  readonly values: readonly RepoPath[];
  /** Every file that can change what the target says, ordered; the collector gives the engine these and no others. */
  readonly inputs: readonly RepoPath[];
  /** Folders that the engine sees at a second place: `file://` dependencies of a chart. Absent: none. */
  readonly mounts?: readonly { readonly from: RepoPath; readonly to: RepoPath }[];
  /** Kustomization files with the entries taken out that lead nowhere, as the engine gets them. Absent: none. */
  readonly edited?: ReadonlyMap<RepoPath, string>;
  /** Whether the change touches one of the inputs. */
  readonly touched: boolean;
}

/** How far a target was looked at: wholly, with a problem in some part, or not at all. */
export type TargetState = "checked" | "partial" | "not-checked";
