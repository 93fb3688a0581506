import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressText, callerAddress, isListed, parseAddressList, placeOf } from "./address.ts";

const listed = (address: string, list: string) => isListed(address, parseAddressList(list).ranges);

describe("whether an address is in a list", () => {
  const rows: [string, string, boolean][] = [
    ["203.0.113.7", "203.0.113.7", true],
    ["203.0.113.8", "203.0.113.7", false],
    ["203.0.113.200", "203.0.113.0/24", true],
    ["203.0.114.1", "203.0.113.0/24", false],
    ["::ffff:203.0.113.7", "203.0.113.7", true],
    ["203.0.113.7", "::ffff:203.0.113.7", true],
    ["203.0.113.7", "::ffff:203.0.113.0/120", true],
    ["2001:db8::7", "2001:DB8:0:0:0:0:0:7", true],
    ["2001:db8::8", "2001:db8::/64", true],
    ["2001:db8:1::8", "2001:db8::/64", false],
    ["203.0.113.7", "2001:db8::/32", false],
    ["203.0.113.7", "10.0.0.1, 203.0.113.7 ,2001:db8::7", true],
    ["203.0.113.7", "", false],
    ["no address", "0.0.0.0/0", false],
  ];
  test.each(rows)("%s in %s: %s", (address, list, wanted) => expect(listed(address, list)).toBe(wanted));
});

test("each bad entry of a list is named as it was written", () => {
  expect(
    parseAddressList("10.0.0.1, example.com, 1.2.3, 10.0.0.0/33, 2001:db8::/129, 10.0.0.1/a, 12345").bad,
  ).toEqual(["example.com", "1.2.3", "10.0.0.0/33", "2001:db8::/129", "10.0.0.1/a", "12345"]);
});

test("a list is kept in canonical form", () => {
  expect(parseAddressList(" 2001:DB8:0::7 , 10.0.0.0/8,10.0.0.1/32 ").canonical).toBe(
    "2001:db8::7,10.0.0.0/8,10.0.0.1",
  );
});

describe("the caller behind proxies", () => {
  const proxies = parseAddressList("10.0.0.0/8").ranges;
  test("without configured proxies a forwarded header changes nothing", () => {
    fc.assert(
      fc.property(fc.string(), (forged) => callerAddress("203.0.113.9", forged, []) === "203.0.113.9"),
    );
  });
  test("a stranger's forged header changes nothing", () => {
    fc.assert(
      fc.property(fc.ipV4(), (forged) => callerAddress("203.0.113.9", forged, proxies) === "203.0.113.9"),
    );
  });
  test("behind a proxy the last hop that is none counts, whatever stands before it", () => {
    expect(callerAddress("10.0.0.2", "1.1.1.1, 203.0.113.9, 10.1.1.1", proxies)).toBe("203.0.113.9");
  });
  test("a hop that is no address ends the search", () => {
    expect(callerAddress("10.0.0.2", "evil", proxies)).toBe("10.0.0.2");
  });
  test("a port behind the address is left out", () => {
    expect(callerAddress("10.0.0.2", "[2001:db8::7]:4711", proxies)).toBe("2001:db8::7");
  });
});

test("mapped IPv6 reads as IPv4", () => expect(addressText("::ffff:192.0.2.1")).toBe("192.0.2.1"));

test.each([
  ["192.168.1.5", "private"],
  ["10.2.3.4", "private"],
  ["127.0.0.1", "loopback"],
  ["::1", "loopback"],
  ["fd00::1", "private"],
  ["8.8.8.8", "public"],
  ["?", "unknown"],
])("%s lies in %s", (address, place) => expect(placeOf(address)).toBe(place));
