import { describe, expect, test } from "@jest/globals";
import type { Resource } from "../../../src/core/resource.js";
import { labelPair, nearby, takersOf } from "../../../src/kubernetes/nearby.js";
import { resource } from "./manifest.js";

function object(name: string, namespace?: string): Resource {
  const where = namespace === undefined ? "" : `, namespace: ${namespace}`;
  return resource(`{apiVersion: v1, kind: Service, metadata: {name: ${name}${where}}}`);
}

const names = (found: readonly Resource[]) => found.map(({ name }) => name);
const itself = (one: Resource) => one;

describe("what may share a namespace", () => {
  const node: Resource = { ...object("node"), namespace: { state: "cluster" } };
  const near = nearby(
    [object("a", "one"), object("b"), object("c", "two"), node, object("d", "one")],
    itself,
  );

  test.each([
    [object("x", "one"), ["a", "b", "node", "d"]],
    [object("x", "two"), ["b", "c", "node"]],
    [object("x", "three"), ["b", "node"]],
    [object("x"), ["a", "b", "c", "node", "d"]],
    [node, ["a", "b", "c", "node", "d"]],
  ])("is there, unplaced or for all, in order: $namespace", (one, expected) => {
    expect(names(near(one))).toEqual(expected);
    expect(names(near(one))).toEqual(expected);
  });
});

describe("what may take a pod", () => {
  const web = labelPair("app", "web");
  const demands = new Map([
    ["web", [[web]]],
    ["both", [[labelPair("tier", "front")], [web]]],
    ["either", [[web, labelPair("app", "api")]]],
    ["any", []],
  ]);
  const objects = ["web", "both", "either", "any"].map((name) => object(name, "shop"));
  const takers = takersOf(
    [...objects, object("web", "other")],
    itself,
    ({ name }) => demands.get(name) ?? [],
  );

  test.each([
    [{ app: "web" }, ["web", "either", "any"]],
    [{ app: "web", tier: "front" }, ["web", "both", "either", "any"]],
    [{ app: "api" }, ["either", "any"]],
    [{}, ["any"]],
    [{ app: 1 }, ["web", "both", "either", "any"]],
  ])("demands nothing that the pod has not: %j", (labels, expected) => {
    expect(names(takers(object("x", "shop"), labels))).toEqual(expected);
  });
});
