#!/usr/bin/env node
/** Entry point of the CLI's bundle. */
import { distFolder } from "./edge/dist-folder.js";
import { commandLine } from "./edge/command-line.js";
import { processTerminal } from "./edge/terminal.js";

process.exitCode = await commandLine(process.argv.slice(2), distFolder(import.meta.url), processTerminal());
