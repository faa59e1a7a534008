/** Pods around the fields that the Pod Security Standards look at, good and bad values mixed so that both verdicts are common. */
import fc from "fast-check";
import { elements, field, isObject, type Json, type JsonObject } from "../../src/core/json.js";

/** A Pod manifest that the API server could decode. Most fields are absent or good; a few are bad. */
export function pods(): fc.Arbitrary<JsonObject> {
  const spec = fc
    .tuple(podSpec(), fc.boolean())
    .map(([drawn, isHardened]) => (isHardened ? harden(drawn) : drawn));
  return fc
    .record({ metadata: podMetadata(), spec })
    .map(({ metadata, spec }) => ({ apiVersion: "v1", kind: "Pod", metadata, spec }));
}

/** Puts what restricted demands below what was drawn; without it hardly any pod would be admitted there. */
function harden(spec: JsonObject): JsonObject {
  const context = field(spec, "securityContext");
  const lists = ["initContainers", "containers", "ephemeralContainers"].filter((key) => key in spec);
  return {
    ...spec,
    securityContext: {
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
      ...(isObject(context) ? context : {}),
    },
    ...Object.fromEntries(lists.map((key) => [key, elements(spec[key]).map(hardenContainer)])),
  };
}

function hardenContainer(container: Json): JsonObject {
  const context = field(container, "securityContext");
  const capabilities = field(context, "capabilities");
  return {
    ...(isObject(container) ? container : {}),
    securityContext: {
      allowPrivilegeEscalation: false,
      ...(isObject(context) ? context : {}),
      capabilities: { drop: ["ALL"], ...(isObject(capabilities) ? capabilities : {}) },
    },
  };
}

/** Policy versions: all with a rule of their own, their neighbours, and one that is not known yet. */
export function policyMinors(): fc.Arbitrary<number> {
  return fc.constantFrom(0, 7, 8, 18, 19, 21, 22, 23, 24, 25, 26, 27, 29, 30, 31, 32, 33, 34, 35, 36, 37, 40);
}

/** Mostly the first value, which is a good one; sometimes one of the others. */
function mostly(good: Json, ...others: readonly Json[]): fc.Arbitrary<Json> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant(good) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
}

/** An object that has any of the fields, each of them in about half of the cases. */
function some(fields: Readonly<Record<string, fc.Arbitrary<Json>>>): fc.Arbitrary<JsonObject> {
  return fc.record(fields, { requiredKeys: [] }).map((partial) => {
    const present = Object.entries(partial).filter(
      (entry): entry is [string, Json] => entry[1] !== undefined,
    );
    return Object.fromEntries(present);
  });
}

/** A list of up to two elements. */
function few(element: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return fc.array(element, { maxLength: 2 });
}

function podMetadata(): fc.Arbitrary<JsonObject> {
  const annotations = some({
    "container.apparmor.security.beta.kubernetes.io/web": mostly(
      "runtime/default",
      "",
      "localhost/web",
      "unconfined",
    ),
    "seccomp.security.alpha.kubernetes.io/pod": mostly("runtime/default", "docker/default", "unconfined", ""),
    "container.seccomp.security.alpha.kubernetes.io/web": mostly("localhost/web", "unconfined"),
    "container.seccomp.security.alpha.kubernetes.io/gone": mostly("unconfined", "runtime/default"),
  });
  return fc.record({ name: fc.constant("generated"), annotations }, { requiredKeys: ["name"] });
}

function podSpec(): fc.Arbitrary<JsonObject> {
  const optional = some({
    hostNetwork: mostly(false, true),
    hostPID: mostly(false, true),
    hostIPC: mostly(false, true),
    hostUsers: fc.boolean(),
    os: fc.constantFrom<Json>({ name: "linux" }, { name: "windows" }),
    securityContext: podSecurityContext(),
    volumes: few(volume()),
    initContainers: fc.array(container("setup"), { maxLength: 1 }),
    ephemeralContainers: fc.array(container("debug"), { maxLength: 1 }),
  });
  return fc.tuple(optional, container("web")).map(([spec, web]) => ({ ...spec, containers: [web] }));
}

function podSecurityContext(): fc.Arbitrary<JsonObject> {
  const sysctl = mostly(
    "net.ipv4.tcp_syncookies",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_notsent_lowat",
    "kernel.msgmax",
  ).map((name) => ({ name, value: "1" }));
  return some({ ...sharedFields(), sysctls: few(sysctl) });
}

function container(name: string): fc.Arbitrary<JsonObject> {
  const optional = some({
    securityContext: containerSecurityContext(),
    ports: few(
      mostly({ containerPort: 80 }, { containerPort: 80, hostPort: 0 }, { containerPort: 80, hostPort: 80 }),
    ),
    livenessProbe: handler(),
    readinessProbe: handler(),
    startupProbe: handler(),
    lifecycle: some({ postStart: handler(), preStop: handler() }),
  });
  return optional.map((fields) => ({ name, image: "example.com/web:1.0.0", ...fields }));
}

function handler(): fc.Arbitrary<JsonObject> {
  const host = some({ host: mostly("", "127.0.0.1", "example.com"), port: fc.constant(80) });
  return fc.oneof(
    host.map((httpGet) => ({ httpGet })),
    host.map((tcpSocket) => ({ tcpSocket })),
    fc.constant({ exec: { command: ["true"] } }),
  );
}

function containerSecurityContext(): fc.Arbitrary<JsonObject> {
  const capability = mostly("NET_BIND_SERVICE", "CHOWN", "net_bind_service", "CAP_CHOWN", "SYS_ADMIN");
  const capabilities = some({
    add: few(capability),
    drop: mostly(["ALL"], ["all"], ["NET_RAW"], ["NET_RAW", "ALL"], []),
  });
  return some({
    ...sharedFields(),
    privileged: mostly(false, true),
    allowPrivilegeEscalation: mostly(false, true),
    procMount: mostly("Default", "Unmasked"),
    capabilities,
  });
}

/** The fields that both security contexts have. */
function sharedFields(): Readonly<Record<string, fc.Arbitrary<Json>>> {
  return {
    runAsNonRoot: mostly(true, false),
    runAsUser: mostly(1000, 0),
    seccompProfile: profile(),
    appArmorProfile: profile(),
    seLinuxOptions: some({
      type: mostly("container_t", "", "container_engine_t", "spc_t"),
      user: mostly("", "system_u"),
      role: mostly("", "system_r"),
      level: fc.constant("s0:c1,c2"),
    }),
    windowsOptions: some({ hostProcess: mostly(false, true) }),
  };
}

function profile(): fc.Arbitrary<Json> {
  return mostly(
    { type: "RuntimeDefault" },
    { type: "Localhost", localhostProfile: "web.json" },
    { type: "Unconfined" },
    {},
  );
}

function volume(): fc.Arbitrary<JsonObject> {
  const source = mostly(
    { emptyDir: {} },
    {},
    { configMap: { name: "web" } },
    { image: { reference: "example.com/model:1.0.0" } },
    { ephemeral: {} },
    { hostPath: { path: "/var/log" } },
    { nfs: { server: "example.com", path: "/" } },
  );
  return source.map((fields) => ({ name: "data", ...(isObject(fields) ? fields : {}) }));
}
