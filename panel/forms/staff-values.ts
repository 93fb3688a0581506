import type { Static } from "typebox";
import type { staff as staffShape } from "../../contract/objects/staff.ts";
import type { Right } from "../../contract/rights.ts";
import { staff as s } from "../text/en-staff.ts";
import { effective, presets, type Role } from "./staff-rights.ts";

export type Staff = Static<typeof staffShape>;

export interface StaffValues {
  name: string;
  role: Role;
  isActive: boolean;
  rights: Right[];
  addresses: string;
  email: string;
  /** As the browser's field has it; "" = never. */
  expires: string;
  /** Of a new account. */
  password: string;
}

/** What the server calls the fields of this form. */
export const staffFields: Record<string, keyof StaffValues> = {
  staff_name: "name",
  staff_role: "role",
  staff_is_active: "isActive",
  staff_rights: "rights",
  staff_ip: "addresses",
  staff_email: "email",
  staff_expires_local: "expires",
  staff_password: "password",
};

export function staffValues(staff: Staff | null): StaffValues {
  return {
    name: staff?.staff_name ?? "",
    role: staff?.staff_role === "manager" ? "manager" : "staff",
    isActive: staff === null || staff.staff_is_active === 1,
    rights: staff === null ? [...presets.presetDesk] : (staff.staff_rights as Right[]),
    addresses: staff?.staff_ip.replaceAll(",", ", ") ?? "",
    email: staff?.staff_email ?? "",
    expires: staff?.staff_expires_local?.slice(0, 16).replace(" ", "T") ?? "",
    password: "",
  };
}

export const entriesOf = (list: string): string[] => list.split(/[\s,]+/).filter((entry) => entry !== "");

/** The form in the words of the API. */
export function staffInput(values: StaffValues) {
  return {
    staff_name: values.name.trim(),
    staff_role: values.role,
    staff_is_active: values.isActive,
    staff_rights: effective(values.role, values.rights),
    staff_ip: entriesOf(values.addresses).join(","),
    staff_email: values.email.trim(),
    staff_expires_local: values.expires === "" ? null : `${values.expires.replace("T", " ")}:00`,
  };
}

/** What differs; of the Admin only the name may. */
export function changedInput(
  before: StaffValues,
  values: StaffValues,
): Partial<ReturnType<typeof staffInput>> {
  const [was, now] = [staffInput(before), staffInput(values)];
  const isOther = (name: string) =>
    JSON.stringify(was[name as keyof typeof was]) !== JSON.stringify(now[name as keyof typeof now]);
  const changed = Object.entries(now).filter(([name]) => isOther(name));
  const input = Object.fromEntries(changed) as Partial<ReturnType<typeof staffInput>>;
  // Rights must be said with a role that has fewer (api-v2.md 2.15).
  return "staff_role" in input ? { ...input, staff_rights: now.staff_rights } : input;
}

export const staffChecks = (isNew: boolean) => ({
  name: (value: string) => (value.trim() === "" ? s.nameWrong : null),
  email: (value: string) => (/^([^\s@,;]+@[^\s@,;]+)?$/.test(value.trim()) ? null : s.emailWrong),
  password: (value: string) => (isNew && [...value].length < 10 ? s.passwordShort : null),
});
