import { openSignIn, twoFactorState } from "../objects/staff.ts";
import { intOut, listOf, nothing, shape, strOut } from "../kit/answer.ts";
import { flag, int, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** What staff do about their own account: open sign-ins, two-factor sign-in (api-v2.md 2.1, ours). */
const group = "auth";

const password = text.required("One's own password", { verbatim: true, maxLength: 1_000 });
const code = text.required("Code of the phone, or a recovery code", { maxLength: 50, example: "123456" });
const recoveryCodes = shape({ recovery_codes: listOf(strOut) });

export const listOwnSessions = operation({
  id: "auth.staffSessions",
  method: "GET",
  path: "/api/v2/auth/staffSessions",
  auth: "S",
  mark: "ours",
  group,
  summary: "List one's own open sign-ins",
  description: "The one used last first. device is what browser or program say of themselves.",
  answer: listOf(openSignIn),
});

export const endOwnSessions = operation({
  id: "auth.endStaffSessions",
  method: "POST",
  path: "/api/v2/auth/endStaffSessions",
  auth: "S",
  mark: "ours",
  group,
  summary: "End one of one's own sign-ins, or all others",
  description: "Open pages of an ended sign-in are closed at once.",
  input: {
    staff_session_id: int.optional("Which one; absent = all but the calling one", { min: 1 }),
    this_too: flag.optional("1 = without staff_session_id the calling one as well"),
  },
  answer: shape({ ended: intOut }),
  refusals: ["staff_session.not_found"],
});

export const readTwoFactor = operation({
  id: "auth.twoFactor",
  method: "GET",
  path: "/api/v2/auth/twoFactor",
  auth: "S",
  mark: "ours",
  group,
  summary: "Whether one's own sign-in takes a code",
  answer: twoFactorState,
});

export const setUpTwoFactor = operation({
  id: "auth.twoFactorSetUp",
  method: "POST",
  path: "/api/v2/auth/twoFactorSetUp",
  auth: "S",
  mark: "ours",
  group,
  summary: "Make the secret for a phone's authenticator",
  description:
    "Answered this once. Nothing changes for the sign-in until twoFactorConfirm was called with a code of it, within 15 " +
    "minutes. otpauth_url is what the QR picture holds (RFC 6238: SHA-1, six digits, 30 seconds).",
  input: { password },
  answer: shape({ secret: strOut, otpauth_url: strOut }),
  refusals: ["auth.bad_credentials", "auth.too_many_logins", "two_factor.on"],
});

export const confirmTwoFactor = operation({
  id: "auth.twoFactorConfirm",
  method: "POST",
  path: "/api/v2/auth/twoFactorConfirm",
  auth: "S",
  mark: "ours",
  group,
  summary: "Switch two-factor sign-in on by a first code",
  description:
    "The recovery codes are answered this once; each is good for one sign-in without the phone. All other sign-ins of this staff end.",
  input: { code: text.required("Code of the phone", { maxLength: 50, example: "123456" }) },
  answer: recoveryCodes,
  refusals: ["auth.code_wrong", "auth.too_many_logins", "two_factor.on", "two_factor.off"],
});

export const renewRecoveryCodes = operation({
  id: "auth.twoFactorNewCodes",
  method: "POST",
  path: "/api/v2/auth/twoFactorNewCodes",
  auth: "S",
  mark: "ours",
  group,
  summary: "Make new recovery codes",
  description: "Answered this once; those before are good no longer.",
  input: { password, code },
  answer: recoveryCodes,
  refusals: ["auth.bad_credentials", "auth.too_many_logins", "two_factor.off"],
});

export const endTwoFactor = operation({
  id: "auth.twoFactorOff",
  method: "POST",
  path: "/api/v2/auth/twoFactorOff",
  auth: "S",
  mark: "ours",
  group,
  summary: "Switch two-factor sign-in off",
  input: { password, code },
  answer: nothing,
  refusals: ["auth.bad_credentials", "auth.too_many_logins", "two_factor.off"],
});
