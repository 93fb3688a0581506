import type { Tx } from "../../kernel/db/database.ts";
import { nextTransferId, postTransfer, type Actor } from "../ledger/index.ts";
import { listOwnedOffers } from "./use-offer.ts";

/**
 * What is left of one account's offers goes to another of the same café, each with its terms and its end (billing.md 7.6). Both
 * members' rows are locked. They were paid by the first account, so nothing of them is paid back to the second.
 */
export async function moveOffers(
  tx: Tx,
  cafeId: number,
  at: Date,
  move: { fromMemberId: number; toMemberId: number; toAccount: string; actor: Actor; staffName: string },
): Promise<void> {
  const offers = (await listOwnedOffers(tx, cafeId, [move.fromMemberId])).get(move.fromMemberId) ?? [];
  for (const offer of offers) {
    const transferId = await nextTransferId(tx);
    const row = await tx.row<{ id: number }>(
      `insert into owned_offers (cafe_id, owned_offer_id, member_id, product_id, name, priority, seconds, terms, bought_at,
         first_used_at, expires_at, sale_transfer_id, tender)
       select cafe_id, nextval('owned_offer_ids'), $3, product_id, name, priority, left_seconds, terms, bought_at, first_used_at,
         expires_at, $4, 'none'
       from owned_offers where cafe_id = $1 and owned_offer_id = $2 returning owned_offer_id as id`,
      [cafeId, offer.ownedOfferId, move.toMemberId, transferId],
    );
    const ownedOfferId = row?.id ?? 0;
    const seconds = { account: "offer_seconds", amount: offer.leftSeconds } as const;
    await postTransfer(tx, cafeId, at, {
      kind: "conversion",
      transferId,
      actor: move.actor,
      shiftId: null,
      comment: `Offer ${offer.name} moved to ${move.toAccount}`,
      entries: [
        {
          ...seconds,
          memberId: move.fromMemberId,
          ownedOfferId: offer.ownedOfferId,
          amount: -offer.leftSeconds,
        },
        { ...seconds, memberId: move.toMemberId, ownedOfferId },
      ],
      logs: [
        {
          event: "MEMBER_CONVERT",
          memberId: move.toMemberId,
          memberAccount: move.toAccount,
          staffName: move.staffName,
          details: `Offer ${offer.name} of the guest`,
        },
      ],
    });
  }
}
