/** Dockerfiles that fetch code which nothing pins: downloads that are run, clones of a branch, files by URL without a checksum. */
import type { DockerInstruction } from "../core/dockerfile.js";
import { type Blame, blame } from "../core/rule.js";
import { isMovingRevision } from "../text/moving-version.js";
import { downloadsIn, installsIn } from "../text/shell.js";
import { defineCheck } from "./define.js";

export const check = defineCheck({ match: "text", reach: "repo", with: {} }, (view) =>
  view.instructions().flatMap((instruction) => faultsOf(instruction)),
);

function faultsOf(instruction: DockerInstruction): readonly Blame[] {
  const { keyword, text, start } = instruction;
  switch (keyword) {
    case "RUN":
    case "CMD":
    case "ENTRYPOINT": {
      const hits = keyword === "RUN" ? downloadsIn(text) : [...downloadsIn(text), ...installsIn(text)];
      return hits.map(({ what, index, length }) =>
        blame(
          [],
          { what, keyword },
          { messageKey: "dockerfile", part: what, within: [start + index, start + index + length] },
        ),
      );
    }
    case "ADD":
      return addedByUrl(instruction);
    default:
      return [];
  }
}

function addedByUrl({ words, flags }: DockerInstruction): readonly Blame[] {
  if (flags.some(({ name }) => name === "checksum")) return [];
  return words
    .slice(0, -1)
    .filter(({ text }) => /^https?:\/\//i.test(text) && !isPinnedRepository(text))
    .map(({ start, end }) =>
      blame(
        [],
        { what: "adds a file by its URL without a checksum", keyword: "ADD" },
        { messageKey: "dockerfile", within: [start, end] },
      ),
    );
}

/** `https://example.com/a.git#v1.2.0` is a repository at a revision: https://docs.docker.com/reference/dockerfile/#add */
function isPinnedRepository(url: string): boolean {
  const [, revision] = /\.git#([^:]+)/.exec(url) ?? [];
  return revision !== undefined && !isMovingRevision(revision);
}
