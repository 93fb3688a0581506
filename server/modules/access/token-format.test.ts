import fc from "fast-check";
import { expect, test } from "vitest";
import { kindOfToken, tokenOf } from "./token-format.ts";

const random = fc.uint8Array({ minLength: 32, maxLength: 32 });
const kinds = fc.constantFrom("key", "docs", "staff", "member", "pc");

test("a made token tells its kind", () => {
  fc.assert(fc.property(kinds, random, (kind, bytes) => kindOfToken(tokenOf(kind, bytes)) === kind));
});

test("one mistyped character is found without a look-up", () => {
  fc.assert(
    fc.property(random, fc.nat(60), fc.constantFrom(..."AZaz09"), (bytes, place, typed) => {
      const token = tokenOf("key", bytes);
      fc.pre(place < token.length && token.charAt(place) !== typed);
      expect(kindOfToken(token.slice(0, place) + typed + token.slice(place + 1))).toBeNull();
    }),
  );
});

test("any other text is no token", () => {
  fc.assert(fc.property(fc.string(), (text) => kindOfToken(text) === null));
});
