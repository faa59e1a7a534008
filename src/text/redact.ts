/** What a report may say about a value. A value may be a secret, so only what cannot be one is shown. */
import type { Json } from "../core/json.js";

/**
 * Texts that the Kubernetes API defines. A pattern for "looks like an enumeration" would let a password of
 * one word through.
 */
const enumerations: ReadonlySet<string> = new Set(
  [
    "Always IfNotPresent Never OnFailure RuntimeDefault Localhost Unconfined Default Unmasked",
    "runtime/default docker/default unconfined None HostToContainer Bidirectional Socket File",
    "FileOrCreate Directory DirectoryOrCreate CharDevice BlockDevice ClusterIP NodePort LoadBalancer",
    "ExternalName TCP UDP SCTP Ingress Egress Allow Deny Audit Warn Fail Ignore privileged baseline",
    "restricted enforce audit warn ServiceAccount User Group Role ClusterRole cluster-admin admin edit",
    "view get list watch create update patch delete deletecollection bind escalate impersonate *",
    "AlwaysAllow AlwaysDeny ABAC RBAC Node Webhook ALL AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND",
    "BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK IPC_OWNER KILL",
    "LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW",
    "PERFMON SETFCAP SETGID SETPCAP SETUID SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT",
    "SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG SYSLOG WAKE_ALARM",
  ].flatMap((words) => words.split(" ")),
);

/** `registry.example/team/app:1.2@sha256:…`: every part is optional but a name in lower case. */
const imageReference = new RegExp(
  [
    "^(?:[a-z0-9](?:[a-z0-9.-]{0,60}[a-z0-9])?(?::\\d{1,5})?/)?",
    "[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*){0,5}",
    "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,60})?(?:@sha256:[0-9a-f]{64})?$",
  ].join(""),
);

/**
 * A value in the words of a message: true, false, a number or a text of the Kubernetes API as it is;
 * everything else by its type:
 * "a text", "a list", "a mapping", "null".
 *
 * @param known more texts that this field may hold and that are no secret. Default: none.
 */
export function describeValue(value: Json, known: readonly string[] = []): string {
  if (value === null) return "null";
  if (typeof value === "boolean" || typeof value === "number" || typeof value === "bigint")
    return String(value);
  if (typeof value === "string") return enumerations.has(value) || known.includes(value) ? value : "a text";
  return Array.isArray(value) ? "a list" : "a mapping";
}

/**
 * The value of a field that holds an image, and of no other: one word of a password is an image's name, too.
 */
export function describeImage(value: Json): string {
  const isImage = typeof value === "string" && value.length <= 255 && imageReference.test(value);
  return isImage ? value : describeValue(value);
}
