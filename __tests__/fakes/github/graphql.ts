/** The two questions that we ask in GraphQL, which no OpenAPI description covers. Any other is refused. */
import type { Comments } from "./comments.js";

/** A GraphQL request, read from its body. */
export interface GraphqlRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What is asked; null for a question that we do not know. */
export function graphqlCall({ query }: GraphqlRequest): "viewer" | "is-minimized" | null {
  const flat = query.replace(/\s+/gu, " ").trim();
  if (flat === "query { viewer { login } }") return "viewer";
  if (flat === "query($id: ID!) { node(id: $id) { ... on IssueComment { isMinimized } } }")
    return "is-minimized";
  return null;
}

/** The answer's body. */
export function answerGraphql(request: GraphqlRequest, comments: Comments, viewer: string): unknown {
  if (graphqlCall(request) === "viewer") return { data: { viewer: { login: viewer } } };
  const comment = comments.findNode(String(request.variables["id"]));
  if (comment === undefined) {
    const message = "Could not resolve to a node with the given global id.";
    return { data: { node: null }, errors: [{ type: "NOT_FOUND", path: ["node"], message }] };
  }
  return { data: { node: { isMinimized: comment.isMinimized } } };
}

/** Reads a body. @throws where it is no GraphQL request */
export function readGraphql(body: string): GraphqlRequest {
  const value: unknown = JSON.parse(body);
  if (typeof value !== "object" || value === null || !("query" in value) || typeof value.query !== "string") {
    throw new Error("The body of a GraphQL request must hold a query.");
  }
  const variables = "variables" in value ? value.variables : {};
  return { query: value.query, variables: Object.fromEntries(Object.entries(variables ?? {})) };
}
