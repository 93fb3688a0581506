import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { base32Text, codeAt, fittingStep, otpauthUrl, stepAt } from "./totp.ts";

const rfcSecret = Buffer.from("12345678901234567890");
const at = (seconds: number) => new Date(seconds * 1000);
const secrets = fc.uint8Array({ minLength: 20, maxLength: 20 });
const instants = fc.integer({ min: 1_000_000_000, max: 4_000_000_000 });

describe("the vectors of the standards", () => {
  test("RFC 4226, appendix D", () => {
    const codes = "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489".split(" ");
    expect(codes.map((_, counter) => codeAt(rfcSecret, counter))).toEqual(codes);
  });

  test.each([
    [59, "94287082"],
    [1_111_111_109, "07081804"],
    [1_111_111_111, "14050471"],
    [1_234_567_890, "89005924"],
    [2_000_000_000, "69279037"],
    [20_000_000_000, "65353130"],
  ])("RFC 6238, appendix B, SHA-1: second %d", (seconds, code) => {
    expect(codeAt(rfcSecret, stepAt(at(seconds)), 8)).toBe(code);
  });

  test.each([
    ["", ""],
    ["fooba", "MZXW6YTB"],
    ["12345678901234567890", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"],
  ])("RFC 4648: %j", (text, encoded) => expect(base32Text(Buffer.from(text))).toBe(encoded));
});

describe("a code that is shown", () => {
  test("fits in its half minute and in the one before and after, in no other", () => {
    fc.assert(
      fc.property(secrets, instants, fc.integer({ min: -3, max: 3 }), (secret, seconds, off) => {
        const step = stepAt(at(seconds));
        const others = [-1, 0, 1].map((near) => codeAt(secret, step + near));
        const code = codeAt(secret, step + off);
        // A code of another step may be the same by chance, once in a million.
        const expected = Math.abs(off) <= 1 || others.includes(code);
        expect(fittingStep(secret, code, at(seconds), 0) !== null).toBe(expected);
      }),
    );
  });

  test("is not taken twice, nor one older than the last taken", () => {
    fc.assert(
      fc.property(secrets, instants, fc.integer({ min: -1, max: 1 }), (secret, seconds, off) => {
        const code = codeAt(secret, stepAt(at(seconds)) + off);
        const taken = fittingStep(secret, code, at(seconds), 0) as number;
        for (let later = 0; later <= 90; later += 15)
          expect(fittingStep(secret, code, at(seconds + later), taken)).toBeNull();
      }),
    );
  });

  test("of another secret, of another length and no number at all do not fit", () => {
    const now = at(1_234_567_890);
    for (const code of ["", "0", "000000", "89005924", "0050471 ", "abcdef", "００５９２４"])
      expect(fittingStep(rfcSecret, code, now, 0)).toBeNull();
  });

  test("when two steps share a code, the later one is taken, so that the code is spent", () => {
    // One of the few secrets whose steps 7 and 8 do.
    const secret = Buffer.alloc(20);
    secret.writeUInt32BE(8_311);
    expect([codeAt(secret, 7), codeAt(secret, 8)]).toEqual(["736099", "736099"]);
    expect(fittingStep(secret, "736099", at(7 * 30), 0)).toBe(8);
  });
});

test("the picture's text names café and staff, each freed of what would part them", () => {
  expect(otpauthUrl(rfcSecret, "Café: Uno", "Ana & Co")).toBe(
    "otpauth://totp/Caf%C3%A9%20%20Uno:Ana%20%26%20Co?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Caf%C3%A9%20%20Uno&algorithm=SHA1&digits=6&period=30",
  );
});
