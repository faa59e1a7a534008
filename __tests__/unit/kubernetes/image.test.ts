import { describe, expect, test } from "@jest/globals";
import { parseImage } from "../../../src/kubernetes/image.js";

const sha = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("an image reference", () => {
  test.each([
    ["nginx", "docker.io", "library/nginx", null, null],
    ["nginx:1.27", "docker.io", "library/nginx", "1.27", null],
    ["index.docker.io/nginx", "docker.io", "library/nginx", null, null],
    ["team/web:v1", "docker.io", "team/web", "v1", null],
    ["ghcr.io/team/web:v1", "ghcr.io", "team/web", "v1", null],
    ["localhost/web", "localhost", "web", null, null],
    ["registry:5000/web", "registry:5000", "web", null, null],
    ["registry:5000/team/web:5000", "registry:5000", "team/web", "5000", null],
    ["[::1]:5000/web", "[::1]:5000", "web", null, null],
    [`web@${sha}`, "docker.io", "library/web", null, sha],
    [`ghcr.io/team/web:v1@${sha}`, "ghcr.io", "team/web", "v1", sha],
    ["quay.io/a/b/c__d.e-f--g:A_1", "quay.io", "a/b/c__d.e-f--g", "A_1", null],
  ])("%s has its parts", (text, registry, repository, tag, digest) => {
    expect(parseImage(text)).toEqual({ registry, repository, tag, digest });
  });

  test.each([
    "",
    ":",
    "nginx:",
    "${IMAGE}",
    "{{ .Values.image }}",
    "$(REGISTRY)/web:1",
    "web@sha256:abc",
    "web@",
    "Web",
    "ghcr.io/Team/web",
    "ghcr.io/",
    "a//b",
    " nginx",
    "web:v1:v2",
    "0123456789abcdef".repeat(4),
    "a".repeat(300),
  ])("is not %j", (text) => {
    expect(parseImage(text)).toBeUndefined();
  });

  test.each([
    "a".repeat(255) + ":",
    `${"a-".repeat(120)}!`,
    `${"a/".repeat(120)}:`,
    "-".repeat(255),
    `${"a.".repeat(120)}/`,
  ])("is refused without long thought: %s", (text) => {
    const start = performance.now();

    expect(parseImage(text)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(100);
  });
});
