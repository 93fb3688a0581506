import fc from "fast-check";
import { expect, test } from "vitest";
import { joinLeaseToken, parseLease, splitLeaseToken, type Lease } from "./lease.ts";

const lease: Lease = {
  v: 1,
  kid: "k1",
  cafe: 10001,
  pc: "c-0001",
  lease_no: 42,
  session_id: 9001,
  kind: "member",
  issued_ms: 1_769_882_400_000,
  left_s: 20_850,
  run: "down",
  valid_s: 14_400,
  valid_until_ms: 1_769_896_800_000,
};

test("a lease is read back from its text, with or without an end", () => {
  expect(parseLease(JSON.stringify(lease))).toEqual(lease);
  expect(parseLease(JSON.stringify({ ...lease, left_s: null }))).toEqual({ ...lease, left_s: null });
});

test.each(Object.keys(lease))("a lease without %s is none", (field) => {
  expect(parseLease(JSON.stringify({ ...lease, [field]: undefined }))).toBeNull();
});

test("any text gives null or a lease, never a throw", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseLease(text)));
});

test("a token falls into the signed text and a signature of 64 bytes", () => {
  const parts = { signedText: "eyJ2IjoxfQ", signature: "A".repeat(86) };
  expect(splitLeaseToken(joinLeaseToken(parts))).toEqual(parts);
  expect(splitLeaseToken("eyJ2IjoxfQ.short")).toBeNull();
  expect(splitLeaseToken(`${parts.signedText}.${parts.signature}.more`)).toBeNull();
});
