/** Loaded into a measured process before anything else: writes its peak memory, in KiB, when it ends. */
const { writeFileSync } = require("node:fs");

process.once("exit", () => writeFileSync(process.env.BENCH_RECORD, String(process.resourceUsage().maxRSS)));
