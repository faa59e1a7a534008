/**
 * An exemption from Pod Security names as little as possible. To exempt the identity of a controller exempts every pod that anybody lets it
 * create; a tool that many people share does the same for whoever may use the tool; an exempt namespace or RuntimeClass is open to everybody
 * who may create pods in the one or with the other.
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/#exemptions
 */
import { listOf, string } from "../core/decode.js";
import { text } from "../core/json.js";
import { type Blame, blame, type Inventory, pass, type Routed } from "../core/rule.js";
import { isInfrastructureNamespace } from "../kubernetes/infrastructure-namespaces.js";
import { podSecurityConfigurations } from "../kubernetes/pod-security-configuration.js";
import { elementsAt } from "../kubernetes/routed.js";
import { isSandbox } from "../kubernetes/sandbox.js";
import { holdsWord } from "../text/name-words.js";
import { defineCheck } from "./define.js";

interface Options {
  /** Words in the names of identities that many people act through. */
  readonly sharedIdentities: readonly string[];
  readonly infrastructure: readonly string[];
  readonly sandboxes: readonly string[];
}

/** Identities that create pods for everybody, or that many people share by their nature. */
const wideUsers: readonly string[] = [
  "system:anonymous",
  "system:admin",
  "system:kube-controller-manager",
  "kubernetes-admin",
];

export const check = defineCheck(
  {
    match: "item",
    reach: "cross",
    with: { sharedIdentities: listOf(string), infrastructure: listOf(string), sandboxes: listOf(string) },
  },
  ({ resource }, options: Options, inventory) => {
    const faults = podSecurityConfigurations(resource).flatMap((configuration) => [
      ...faultsIn(configuration, "usernames", (name) => messageOfUser(name, options)),
      ...faultsIn(configuration, "namespaces", (name) =>
        isInfrastructureNamespace(name, inventory.systemNamespaces, options.infrastructure)
          ? undefined
          : "namespace",
      ),
      ...faultsIn(configuration, "runtimeClasses", (name) => messageOfClass(name, options, inventory)),
    ]);
    return faults.length === 0 ? pass() : faults;
  },
);

function faultsIn(
  configuration: Routed,
  list: string,
  messageOf: (name: string) => string | undefined,
): readonly Blame[] {
  return elementsAt(configuration, "exemptions", list).flatMap(({ value, route }) => {
    const name = text(value) ?? "";
    const messageKey = messageOf(name);
    return messageKey === undefined ? [] : [blame(route, { name }, { messageKey })];
  });
}

function messageOfUser(name: string, { sharedIdentities }: Options): string | undefined {
  if (wideUsers.includes(name)) return "controller";
  // Kubernetes' own controllers, each with an account in kube-system: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#controller-roles
  if (/^system:serviceaccount:kube-system:[a-z-]+-controller$/.test(name)) return "controller";
  return holdsWord([name], sharedIdentities) ? "shared" : undefined;
}

function messageOfClass(name: string, { sandboxes }: Options, inventory: Inventory): string | undefined {
  return isSandbox(name, sandboxes, inventory) ? undefined : "runtimeClass";
}
