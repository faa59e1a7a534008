/** What other scanners call the claim of a rule: `rules/peers.yaml`. */
import { listOf, mapOf, object, string } from "../core/decode.js";
import { type CatalogFile, decodeFile, mistake } from "./source.js";

/** The ids of one scanner for one rule. */
export interface Peer {
  /** The scanner's name as it writes it. */
  readonly scanner: string;
  readonly ids: readonly string[];
}

/** By our rule's id; a rule that no other scanner has is not there. */
export type Peers = ReadonlyMap<string, readonly Peer[]>;

const peersFile = object({
  updated: string,
  source: string,
  /** Key of the scanner in this file → its name. */
  scanners: mapOf(string),
  rules: mapOf(mapOf(listOf(string))),
});

/** Reads the file. @throws ConfigurationError for a rule or a scanner that does not exist. */
export function readPeers(file: CatalogFile | undefined, rules: ReadonlySet<string>): Peers {
  if (file === undefined) return new Map();
  const decoded = decodeFile(peersFile, file);
  const entries = Object.entries(decoded.rules).map(([id, byScanner]) => {
    if (!rules.has(id)) throw mistake(file, ["rules", id], `There is no rule "${id}".`);
    const peers = Object.entries(byScanner).map(([key, ids]) => {
      const scanner = decoded.scanners[key];
      if (scanner === undefined) throw mistake(file, ["rules", id, key], `There is no scanner "${key}".`);
      return { scanner, ids };
    });
    return [id, peers] as const;
  });
  return new Map(entries);
}
