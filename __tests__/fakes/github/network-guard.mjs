/**
 * Loaded into a process under test before anything else: it may talk to the fake GitHub and to nobody else. Whatever else it tries
 * is written to a file, which a test demands to be empty.
 */
import { appendFileSync } from "node:fs";
import net from "node:net";

const allowed = process.env["NETWORK_GUARD_ALLOWED"];
const record = process.env["NETWORK_GUARD_RECORD"];
const { connect } = net.Socket.prototype;

net.Socket.prototype.connect = function guardedConnect(...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0]; // net.connect hands its arguments on as one list
  const wanted = typeof options === "object" ? (options.path ?? `${options.host}:${options.port}`) : String(options);
  if (wanted !== allowed) {
    appendFileSync(record, `${wanted}\n`);
    throw new Error(`The network guard refused a connection to ${wanted}.`);
  }
  return connect.apply(this, args);
};
