import { date, int, text, timestamp } from "../kit/field.ts";

/** Fields that adding and changing a member share (api-v2.md 2.7). */
export const memberIdPath = {
  memberId: int.required("The member's id", { min: 1, example: 100000000123 }),
};

export const memberDetails = {
  member_first_name: text.optional("First name"),
  member_last_name: text.optional("Last name"),
  member_email: text.optional("E-mail address"),
  member_phone: text.optional("Phone number", { maxLength: 50 }),
  member_birthday: date.nullable("Birthday, YYYY-MM-DD; null or empty text on PUT clears it", {
    example: "2001-05-17",
  }),
  member_group_id: int.optional("Member group; 0 = default", { example: 0 }),
  member_id_card: text.optional("Number of an identity card", { maxLength: 100 }),
  member_address: text.optional("Postal address", { maxLength: 500 }),
  member_comments: text.optional("Note for the staff", { maxLength: 2_000 }),
  member_expire_time_local: timestamp.optional("End of the account in café time; 0000-00-00 = never", {
    example: "0000-00-00",
  }),
};

const secret = { verbatim: true, maxLength: 200 };

export const memberPassword = {
  member_password: text.optional("New password", secret),
  member_confirm: text.optional("The new password once more", secret),
};

export const newMember = {
  member_account: text.required("Login name: letters, digits and _ - . @, at most 50; G_ is for guests", {
    maxLength: 50,
    example: "player7",
  }),
  member_password: text.required("Password", secret),
  member_confirm: text.required("The password once more", secret),
  ...memberDetails,
  promo_code: text.optional("Promotion code for new members", { maxLength: 50 }),
};
