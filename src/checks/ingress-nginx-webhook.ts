/**
 * The admission webhook of ingress-nginx runs what it is sent through nginx, and anybody on the pod network may send it something
 * (CVE-2025-1974). A controller whose arguments do not switch the webhook on has none: `--validating-webhook` is empty by default
 * (https://kubernetes.github.io/ingress-nginx/user-guide/cli-arguments/).
 */
import { elements, field, text } from "../core/json.js";
import { blame, type Item, pass, undecided } from "../core/rule.js";
import { advisories } from "../kubernetes/advisories.js";
import { isImageOf, isInRanges, versionOfTag } from "../kubernetes/image-version.js";
import { parseImage } from "../kubernetes/image.js";
import { defineCheck } from "./define.js";

export const check = defineCheck({ match: "item", reach: "local", with: { advisories } }, (item, options) => {
  const image = parseImage(text(field(item.self, "image")) ?? "");
  if (image === undefined) return pass();
  const rows = options.advisories.filter(({ images }) => isImageOf(image.repository, images));
  if (rows.length === 0 || isWebhookOff(item)) return pass();
  const version = image.tag === null ? undefined : versionOfTag(image.tag);
  const answers = rows.map(({ affected }) =>
    version === undefined ? "unknown" : isInRanges(version, affected),
  );
  const route = [...item.route, "image"];
  const data = { version: image.tag ?? image.digest ?? "latest" };
  if (answers.includes("yes")) return blame(route, data);
  return answers.includes("unknown") ? undecided(data) : pass();
});

/** Proven only where the arguments can be read: a shell or a script of somebody's own may add the flag. */
function isWebhookOff({ self }: Item): boolean {
  const command = elements(field(self, "command")).map((part) => text(part) ?? "");
  const args = elements(field(self, "args")).map((part) => text(part) ?? "");
  if ([...command, ...args].some((part) => part.includes("--validating-webhook"))) return false;
  const programs = command.filter((part) => !part.startsWith("-"));
  return programs.every((program) =>
    /(?:^|\/)(?:nginx-ingress-controller|dumb-init|wait-shutdown)$/.test(program),
  );
}
