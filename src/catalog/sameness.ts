/**
 * Tells whether a condition has seen the same data before. Most containers of a repository differ in name and image alone, and a condition
 * that reads neither gives the same answer for all of them: finding that out is far cheaper than evaluating it.
 */
import type { Json } from "../core/json.js";

/** Longer text is not compared: it would cost more than it saves, and keep the memory of every large object. In UTF-16 code units. */
const longest = 4_096;

/** Numbers for contents: two values have one number exactly if they are equal, order of keys included. */
export class Contents {
  private readonly known = new Map<string, number>();
  private readonly ofObjects = new WeakMap<object, number>();
  private last = 0;

  /** The number of a value; a new one, never given again, for what cannot be compared safely. */
  of(value: Json | undefined): number {
    if (value === undefined) return 0;
    if (typeof value !== "object" || value === null) return this.numbered(asText(value));
    const known = this.ofObjects.get(value);
    if (known !== undefined) return known;
    const number = this.numbered(asText(value));
    this.ofObjects.set(value, number);
    return number;
  }

  private numbered(content: string | undefined): number {
    if (content === undefined || content.length > longest) return ++this.last;
    const known = this.known.get(content);
    if (known !== undefined) return known;
    this.known.set(content, ++this.last);
    return this.last;
  }
}

/** JSON, where JSON tells every two values apart; undefined where it would not. */
function asText(value: Json): string | undefined {
  let isExact = true;
  const content = JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === "bigint" || (typeof inner === "number" && !Number.isFinite(inner))) {
      isExact = false;
      return null;
    }
    return inner;
  });
  return isExact ? content : undefined;
}

/** How many questions show whether remembering pays. */
const trial = 256;

/** Remembers what one condition has passed. */
export class Passed {
  private readonly seen = new Set<string>();
  private asked = 0;
  private hits = 0;

  /** Whether it still pays to ask: a condition that hardly meets the same data twice is only slowed down. */
  get isWorthwhile(): boolean {
    return this.asked < trial || this.hits >= trial / 4;
  }

  has(key: string): boolean {
    const isKnown = this.seen.has(key);
    if (this.asked < trial) {
      this.asked++;
      if (isKnown) this.hits++;
    }
    return isKnown;
  }

  add(key: string): void {
    this.seen.add(key);
  }
}
