/** What we read of GitHub's data. GitHub adds fields at any time, so here, unlike in our own files, unknown keys are no mistake. */
import { anything, mapOf, object } from "../core/decode.js";
import type { Decoder } from "../core/decode.js";

/** An object of which only these fields are read; it may hold any others. */
export function picked<T extends Readonly<Record<string, unknown>>>(
  fields: {
    readonly [K in keyof T]: Decoder<T[K]>;
  },
): Decoder<T> {
  const known = Object.keys(fields);
  const decodeWhole = mapOf(anything);
  const decodeFields = object<T>(fields);
  return (value, path) => {
    const whole = decodeWhole(value, path);
    const read = known.filter((key) => Object.hasOwn(whole, key)).map((key) => [key, whole[key]]);
    return decodeFields(Object.fromEntries(read), path);
  };
}
