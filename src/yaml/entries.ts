/** The entries of a mapping by key. Most mappings are small and there are very many of them: a `Map` for each took twice the memory. */
import type { SourceEntries, SourceEntry } from "../core/resource.js";

/** Above this many keys a look-up goes through an index, which is made when it is first needed. */
const largestScan = 16;

/** Keys and entries side by side, in the order of the text. */
export class Entries implements SourceEntries {
  private readonly keys: readonly string[];
  private readonly values: readonly SourceEntry[];
  private index: ReadonlyMap<string, SourceEntry> | undefined;

  constructor(entries: ReadonlyMap<string, SourceEntry>) {
    this.keys = [...entries.keys()];
    this.values = [...entries.values()];
  }

  get(key: string): SourceEntry | undefined {
    if (this.keys.length <= largestScan) return this.values[this.keys.indexOf(key)];
    this.index ??= new Map(this);
    return this.index.get(key);
  }

  *[Symbol.iterator](): Generator<[string, SourceEntry]> {
    for (const [place, key] of this.keys.entries()) {
      const value = this.values[place];
      if (value !== undefined) yield [key, value];
    }
  }
}
