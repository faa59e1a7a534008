/** Unsigned integers, which manifests never hold but expressions may write (`1u`). */
import { CelObject } from "./values.js";

/** An unsigned 64-bit integer. The maker keeps it in range. */
export class Uint extends CelObject {
  static readonly typeName = "uint";
  override readonly typeName = Uint.typeName;
  readonly value: bigint;

  constructor(value: bigint) {
    super();
    this.value = value;
  }

  override equals(other: CelObject): boolean {
    return other instanceof Uint && other.value === this.value;
  }

  get isZero(): boolean {
    return this.value === 0n;
  }

  plain(): bigint {
    return this.value;
  }

  override toString(): string {
    return String(this.value);
  }
}

/** The largest uint. */
export const MAX_UINT = 2n ** 64n - 1n;
