/**
 * Whether the policies of a pod that is closed for egress let it talk to the metadata service of the cloud. A pod that no policy closes is
 * the concern of other rules, and one on the host network is outside of all policies.
 */
import { listOf, string } from "../core/decode.js";
import { parseAddress } from "../core/addresses.js";
import { blame, type Outcome, pass, undecided } from "../core/rule.js";
import { admits, isIsolated } from "../kubernetes/network-policy.js";
import { policiesOf } from "../kubernetes/pod-policies.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "item", reach: "cross", with: { addresses: listOf(string) } },
  (item, { addresses }, inventory) => {
    const around = policiesOf(item, inventory);
    if (around === undefined || isIsolated(around.policies, around.pod, "Egress") !== "yes") return pass();
    const seen = new Set<string>();
    const outcomes = addresses.flatMap((written): readonly Outcome[] => {
      const address = parseAddress(written);
      if (address === undefined) throw new Error(`"${written}" is no address.`);
      const end = { address, port: 80, protocol: "TCP" } as const;
      const { answer, by } = admits(around.policies, around.pod, "Egress", end);
      if (answer === "unknown") return [undecided({ address: written })];
      return by.flatMap(({ policy, route }) => {
        const place = `${around.policies.indexOf(policy)} ${JSON.stringify(route)}`;
        if (seen.has(place)) return [];
        seen.add(place);
        const because = [{ on: item.resource, route: ["metadata", "name"] }];
        return [
          blame(route, { address: written, policy: policy.written.name }, { on: policy.written, because }),
        ];
      });
    });
    return outcomes.length === 0 ? pass() : outcomes;
  },
);
