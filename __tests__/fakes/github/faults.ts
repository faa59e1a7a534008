/** Ways in which GitHub fails, one per call and as often as a test wants. */
import type { ServerResponse } from "node:http";

/** The calls that can be made to fail. */
export const calls = [
  "list-comments",
  "create-comment",
  "update-comment",
  "delete-comment",
  "viewer",
  "is-minimized",
] as const;
export type Call = (typeof calls)[number];

/**
 * `time-out`: never answers; `cut`: breaks the connection; `cut-late`: does what was asked and breaks the connection then;
 * `garbage`: 200 with something that is no JSON; `limited-…`: a rate limit with `retry-after` in seconds.
 */
export const faults = [
  "time-out",
  "403",
  "404",
  "422",
  "503",
  "limited-429-after-3600",
  "limited-403-unsaid",
  "cut",
  "cut-late",
  "garbage",
] as const;
export type Fault = (typeof faults)[number];

const statusOnly: Readonly<Partial<Record<Fault, readonly [number, string]>>> = {
  "403": [403, "Resource not accessible by integration"],
  "404": [404, "Not Found"],
  "422": [422, "Validation Failed ##[add-mask]hostile\n::error::hostile"],
  "503": [503, "No server is currently available to service your request."],
  "limited-403-unsaid": [403, "You have exceeded a secondary rate limit."],
};

/** Answers as a failing GitHub would. `cut-late` is not answered here: it needs the work to be done first. */
export function answerFault(fault: Exclude<Fault, "cut-late">, response: ServerResponse): void {
  if (fault === "time-out") return;
  if (fault === "cut") {
    response.destroy();
    return;
  }
  if (fault === "garbage") {
    response.writeHead(200, { "content-type": "application/json" }).end("<html>::error::a proxy</html>");
    return;
  }
  const limited = /^limited-(\d+)-after-(\d+)$/u.exec(fault);
  const [status, message] = statusOnly[fault] ?? [Number(limited?.[1]), "API rate limit exceeded"];
  const headers = { "content-type": "application/json" };
  const waiting = limited?.[2] === undefined ? {} : { "retry-after": limited[2] };
  response.writeHead(status, { ...headers, ...waiting }).end(JSON.stringify({ message }));
}
