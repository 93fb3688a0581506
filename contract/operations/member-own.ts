import { decOut, intOut, listOf, nothing, pagingInfo, shape, strOut, tsOut } from "../kit/answer.ts";
import { date, file, int, paging, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** What members read and change of their own account (api-v2.md 2.1, 2.9). */
const group = "member";

const ownAccount = text.required("Login name, the token's own", { maxLength: 50, example: "player1" });

export const changeSelf = operation({
  id: "member.changeSelf",
  method: "PUT",
  path: "memberSelf",
  auth: "M",
  mark: "ours",
  group,
  summary: "Change one's own account",
  description:
    "What is not sent stays. member_account only where the setting allow_change_member_account is on, and for guests never.",
  input: {
    member_account: text.optional("Login name", { maxLength: 50, example: "player1" }),
    member_first_name: text.optional("First name", { maxLength: 100, example: "Ana" }),
    member_last_name: text.optional("Last name", { maxLength: 100 }),
    member_email: text.optional("E-mail", { maxLength: 200 }),
    member_phone: text.optional("Phone", { maxLength: 50 }),
    member_birthday: date.optional("Birthday", { example: "2000-01-31" }),
  },
  answer: shape({ member_id: intOut }),
  refusals: ["feature.disabled", "member.account_exists", "member.account_invalid"],
  example: { member_first_name: "Ana" },
});

export const ownBalanceHistory = operation({
  id: "member.balanceHistory",
  method: "GET",
  path: "memberBalanceHistory",
  auth: "M",
  mark: "known",
  group,
  summary: "What moved one's money",
  description: "Newest first. summary is over all pages: money paid in less refunds, and what was spent.",
  input: { page: paging.page, limit: paging.limit },
  answer: shape({
    items: listOf(
      shape({
        log_date_local: tsOut,
        log_event: strOut,
        log_money: decOut,
        log_card: decOut,
        log_coin: decOut,
        log_spend: decOut,
        log_bonus: decOut,
      }),
    ),
    paging_info: pagingInfo,
    summary: shape({ topup: decOut, spend: decOut }),
  }),
  example: { page: "1" },
});

export const ownMessages = operation({
  id: "member.messages",
  method: "GET",
  path: "memberMessage",
  auth: "M",
  mark: "known",
  group,
  summary: "Read the messages one has not seen",
  description: "Oldest first; reading marks them read. log_list is always a list.",
  input: { member_account: ownAccount },
  answer: shape({ log_list: listOf(shape({ log_details: strOut, log_staff_name: strOut })) }),
  refusals: ["permission.other_member"],
  example: { member_account: "player1" },
});

export const changePassword = operation({
  id: "member.changePassword",
  method: "POST",
  path: "memberChangePassword",
  auth: "M",
  mark: "known",
  group,
  summary: "Change one's own password",
  description: "Other log-ins of the account end; this one and a running session go on.",
  input: {
    member_id: int.required("The member's id, the token's own", { min: 1, example: 100000000123 }),
    old_password: text.required("The present password", { maxLength: 200 }),
    new_password: text.required("The new password, 4 to 64 characters", { maxLength: 200 }),
    member_account: text.optional("Login name, the token's own", { maxLength: 50 }),
  },
  answer: shape({ member_id: intOut }),
  refusals: [
    "permission.other_member",
    "auth.bad_credentials",
    "auth.too_many_logins",
    "member.password_invalid",
  ],
  example: { member_id: 100000000123, old_password: "old secret", new_password: "new secret" },
});

export const customerFeedback = operation({
  id: "member.feedback",
  method: "POST",
  path: "customerFeedback",
  auth: "M",
  mark: "known",
  group,
  summary: "Write to the café",
  description: "It becomes a FEEDBACK row of the billing log, which staff can answer.",
  input: {
    member_account: text.optional("Login name, the token's own", { maxLength: 50 }),
    subject: text.required("What it is about", { maxLength: 200, example: "Headset" }),
    message: text.required("What is to be said", { maxLength: 5_000, example: "The left ear is silent." }),
    pc_name: text.optional("PC it is about", { maxLength: 50 }),
  },
  answer: nothing,
  refusals: ["permission.other_member", "pc.not_found"],
  idempotent: true,
  example: { subject: "Headset", message: "The left ear is silent." },
});

export const updateAvatar = operation({
  id: "member.updateAvatar",
  method: "POST",
  path: "updateAvatar",
  auth: "M",
  mark: "known",
  group,
  summary: "Change one's own photo",
  description:
    "member_photo is a picture as a data URL of at most 80 KB, or a stock picture such as #5.png; or the picture itself is sent as the file. Where the setting allow_member_upload_photo is off, only stock pictures.",
  input: {
    member_photo: text.optional("Data URL, or the name of a stock picture", {
      maxLength: 120_000,
      example: "#5.png",
    }),
    file: file.optional("PNG, JPEG, WebP or GIF of at most 80 KB"),
  },
  answer: shape({ member_photo: strOut }),
  refusals: ["feature.disabled", "image.invalid"],
  example: { member_photo: "#5.png" },
});

const licenseName = text.required("Licence name, 12 digits", { maxLength: 12, example: "100000000001" });

export const memberForgotPassword = operation({
  id: "auth.memberForgotPassword",
  method: "POST",
  path: "/api/v2/auth/memberForgotPassword",
  auth: "none",
  mark: "ours",
  group: "auth",
  summary: "Mail a member a code for a new password",
  description:
    "The code works for 15 minutes and five tries; only the newest works, at most 4 are sent a day. The same answer for unknown accounts and for those without an address: a stranger learns nothing.",
  input: {
    license_name: licenseName,
    member_account: text.required("Login name", { maxLength: 50, example: "player1" }),
    way: int.optional("2 by e-mail, which is also meant when absent", { min: 1, max: 2, example: 2 }),
  },
  answer: shape({ way: intOut }),
  refusals: ["cafe.not_found", "feature.disabled"],
  example: { license_name: "100000000001", member_account: "player1" },
});

export const memberResetPassword = operation({
  id: "auth.memberResetPassword",
  method: "POST",
  path: "/api/v2/auth/memberResetPassword",
  auth: "none",
  mark: "ours",
  group: "auth",
  summary: "Set a member's password by the mailed code",
  description: "All log-ins of the account end; a running session goes on.",
  input: {
    license_name: licenseName,
    member_account: text.required("Login name", { maxLength: 50, example: "player1" }),
    reset_code: text.required("The mailed code, 8 digits", { maxLength: 20, example: "12345678" }),
    new_password: text.required("The new password, 4 to 64 characters", { maxLength: 200 }),
  },
  answer: nothing,
  refusals: ["cafe.not_found", "auth.reset_code_wrong", "auth.too_many_logins", "member.password_invalid"],
  example: {
    license_name: "100000000001",
    member_account: "player1",
    reset_code: "12345678",
    new_password: "new secret",
  },
});
