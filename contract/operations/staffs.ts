import { openSignIn, staff } from "../objects/staff.ts";
import { rights } from "../rights.ts";
import { intOut, listOf, nothing, shape } from "../kit/answer.ts";
import { allOptional, flag, int, list, text, timestamp } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Staff accounts (api-v2.md 2.15, 3.19, 4.12). Reading is open to all staff; changing is the Admin's. */
const group = "staffs";

const pathFields = { staffId: int.required("The staff's id", { min: 1, example: 1002 }) };

const writable = {
  staff_name: text.required("Name to sign in with, once in the café", { maxLength: 50, example: "Ana" }),
  staff_password: text.required("Password, at least 10 characters; never read back", {
    verbatim: true,
    maxLength: 1_000,
    example: "a few unrelated words",
  }),
  staff_role: text.required("manager has all rights but a few, staff those of staff_rights", {
    choices: ["manager", "staff"],
    example: "staff",
  }),
  staff_is_active: flag.optional("0 = cannot sign in, and open sign-ins end; 1 unless said"),
  staff_rights: list.optional(
    "Rights by name; of a manager only those count that the role has not by itself",
    text.required("One right", { choices: rights, example: "topup" }),
    { commaList: true, max: 100, example: ["topup", "session_manage"] },
  ),
  staff_ip: text.optional(
    "Addresses and ranges (IPv4, IPv6, CIDR) with commas from where the account works; empty = anywhere",
    { maxLength: 2_000, example: "192.0.2.0/24" },
  ),
  staff_email: text.optional("Where a link for a new password is mailed; empty = nowhere", {
    maxLength: 250,
  }),
  staff_expires_local: timestamp.nullable(
    "First second at which the account is shut, in café time; null = never",
  ),
};

export const listStaffs = operation({
  id: "staffs.list",
  method: "GET",
  path: "staffs",
  auth: "K",
  mark: "partly",
  group,
  summary: "List the staff",
  description: "The Admin first, then by name.",
  answer: listOf(staff),
});

export const addStaff = operation({
  id: "staffs.add",
  method: "POST",
  path: "staffs",
  auth: "A",
  mark: "ours",
  group,
  summary: "Add a staff account",
  input: writable,
  answer: shape({ staff_id: intOut }),
  successCode: 201,
  refusals: ["staff.name_exists", "limit.max_records"],
  idempotent: true,
});

export const getStaff = operation({
  id: "staffs.get",
  method: "GET",
  path: "staffs/{staffId}",
  auth: "K",
  mark: "ours",
  group,
  summary: "Read one staff account",
  pathFields,
  answer: shape({ staff }),
  refusals: ["staff.not_found"],
  example: { staffId: 1002 },
});

export const changeStaff = operation({
  id: "staffs.change",
  method: "PUT",
  path: "staffs/{staffId}",
  auth: "A",
  mark: "ours",
  group,
  summary: "Change a staff account",
  description:
    "Fields that are not sent stay. What is changed counts from the next call on, also in pages that are open. A new password " +
    "ends all sign-ins of that staff. Of the Admin only the name can be changed here. When a manager becomes staff, " +
    "staff_rights must be sent.",
  pathFields,
  input: allOptional(writable),
  answer: shape({ staff_id: intOut }),
  refusals: ["staff.not_found", "staff.name_exists", "staff.built_in"],
  example: { staffId: 1002, staff_is_active: 0 },
});

export const removeStaff = operation({
  id: "staffs.remove",
  method: "DELETE",
  path: "staffs/{staffId}",
  auth: "A",
  mark: "ours",
  group,
  summary: "Remove a staff account",
  description:
    "Its sign-ins end at once and its name is free again. Books and logs keep the name. Who has an open shift ends it first.",
  pathFields,
  answer: nothing,
  refusals: ["staff.not_found", "staff.built_in", "staff.in_use"],
  example: { staffId: 1002 },
});

export const listStaffSessions = operation({
  id: "staffs.sessions",
  method: "GET",
  path: "staffs/{staffId}/sessions",
  auth: "A",
  mark: "ours",
  group,
  summary: "List the open sign-ins of a staff",
  pathFields,
  answer: listOf(openSignIn),
  refusals: ["staff.not_found"],
  example: { staffId: 1002 },
});

export const endStaffSessions = operation({
  id: "staffs.endSessions",
  method: "POST",
  path: "staffs/action/endSessions",
  auth: "A",
  mark: "ours",
  group,
  summary: "End one sign-in of a staff, or all",
  description: "Open pages of an ended sign-in are closed at once.",
  input: {
    staff_id: int.required("The staff's id", { min: 1, example: 1002 }),
    staff_session_id: int.optional("Which one; absent = all", { min: 1 }),
  },
  answer: shape({ ended: intOut }),
  refusals: ["staff.not_found", "staff_session.not_found"],
  example: { staff_id: 1002 },
});

export const endStaffTwoFactor = operation({
  id: "staffs.twoFactorOff",
  method: "POST",
  path: "staffs/action/twoFactorOff",
  auth: "A",
  mark: "ours",
  group,
  summary: "Switch two-factor sign-in off for a staff who lost phone and recovery codes",
  description:
    "All sign-ins of that staff end. The Admin's own is switched off at auth/twoFactorOff, or on the server's machine by the " +
    "command netcafe reset-admin.",
  input: { staff_id: int.required("The staff's id", { min: 1, example: 1002 }) },
  answer: shape({ staff_id: intOut }),
  refusals: ["staff.not_found", "staff.built_in", "two_factor.off"],
  example: { staff_id: 1002 },
});
