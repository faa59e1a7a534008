import { describe, expect, test } from "@jest/globals";
import { parseAddress } from "../../../src/core/addresses.js";
import { holdsAddress } from "../../../src/kubernetes/networks.js";

describe("an address block", () => {
  test.each([
    ["10.0.0.0/8", "10.255.255.255", true],
    ["10.0.0.0/8", "11.0.0.0", false],
    ["169.254.169.254", "169.254.169.254", true],
    ["169.254.169.254/32", "169.254.169.255", false],
    ["10.0.0.7/30", "10.0.0.4", true],
    ["0.0.0.0/0", "192.0.2.1", true],
    ["::/0", "192.0.2.1", false],
    ["::/0", "fd00:ec2::254", true],
    ["fd00:ec2::/32", "fd00:ec3::1", false],
    ["10.0.0.0/33", "10.0.0.0", undefined],
    ["10.0.0.0/", "10.0.0.0", undefined],
    ["10.0.0/8", "10.0.0.0", undefined],
    ["everywhere", "10.0.0.0", undefined],
  ])("%s and %s: %s", (block, text, expected) => {
    const address = parseAddress(text);
    if (address === undefined) throw new Error(`No address: ${text}.`);

    expect(holdsAddress(block, address)).toBe(expected);
  });
});
