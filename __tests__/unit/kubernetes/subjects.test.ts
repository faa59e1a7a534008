import { describe, expect, test } from "@jest/globals";
import type { Namespace } from "../../../src/core/resource.js";
import { groupsOf, identityOf, includesServiceAccount } from "../../../src/kubernetes/subjects.js";
import { body } from "./manifest.js";

const shop: Namespace = { state: "named", name: "shop" };
const web = { type: "service-account", namespace: "shop", name: "web" } as const;

describe("a subject", () => {
  test.each([
    ["{kind: ServiceAccount, name: web, namespace: shop}", { ...web }],
    ["{kind: User, name: 'system:serviceaccount:shop:web'}", { ...web }],
    ["{kind: ServiceAccount, name: web}", { ...web }],
    ["{kind: User, name: jane}", { type: "user", name: "jane" }],
    [
      "{kind: User, name: 'system:serviceaccount:shop'}",
      { type: "user", name: "system:serviceaccount:shop" },
    ],
    ["{kind: Group, name: 'system:authenticated'}", { type: "group", name: "system:authenticated" }],
    ["{kind: Robot, name: web}", undefined],
    ["{kind: User}", undefined],
  ])("%s is %j", (subject, identity) => {
    expect(identityOf(body(subject), shop)).toEqual(identity);
  });

  test("without namespace has none in a binding whose namespace is unresolved", () => {
    expect(identityOf(body("{kind: ServiceAccount, name: web}"), { state: "unresolved" })).toEqual({
      ...web,
      namespace: null,
    });
  });
});

describe("a ServiceAccount", () => {
  test("is in three groups", () => {
    expect(groupsOf(web)).toEqual([
      "system:serviceaccounts:shop",
      "system:serviceaccounts",
      "system:authenticated",
    ]);
  });

  test("shares the rights of itself and of its groups", () => {
    expect(includesServiceAccount(web, web)).toBe(true);
    expect(includesServiceAccount({ type: "group", name: "system:serviceaccounts:shop" }, web)).toBe(true);
    expect(includesServiceAccount({ type: "group", name: "system:serviceaccounts:bank" }, web)).toBe(false);
    expect(includesServiceAccount({ ...web, name: "api" }, web)).toBe(false);
  });

  test("of an unresolved namespace equals nobody", () => {
    const unplaced = { ...web, namespace: null };

    expect(includesServiceAccount(unplaced, unplaced)).toBe(false);
  });
});
