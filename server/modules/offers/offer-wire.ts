import { localText } from "../../kernel/local-time.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import type { CafeScope } from "../cafes/index.ts";
import type { MemberOfferRow } from "./member-offer-store.ts";

/** Between our words and those of API v2 (api-v2.md 3.7 OwnedOffer). */

export type OfferState = "unused" | "in_use" | "used" | "expired" | "refunded";

/** An owned offer; `inUse` is what the running session has left of the one it uses. */
export function ownedOfferOf(
  { exponent, zone }: Pick<CafeScope, "exponent" | "zone">,
  row: MemberOfferRow,
  now: Date,
  inUse: { ownedOfferId: number; leftSeconds: number } | null,
) {
  const isInUse = inUse?.ownedOfferId === row.owned_offer_id;
  const left = isInUse ? inUse.leftSeconds : row.left_seconds;
  return {
    product_name: row.name,
    product_seconds: row.seconds,
    member_offer_id: row.owned_offer_id,
    member_offer_left_seconds: left,
    member_offer_expire_at: row.expires_at === null ? 0 : Math.floor(row.expires_at.getTime() / 1000),
    product_id: row.product_id ?? 0,
    member_offer_state: stateOf(row, now, isInUse),
    member_offer_cost: decimalFromMinor(row.paid_minor, exponent),
    member_offer_bought_local: localText(row.bought_at, zone),
    order_no: String(row.order_no ?? row.sale_transfer_id),
  };
}

function stateOf(row: MemberOfferRow, now: Date, isInUse: boolean): OfferState {
  if (row.refunded_at !== null) return "refunded";
  if (isInUse) return "in_use";
  const isOver = row.left_seconds > 0 && row.expires_at !== null && row.expires_at <= now;
  if (isOver || row.lost_seconds > 0) return "expired";
  return row.left_seconds === 0 ? "used" : "unused";
}
