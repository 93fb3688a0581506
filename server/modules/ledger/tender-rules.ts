import { invalidField } from "../../kernel/refusal.ts";

/** Which tenders a café's tills take (settings `payment_method_*`, api-v2.md 5 payment). Pure. */

/** What money comes by. */
export type Tender = "cash" | "card" | "qr";

const settingOf: Readonly<Record<Tender, string>> = {
  cash: "payment_method_cash",
  card: "payment_method_credit_card",
  qr: "payment_method_qr",
};
const nameOf: Readonly<Record<Tender, string>> = { cash: "Cash", card: "Card", qr: "QR" };

/**
 * Refuses money that staff would take by a tender the café has switched off. Programs with the key are not held to it: they
 * worked before the setting was turned and know what they took. Money that goes back may always go.
 */
export function refuseClosedTender(
  settings: { flag(key: string): boolean },
  caller: { kind: string },
  field: string,
  tender: Tender,
): void {
  if (caller.kind !== "staff" || settings.flag(settingOf[tender])) return;
  throw invalidField(
    field,
    `The ${field} must be one this café takes: ${nameOf[tender]} is off in Settings, Payment.`,
  );
}
