import fc from "fast-check";
import { expect, test } from "vitest";
import { readTypedCode, recoveryAlphabet, recoveryLength, recoveryText } from "./sign-in-code-rules.ts";

test.each([
  ["123456", { kind: "phone", digits: "123456" }],
  [" 123 456 ", { kind: "phone", digits: "123456" }],
  ["123-456", { kind: "phone", digits: "123456" }],
  ["000000", { kind: "phone", digits: "000000" }],
  ["ABCD-EFGH-JKMN-PQRS", { kind: "recovery", text: "ABCDEFGHJKMNPQRS" }],
  ["abcd efgh jkmn pqrs", { kind: "recovery", text: "ABCDEFGHJKMNPQRS" }],
  ["2345234523452345", { kind: "recovery", text: "2345234523452345" }],
  [undefined, { kind: "neither" }],
  ["", { kind: "neither" }],
  ["12345", { kind: "neither" }],
  ["1234567", { kind: "neither" }],
  ["１２３４５６", { kind: "neither" }],
  ["ABCD-EFGH-JKMN-PQR", { kind: "neither" }],
  ["ABCD-EFGH-JKMN-PQRO", { kind: "neither" }],
  ["' or 1=1 --", { kind: "neither" }],
])("%j is read as %j", (typed, read) => expect(readTypedCode(typed)).toEqual(read));

test("every recovery code is read back from the sheet, in capitals or not", () => {
  const codes = fc.string({
    unit: fc.constantFrom(...recoveryAlphabet),
    minLength: recoveryLength,
    maxLength: recoveryLength,
  });
  fc.assert(
    fc.property(codes, (text) => {
      const shown = recoveryText(text);
      expect(shown).toMatch(/^\S{4}(-\S{4}){3}$/);
      for (const typed of [shown, shown.toLowerCase(), ` ${text} `])
        expect(readTypedCode(typed)).toEqual({ kind: "recovery", text });
    }),
  );
});
