/** The Kubernetes version that a file asks for, as installers, node images and component images spell it. */
import { isImageOf } from "./image-version.js";
import { parseImage } from "./image.js";

/** Images whose tag is the version of Kubernetes that they hold. */
const kubernetesImages: readonly string[] = [
  "kindest/node",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kube-proxy",
  "kubelet",
  "hyperkube",
  "rancher/k3s",
  "rancher/rke2-runtime",
];

/**
 * 31 for `1.31`, `v1.31.4`, `v1.31.4+k3s1`, `v1.31.4-gke.100`, `stable-1.31`. Null for text that names no version: `latest`, `stable`,
 * a placeholder.
 */
export function declaredMinor(version: string): number | null {
  const match = /^(?:(?:stable|latest|ci\/latest)-)?v?1\.(\d{1,3})(?:[.+-].*)?$/.exec(version.trim());
  return match?.[1] === undefined ? null : Number(match[1]);
}

/** The minor that an image of Kubernetes holds, null where its reference does not say it; undefined for images of other programs. */
export function minorOfImage(reference: string): number | null | undefined {
  const image = parseImage(reference);
  if (image === undefined || !isImageOf(image.repository, kubernetesImages)) return undefined;
  return image.tag === null ? null : declaredMinor(image.tag);
}
