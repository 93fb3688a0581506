import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { notForManagers, rights, type Right } from "../../../contract/rights.ts";
import { Refusal } from "../../kernel/refusal.ts";
import {
  accountInWords,
  accountState,
  changeInWords,
  emailRefusal,
  rightsOf,
  rightsToKeep,
  staffAfter,
  staffNameRefusal,
  type StaffAccount,
} from "./staff-rules.ts";

const desk: StaffAccount = {
  name: "Desk",
  role: "staff",
  isActive: true,
  rights: ["topup", "booking"],
  addressList: "",
  email: "",
  expiresAt: null,
};
const told = ({ expiresAt: _end, ...account }: StaffAccount, expires: string | null = null) => ({
  ...account,
  expires,
});
const someRights = fc.subarray([...rights]);
const roles = fc.constantFrom("manager" as const, "staff" as const);

describe("rights", () => {
  test("the Admin has all, whatever is ticked", () => {
    fc.assert(
      fc.property(someRights, (ticked) => {
        expect(rightsOf({ role: "admin", rights: ticked })).toEqual([...rights]);
        expect(rightsToKeep("admin", ticked)).toEqual([]);
      }),
    );
  });

  test("a manager has all that is not marked, and of the marked what is ticked", () => {
    fc.assert(
      fc.property(someRights, (ticked) => {
        const has = new Set(rightsOf({ role: "manager", rights: ticked }));
        for (const right of rights)
          expect(has.has(right), right).toBe(!notForManagers.includes(right) || ticked.includes(right));
      }),
    );
  });

  test("a staff has what is ticked, in the order of the specification, each once", () => {
    fc.assert(
      fc.property(someRights, (ticked) => {
        const twice = [...ticked, ...ticked].reverse();
        expect(rightsOf({ role: "staff", rights: twice })).toEqual(
          rights.filter((right) => ticked.includes(right)),
        );
      }),
    );
  });

  test("what is kept of the ticks gives the same rights", () => {
    fc.assert(
      fc.property(roles, someRights, (role, ticked) => {
        const kept = rightsToKeep(role, ticked);
        expect(rightsOf({ role, rights: kept })).toEqual(rightsOf({ role, rights: ticked }));
        expect(rightsToKeep(role, kept)).toEqual(kept);
      }),
    );
  });
});

describe("an account", () => {
  const now = new Date("2026-03-02T10:00:00Z");
  const second = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  test.each([
    [true, null, "open"],
    [true, second(1), "open"],
    [true, second(0), "expired"],
    [true, second(-1), "expired"],
    [false, null, "inactive"],
    [false, second(-1), "inactive"],
  ] as const)("active %s, ending %s, is %s", (isActive, expiresAt, state) => {
    expect(accountState({ isActive, expiresAt }, now)).toBe(state);
  });

  test.each(["Ana", "Desk 2", "Ñandú", "a", "x".repeat(50), "王小明", "O'Hara, J."])(
    "may be called %s",
    (name) => expect(staffNameRefusal(name)).toBeNull(),
  );
  test.each(["", "x".repeat(51), "two\nlines", "bell\u0007", "ALL", "api", "System", "line\u2028"])(
    "may not be called %j",
    (name) => {
      const refusal = staffNameRefusal(name);
      expect(refusal?.error).toBe("request.validation");
      expect(Object.keys(refusal?.data?.["fields"] as object)).toEqual(["staff_name"]);
    },
  );

  test.each(["", "ana@cafe.example", "ana+desk@localhost", "ñ@café.example"])(
    "may have the e-mail %j",
    (email) => expect(emailRefusal(email)).toBeNull(),
  );
  test.each([
    "ana",
    "@cafe.example",
    "ana@",
    "ana@b@c",
    "a@x.example,b@x.example",
    "a@x.example; b@x.example",
    "Ana <ana@cafe.example>",
    "ana@cafe.example\nBcc: all@x.example",
    `${"a".repeat(65)}@cafe.example`,
  ])("may not have the e-mail %j", (email) => expect(emailRefusal(email)?.error).toBe("request.validation"));
});

describe("a change", () => {
  test("what is not said stays", () => {
    expect(staffAfter(desk, {})).toEqual(desk);
    expect(staffAfter(desk, { name: "Night", email: undefined })).toEqual({ ...desk, name: "Night" });
    expect(staffAfter({ ...desk, expiresAt: new Date(0) }, { expiresAt: null })).toEqual(desk);
  });

  test("of the Admin only the name", () => {
    const admin: StaffAccount = { ...desk, name: "Admin", role: "admin", rights: [] };
    expect(staffAfter(admin, { name: "Owner" })).toEqual({ ...admin, name: "Owner" });
    const others = [
      { role: "manager" },
      { isActive: false },
      { rights: ["topup"] },
      { addressList: "" },
      { email: "a@b.example" },
      { expiresAt: null },
    ] as const;
    for (const other of others)
      expect(staffAfter(admin, { name: "Owner", ...other })).toMatchObject({ error: "staff.built_in" });
  });

  test("a manager who becomes staff has the rights that are said, and none unsaid", () => {
    const manager: StaffAccount = { ...desk, role: "manager", rights: ["point_add"] };
    expect(staffAfter(manager, { role: "staff" })).toMatchObject({ error: "request.validation" });
    expect(staffAfter(manager, { role: "staff", rights: ["topup"] })).toEqual({
      ...desk,
      rights: ["topup"],
    });
    expect(staffAfter(manager, { role: "manager" })).toEqual(manager);
  });

  test("a staff who becomes manager keeps of the ticks what the role has not by itself", () => {
    const before: StaffAccount = { ...desk, rights: ["topup", "feedback_read"] };
    expect(staffAfter(before, { role: "manager" })).toMatchObject({ rights: ["feedback_read"] });
  });

  test("no change gives a staff a right that was not ticked", () => {
    fc.assert(
      fc.property(
        roles,
        someRights,
        roles,
        fc.option(someRights, { nil: undefined }),
        (was, had, role, ticked) => {
          const before = { ...desk, role: was, rights: rightsToKeep(was, had) };
          const after = staffAfter(before, { role, rights: ticked });
          if (after instanceof Refusal || after.role !== "staff") return;
          const allowed = new Set<Right>(ticked ?? before.rights);
          for (const right of rightsOf(after)) expect(allowed.has(right)).toBe(true);
        },
      ),
    );
  });
});

describe("in words", () => {
  test.each<[string, StaffAccount, string | null, string | null]>([
    ["nothing", desk, null, null],
    ["the name", { ...desk, name: "Night" }, null, 'name: "Desk" → "Night"'],
    ["off", { ...desk, isActive: false }, null, "active: yes → no"],
    ["the end", desk, "2026-12-31 00:00:00", 'expires: never → "2026-12-31 00:00:00"'],
    ["addresses", { ...desk, addressList: "192.0.2.1" }, null, 'addresses: "" → "192.0.2.1"'],
    ["rights", { ...desk, rights: ["topup", "pc_edit"] }, null, "rights: + pc_edit, − booking"],
    [
      "the role",
      { ...desk, role: "manager", rights: [] },
      null,
      'role: "staff" → "manager"; rights: those of the role',
    ],
    [
      "several",
      { ...desk, email: "a@b.example", rights: [] },
      null,
      'e-mail: "" → "a@b.example"; rights: − topup, − booking',
    ],
  ])("%s", (_what, after, expires, words) => {
    expect(changeInWords(told(desk), told(after, expires))).toBe(words);
  });

  test("an account tells what it may, and where from when that is limited", () => {
    expect(accountInWords(told(desk))).toBe('role: "staff"; rights: topup, booking');
    const limited = {
      ...desk,
      isActive: false,
      addressList: "192.0.2.0/24",
      email: "a@b.example",
      rights: [],
    };
    expect(accountInWords(told(limited, "2026-12-31 00:00:00"))).toBe(
      'role: "staff"; active: no; addresses: "192.0.2.0/24"; e-mail: "a@b.example"; expires: "2026-12-31 00:00:00"; rights: none',
    );
  });
});
