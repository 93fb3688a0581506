import { intOut, nothing, shape, strOut } from "../kit/answer.ts";
import { date, int, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** A guest becomes a member: what is left of money and offers goes over, the guest's session ends (billing.md 7.6). */
const details = {
  member_first_name: text.optional("First name", { aliases: ["first_name"] }),
  member_last_name: text.optional("Last name", { aliases: ["last_name"] }),
  member_birthday: date.optional("Birthday, YYYY-MM-DD", { aliases: ["birthday"], example: "2001-05-17" }),
  member_phone: text.optional("Phone number", { aliases: ["phone"], maxLength: 50 }),
  member_email: text.optional("E-mail address", { aliases: ["email"] }),
  member_id_card: text.optional("Number of an identity card", { aliases: ["id_card"], maxLength: 100 }),
  promo_code: text.optional("Promotion code for new members", { maxLength: 50 }),
};
const account = text.required("Login name of the new account", {
  aliases: ["account"],
  maxLength: 50,
  example: "player8",
});
const password = text.required("Its password", {
  aliases: ["password"],
  verbatim: true,
  maxLength: 200,
  example: "choose-one",
});
const refusals = [
  "member.not_found",
  "member.not_guest",
  "member.account_exists",
  "member.account_invalid",
  "member.password_invalid",
  "pc.not_found",
  "pc.not_in_session",
  "session.kind_refused",
  "promo.unknown",
  "promo.expired",
  "promo.used_up",
  "limit.max_records",
] as const;

export const convertGuest = operation({
  id: "members.convertToMember",
  method: "POST",
  path: "members/action/convertToMember",
  auth: "K",
  right: "member_add",
  mark: "partly",
  group: "members",
  summary: "Make a guest a member",
  description: "Needs member_id or pc_name. A postpaid session is paid at the counter first.",
  input: {
    member_id: int.optional("The guest's id", {
      aliases: ["guest_member_id"],
      min: 1,
      example: 100000000124,
    }),
    pc_name: text.optional("The PC the guest plays at, instead of the id", { example: "PC001" }),
    member_account: account,
    member_password: password,
    member_confirm: text.optional("The password once more", {
      aliases: ["confirm"],
      verbatim: true,
      maxLength: 200,
    }),
    ...details,
  },
  answer: shape({ member_id: intOut, member_account: strOut }),
  refusals,
  idempotent: true,
  example: { pc_name: "PC001", member_account: "player8", member_password: "choose-one" },
});

export const convertToMember = operation({
  id: "member.convertToMember",
  method: "POST",
  path: "convertToMember",
  auth: "M",
  mark: "known",
  group: "member",
  summary: "Become a member, as a guest at a PC",
  description:
    "The PC then logs out, and the rest is on the new account. Needs the setting license_convert_to_member_enable.",
  input: {
    member_account: account,
    member_password: password,
    ...details,
    pc_name: text.required("Name of the PC", { example: "PC001" }),
  },
  answer: nothing,
  refusals: [...refusals, "feature.disabled"],
  idempotent: true,
  example: { member_account: "player8", member_password: "choose-one", pc_name: "PC001" },
});
