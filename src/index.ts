/** Entry point of the Action's bundle. */
import process from "node:process";
import { main } from "./edge/action.js";

process.exitCode = await main(import.meta.url);
