import { describe, expect, test } from "@jest/globals";
import {
  admits,
  allowsEverything,
  effectiveTypes,
  isIsolated,
  isNetworkPolicy,
  isolatesNamespace,
  isolatesPod,
  openingsOf,
  type PolicyPod,
  policyPod,
  selectsPod,
} from "../../../src/kubernetes/network-policy.js";
import { body, resource, templateOf } from "./manifest.js";

const web: PolicyPod = {
  namespace: { state: "named", name: "shop" },
  namespaceLabels: { team: "shop" },
  labels: { app: "web" },
  usesHostNetwork: false,
};

function plain(spec: string, namespace = "shop"): ReturnType<typeof resource> {
  return resource(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: policy, namespace: ${namespace}}
spec: ${spec}`);
}

function other(apiVersion: string, kind: string, spec: string): ReturnType<typeof resource> {
  return resource(`
apiVersion: ${apiVersion}
kind: ${kind}
metadata: {name: policy, namespace: shop}
spec: ${spec}`);
}

describe("effective policy types", () => {
  test.each([
    ["{}", ["Ingress"]],
    ["{egress: []}", ["Ingress"]],
    ["{egress: [{}]}", ["Ingress", "Egress"]],
    ["{policyTypes: [], egress: [{}]}", ["Ingress", "Egress"]],
    ["{policyTypes: [Egress]}", ["Egress"]],
    ["{policyTypes: [Ingress], egress: [{}]}", ["Ingress"]],
    ["{policyType: [Egress]}", ["Ingress"]],
    ["{podSelector: {policyTypes: [Egress]}}", ["Ingress"]],
  ])("%s gives %j", (spec, types) => {
    expect(effectiveTypes(body(`{spec: ${spec}}`))).toEqual(types);
  });
});

describe("NetworkPolicy", () => {
  test("selects by labels and expressions of the pod template, in its own namespace", () => {
    const deployment = resource(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, labels: {app: deployment}}
spec: {template: {metadata: {labels: {app: web}}, spec: {}}}`);
    const pod = policyPod({ resource: deployment, ...templateOf(deployment.source.text) }, undefined);
    if (pod === undefined) throw new Error("The Deployment has a pod.");

    expect(selectsPod(plain("{podSelector: {matchLabels: {app: web}}}"), pod)).toBe("yes");
    expect(selectsPod(plain("{podSelector: {matchLabels: {app: deployment}}}"), pod)).toBe("no");
    expect(selectsPod(plain("{podSelector: {matchLabels: {app: web}}}", "bank"), pod)).toBe("no");
  });

  test("selects all pods with an empty or absent selector", () => {
    expect(selectsPod(plain("{}"), web)).toBe("yes");
    expect(selectsPod(plain("{podSelector: {}}"), web)).toBe("yes");
  });

  test("cannot be placed where a namespace is unresolved, even if both are", () => {
    const unplaced = resource("{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, spec: {}}");

    expect(selectsPod(unplaced, web)).toBe("unknown");
    expect(selectsPod(unplaced, { ...web, namespace: { state: "unresolved" } })).toBe("unknown");
  });

  test("cannot be judged with an operator that Kubernetes does not have", () => {
    const policy = plain("{podSelector: {matchExpressions: [{key: app, operator: Like, values: [web]}]}}");

    expect(selectsPod(policy, web)).toBe("unknown");
    expect(isolatesNamespace(policy, web, "Ingress")).toBe("unknown");
  });

  test("isolates in its effective directions only", () => {
    expect(isolatesPod(plain("{policyTypes: [Ingress]}"), web, "Ingress")).toBe("yes");
    expect(isolatesPod(plain("{policyTypes: [Ingress]}"), web, "Egress")).toBe("no");
  });

  test("does not hold a pod on the host network, although it selects it", () => {
    const pod = { ...web, usesHostNetwork: true };

    expect(selectsPod(plain("{}"), pod)).toBe("yes");
    expect(isolatesPod(plain("{}"), pod, "Ingress")).toBe("no");
  });

  test("closes a namespace only if it takes every pod", () => {
    expect(isolatesNamespace(plain("{}"), web, "Ingress")).toBe("yes");
    expect(isolatesNamespace(plain("{podSelector: {matchLabels: {app: web}}}"), web, "Ingress")).toBe("no");
    expect(isolatesNamespace(plain("{}", "bank"), web, "Ingress")).toBe("no");
  });

  test("isolates together with others", () => {
    const api = plain("{podSelector: {matchLabels: {app: api}}}");
    const front = plain("{podSelector: {matchExpressions: [{key: app, operator: In, values: [web]}]}}");

    expect(isIsolated([api], web, "Ingress")).toBe("no");
    expect(isIsolated([api, front], web, "Ingress")).toBe("yes");
    expect(isIsolated([], web, "Ingress")).toBe("no");
  });
});

describe("rules that let everybody in", () => {
  test.each([
    ["{ingress: [{}]}", true],
    ["{ingress: [{from: []}]}", true],
    ["{ingress: []}", false],
    ["{}", false],
    ["{ingress: [{ports: [{port: 443}]}]}", false],
    ["{ingress: [{from: [{podSelector: {}}]}]}", false],
    ["{ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}", false],
    ["{policyTypes: [Egress], ingress: [{}]}", false],
  ])("%s allows everything: %s", (spec, expected) => {
    expect(allowsEverything(plain(spec), "Ingress")).toBe(expected);
  });

  test("are named by the field that decides, with what narrows them", () => {
    const policy = plain(`
      ingress:
        - {ports: [{port: 443}]}
        - {from: [{podSelector: {}}, {ipBlock: {cidr: "::/0"}}]}
        - {from: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.169.254/32]}}]}
        - {from: [{ipBlock: {cidr: 10.0.0.0/8}}]}`);

    const openings = openingsOf(policy, "Ingress").map(({ route, peers, isNarrowed, exceptions }) => ({
      route: route.join("."),
      peers,
      isNarrowed,
      exceptions,
    }));

    expect(openings).toEqual([
      { route: "spec.ingress.0.from", peers: "anyone", isNarrowed: true, exceptions: [] },
      { route: "spec.ingress.1.from.1.ipBlock.cidr", peers: "world", isNarrowed: false, exceptions: [] },
      {
        route: "spec.ingress.2.from.0.ipBlock.cidr",
        peers: "world",
        isNarrowed: false,
        exceptions: ["169.254.169.254/32"],
      },
    ]);
  });
});

describe("Cilium", () => {
  const cilium = (spec: string): ReturnType<typeof resource> =>
    other("cilium.io/v2", "CiliumNetworkPolicy", spec);
  const clusterwide = (spec: string): ReturnType<typeof resource> =>
    other("cilium.io/v2", "CiliumClusterwideNetworkPolicy", spec);

  test("An empty rule denies everything, and an empty list says nothing", () => {
    expect(isolatesPod(cilium("{endpointSelector: {}, ingress: [{}]}"), web, "Ingress")).toBe("yes");
    expect(allowsEverything(cilium("{endpointSelector: {}, ingress: [{}]}"), "Ingress")).toBe(false);
    expect(isolatesPod(cilium("{endpointSelector: {}, ingress: []}"), web, "Ingress")).toBe("no");
  });

  test("A switch may take the default deny back", () => {
    const policy = cilium("{endpointSelector: {}, enableDefaultDeny: {ingress: false}, ingress: [{}]}");

    expect(isolatesPod(policy, web, "Ingress")).toBe("no");
  });

  test("Labels may say where they come from", () => {
    expect(
      selectsPod(cilium("{endpointSelector: {matchLabels: {'k8s:app': web}}, ingress: [{}]}"), web),
    ).toBe("yes");
    expect(
      selectsPod(cilium("{endpointSelector: {matchLabels: {'k8s:app': api}}, ingress: [{}]}"), web),
    ).toBe("no");
    expect(selectsPod(cilium("{endpointSelector: {matchLabels: {'reserved:host': ''}}}"), web)).toBe(
      "unknown",
    );
  });

  test("A cluster-wide policy may ask for the namespace and its labels", () => {
    const ofShop = clusterwide(
      "{endpointSelector: {matchLabels: {'k8s:io.kubernetes.pod.namespace': shop}}, ingress: [{}]}",
    );
    const ofTeam = clusterwide(
      "{endpointSelector: {matchLabels: {io.cilium.k8s.namespace.labels.team: shop}}, ingress: [{}]}",
    );

    expect(isolatesNamespace(ofShop, web, "Ingress")).toBe("yes");
    expect(isolatesNamespace(ofTeam, web, "Ingress")).toBe("yes");
    expect(isolatesNamespace(ofTeam, { ...web, namespaceLabels: undefined }, "Ingress")).toBe("unknown");
  });

  test("Each of several specs counts, and one for nodes does not", () => {
    const policy = resource(`
apiVersion: cilium.io/v2
kind: CiliumClusterwideNetworkPolicy
metadata: {name: policy}
specs:
  - {nodeSelector: {}, ingress: [{}]}
  - {endpointSelector: {matchLabels: {app: web}}, egress: [{toEntities: [all]}]}`);

    expect(isolatesPod(policy, web, "Ingress")).toBe("no");
    expect(isolatesPod(policy, web, "Egress")).toBe("yes");
    expect(openingsOf(policy, "Egress").map(({ route }) => route)).toEqual([
      ["specs", 1, "egress", 0, "toEntities", 0],
    ]);
  });
});

describe("Calico", () => {
  const global = (spec: string): ReturnType<typeof resource> =>
    resource(
      `{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: policy}, spec: ${spec}}`,
    );

  test.each([
    ["{}", "yes"],
    ["{selector: all()}", "yes"],
    ["{selector: app == 'web'}", "yes"],
    ["{selector: app == 'web' && has(tier)}", "no"],
    ["{selector: app != 'web'}", "no"],
    ["{selector: 'app in {''api'', \"web\"}'}", "yes"],
    ["{selector: 'app not in {''api''}'}", "yes"],
    ["{selector: '!has(tier)'}", "yes"],
    ["{selector: 'tier contains \"web\"'}", "unknown"],
    ["{selector: app == 'web' || app == 'api'}", "unknown"],
    ["{selector: all(), namespaceSelector: team == 'shop'}", "yes"],
    ["{selector: all(), namespaceSelector: team == 'bank'}", "no"],
    ["{selector: projectcalico.org/namespace == 'shop'}", "yes"],
    ["{selector: projectcalico.org/namespace == 'bank'}", "no"],
    ["{serviceAccountSelector: role == 'web'}", "unknown"],
  ])("%s selects the pod: %s", (spec, expected) => {
    expect(selectsPod(global(spec), web)).toBe(expected);
  });

  test("Without types, the directions with rules count", () => {
    expect(isolatesPod(global("{egress: [{action: Deny}]}"), web, "Ingress")).toBe("no");
    expect(isolatesPod(global("{egress: [{action: Deny}]}"), web, "Egress")).toBe("yes");
    expect(isolatesPod(global("{}"), web, "Ingress")).toBe("yes");
  });

  test("A bare Allow lets everybody in, unless a denial stands before it", () => {
    expect(allowsEverything(global("{ingress: [{action: Allow}]}"), "Ingress")).toBe(true);
    expect(allowsEverything(global("{ingress: [{action: Allow, protocol: TCP}]}"), "Ingress")).toBe(false);
    expect(
      allowsEverything(
        global("{ingress: [{action: Deny, source: {nets: [10.0.0.0/8]}}, {action: Allow}]}"),
        "Ingress",
      ),
    ).toBe(false);
  });

  test("In a tier of its own the end of the policies is not the end", () => {
    expect(isolatesPod(global("{tier: platform}"), web, "Ingress")).toBe("unknown");
  });
});

describe("Network Policy API", () => {
  const baseline = (spec: string): ReturnType<typeof resource> =>
    other("policy.networking.k8s.io/v1alpha1", "BaselineAdminNetworkPolicy", spec);

  test("closes what a rule denies to everybody", () => {
    const policy = baseline(
      "{subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}",
    );

    expect(isolatesNamespace(policy, web, "Ingress")).toBe("yes");
    expect(isolatesNamespace(policy, web, "Egress")).toBe("no");
  });

  test("leaves open what a narrower denial means", () => {
    const policy = baseline(
      "{subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {matchLabels: {team: bank}}}]}]}",
    );

    expect(isolatesNamespace(policy, web, "Ingress")).toBe("unknown");
  });

  test("closes egress only where the outside is denied too", () => {
    const pods = "{subject: {namespaces: {}}, egress: [{action: Deny, to: [{namespaces: {}}]}]}";
    const all =
      "{subject: {namespaces: {}}, egress: [{action: Deny, to: [{namespaces: {}}, {networks: [0.0.0.0/0]}]}]}";

    expect(isolatesNamespace(baseline(pods), web, "Egress")).toBe("unknown");
    expect(isolatesNamespace(baseline(all), web, "Egress")).toBe("yes");
  });

  test("applies to the namespaces of its subject", () => {
    const policy = (team: string): ReturnType<typeof resource> =>
      baseline(
        `{subject: {namespaces: {matchLabels: {team: ${team}}}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}`,
      );

    expect(isolatesPod(policy("shop"), web, "Ingress")).toBe("yes");
    expect(isolatesPod(policy("bank"), web, "Ingress")).toBe("no");
    expect(isolatesPod(policy("bank"), { ...web, namespaceLabels: undefined }, "Ingress")).toBe("unknown");
  });
});

test("Only known kinds are policies", () => {
  expect(isNetworkPolicy("networking.k8s.io", "NetworkPolicy")).toBe(true);
  expect(isNetworkPolicy("cilium.io", "CiliumNetworkPolicy")).toBe(true);
  expect(isNetworkPolicy("networking.k8s.io", "Ingress")).toBe(false);
  expect(isNetworkPolicy("projectcalico.org", "StagedNetworkPolicy")).toBe(false);
});

describe("what policies let through", () => {
  const metadata = { address: { family: 4, bits: 0xa9fea9fen }, port: 80, protocol: "TCP" } as const;
  const answerOf = (...policies: readonly ReturnType<typeof resource>[]) =>
    admits(policies, web, "Egress", metadata).answer;

  test.each([
    ["{policyTypes: [Egress]}", "no"],
    ["{egress: [{}]}", "yes"],
    ["{policyTypes: [Ingress], egress: [{}]}", "no"],
    ["{podSelector: {matchLabels: {app: db}}, egress: [{}]}", "no"],
    ["{egress: [{ports: [{port: 443}]}]}", "no"],
    ["{egress: [{ports: [{port: 1, endPort: 1024}]}]}", "yes"],
    ["{egress: [{ports: [{port: 80, protocol: UDP}]}]}", "no"],
    ["{egress: [{ports: [{protocol: TCP}]}]}", "yes"],
    ["{egress: [{to: [{namespaceSelector: {}}]}]}", "no"],
    ["{egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}", "yes"],
    ["{egress: [{to: [{ipBlock: {cidr: 169.254.0.0/16}}]}]}", "yes"],
    ["{egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}", "no"],
    ["{egress: [{to: [{ipBlock: {cidr: '::/0'}}]}]}", "no"],
    ["{egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.169.254/32]}}]}]}", "no"],
    ["{egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}]}", "yes"],
    ["{egress: [{to: [{ipBlock: {cidr: everywhere}}]}]}", "unknown"],
  ])("NetworkPolicy %s: %s", (spec, expected) => {
    expect(answerOf(plain(spec))).toBe(expected);
  });

  test("adds policies up, and names the rule that opens", () => {
    const closing = plain("{policyTypes: [Egress]}");
    const open = plain("{egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}");

    expect(admits([closing, open], web, "Egress", metadata)).toMatchObject({
      answer: "yes",
      by: [{ policy: open, route: ["spec", "egress", 0, "to", 0, "ipBlock", "cidr"] }],
    });
  });

  test.each([
    ["{endpointSelector: {}, egress: [{}]}", "no"],
    ["{endpointSelector: {}, egress: [{toEntities: [world]}]}", "yes"],
    ["{endpointSelector: {}, egress: [{toEntities: [cluster]}]}", "no"],
    ["{endpointSelector: {}, egress: [{toCIDR: [169.254.169.254/32]}]}", "yes"],
    ["{endpointSelector: {}, egress: [{toCIDRSet: [{cidr: 0.0.0.0/0, except: [169.254.0.0/16]}]}]}", "no"],
    ["{endpointSelector: {}, egress: [{toPorts: [{ports: [{port: '80', protocol: TCP}]}]}]}", "yes"],
    ["{endpointSelector: {}, egress: [{toPorts: [{ports: [{port: '443'}]}]}]}", "no"],
    [
      "{endpointSelector: {}, egress: [{toPorts: [{ports: [{port: '80'}], rules: {http: [{}]}}]}]}",
      "unknown",
    ],
    ["{endpointSelector: {}, egress: [{toFQDNs: [{matchPattern: '*'}]}]}", "unknown"],
    [
      "{endpointSelector: {}, egress: [{toEntities: [all]}], egressDeny: [{toCIDR: [169.254.169.254/32]}]}",
      "no",
    ],
  ])("CiliumNetworkPolicy %s: %s", (spec, expected) => {
    expect(answerOf(other("cilium.io/v2", "CiliumNetworkPolicy", spec))).toBe(expected);
  });

  test.each([
    ["{types: [Egress]}", "no"],
    ["{types: [Egress], egress: [{action: Allow}]}", "yes"],
    ["{types: [Egress], egress: [{action: Pass}]}", "no"],
    [
      "{types: [Egress], egress: [{action: Allow, protocol: TCP, destination: {ports: [443, '70:90']}}]}",
      "yes",
    ],
    ["{types: [Egress], egress: [{action: Allow, protocol: UDP}]}", "no"],
    ["{types: [Egress], egress: [{action: Allow, destination: {notNets: [169.254.0.0/16]}}]}", "no"],
    ["{types: [Egress], egress: [{action: Allow, destination: {selector: all()}}]}", "unknown"],
    [
      "{types: [Egress], egress: [{action: Deny, destination: {nets: [169.254.169.254/32]}}, {action: Allow}]}",
      "no",
    ],
    [
      "{types: [Egress], egress: [{action: Allow}, {action: Deny, destination: {nets: [169.254.169.254/32]}}]}",
      "yes",
    ],
  ])("Calico's NetworkPolicy %s: %s", (spec, expected) => {
    expect(answerOf(other("projectcalico.org/v3", "NetworkPolicy", spec))).toBe(expected);
  });

  test("what an ordered policy denies may have been allowed before it", () => {
    const deny = resource(`
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: deny}
spec: {priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{networks: [169.254.169.254/32]}]}]}`);
    const policy = { ...deny, namespace: { state: "cluster" } } as const;

    expect(answerOf(policy, plain("{egress: [{}]}"))).toBe("unknown");
    expect(answerOf(policy, plain("{policyTypes: [Egress]}"))).toBe("no");
  });
});
