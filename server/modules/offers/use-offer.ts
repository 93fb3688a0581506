import type { Queries, Tx } from "../../kernel/db/database.ts";
import { postTransfer, type Actor, type Transfer } from "../ledger/index.ts";
import { inOrderOfUse } from "./offer-rules.ts";
import type { OwnedOffer } from "./owned-offer-rules.ts";
import { findOpenOffers, noteFirstUse } from "./owned-offer-store.ts";

export interface OfferUse {
  ownedOfferId: number;
  memberId: number;
  memberAccount: string;
  /** Used since the last booking; 0 writes the log row alone. */
  seconds: number;
  sessionId: number;
  pcName: string;
  /** What was used, in words, and who ended it. */
  details: string;
  actor: Actor;
  staffName: string;
  shiftId: number | null;
}

/**
 * What each of the members still has of its offers, in order of use; members without one are left out. An offer that has
 * expired and was not yet taken out is among them: `expireOffers` comes first where that matters.
 */
export async function listOwnedOffers(
  db: Queries,
  cafeId: number,
  memberIds: readonly number[],
): Promise<Map<number, OwnedOffer[]>> {
  const byMember = new Map<number, OwnedOffer[]>();
  if (memberIds.length === 0) return byMember;
  for (const offer of await findOpenOffers(db, cafeId, memberIds)) {
    byMember.set(offer.memberId, [...(byMember.get(offer.memberId) ?? []), offer]);
  }
  for (const [memberId, offers] of byMember) byMember.set(memberId, inOrderOfUse(offers));
  return byMember;
}

/**
 * Books seconds that a session used of an offer, with its CHECKOUT row; the transfer, or null when no second was used.
 * The caller has locked the member's row and announces its session. More than is left breaks the ledger's rule
 * `owned_offer_seconds_never_below_zero`: a caller that asks for it has miscounted.
 */
export function useOffer(tx: Tx, cafeId: number, at: Date, use: OfferUse): Promise<number | null> {
  return postTransfer(tx, cafeId, at, transferOfUse(use));
}

/** The same as the transfer that `useOffer` posts, for whoever posts it among other things. */
export function transferOfUse(use: OfferUse): Transfer {
  const { memberId, ownedOfferId, seconds, actor, shiftId } = use;
  return {
    kind: "offer_use",
    actor,
    shiftId,
    comment: use.details,
    entries: [
      { account: "offer_seconds", memberId, ownedOfferId, amount: -seconds },
      { account: "offer_seconds_used", amount: seconds },
    ],
    logs: [
      {
        event: "CHECKOUT",
        memberId,
        memberAccount: use.memberAccount,
        pcName: use.pcName,
        staffName: use.staffName,
        usedSeconds: seconds,
        details: use.details,
        sessionId: use.sessionId,
      },
    ],
  };
}

/** Notes that the offer is used from this instant on; only the first time counts, and starts an expiry after first use. */
export async function startUse(tx: Tx, cafeId: number, ownedOfferId: number, at: Date): Promise<void> {
  await noteFirstUse(tx, cafeId, ownedOfferId, at);
}
