/** Loaded into a measured process before anything else: writes its peak memory and its processor time when it ends. */
const { writeFileSync } = require("node:fs");

process.once("exit", () => writeFileSync(process.env.BENCH_RECORD, JSON.stringify(process.resourceUsage())));
