/** GitHub's OpenAPI description as a judge of requests and answers. */
import { jest } from "@jest/globals";
import addFormats from "ajv-formats";
import { readFileSync } from "node:fs";
import type { Document, OpenAPIBackend, Options } from "openapi-backend";

/**
 * Loads the description below a root ("/" or "/api/v3").
 *
 * NOTE: Jest on Node 20 cannot `require` a package of ES modules, which openapi-backend does with its loader of documents in
 * several files. Quick mode has no use for that loader, so an empty one stands in for it.
 */
export async function loadDescription(
  root: string,
  handlers: NonNullable<Options["handlers"]>,
): Promise<OpenAPIBackend> {
  const loader = { dereference: neverCalled, parse: asItIs, resolve: neverCalled };
  jest.mock("@apidevtools/json-schema-ref-parser", () => ({ __esModule: true, default: loader }));
  const { OpenAPIBackend } = await import("openapi-backend");
  const api = new OpenAPIBackend({
    definition: readDescription(),
    apiRoot: root,
    quick: true,
    ajvOpts: { strict: false },
    customizeAjv: (ajv) => addFormats.default(ajv),
    handlers,
  });
  return api.init();
}

async function asItIs<T>(document: T): Promise<T> {
  return document;
}

function neverCalled(): never {
  throw new Error("The description holds all of its references itself.");
}

function readDescription(): Document {
  return JSON.parse(readFileSync(new URL("openapi.json", import.meta.url), "utf8")) as Document; // our own file
}
