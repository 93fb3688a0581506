import { splitBy } from "./exact-rules.ts";
import { type PaidPart, sharesOf, surchargeOf, type Way } from "./sale-rules.ts";

/** How the ways a checkout is paid by fall on what is due: the time, then each order (billing.md 7.3, 10). Pure. */

/**
 * What each way pays of each due, in the order of both; the surcharge is of all that the card pays of the checkout, half up once, and
 * falls on its parts. "payments": the ways do not make up what is due.
 */
export function allotCheckout(
  dues: readonly number[],
  ways: readonly Way[],
  cardRatePercent: string,
): PaidPart[][] | "payments" {
  const total = dues.reduce((sum, due) => sum + due, 0);
  const shares = sharesOf(ways, total);
  if (typeof shares === "string") return "payments";
  const left = shares.map((share) => ({ ...share }));
  const parts = dues.map((due) => {
    let open = due;
    return left.flatMap((share): PaidPart[] => {
      const paidMinor = Math.min(open, share.paidMinor);
      open -= paidMinor;
      share.paidMinor -= paidMinor;
      return paidMinor === 0 ? [] : [{ payment: share.payment, paidMinor, cardFeeMinor: 0 }];
    });
  });
  const byCard = parts.flat().filter((part) => part.payment === "card");
  const card = byCard.reduce((sum, part) => sum + part.paidMinor, 0);
  const fees = splitBy(
    surchargeOf(card, cardRatePercent),
    byCard.map((part) => part.paidMinor),
  );
  for (const [place, part] of byCard.entries()) part.cardFeeMinor = fees[place] ?? 0;
  return parts;
}
