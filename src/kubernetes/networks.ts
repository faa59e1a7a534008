/** Address blocks as policies and load balancers write them: `10.0.0.0/8`, `fd00::/8`, or a single address. */
import { type Address, parseAddress, widthOf } from "../core/addresses.js";

/** Whether the block holds the address; undefined where the block is none. A block of the other family holds nothing. */
export function holdsAddress(block: string, address: Address): boolean | undefined {
  const slash = block.indexOf("/");
  const base = parseAddress(slash === -1 ? block : block.slice(0, slash));
  if (base === undefined) return undefined;
  const width = widthOf(base.family);
  const length = slash === -1 ? width : prefixLength(block.slice(slash + 1));
  if (length === undefined || length > width) return undefined;
  if (base.family !== address.family) return false;
  const shift = BigInt(width - length);
  return base.bits >> shift === address.bits >> shift;
}

function prefixLength(text: string): number | undefined {
  return /^\d{1,3}$/.test(text) ? Number(text) : undefined;
}
