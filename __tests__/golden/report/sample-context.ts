/** What the platform would tell about a pull request. */
import type { ReportContext } from "../../../src/report/context.js";

export const sampleContext: ReportContext = {
  serverUrl: "https://github.com",
  repository: "octo-org/shop",
  headSha: "3f2c1ab9d0e84f7d8a51c0ffee0123456789abcd",
  runUrl: "https://github.com/octo-org/shop/actions/runs/1",
  docUrlOf: (ruleId) => `https://github.com/octo-org/hardening-gate/blob/v1/docs/rules/${ruleId}.md`,
  waiverUrl: "https://github.com/octo-org/hardening-gate/blob/v1/docs/waivers.md",
  baseName: "main",
  policy: ".hardening-gate.yaml",
};
