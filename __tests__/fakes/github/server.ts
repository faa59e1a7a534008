/**
 * A GitHub on the loopback interface. It checks every request and every answer of its own against GitHub's OpenAPI description
 * (openapi.json) and keeps a list of whatever does not fit, which a test demands to be empty.
 */
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Context, OpenAPIBackend } from "openapi-backend";
import { commentBody, Comments, isTooLong } from "./comments.js";
import { loadDescription } from "./description.js";
import { answerFault } from "./faults.js";
import type { Call, Fault } from "./faults.js";
import { answerGraphql, graphqlCall, readGraphql } from "./graphql.js";

/** How this GitHub differs from one that simply works. */
export interface FakeGitHubOptions {
  /** Where the API starts: "" as on github.com, "/api/v3" as on a GitHub Enterprise Server. */
  readonly root?: "" | "/api/v3";
  /** Whom the token acts as, in GraphQL's spelling. */
  readonly viewer?: string;
  /** Whom the token acts as, in REST's spelling. */
  readonly author?: string;
  /** The token only reads, as on a pull request from a fork: every write is a 403. */
  readonly isReadOnly?: boolean;
}

/** One request as it came in. */
export interface RecordedRequest {
  readonly call: Call | null;
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** An answer before it is sent. */
interface Answer {
  readonly status: number;
  /** Null where there is none. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The token that the fake takes. Any other is a violation. */
export const fakeToken = "ghs_fakeTokenOfTheFakeGitHub0123456789";

const callOfOperation: Readonly<Record<string, Call>> = {
  "issues/list-comments": "list-comments",
  "issues/create-comment": "create-comment",
  "issues/update-comment": "update-comment",
  "issues/delete-comment": "delete-comment",
};
const writes: readonly (Call | null)[] = ["create-comment", "update-comment", "delete-comment"];
const forbidden: Answer = { status: 403, body: { message: "Resource not accessible by integration" } };
const notFound: Answer = { status: 404, body: { message: "Not Found" } };

/** Starts a fake GitHub on a free port. */
export async function startFakeGitHub(options: FakeGitHubOptions = {}): Promise<FakeGitHub> {
  const github = new FakeGitHub(options);
  await github.start();
  return github;
}

/** State, faults, and the record of one test. */
export class FakeGitHub {
  readonly comments = new Comments();
  readonly requests: RecordedRequest[] = [];
  /** What no real GitHub would have been asked or have answered, as sentences. */
  readonly violations: string[] = [];
  private readonly server = createServer((request, response) => void this.receive(request, response));
  private readonly planned = new Map<Call, { readonly fault: Fault; times: number }>();
  private api: OpenAPIBackend | undefined;
  private readonly root: string;
  private readonly viewer: string;
  private readonly author: string;
  private readonly isReadOnly: boolean;

  constructor(options: FakeGitHubOptions) {
    this.root = options.root ?? "";
    this.author = options.author ?? "github-actions[bot]";
    this.viewer = options.viewer ?? this.author;
    this.isReadOnly = options.isReadOnly ?? false;
  }

  /** The address of the API, as GITHUB_API_URL holds it. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${this.root}`; // it listens on a port
  }

  /** Makes the next requests of that call fail: all of them, or so many. */
  fail(call: Call, fault: Fault, times = Infinity): void {
    this.planned.set(call, { fault, times });
  }

  /** From now on nothing fails. */
  recover(): void {
    this.planned.clear();
  }

  /** The calls so far, in order. */
  get calls(): readonly (Call | null)[] {
    return this.requests.map((request) => request.call);
  }

  async start(): Promise<void> {
    this.api = await loadDescription(this.root === "" ? "/" : this.root, this.handlers());
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  /** Ends it, connections that wait for an answer included. */
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await bodyOf(request);
      const path = request.url ?? "";
      if (request.headers.authorization !== `token ${fakeToken}`)
        this.violate(`${path} came without the token.`);
      const isGraphql = path === (this.root === "" ? "/graphql" : "/api/graphql");
      if (isGraphql && request.method === "POST") this.receiveGraphql(body, path, response);
      else await this.receiveRest(request, body, path, response);
    } catch (error) {
      this.violate(`The fake itself failed: ${String(error)}`);
      response.destroy();
    }
  }

  private receiveGraphql(body: string, path: string, response: ServerResponse): void {
    const question = readGraphql(body);
    const call = graphqlCall(question);
    this.requests.push({ call, method: "POST", path, body });
    if (call === null) this.violate(`An unknown GraphQL question: ${question.query}`);
    this.answer(call, response, () => ({
      status: 200,
      body: answerGraphql(question, this.comments, this.viewer),
    }));
  }

  private async receiveRest(
    request: IncomingMessage,
    body: string,
    path: string,
    response: ServerResponse,
  ): Promise<void> {
    const method = request.method ?? "";
    const [pathname = "", query = ""] = path.split("?");
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const incoming = { method, path: pathname, query, headers, body: body === "" ? undefined : parsed(body) };
    const { api } = this;
    if (api === undefined) throw new Error("It was not started.");
    const operation = api.matchOperation(incoming);
    const call = callOfOperation[operation?.operationId ?? ""] ?? null;
    this.requests.push({ call, method, path, body });
    // The request is judged in full before a fault may hide it.
    if (operation === undefined) this.violate(`An unknown route: ${method} ${path}`);
    else this.judge(`${method} ${path}`, api.validator.validateRequest(incoming, operation));
    if (this.isReadOnly && writes.includes(call)) {
      send(response, forbidden);
      return;
    }
    const respond = async () => (await api.handleRequest(incoming)) as Answer; // what our handlers return
    const fault = this.takeFault(call);
    if (fault !== null && fault !== "cut-late") {
      answerFault(fault, response);
      return;
    }
    const answer = await respond();
    if (operation !== undefined) {
      this.judge(
        `The answer to ${method} ${path}`,
        api.validateResponse(answer.body, operation, answer.status),
      );
    }
    if (fault === "cut-late") response.destroy();
    else send(response, answer);
  }

  private answer(call: Call | null, response: ServerResponse, work: () => Answer): void {
    const fault = this.takeFault(call);
    if (fault !== null && fault !== "cut-late") answerFault(fault, response);
    else if (fault === "cut-late") response.destroy();
    else send(response, work());
  }

  private takeFault(call: Call | null): Fault | null {
    const plan = call === null ? undefined : this.planned.get(call);
    if (plan === undefined || plan.times <= 0) return null;
    plan.times -= 1;
    return plan.fault;
  }

  private handlers() {
    return {
      "issues/list-comments": (context: Context) => this.listComments(context),
      "issues/create-comment": (context: Context) => this.createComment(context),
      "issues/update-comment": (context: Context) => this.updateComment(context),
      "issues/delete-comment": (context: Context) => this.deleteComment(context),
      notFound: () => notFound,
      notImplemented: (context: Context) => {
        this.violate(`The fake cannot answer ${context.operation.operationId ?? ""}.`);
        return notFound;
      },
      validationFail: invalid,
    };
  }

  private listComments({ request }: Context): Answer {
    const { items, number, size, isLast } = this.comments.page(request.query as Record<string, unknown>);
    const next = `<${this.url}${request.path}?per_page=${size}&page=${number + 1}>; rel="next"`;
    return {
      status: 200,
      body: items.map((item) => commentBody(item, this.issueUrl(request.params))),
      ...(isLast ? {} : { headers: { link: next } }),
    };
  }

  private createComment({ request }: Context): Answer {
    const { body } = request.requestBody as { readonly body: string }; // the description has been checked
    if (isTooLong(body)) return tooLong();
    const created = this.comments.add(this.author, body);
    return { status: 201, body: commentBody(created, this.issueUrl(request.params)) };
  }

  private updateComment({ request }: Context): Answer {
    const comment = this.comments.find(Number(request.params["comment_id"]));
    if (comment === undefined) return notFound;
    if (comment.author !== this.author) {
      this.violate(`A comment of ${comment.author} was written.`);
      return forbidden;
    }
    const { body } = request.requestBody as { readonly body: string }; // the description has been checked
    if (isTooLong(body)) return tooLong();
    comment.body = body;
    return { status: 200, body: commentBody(comment, this.issueUrl(request.params)) };
  }

  private deleteComment({ request }: Context): Answer {
    const comment = this.comments.find(Number(request.params["comment_id"]));
    if (comment === undefined) return notFound;
    if (comment.author !== this.author) this.violate(`A comment of ${comment.author} was deleted.`);
    this.comments.remove(comment);
    return { status: 204, body: null };
  }

  private issueUrl(params: Context["request"]["params"]): string {
    return `${this.url}/repos/${String(params["owner"])}/${String(params["repo"])}/issues/1`;
  }

  private judge(
    what: string,
    { valid, errors }: { readonly valid: boolean; readonly errors?: unknown },
  ): void {
    if (!valid) this.violate(`${what} breaks the description: ${JSON.stringify(errors)}`);
  }

  private violate(sentence: string): void {
    this.violations.push(sentence);
  }
}

function tooLong(): Answer {
  return unprocessable([{ resource: "IssueComment", code: "unprocessable", message: "Body is too long" }]);
}

function invalid(): Answer {
  return unprocessable([{ code: "invalid" }]);
}

function unprocessable(errors: readonly unknown[]): Answer {
  const documentation = "https://docs.github.com/rest/issues/comments";
  return { status: 422, body: { message: "Validation Failed", errors, documentation_url: documentation } };
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
  response.end(body === null ? undefined : JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // a stream without encoding gives buffers
  return Buffer.concat(chunks).toString("utf8");
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body; // the description will refuse a text
  }
}
