/**
 * A load balancer without a word about internal networks or allowed sources gets a public address from every cloud that gives one. What
 * counts as such a word stands where the reachability of workloads is told, so that no two rules disagree.
 */
import { blame, pass } from "../core/rule.js";
import { publicationsOf } from "../kubernetes/services.js";
import { defineCheck } from "./define.js";

export const check = defineCheck({ match: "item", reach: "local", with: {} }, ({ resource }) => {
  const published = publicationsOf(resource).find(({ how }) => how === "load-balancer");
  return published === undefined ? pass() : blame(published.route, { name: resource.name });
});
