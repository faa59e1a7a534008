/** Unknown data → typed value, or the path of the first mismatch. Used once, where data enters. */

/** A mismatch: where it stands in the data, what was expected there, and what was found. */
export interface Mismatch {
  readonly path: readonly (string | number)[];
  readonly expected: string;
  readonly found: string;
}

/** Reads one value at a path; throws DecodeError on the first mismatch. */
export type Decoder<T> = (value: unknown, path: readonly (string | number)[]) => T;

/** Carries the first mismatch out of a decoder. */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
  readonly mismatch: Mismatch;

  constructor(mismatch: Mismatch) {
    const where = mismatch.path.length === 0 ? "The value" : `"${mismatch.path.join(".")}"`;
    super(`${where} must be ${mismatch.expected}, found ${mismatch.found}.`);
    this.mismatch = mismatch;
  }
}

/** Runs a decoder over a whole value. @throws DecodeError with the first mismatch. */
export function decode<T>(decoder: Decoder<T>, value: unknown): T {
  return decoder(value, []);
}

/** A text. */
export function string(value: unknown, path: readonly (string | number)[]): string {
  if (typeof value === "string") return value;
  throw mismatch(path, "a text", value);
}

/** True or false. */
export function boolean(value: unknown, path: readonly (string | number)[]): boolean {
  if (typeof value === "boolean") return value;
  throw mismatch(path, "true or false", value);
}

/** A whole number. */
export function integer(value: unknown, path: readonly (string | number)[]): number {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw mismatch(path, "a whole number", value);
}

/** Any value, left as it is. */
export function anything(value: unknown): unknown {
  return value;
}

/** One of the given texts. */
export function oneOf<const T extends string>(...choices: readonly T[]): Decoder<T> {
  return (value, path) => {
    const choice = choices.find((candidate) => candidate === value);
    if (choice !== undefined) return choice;
    throw mismatch(path, `one of ${choices.join(", ")}`, value);
  };
}

/** A list whose elements all fit. */
export function listOf<T>(element: Decoder<T>): Decoder<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw mismatch(path, "a list", value);
    return value.map((item: unknown, index) => element(item, [...path, index]));
  };
}

/** An object with any keys, whose values all fit. */
export function mapOf<T>(element: Decoder<T>): Decoder<Readonly<Record<string, T>>> {
  return (value, path) => {
    if (!isPlainObject(value)) throw mismatch(path, "a mapping", value);
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, element(item, [...path, key])]),
    );
  };
}

/** A field that may be absent, and what it then counts as. */
export function optional<T, const D>(decoder: Decoder<T>, absent: D): Decoder<T | D> {
  return (value, path) => (value === undefined ? absent : decoder(value, path));
}

/** A value that may be null. */
export function nullable<T>(decoder: Decoder<T>): Decoder<T | null> {
  return (value, path) => (value === null ? null : decoder(value, path));
}

/** An object with exactly these fields. An unknown key is a mismatch that names the nearest known one. */
export function object<T extends object>(
  fields: {
    readonly [K in keyof T]: Decoder<T[K]>;
  },
): Decoder<T> {
  const known = Object.keys(fields);
  return (value, path) => {
    if (!isPlainObject(value)) throw mismatch(path, "a mapping", value);
    for (const key of Object.keys(value)) {
      if (!known.includes(key)) throw unknownKey([...path, key], key, known);
    }
    const result: Record<string, unknown> = {};
    for (const key of known) {
      const decoder: Decoder<unknown> | undefined = fields[key as keyof T];
      if (decoder !== undefined) result[key] = decoder(value[key], [...path, key]);
    }
    return result as T; // every field of T has passed its own decoder
  };
}

/** The known name that differs least from a mistyped one; undefined where none is close. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(name.length / 3));
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((left, right) => left.distance - right.distance);
  return ranked[0]?.candidate;
}

function unknownKey(path: readonly (string | number)[], key: string, known: readonly string[]): DecodeError {
  const guess = nearest(key, known);
  const expected =
    guess === undefined ? `one of the keys ${known.join(", ")}` : `a known key, perhaps "${guess}"`;
  return new DecodeError({ path, expected, found: `the unknown key "${key}"` });
}

function mismatch(path: readonly (string | number)[], expected: string, value: unknown): DecodeError {
  return new DecodeError({ path, expected, found: describe(value) });
}

/** Names the type and never the value: a value may be a secret. */
function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  return typeof value === "string" ? "a text" : `a ${typeof value}`;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Optimal string alignment: swapping neighbours counts as one edit, because that is how people mistype. */
export function editDistance(left: string, right: string): number {
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const cost = left[i - 1] === right[j - 1] ? 0 : 1;
      let best = Math.min(
        (rows[i - 1]?.[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (rows[i - 1]?.[j - 1] ?? 0) + cost,
      );
      const isSwap = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      if (isSwap) best = Math.min(best, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[left.length]?.[right.length] ?? 0;
}
