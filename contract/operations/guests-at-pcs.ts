import { loginAnswer } from "../objects/session.ts";
import { shape, strOut } from "../kit/answer.ts";
import { date, dec, flag, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** What somebody without an account may ask at the lock screen of a PC (api-v2.md 2.1, 2.9; pc-protocol.md 6.2). */

const pcName = text.required("Name of the PC", { example: "PC001" });

export const guestLogin = operation({
  id: "auth.guestLogin",
  method: "POST",
  path: "/api/v2/auth/guestLogin",
  auth: "none",
  mark: "known",
  group: "auth",
  summary: "Log in as the lock screen of a PC",
  description:
    "Its token belongs to nobody and lives an hour. It is good for clientMemberRegister, memberAddGuest and calculate, for this PC. " +
    "The time info is that of a prepaid guest.",
  input: {
    license_name: text.required("Licence name, 12 digits", { maxLength: 12, example: "100000000001" }),
    pc_name: pcName,
    is_client: flag.optional("1 = from the screen of a PC"),
  },
  answer: loginAnswer,
  refusals: ["license.not_found", "permission.denied", "pc.not_found", "pc.out_of_order", "pc.in_session"],
});

export const clientMemberRegister = operation({
  id: "member.clientMemberRegister",
  method: "POST",
  path: "clientMemberRegister",
  auth: "M",
  guests: true,
  mark: "known",
  group: "member",
  summary: "Make an account at a PC",
  description:
    "With an account and a password: a member, where register_member_at_client is on; fields that member_settings demands are required. " +
    "With pc_name alone: a guest. The token of the answer is the new account's, for this PC.",
  input: {
    pc_name: pcName,
    member_account: text.optional("Login name of a new member", {
      aliases: ["account"],
      maxLength: 50,
      example: "player9",
    }),
    member_password: text.optional("Its password; required with an account", {
      aliases: ["password"],
      verbatim: true,
      maxLength: 200,
      example: "choose-one",
    }),
    member_first_name: text.optional("First name", { aliases: ["first_name"] }),
    member_last_name: text.optional("Last name", { aliases: ["last_name"] }),
    member_birthday: date.optional("Birthday, YYYY-MM-DD", { aliases: ["birthday"], example: "2001-05-17" }),
    member_phone: text.optional("Phone number", { aliases: ["phone"], maxLength: 50 }),
    member_email: text.optional("E-mail address", { aliases: ["email"] }),
    member_id_card: text.optional("Number of an identity card", { aliases: ["id_card"], maxLength: 100 }),
    member_address: text.optional("Postal address", { aliases: ["address"], maxLength: 500 }),
    promo_code: text.optional("Promotion code for new members", { maxLength: 50 }),
  },
  answer: loginAnswer,
  refusals: [
    "permission.denied",
    "feature.disabled",
    "pc.not_found",
    "pc.out_of_order",
    "pc.in_session",
    "member.account_invalid",
    "member.account_exists",
    "member.password_invalid",
    "promo.unknown",
    "promo.expired",
    "promo.used_up",
    "limit.max_records",
  ],
  idempotent: true,
  example: { pc_name: "PC001", member_account: "player9", member_password: "choose-one" },
});

export const memberAddGuest = operation({
  id: "member.memberAddGuest",
  method: "POST",
  path: "memberAddGuest",
  auth: "M",
  guests: true,
  mark: "known",
  group: "member",
  summary: "Make a guest's account for time that is to be paid",
  description:
    "When its money comes in within the hour, the prepaid session starts at this PC, if it is still free. Else the money stays on the " +
    "account and the panels are told.",
  input: {
    topup_amount: dec.required("What the guest is going to pay", { min: 0, example: "5.00" }),
    member_email: text.optional("E-mail address of the guest", { maxLength: 254 }),
    pc_name: pcName,
  },
  answer: shape({ member_account: strOut }),
  refusals: [
    "permission.denied",
    "feature.disabled",
    "pc.not_found",
    "pc.out_of_order",
    "pc.in_session",
    "pricing.no_price",
  ],
  idempotent: true,
  example: { topup_amount: "5.00", pc_name: "PC001" },
});
