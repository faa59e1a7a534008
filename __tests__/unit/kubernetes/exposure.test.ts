import { describe, expect, test } from "@jest/globals";
import { takeInventory } from "../../../src/evaluate/inventory.js";
import { exposureOf } from "../../../src/kubernetes/exposure.js";
import { resource } from "./manifest.js";

const pod = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web}]}}}`;

/** A Service of the pod above, unless it says otherwise. */
function service(spec: string, metadata = "{name: web, namespace: shop}"): string {
  return `{apiVersion: v1, kind: Service, metadata: ${metadata}, spec: ${spec}}`;
}

const inside = service("{selector: {app: web}}");

/** The ways to the first workload, as `how`, the chain's objects with their fields, and the certainty. */
function ways(...documents: readonly string[]): readonly string[] {
  const surroundings = { minor: 0, systemNamespaces: [], completeTargets: new Set<string>() };
  const inventory = takeInventory(documents.map(resource), surroundings);
  const [workload] = inventory.workloads();
  if (workload === undefined) throw new Error("No document is a workload.");
  return exposureOf(workload, inventory).map(({ how, chain, certainty }) => {
    const links = chain.map(({ on, route }) => `${on.kind} ${route.join(".")}`);
    return `${how}: ${links.join(" > ")} (${certainty})`;
  });
}

describe("Services", () => {
  test("a Service inside the cluster opens nothing", () => {
    expect(ways(pod, inside)).toEqual([]);
  });

  test.each([
    [
      "{type: LoadBalancer, selector: {app: web}}",
      "load-balancer: Service spec.type > Service spec.selector (yes)",
    ],
    ["{type: NodePort, selector: {app: web}}", "node-port: Service spec.type > Service spec.selector (yes)"],
    [
      "{externalIPs: [192.0.2.1], selector: {app: web}}",
      "external-ips: Service spec.externalIPs > Service spec.selector (yes)",
    ],
    [
      '{type: LoadBalancer, selector: {app: web}, loadBalancerSourceRanges: [10.0.0.0/8, "0.0.0.0/0"]}',
      "load-balancer: Service spec.type > Service spec.selector (yes)",
    ],
  ])("%s opens the pod", (spec, way) => {
    expect(ways(pod, service(spec))).toEqual([way]);
  });

  test.each([
    "{type: LoadBalancer, selector: {app: db}}",
    "{type: LoadBalancer, selector: {}}",
    "{type: LoadBalancer}",
    "{type: ExternalName, externalName: example.com, selector: {app: web}}",
    "{type: LoadBalancer, selector: {app: web}, loadBalancerSourceRanges: [10.0.0.0/8]}",
    "{type: LoadBalancer, selector: {app: web}, loadBalancerClass: service.k8s.aws/nlb}",
  ])("%s does not", (spec) => {
    expect(ways(pod, service(spec))).toEqual([]);
  });

  test.each([
    ["service.beta.kubernetes.io/aws-load-balancer-scheme", "internal", "internet-facing"],
    ["service.beta.kubernetes.io/aws-load-balancer-internal", "0.0.0.0/0", "false"],
    ["service.beta.kubernetes.io/azure-load-balancer-internal", "true", "false"],
    ["networking.gke.io/load-balancer-type", "Internal", "External"],
    ["service.beta.kubernetes.io/load-balancer-source-ranges", "10.0.0.0/8, 172.16.0.0/12", "0.0.0.0/0"],
  ])("%s: %s keeps the load balancer inside, %s does not", (key, kept, open) => {
    const spec = "{type: LoadBalancer, selector: {app: web}}";
    const metadata = (value: string) => `{name: web, namespace: shop, annotations: {${key}: "${value}"}}`;

    expect(ways(pod, service(spec, metadata(kept)))).toEqual([]);
    expect(ways(pod, service(spec, metadata(open)))).toHaveLength(1);
  });

  test("the AWS controller's load balancer is internal until an annotation says otherwise", () => {
    const spec = "{type: LoadBalancer, selector: {app: web}, loadBalancerClass: service.k8s.aws/nlb}";
    const metadata = (key: string, value: string) =>
      `{name: web, namespace: shop, annotations: {service.beta.kubernetes.io/${key}: "${value}"}}`;

    expect(ways(pod, service(spec))).toEqual([]);
    expect(ways(pod, service(spec, metadata("aws-load-balancer-scheme", "internet-facing")))).toHaveLength(1);
    expect(ways(pod, service(spec, metadata("aws-load-balancer-internal", "false")))).toHaveLength(1);
  });

  test("a Service of another namespace selects nothing here, one without namespace perhaps", () => {
    const spec = "{type: NodePort, selector: {app: web}}";

    expect(ways(pod, service(spec, "{name: web, namespace: bank}"))).toEqual([]);
    expect(ways(pod, service(spec, "{name: web}"))).toEqual([
      "node-port: Service spec.type > Service spec.selector (unknown)",
    ]);
  });

  test("a Service and a pod of one file live together, wherever it is applied", () => {
    const unplaced = pod.replace(", namespace: shop", "");

    expect(ways(unplaced, service("{type: NodePort, selector: {app: web}}", "{name: web}"))).toEqual([
      "node-port: Service spec.type > Service spec.selector (yes)",
    ]);
  });
});

describe("ports of the node", () => {
  test("a host port opens the pod, zero does not", () => {
    const withPorts = pod.replace("{name: web}]", "{name: web, ports: [{hostPort: 0}, {hostPort: 80}]}]");

    expect(ways(withPorts)).toEqual([
      "host-port: Deployment spec.template.spec.containers.0.ports.1.hostPort (yes)",
    ]);
  });
});

describe("Ingress", () => {
  const ingress = (spec: string, annotations = "{}", apiVersion = "networking.k8s.io/v1") =>
    `{apiVersion: ${apiVersion}, kind: Ingress, metadata: {name: web, namespace: shop, annotations: ${annotations}}, spec: ${spec}}`;

  test("leads to its Services by rule and by default, in both versions", () => {
    const backend = "{service: {name: web, port: {number: 80}}}";
    const rule = `{rules: [{}, {http: {paths: [{backend: ${backend}}]}}]}`;

    expect(ways(pod, inside, ingress(rule))).toEqual([
      "ingress: Ingress spec.rules.1.http.paths.0.backend.service.name > Service spec.selector (yes)",
    ]);
    expect(ways(pod, inside, ingress(`{defaultBackend: ${backend}}`))).toEqual([
      "ingress: Ingress spec.defaultBackend.service.name > Service spec.selector (yes)",
    ]);
    expect(ways(pod, inside, ingress("{backend: {serviceName: web}}", "{}", "extensions/v1beta1"))).toEqual([
      "ingress: Ingress spec.backend.serviceName > Service spec.selector (yes)",
    ]);
  });

  test("does not count where its load balancer is internal", () => {
    const spec = "{ingressClassName: alb, defaultBackend: {service: {name: web}}}";

    expect(ways(pod, inside, ingress(spec))).toEqual([]);
    expect(
      ways(pod, inside, ingress(spec, "{alb.ingress.kubernetes.io/scheme: internet-facing}")),
    ).toHaveLength(1);
  });

  test("does not lead to a Service of another name", () => {
    expect(ways(pod, inside, ingress("{defaultBackend: {service: {name: db}}}"))).toEqual([]);
  });
});

describe("routes", () => {
  const route = (spec: string, namespace = "shop") =>
    `{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: web, namespace: ${namespace}}, spec: ${spec}}`;

  test("lead to Services, unless the parent is a Service itself", () => {
    const rules = "rules: [{backendRefs: [{name: web, port: 80}]}]";

    expect(ways(pod, inside, route(`{parentRefs: [{name: edge}], ${rules}}`))).toEqual([
      "gateway: HTTPRoute spec.rules.0.backendRefs.0.name > Service spec.selector (yes)",
    ]);
    expect(ways(pod, inside, route(`{parentRefs: [{kind: Service, name: web}], ${rules}}`))).toEqual([]);
  });

  test("reach another namespace for sure only with a grant", () => {
    const far = route("{rules: [{backendRefs: [{name: web, namespace: shop}]}]}", "edge");
    const grant = `{apiVersion: gateway.networking.k8s.io/v1beta1, kind: ReferenceGrant, metadata: {name: edge, namespace: shop},
      spec: {from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: edge}], to: [{group: "", kind: Service}]}}`;
    const way = "gateway: HTTPRoute spec.rules.0.backendRefs.0.name > Service spec.selector";

    expect(ways(pod, inside, far)).toEqual([`${way} (unknown)`]);
    expect(ways(pod, inside, far, grant)).toEqual([`${way} (yes)`]);
  });

  test("of Istio count where a gateway carries them", () => {
    const virtual = (gateways: string, host: string) =>
      `{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: web, namespace: shop}, spec: {${gateways}http: [{route: [{destination: {host: ${host}}}]}]}}`;
    const way = "gateway: VirtualService spec.http.0.route.0.destination.host > Service spec.selector (yes)";

    expect(ways(pod, inside, virtual("gateways: [edge], ", "web"))).toEqual([way]);
    expect(ways(pod, inside, virtual("gateways: [edge], ", "web.shop.svc.cluster.local"))).toEqual([way]);
    expect(ways(pod, inside, virtual("", "web"))).toEqual([]);
    expect(ways(pod, inside, virtual("gateways: [edge], ", "web.bank.svc.cluster.local"))).toEqual([]);
  });

  test("of OpenShift and Traefik count too", () => {
    const openShift =
      "{apiVersion: route.openshift.io/v1, kind: Route, metadata: {name: web, namespace: shop}, spec: {to: {kind: Service, name: web}}}";
    const traefik =
      "{apiVersion: traefik.io/v1alpha1, kind: IngressRoute, metadata: {name: web, namespace: shop}, spec: {routes: [{services: [{name: web, port: 80}]}]}}";

    expect(ways(pod, inside, openShift)).toEqual([
      "ingress: Route spec.to.name > Service spec.selector (yes)",
    ]);
    expect(ways(pod, inside, traefik)).toEqual([
      "ingress: IngressRoute spec.routes.0.services.0.name > Service spec.selector (yes)",
    ]);
  });
});
