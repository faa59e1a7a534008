/**
 * Completes package-lock.json after `npm install`: a registry that serves only one platform's builds makes npm leave the other platforms'
 * optional packages out, and `npm ci` then refuses the file everywhere. Their names say the platform, their parents the exact version.
 *
 * node scripts/complete-lock.mjs
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const systems = ["android", "darwin", "freebsd", "linux", "openharmony", "win32"];
const processors = ["arm64", "arm", "ia32", "loong64", "ppc64", "riscv64", "s390x", "x64"];

const file = join(dirname(fileURLToPath(import.meta.url)), "..", "package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8"));
let added = 0;
for (const parent of Object.values({ ...lock.packages })) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    if (lock.packages[path] !== undefined || !/^\d+\.\d+\.\d+$/.test(version)) continue;
    lock.packages[path] = entryOf(name, version, parent.license);
    added++;
  }
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([left], [right]) => (left < right ? -1 : 1)),
);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: ${added} packages of other platforms added`);

function entryOf(name, version, license) {
  const parts = name.split("/").at(-1).split("-");
  const os = systems.find((system) => parts.includes(system));
  const cpu = processors.find((processor) => parts.includes(processor));
  const libc = parts.some((part) => part.startsWith("musl"))
    ? { libc: ["musl"] }
    : parts.some((part) => part.startsWith("gnu"))
      ? { libc: ["glibc"] }
      : {};
  return {
    version,
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    dev: true,
    license,
    optional: true,
    ...(os === undefined ? {} : { os: [os] }),
    ...libc,
  };
}
