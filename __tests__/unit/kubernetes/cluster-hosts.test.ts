import { expect, test } from "@jest/globals";
import { placeOfUrl } from "../../../src/kubernetes/cluster-hosts.js";

test.each([
  ["https://127.0.0.1:9443/admit", "cluster"],
  ["https://[::1]/admit", "cluster"],
  ["https://localhost/admit", "cluster"],
  ["https://checks.tools.svc/admit", "cluster"],
  ["https://checks.tools.svc.cluster.local./admit", "cluster"],
  ["https://checks.example.com/admit", "outside"],
  ["https://127.0.0.1.example.com/admit", "outside"],
  ["https://user:pass@checks.example.com/.svc", "outside"],
  ["https://8.8.8.8/admit", "outside"],
  ["https://[2001:db8::1]/admit", "outside"],
  ["https://fd.example.com/admit", "outside"],
  ["https://checks.svc.attacker.example/admit", "unknown"],
  ["https://172.31.0.7/admit", "unknown"],
  ["https://[fd00::7]/admit", "unknown"],
  ["no URL", "unknown"],
])("%s is %s", (url, place) => {
  expect(placeOfUrl(url)).toBe(place);
});
