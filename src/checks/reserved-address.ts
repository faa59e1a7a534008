/**
 * A name or address that no Service should lead to: the node's own loopback, and the metadata service of a cloud. A Service with such an
 * end point gives its users a way that policies on addresses do not see.
 */
import { listOf, object, string } from "../core/decode.js";
import { parseAddress } from "../core/addresses.js";
import { text } from "../core/json.js";
import { blame, pass } from "../core/rule.js";
import { holdsAddress } from "../kubernetes/networks.js";
import { defineCheck } from "./define.js";

interface Reserved {
  readonly names: readonly string[];
  readonly blocks: readonly string[];
}

export const check = defineCheck(
  {
    match: "item",
    reach: "local",
    with: { reserved: object<Reserved>({ names: listOf(string), blocks: listOf(string) }) },
  },
  ({ self, route }, { reserved }) => {
    const end = text(self)?.trim().toLowerCase().replace(/\.$/, "");
    return end !== undefined && isReserved(end, reserved) ? blame(route, { end }) : pass();
  },
);

/** An entry of a mesh may be a block; then its first address decides. An IPv4 address may be written inside of an IPv6 one. */
function isReserved(end: string, { names, blocks }: Reserved): boolean {
  if (names.includes(end) || end.endsWith(".localhost")) return true;
  const slash = end.indexOf("/");
  const written = slash === -1 ? end : end.slice(0, slash);
  const address = parseAddress(written.startsWith("::ffff:") ? written.slice("::ffff:".length) : written);
  return address !== undefined && blocks.some((block) => holdsAddress(block, address) === true);
}
