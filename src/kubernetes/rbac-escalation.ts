/**
 * The shortest way of every identity to one that can take the cluster over. The search starts at the ends and goes against the steps, so it
 * meets each identity and each stock once for all, however many ask; a cycle ends by itself.
 */
import type { Escalation, Identity, Link, RbacGraph, Takeover } from "../core/rbac.js";
import type { RelatedPlace } from "../core/resource.js";
import type { Stock, Surroundings } from "./rbac-reach.js";
import { identityKey } from "./subjects.js";
import { takeoverOf } from "./takeover.js";

type Graph = Surroundings & Pick<RbacGraph, "find" | "adminEquivalent">;

interface Member {
  readonly identity: Identity | null;
  readonly because: readonly RelatedPlace[];
}

/** Who opens a stock, and by which grant. */
interface Opener {
  readonly from: Identity;
  readonly stock: Stock;
}

/** A node that a pod of one's own runs on, and the group that no authorization stops, are ends of themselves. */
const node = "node";
const masters = identityKey({ type: "group", name: "system:masters" });

/** Longer ways are not told: nobody reads them, and a file could hold one through all its accounts. */
const longestWay = 12;

/** For everybody who can get somewhere: the way. Whoever is an end has none. */
export function escalations(
  identities: readonly Identity[],
  ends: Takeover,
  graph: Graph,
): ReadonlyMap<string, Escalation> {
  const openers = new Map<string, Opener[]>();
  const stocksWith = new Map<string, Map<string, Member>>();
  for (const from of withReached(identities, graph)) {
    for (const stock of graph.stocksOf(from)) {
      if (!openers.has(stock.key)) register(stock, stocksWith);
      append(openers, stock.key, { from, stock });
    }
  }
  return search(openers, stocksWith, (identity) => takeoverOf(identity, graph, ends)[0]);
}

/** Also those whom nothing names but a rule about impersonation. */
function withReached(identities: readonly Identity[], graph: Graph): Iterable<Identity> {
  const all = new Map(identities.map((identity) => [identityKey(identity), identity]));
  const opened = new Set<string>();
  for (const identity of all.values()) {
    for (const { key, means, members } of graph.stocksOf(identity)) {
      if (means !== "impersonate" || opened.has(key)) continue;
      opened.add(key);
      for (const { identity: member } of members()) {
        if (member !== null && !all.has(identityKey(member))) all.set(identityKey(member), member);
      }
    }
  }
  return all.values();
}

function register(stock: Stock, stocksWith: Map<string, Map<string, Member>>): void {
  for (const member of stock.members()) {
    const key = member.identity === null ? node : identityKey(member.identity);
    const stocks = stocksWith.get(key) ?? new Map<string, Member>();
    stocksWith.set(key, stocks.set(stock.key, member));
  }
}

function search(
  openers: ReadonlyMap<string, readonly Opener[]>,
  stocksWith: ReadonlyMap<string, ReadonlyMap<string, Member>>,
  grantOf: (identity: Identity) => Escalation["grant"],
): ReadonlyMap<string, Escalation> {
  const found = new Map<string, Escalation>();
  const done = new Set<string>();
  const waiting: { readonly key: string; readonly way: Escalation }[] = [];
  for (const [key, stocks] of stocksWith) {
    const [member] = stocks.values();
    const grant = member?.identity == null ? undefined : grantOf(member.identity);
    if (key !== node && key !== masters && grant?.match.answer !== "yes") continue;
    waiting.push({ key, way: { path: [], grant: key === masters ? undefined : grant } });
  }
  const isEnd = new Set(waiting.map(({ key }) => key));
  for (const { key, way } of waiting) {
    if (way.path.length >= longestWay) continue;
    for (const [stockKey, member] of stocksWith.get(key) ?? []) {
      if (done.has(stockKey)) continue;
      done.add(stockKey);
      for (const { from, stock } of openers.get(stockKey) ?? []) {
        const start = identityKey(from);
        if (found.has(start) || isEnd.has(start)) continue;
        const next = { path: [linkOf(from, stock, member), ...way.path], grant: way.grant };
        found.set(start, next);
        waiting.push({ key: start, way: next });
      }
    }
  }
  return found;
}

function linkOf(from: Identity, { means, grant }: Stock, { identity, because }: Member): Link {
  return { means, from, to: identity, grant, because: [...grant.because, ...because] };
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
