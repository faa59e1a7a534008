/** Files that are no manifests and worth reading: which they are, told from the name alone. */

/** What a text target holds. */
export type TextFileKind = "dockerfile" | "kubeconfig";

/** Names that Docker, BuildKit and Podman give such files: https://docs.docker.com/build/concepts/dockerfile/#filename */
const dockerfileNames = /^(?:Dockerfile|Containerfile)(?:[._-].+)?$|.\.(?:D|d)ockerfile$/;
/** Neither a Dockerfile nor meant to be one: what `Dockerfile.dockerignore` leaves out, and pages about a Dockerfile. */
const besideDockerfiles = /\.(?:dockerignore|md|txt|rst|ya?ml|json)$/i;
/** The files that kubeadm and kubectl write, which have no ending of YAML. */
const kubeconfigNames =
  /^(?:kubeconfig|.+\.kubeconfig|(?:admin|super-admin|kubelet|controller-manager|scheduler)\.conf)$/;

/** What a file of that path holds; undefined for every other file. */
export function textFileKind(path: string): TextFileKind | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (dockerfileNames.test(name)) return besideDockerfiles.test(name) ? undefined : "dockerfile";
  return kubeconfigNames.test(name) || /(?:^|\/)\.kube\/config$/.test(path) ? "kubeconfig" : undefined;
}

/** The most that is read of a text file, in bytes, and of any source as text, in UTF-16 code units: the text of fewer bytes never has more. */
export const maximumTextLength = 4_000_000;

/** The most that is read of a Dockerfile, in bytes and in UTF-16 code units: nobody writes a longer one, and the parser takes microseconds for each. */
export const maximumDockerfileLength = 200_000;
