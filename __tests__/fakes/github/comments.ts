/** The comments of one pull request, as GitHub keeps and shows them. */

/** One comment in the fake's memory. */
export interface FakeComment {
  readonly id: number;
  readonly nodeId: string;
  /** REST's spelling; null for an account that is gone. */
  readonly author: string | null;
  body: string;
  isMinimized: boolean;
}

/** The longest body that GitHub takes, in characters. */
const longestBody = 65_536;
const largestPage = 100;
const defaultPage = 30;

/** All comments of the fake, on whatever pull request. */
export class Comments {
  readonly all: FakeComment[] = [];
  private nextId = 1001;

  add(author: string | null, body: string, isMinimized = false): FakeComment {
    const id = this.nextId++;
    const comment = { id, nodeId: `IC_${id}`, author, body, isMinimized };
    this.all.push(comment);
    return comment;
  }

  find(id: number): FakeComment | undefined {
    return this.all.find((comment) => comment.id === id);
  }

  findNode(nodeId: string): FakeComment | undefined {
    return this.all.find((comment) => comment.nodeId === nodeId);
  }

  remove(comment: FakeComment): void {
    this.all.splice(this.all.indexOf(comment), 1);
  }

  /** One page, and whether there is another. GitHub gives 30 where nobody asks, and never more than 100. */
  page(query: { readonly page?: unknown; readonly per_page?: unknown }) {
    const size = Math.min(Number(query.per_page ?? defaultPage), largestPage);
    const number = Number(query.page ?? 1);
    const items = this.all.slice((number - 1) * size, number * size);
    return { items, number, size, isLast: number * size >= this.all.length };
  }
}

/** Whether GitHub refuses the body: a rule that no description holds. */
export function isTooLong(body: string): boolean {
  return body.length > longestBody;
}

/** A comment as the REST API shows it. */
export function commentBody(comment: FakeComment, issueUrl: string): Record<string, unknown> {
  const address = `${issueUrl}#issuecomment-${comment.id}`;
  return {
    id: comment.id,
    node_id: comment.nodeId,
    url: address,
    html_url: address,
    issue_url: issueUrl,
    body: comment.body,
    user: comment.author === null ? null : userBody(comment.author),
    created_at: "2026-11-21T12:00:00Z",
    updated_at: "2026-11-21T12:00:00Z",
    author_association: "NONE",
  };
}

/** An account with every field that the description demands. */
function userBody(login: string): Record<string, unknown> {
  const address = `https://github.test/${encodeURIComponent(login)}`;
  return {
    login,
    id: 41898282,
    node_id: "MDM6Qm90NDE4OTgyODI=",
    avatar_url: address,
    gravatar_id: "",
    url: address,
    html_url: address,
    followers_url: address,
    following_url: address,
    gists_url: address,
    starred_url: address,
    subscriptions_url: address,
    organizations_url: address,
    repos_url: address,
    events_url: address,
    received_events_url: address,
    type: login.endsWith("[bot]") ? "Bot" : "User",
    site_admin: false,
  };
}
