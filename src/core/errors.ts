/** The errors that end a run. What a run survives is a Problem instead. */

/** Where a mistake of the user stands: a file and its line and key path, each as far as known. */
export interface ConfigurationPlace {
  readonly file: string | null;
  /** 1-based. */
  readonly line: number | null;
}

/** The user can fix it: a wrong option, configuration file, rule file or PATH. Exit code 2. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  /** What to do about it, as one sentence. */
  readonly hint: string;
  readonly place: ConfigurationPlace;

  constructor(
    message: string,
    hint: string,
    place: Partial<ConfigurationPlace> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.hint = hint;
    this.place = { file: place.file ?? null, line: place.line ?? null };
  }
}

/** Closes a `switch` over a union: the compiler refuses the call while a member is not handled. Throws where data broke the type. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${String(value)}.`);
}
