import { invalidField, type Refusal } from "../../kernel/refusal.ts";

/** What a member's account and password may be (api-v2.md 1.11, 2.7). Pure. */

const accountForm = /^[A-Za-z0-9_.@-]{1,50}$/;
const guestPrefix = /^g_/i;
const shortest = 4;
const longest = 64;

/** Why the name cannot be a member's account, or null. `G_` in front is kept for guests. */
export function accountRefusal(account: string): Refusal | null {
  if (!accountForm.test(account)) {
    const message = "The member_account must be 1 to 50 letters, digits or the signs _ - . @";
    return invalidField("member_account", message, "member.account_invalid");
  }
  if (guestPrefix.test(account)) {
    return invalidField(
      "member_account",
      "The member_account may not begin with G_, which is kept for guests.",
      "member.account_invalid",
    );
  }
  return null;
}

/** Why the pair cannot be a new password, or null; `field` is what the call names it by. */
export function passwordRefusal(
  password: string,
  confirm: string | undefined,
  field = "member_password",
): Refusal | null {
  const length = [...password].length;
  if (length < shortest || length > longest) {
    const message = `The ${field} must have ${shortest} to ${longest} characters.`;
    return invalidField(field, message, "member.password_invalid");
  }
  if (password !== confirm)
    return invalidField("member_confirm", "The member_confirm confirmation does not match.");
  return null;
}

/** Whether a text can be a password at all; what cannot need not be checked against the stored hash. */
export const mayBePassword = (text: string): boolean =>
  [...text].length >= shortest && [...text].length <= longest;

/** Fields that the setting member_settings can demand. */
const demandable = [
  "member_first_name",
  "member_last_name",
  "member_email",
  "member_phone",
  "member_birthday",
  "member_id_card",
  "member_address",
] as const;

/**
 * The first field that the café demands and that was not given, as a refusal naming all of them, or null.
 * `member_settings` is {field: 0 or 1}; names are read with and without `member_` in front.
 */
export function missingFieldRefusal(
  setting: unknown,
  given: Readonly<Record<string, unknown>>,
): Refusal | null {
  const demanded =
    typeof setting === "object" && setting !== null ? (setting as Record<string, unknown>) : {};
  const isDemanded = (name: string) =>
    [name, name.replace("member_", "")].some((key) => Number(demanded[key]) === 1 || demanded[key] === true);
  const missing = demandable.filter((name) => isDemanded(name) && (given[name] ?? "") === "");
  const first = missing[0];
  if (first === undefined) return null;
  const refusal = invalidField(first, `The ${first} field is required.`);
  const fields = refusal.data?.["fields"] as Record<string, string[]>;
  for (const name of missing) fields[name] = [`The ${name} field is required.`];
  return refusal;
}

/** What stands in the way of removing an account, in words; points alone do not (api-v2.md 2.7). */
export function valuesLeft(holding: {
  balance_minor: number;
  bonus_minor: number;
  coins_hundredths: number;
  loan_minor: number;
  offers: number;
}): string[] {
  const left = [
    ["balance", holding.balance_minor],
    ["bonus", holding.bonus_minor],
    ["coins", holding.coins_hundredths],
    ["loan", holding.loan_minor],
    ["offers", holding.offers],
  ] as const;
  return left.filter(([, amount]) => amount !== 0).map(([name]) => name);
}
