/** Limits on hostile YAML. Each is checked before the library could be hurt by what it protects from. */
import { Lexer, Parser, type CST } from "yaml";

/**
 * How deep collections may nest. Two documents of 900 levels abort Node 20 beyond any `catch`; real CustomResourceDefinitions
 * stay below 50.
 */
export const maximumDepth = 100;

/** Nodes of one document after its aliases have been expanded: what an alias bomb multiplies. */
export const maximumNodes = 500_000;

/** A document nests deeper than `maximumDepth`. */
export interface TooDeep {
  /** 0-based, in UTF-16 code units: where the limit was passed. */
  readonly tooDeepAt: number;
}

/**
 * Text → concrete syntax, one token a document, or the place where it nests too deeply. The library's parser works with a stack of
 * its own, so it is safe at any depth; what would recurse comes after this and never sees deeper input.
 */
export function* shallowTokens(text: string): Generator<CST.Token | TooDeep> {
  const parser = new Parser();
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    offset += lexeme.length;
    // The stack holds the document, the collections around the current place, and at most one scalar.
    if (parser.stack.length > maximumDepth + 2) {
      yield { tooDeepAt: Math.min(offset, text.length) };
      return;
    }
  }
  yield* parser.end();
}
