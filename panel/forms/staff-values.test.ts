import { expect, test } from "vitest";
import { changedInput, staffChecks, staffInput, staffValues, type Staff } from "./staff-values.ts";

const stored: Staff = {
  staff_id: 1002,
  staff_name: "Ana",
  staff_role: "manager",
  staff_is_active: 1,
  staff_rights: ["topup", "point_add"],
  staff_ip: "192.0.2.1,198.51.100.0/24",
  staff_last_login_local: null,
  staff_last_ip: "",
  shift_id: null,
  staff_email: "",
  staff_expires_local: "2026-12-31 23:30:00",
  staff_two_factor: 0,
};

test("what was read and not touched changes nothing", () => {
  const values = staffValues(stored);
  expect(changedInput(values, values)).toEqual({});
  expect(changedInput(values, { ...values, addresses: "192.0.2.1\n198.51.100.0/24", name: " Ana " })).toEqual(
    {},
  );
});

test("only what differs is sent, and the rights with another role", () => {
  const before = staffValues(stored);
  expect(changedInput(before, { ...before, isActive: false })).toEqual({ staff_is_active: false });
  expect(changedInput(before, { ...before, expires: "" })).toEqual({ staff_expires_local: null });
  expect(changedInput(before, { ...before, role: "staff", rights: ["topup"] })).toEqual({
    staff_role: "staff",
    staff_rights: ["topup"],
  });
});

test("a new account begins with the desk's rights and no end", () => {
  const input = staffInput({ ...staffValues(null), name: "Leo", expires: "2027-01-01T00:00" });
  expect(input).toMatchObject({
    staff_name: "Leo",
    staff_role: "staff",
    staff_ip: "",
    staff_is_active: true,
  });
  expect(input.staff_rights).toContain("session_manage");
  expect(input.staff_expires_local).toBe("2027-01-01 00:00:00");
});

test("a name, one e-mail or none, and for a new account a password are asked for", () => {
  const checks = staffChecks(true);
  expect(checks.name("  ")).not.toBeNull();
  expect(checks.email("")).toBeNull();
  expect(checks.email("ana@cafe.example")).toBeNull();
  expect(checks.email("ana@cafe.example, leo@cafe.example")).not.toBeNull();
  expect(checks.password("short")).not.toBeNull();
  expect(staffChecks(false).password("")).toBeNull();
});
