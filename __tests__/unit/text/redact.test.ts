import { describeImage, describeValue } from "../../../src/text/redact.js";
import { expect, test } from "@jest/globals";

test("numbers, truth values and texts of the API are shown", () => {
  expect(describeValue(true)).toBe("true");
  expect(describeValue(0)).toBe("0");
  expect(describeValue(9007199254740993n)).toBe("9007199254740993");
  expect(describeValue("Unconfined")).toBe("Unconfined");
  expect(describeValue("SYS_ADMIN")).toBe("SYS_ADMIN");
});

test("a text that could be a secret is not shown, even if it is one word", () => {
  expect(describeValue("hunter")).toBe("a text");
  expect(describeValue("Summer")).toBe("a text");
  expect(describeValue("registry.example/team/app:1.2")).toBe("a text");
});

test("a caller may allow more texts", () => {
  expect(describeValue("SystemdCgroup", ["SystemdCgroup"])).toBe("SystemdCgroup");
});

test("lists and mappings are named by type", () => {
  expect(describeValue(["hunter"])).toBe("a list");
  expect(describeValue({ password: "hunter" })).toBe("a mapping");
  expect(describeValue(null)).toBe("null");
});

test("a field of an image shows its image", () => {
  const digest = `sha256:${"a".repeat(64)}`;

  expect(describeImage("nginx")).toBe("nginx");
  expect(describeImage("registry.example:5000/team/app:v1.2")).toBe("registry.example:5000/team/app:v1.2");
  expect(describeImage(`app@${digest}`)).toBe(`app@${digest}`);
});

test("a field of an image that holds something else does not", () => {
  expect(describeImage("user:pass@host/app")).toBe("a text");
  expect(describeImage("Pass word!")).toBe("a text");
  expect(describeImage(3)).toBe("3");
});
