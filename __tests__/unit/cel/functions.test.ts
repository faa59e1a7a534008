import { describe, expect, test } from "@jest/globals";
import { functions } from "../../../src/cel/functions.js";
import { outcome } from "./evaluation.js";

// What cel-spec and the golden files do not show. Results are those of Kubernetes 1.34 (k8s.io/apiserver v0.34.5, cel-go v0.26.0).

describe("strings", () => {
  test.each<[string, unknown]>([
    ["'baac'.findAll('a*')", ["", "aa", ""]],
    ["'aXbX'.findAll('X', 1)", ["X"]],
    ["'abc'.find('z')", ""],
    ["'a,b,c'.split(',', 2)", ["a", "b,c"]],
    ["'tacocat'.indexOf('a', 30)", -1],
    ["'😀b'.charAt(1)", "b"],
    ["'é'.upperAscii()", "é"],
    ["'\\ufeff\\u0085 x'.trim()", "\ufeff\u0085 x"],
    ["'\\uff5e' < '\\U0001F600'", true],
    ["string(1000000.0)", "1e+06"],
  ])("%s", (source, result) => {
    expect(outcome(source)).toEqual(result);
  });
});

describe("quantities", () => {
  test.each<[string, unknown]>([
    ["quantity('0.1').compareTo(quantity('100m'))", 0],
    ["quantity('1Ki') == quantity('1024')", true],
    ["quantity('1e3') == quantity('1k')", true],
    ["quantity('-1.5').add(1).compareTo(quantity('-500m'))", 0],
    ["sign(quantity('-1'))", -1],
    ["quantity('500m').isInteger()", false],
    ["quantity('2k').asInteger()", 2000],
    ["quantity('0.1n').compareTo(quantity('1n'))", 0],
    ["isQuantity('1Gx') || isQuantity('') || isQuantity('1 Gi') || isQuantity('.')", false],
  ])("%s", (source, result) => {
    expect(outcome(source)).toEqual(result);
  });
});

describe("addresses", () => {
  test.each<[string, unknown]>([
    ["string(ip('2001:DB8:0:0:0:0:0:1'))", "2001:db8::1"],
    ["ip.isCanonical('2001:DB8::1')", false],
    ["isIP('1.2.3.04') || isIP('::ffff:1.2.3.4') || isIP('fe80::1%eth0')", false],
    ["ip('169.254.169.254').isLinkLocalUnicast()", true],
    ["cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16')", true],
    ["cidr('10.1.0.0/16').containsCIDR(cidr('10.0.0.0/8'))", false],
    ["string(cidr('10.1.2.3/8').masked())", "10.0.0.0/8"],
    ["cidr('::/0').containsIP(ip('10.0.0.1'))", false],
    ["isCIDR('10.0.0.0/33') || isCIDR('10.0.0.0/08') || isCIDR('10.0.0.0')", false],
  ])("%s", (source, result) => {
    expect(outcome(source)).toEqual(result);
  });
});

describe("URLs", () => {
  test.each<[string, unknown]>([
    ["url('https://a:8443/p?x=1&x=2#f').getQuery()", { x: ["1", "2"] }],
    ["url('https://[::1]:80/').getHostname()", "::1"],
    ["url('http://a/b c').getEscapedPath()", "/b%20c"],
    ["isURL('/absolute/path') && isURL('urn:x:y')", true],
    ["isURL('relative') || isURL('http://a b/') || isURL('http://a:b/')", false],
  ])("%s", (source, result) => {
    expect(outcome(source)).toEqual(result);
  });
});

describe("versions", () => {
  test.each<[string, unknown]>([
    ["semver('1.0.0-alpha.1').isLessThan(semver('1.0.0-alpha.beta'))", true],
    ["semver('1.0.0').isGreaterThan(semver('1.0.0-rc.1'))", true],
    ["semver('1.0.0+a') == semver('1.0.0+b')", true],
    ["isSemver('v1.2') || isSemver('01.2.3')", false],
    ["semver('v01.2', true).compareTo(semver('1.2.0'))", 0],
  ])("%s", (source, result) => {
    expect(outcome(source)).toEqual(result);
  });
});

describe("named formats", () => {
  test.each([
    ["dns1123Label", "web-1", "Web"],
    ["dns1123Subdomain", "a.b-c", "a..b"],
    ["dns1035Label", "a1", "1a"],
    ["qualifiedName", "example.com/Name_1", "a/b/c"],
    ["dns1123LabelPrefix", "web-", "-web"],
    ["labelValue", "", "-a"],
    ["uuid", "123e4567-e89b-12d3-a456-426614174000", "123"],
    ["byte", "aGVsbG8=", "aGVsbG8"],
    ["date", "2024-02-29", "2023-02-29"],
    ["datetime", "2026-01-01T00:00:00Z", "2026-01-01T24:00:00Z"],
    ["uri", "https://example.com", "example.com"],
  ])("%s accepts %p and not %p", (name, good, bad) => {
    expect(outcome(`format.${name}().validate(v).hasValue()`, { v: good })).toBe(false);
    expect(outcome(`format.named('${name}').value().validate(v).hasValue()`, { v: bad })).toBe(true);
  });
});

describe("lists", () => {
  test.each<[string, unknown]>([
    ["[3, 1, 2].sortBy(x, -x)", [3, 2, 1]],
    ["[{'n': 'b'}, {'n': 'a'}].sortBy(x, x.n).map(x, x.n)", ["a", "b"]],
    ["[[1, [2]], [3]].flatten(2)", "refused: mixed-literal"],
    ["[1, 2, 3].slice(1, 2)", [2]],
    ["[1, 2].slice(1, 3)", "error: out-of-range"],
    ["[].sum()", 0],
    ["[].max()", "error: out-of-range"],
    ["[1, 2, 1].lastIndexOf(1)", 2],
    ["'a'.includes('a') && ['a'].includes('a')", true],
  ])("%s", (source, result) => {
    expect(outcome(source)).toEqual(result);
  });
});

describe("what Kubernetes lets pass", () => {
  test.each<[string, unknown]>([
    ["o.n.orValue(1)", 3],
    ["has(o.n.x)", false],
    ["has(o.l[0].x)", true],
    ["o.?n.?x.hasValue()", false],
    ["{'a': 1} == {'a': 1.0}", "refused: wrong-type"],
    ["o.m == {'y': 1, 'x': 1}", true],
  ])("%s", (source, result) => {
    expect(outcome(source, { o: { n: 3, l: [{ x: 1 }], m: { x: 1, y: 1 } } })).toEqual(result);
  });
});

test("no function is on the list twice", () => {
  const signatures = functions.map(
    ({ style, name, parameters }) => `${style} ${name}(${JSON.stringify(parameters)})`,
  );

  expect(signatures.filter((signature, i) => signatures.indexOf(signature) !== i)).toEqual([]);
});
