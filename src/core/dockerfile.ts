/** A Dockerfile as rules see it: its instructions in order, with their places. Offsets are 0-based UTF-16 code units in the file, ends exclusive. */

/** A piece of the file with its place. */
export interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** One instruction. What `ONBUILD` holds is an instruction of its own that says so. */
export interface DockerInstruction extends Piece {
  /** In upper case: `FROM`, `RUN`; whatever the word is where Docker knows no such instruction. */
  readonly keyword: string;
  /** Whether it stands behind `ONBUILD`: it runs in a build that starts from this image. */
  readonly isOnBuild: boolean;
  /**
   * As written, from the keyword to the end of its last heredoc, in its full length: continued lines are one line with blanks, and comments
   * between them are blanks, so that an index in it plus `start` is an offset in the file.
   */
  readonly text: string;
  /** `--name=value`; null where it has no value. */
  readonly flags: readonly (Piece & { readonly name: string; readonly value: string | null })[];
  /** The arguments behind the flags, quotes included, without the bodies of heredocs. */
  readonly words: readonly Piece[];
  /** What ARG, ENV and LABEL set, without the quotes; null where a name stands alone. */
  readonly properties: readonly (Piece & { readonly name: string; readonly value: string | null })[];
}
