/** Whether the files hold anything that collects logs, and anything that notices an attack. It says nothing about what is running. */
import { blame, pass } from "../core/rule.js";
import { monitoringComponents, purposesOf } from "../kubernetes/monitoring.js";
import { defineCheck } from "./define.js";

export const check = defineCheck(
  { match: "revision", reach: "repo", with: { components: monitoringComponents } },
  ({ resources }, { components }) => {
    const found = new Set(resources.flatMap((resource) => purposesOf(resource, components)));
    const hasDetection = found.has("sensor") || found.has("alerts");
    if (found.has("logs") && hasDetection) return pass();
    if (found.has("logs")) return blame([], {}, { messageKey: "detection" });
    return blame([], {}, { messageKey: hasDetection ? "logs" : "both" });
  },
);
