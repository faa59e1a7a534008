/** IP addresses and networks: https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-ip-address-library. */
import { addressToText, parseAddress, widthOf } from "../core/addresses.js";
import type { Address } from "../core/addresses.js";
import { fail } from "./failure.js";
import { since } from "./overload.js";
import type { Overload } from "./overload.js";
import { CelObject } from "./values.js";

/** An IP address without zone. */
export class Ip extends CelObject {
  static readonly typeName = "net.IP";
  override readonly typeName = Ip.typeName;
  readonly address: Address;

  constructor(address: Address) {
    super();
    this.address = address;
  }

  override equals(other: CelObject): boolean {
    return other instanceof Ip && isSameAddress(this.address, other.address);
  }

  override toString(): string {
    return addressToText(this.address);
  }
}

/** An address with the length of its network's prefix; bits of the host may be set. */
export class Cidr extends CelObject {
  static readonly typeName = "net.CIDR";
  override readonly typeName = Cidr.typeName;
  readonly address: Address;
  readonly prefixLength: number;

  constructor(address: Address, prefixLength: number) {
    super();
    this.address = address;
    this.prefixLength = prefixLength;
  }

  /** Whether the network holds the address; never one of the other family. */
  contains(address: Address): boolean {
    if (address.family !== this.address.family) return false;
    const hostBits = BigInt(widthOf(address.family) - this.prefixLength);
    return address.bits >> hostBits === this.address.bits >> hostBits;
  }

  /** The network without bits of the host. */
  masked(): Cidr {
    const { family, bits } = this.address;
    const hostBits = BigInt(widthOf(family) - this.prefixLength);
    return new Cidr({ family, bits: (bits >> hostBits) << hostBits }, this.prefixLength);
  }

  override equals(other: CelObject): boolean {
    return (
      other instanceof Cidr &&
      isSameAddress(this.address, other.address) &&
      this.prefixLength === other.prefixLength
    );
  }

  override toString(): string {
    return `${addressToText(this.address)}/${this.prefixLength}`;
  }
}

const { call, method } = since(31);

/** `ip`, `cidr`, `isIP`, `isCIDR` and the methods of both types. */
export const networkFunctions: readonly Overload[] = [
  call("ip", ["string"], Ip, toIp),
  call("isIP", ["string"], "bool", (text) => parseAddress(text) !== undefined),
  call("ip.isCanonical", ["string"], "bool", (text) => String(toIp(text)) === text),
  call("string", [Ip], "string", String),
  method(Ip, "family", [], "int", (ip) => BigInt(ip.address.family)),
  method(Ip, "isUnspecified", [], "bool", (ip) => ip.address.bits === 0n),
  method(Ip, "isLoopback", [], "bool", ({ address }) => isLoopback(address)),
  method(Ip, "isLinkLocalMulticast", [], "bool", ({ address }) =>
    isWithin(address, { 4: "224.0.0.0/24", 6: "ff02::/16" }),
  ),
  method(Ip, "isLinkLocalUnicast", [], "bool", ({ address }) => isLinkLocalUnicast(address)),
  method(Ip, "isGlobalUnicast", [], "bool", ({ address }) => isGlobalUnicast(address)),

  call("cidr", ["string"], Cidr, toCidr),
  call("isCIDR", ["string"], "bool", (text) => parseCidr(text) !== undefined),
  call("string", [Cidr], "string", String),
  method(Cidr, "containsIP", [Ip], "bool", (cidr, ip) => cidr.contains(ip.address)),
  method(Cidr, "containsIP", ["string"], "bool", (cidr, text) => cidr.contains(toIp(text).address)),
  method(Cidr, "containsCIDR", [Cidr], "bool", containsCidr),
  method(Cidr, "containsCIDR", ["string"], "bool", (cidr, text) => containsCidr(cidr, toCidr(text))),
  method(Cidr, "ip", [], Ip, (cidr) => new Ip(cidr.address)),
  method(Cidr, "masked", [], Cidr, (cidr) => cidr.masked()),
  method(Cidr, "prefixLength", [], "int", (cidr) => BigInt(cidr.prefixLength)),
];

function toIp(text: string): Ip {
  const address = parseAddress(text);
  return address === undefined ? fail("bad-argument") : new Ip(address);
}

function toCidr(text: string): Cidr {
  return parseCidr(text) ?? fail("bad-argument");
}

function parseCidr(text: string): Cidr | undefined {
  const slash = text.lastIndexOf("/");
  const address = parseAddress(text.slice(0, Math.max(0, slash)));
  const length = text.slice(slash + 1);
  if (address === undefined || !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  return Number(length) <= widthOf(address.family) ? new Cidr(address, Number(length)) : undefined;
}

function containsCidr(outer: Cidr, inner: Cidr): boolean {
  return outer.prefixLength <= inner.prefixLength && outer.contains(inner.address);
}

function isSameAddress(a: Address, b: Address): boolean {
  return a.family === b.family && a.bits === b.bits;
}

function isWithin(address: Address, networks: { readonly 4: string; readonly 6: string }): boolean {
  return toCidr(networks[address.family]).contains(address);
}

function isLoopback(address: Address): boolean {
  return isWithin(address, { 4: "127.0.0.0/8", 6: "::1/128" });
}

function isLinkLocalUnicast(address: Address): boolean {
  return isWithin(address, { 4: "169.254.0.0/16", 6: "fe80::/10" });
}

/** As net/netip: private addresses count, the IPv4 broadcast address does not. */
function isGlobalUnicast(address: Address): boolean {
  const isMulticast = isWithin(address, { 4: "224.0.0.0/4", 6: "ff00::/8" });
  const isBroadcast = address.family === 4 && address.bits === 0xffffffffn;
  return (
    address.bits !== 0n &&
    !isBroadcast &&
    !isMulticast &&
    !isLoopback(address) &&
    !isLinkLocalUnicast(address)
  );
}
