import Type from "typebox";
import { loginAnswer } from "../objects/session.ts";
import { staffSession, staffSignedIn } from "../objects/staff.ts";
import { intOut, nothing, shape, strOut } from "../kit/answer.ts";
import { flag, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Signing in and out, and finding the server of a café (api-v2.md 2.1). */
const group = "auth";

const licenseName = text.required("Licence name, 12 digits", { maxLength: 12, example: "100000000001" });
const staffName = text.required("Name of the staff", { maxLength: 50, example: "Admin" });
const password = (description: string) => text.required(description, { verbatim: true, maxLength: 1_000 });

export const serverCode = operation({
  id: "auth.serverCode",
  method: "GET",
  path: "/api/v2/auth/serverCode",
  auth: "none",
  mark: "partly",
  group,
  summary: "Find the server of a café",
  input: { licenseName },
  answer: shape({ server_code: strOut, base_url: strOut, cafe_id: intOut }),
  refusals: ["license.not_found"],
  example: { licenseName: "100000000001" },
});

export const staffLogin = operation({
  id: "auth.staffLogin",
  method: "POST",
  path: "/api/v2/auth/staffLogin",
  auth: "none",
  mark: "ours",
  group,
  summary: "Sign in as staff",
  description:
    "The token goes as Authorization: Bearer; 12 hours, renewed by use. A refusal does not tell which of name, password and " +
    "code was wrong; that an account is switched off, has ended or is bound to addresses learns who showed all of them.",
  input: {
    license_name: licenseName,
    staff_name: staffName,
    staff_password: password("Password"),
    staff_code: text.optional(
      "Sign-in code of the phone, or a recovery code; needed when the account has two-factor sign-in, else passed over",
      { maxLength: 50, example: "123456" },
    ),
  },
  answer: staffSignedIn,
  refusals: [
    "auth.bad_credentials",
    "auth.ip_not_allowed",
    "auth.account_inactive",
    "auth.account_expired",
    "auth.too_many_logins",
  ],
});

export const staffLogout = operation({
  id: "auth.staffLogout",
  method: "POST",
  path: "/api/v2/auth/staffLogout",
  auth: "S",
  mark: "ours",
  group,
  summary: "End the staff session",
  answer: nothing,
});

export const readStaffSession = operation({
  id: "auth.staffSession",
  method: "GET",
  path: "/api/v2/auth/staffSession",
  auth: "S",
  mark: "ours",
  group,
  summary: "Who is signed in, with rights, café and shift",
  answer: staffSession,
});

export const staffChangePassword = operation({
  id: "auth.staffChangePassword",
  method: "POST",
  path: "/api/v2/auth/staffChangePassword",
  auth: "S",
  mark: "ours",
  group,
  summary: "Change one's own staff password",
  description: "Other sessions of that staff end.",
  input: { old_password: password("Present password"), new_password: password("New password") },
  answer: shape({ staff_id: intOut }),
  refusals: ["auth.bad_credentials", "auth.too_many_logins"],
});

export const adminForgotPassword = operation({
  id: "auth.adminForgotPassword",
  method: "POST",
  path: "/api/v2/auth/adminForgotPassword",
  auth: "none",
  mark: "ours",
  group,
  summary: "Mail the Admin a link for a new password",
  description:
    "At most 4 mails a day; only the newest link works. The same answer for unknown licences: a stranger learns nothing.",
  input: { license_name: licenseName },
  answer: nothing,
});

export const adminResetPassword = operation({
  id: "auth.adminResetPassword",
  method: "POST",
  path: "/api/v2/auth/adminResetPassword",
  auth: "none",
  mark: "ours",
  group,
  summary: "Set the Admin's password by the mailed link",
  description:
    "Without new_password one is generated and answered this once. Clears the address lists of all staff.",
  input: {
    reset_token: text.required("Token of the mailed link", { maxLength: 200 }),
    new_password: text.optional("New password; absent = generated", { verbatim: true, maxLength: 1_000 }),
  },
  answer: shape({ staff_name: strOut, password: Type.Optional(strOut) }),
  refusals: ["auth.reset_token_wrong"],
});

export const staffForgotPassword = operation({
  id: "auth.staffForgotPassword",
  method: "POST",
  path: "/api/v2/auth/staffForgotPassword",
  auth: "none",
  mark: "ours",
  group,
  summary: "Mail a staff a link for a new password",
  description:
    "To the staff's own address, for the Admin to the café's. At most 4 mails a day; only the newest link works, for an hour. " +
    "The same answer for unknown licences and names and for accounts without an address: a stranger learns nothing.",
  input: { license_name: licenseName, staff_name: staffName },
  answer: nothing,
});

export const staffResetPassword = operation({
  id: "auth.staffResetPassword",
  method: "POST",
  path: "/api/v2/auth/staffResetPassword",
  auth: "none",
  mark: "ours",
  group,
  summary: "Set a staff's password by the mailed link",
  description:
    "All sign-ins of that staff end. Two-factor sign-in stays on. For the Admin it also clears the address lists of all staff.",
  input: {
    reset_token: text.required("Token of the mailed link", { maxLength: 200 }),
    new_password: password("New password, at least 10 characters"),
  },
  answer: shape({ staff_name: strOut }),
  refusals: ["auth.reset_token_wrong"],
});

export const memberLogin = operation({
  id: "auth.memberLogin",
  method: "POST",
  path: "/api/v2/auth/memberLogin",
  auth: "none",
  mark: "known",
  group,
  summary: "Log in as a member",
  description:
    "At a PC or, without pc_name and is_client, for the portal. On a booked PC: code 200 without token, with booking_error and booking_info.",
  input: {
    member_account: text.required("Login name", { example: "player1" }),
    member_password: text.optional("Password; required unless status_pc_token is given", {
      verbatim: true,
      maxLength: 1_000,
    }),
    status_pc_token: text.optional("Stands for the password while that PC session runs", { maxLength: 200 }),
    license_name: licenseName,
    pc_name: text.optional("Name of the PC; required when is_client is 1", { example: "PC001" }),
    is_client: flag.optional("1 = from the screen of a PC"),
    booking_password: text.optional("Password of the booking, on a booked PC", { maxLength: 50 }),
  },
  answer: loginAnswer,
  refusals: [
    "auth.bad_credentials",
    "auth.account_inactive",
    "auth.account_expired",
    "auth.too_many_logins",
    "license.not_found",
    "permission.denied",
    "pc.not_found",
    "pc.out_of_order",
    "pc.in_session",
    "session.member_elsewhere",
    "pricing.no_price",
    "ledger.insufficient_balance",
  ],
});

export const accessCodeLogin = operation({
  id: "auth.accessCodeLogin",
  method: "POST",
  path: "/api/v2/auth/accessCodeLogin",
  auth: "none",
  mark: "known",
  group,
  summary: "Log in at a PC with an access code",
  description:
    "The code of one prepaid guest, sold by pcSessions.startPrepaid with access_code, or the password of a paid booking that has the PC now. A sold code is good once, at any free PC of the PC group it was " +
    "sold for; the session starts with the call. Five wrong codes close code entry on that PC for five minutes. " +
    "With status_pc_token of the running session it gives a new token instead.",
  input: {
    access_code: text.required("Four digits", { maxLength: 20, example: "4711" }),
    status_pc_token: text.optional("Stands for the code while its session runs", { maxLength: 200 }),
    license_name: licenseName,
    pc_name: text.required("Name of the PC", { example: "PC001" }),
    is_client: flag.optional("1 = from the screen of a PC"),
  },
  answer: loginAnswer,
  refusals: [
    "auth.access_code_wrong",
    "auth.too_many_logins",
    "feature.disabled",
    "license.not_found",
    "permission.denied",
    "pc.not_found",
    "pc.out_of_order",
    "pc.in_session",
    "pc.reserved",
    "pricing.no_price",
    "ledger.insufficient_balance",
  ],
});

export const memberLogout = operation({
  id: "auth.memberLogout",
  method: "POST",
  path: "/api/v2/auth/memberLogout",
  auth: "M",
  mark: "ours",
  group,
  summary: "End the member's token",
  answer: nothing,
});
