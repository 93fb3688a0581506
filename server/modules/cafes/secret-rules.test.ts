import { describe, expect, test } from "vitest";
import { shownSecret, withKeptSecrets } from "./secret-rules.ts";

describe("secrets", () => {
  test("whatever is stored reads as ***, and nothing stored as nothing", () => {
    expect(shownSecret({ name: "gate", key: "sk" })).toBe("***");
    expect(shownSecret({})).toEqual({});
  });
  test.each<[unknown, unknown, unknown]>([
    ["***", { key: "sk" }, { key: "sk" }],
    [
      { name: "new", key: "***" },
      { name: "old", key: "sk" },
      { name: "new", key: "sk" },
    ],
    [{ a: { b: "***" } }, { a: { b: "deep" } }, { a: { b: "deep" } }],
    [{ key: "***" }, {}, {}],
    [{ key: "other" }, { key: "sk" }, { key: "other" }],
    [{ list: ["***", "x"] }, { list: ["kept"] }, { list: ["kept", "x"] }],
  ])("%j over %j stores %j", (written, stored, kept) =>
    expect(withKeptSecrets(written, stored)).toEqual(kept),
  );
});
