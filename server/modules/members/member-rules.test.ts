import { describe, expect, it } from "vitest";
import { accountRefusal, missingFieldRefusal, passwordRefusal, valuesLeft } from "./member-rules.ts";

describe("an account", () => {
  it.each(["player1", "a", "A.b-c_d@e", "x".repeat(50), "g", "gamer_"])("may be %s", (account) =>
    expect(accountRefusal(account)).toBeNull(),
  );
  it.each(["", "x".repeat(51), "two words", "ünal", "a/b", "G_AB12CD", "g_x"])("may not be %s", (account) =>
    expect(accountRefusal(account)).toMatchObject({ error: "member.account_invalid" }),
  );
});

describe("a password", () => {
  it("has 4 to 64 characters, counted as people count them", () => {
    for (const password of ["abcd", "😀😀😀😀", "x".repeat(64)])
      expect(passwordRefusal(password, password)).toBeNull();
    for (const password of ["abc", "😀😀", "x".repeat(65)])
      expect(passwordRefusal(password, password)).toMatchObject({ error: "member.password_invalid" });
  });

  it("is typed twice", () => {
    const message = "The member_confirm confirmation does not match.";
    for (const confirm of ["abce", undefined])
      expect(passwordRefusal("abcd", confirm)).toMatchObject({ message, code: 400 });
  });
});

describe("member_settings", () => {
  it("demands fields under both of their names, and the refusal names all that are missing", () => {
    const setting = { phone: 1, member_email: "1", member_first_name: 0, nonsense: 1 };
    expect(missingFieldRefusal(setting, { member_phone: "1", member_email: "a@b" })).toBeNull();
    const refusal = missingFieldRefusal(setting, { member_phone: "", member_birthday: null });
    expect(refusal?.message).toBe("The member_email field is required.");
    expect(Object.keys(refusal?.data?.["fields"] as object)).toEqual(["member_email", "member_phone"]);
  });

  it("demands nothing when it is no object", () => {
    for (const setting of [[], null, "x", undefined]) expect(missingFieldRefusal(setting, {})).toBeNull();
  });
});

it("points alone do not stand in the way of removing an account", () => {
  const nothing = { balance_minor: 0, bonus_minor: 0, coins_hundredths: 0, loan_minor: 0, offers: 0 };
  expect(valuesLeft(nothing)).toEqual([]);
  const left = valuesLeft({ ...nothing, balance_minor: 1, coins_hundredths: 1, loan_minor: 5, offers: 2 });
  expect(left).toEqual(["balance", "coins", "loan", "offers"]);
});
