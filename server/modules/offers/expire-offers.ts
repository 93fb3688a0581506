import type { Db, Queries, Tx } from "../../kernel/db/database.ts";
import {
  expireOffersOfMember,
  findNextExpiry,
  listMembersWithExpired,
  lockRestingMember,
} from "./owned-offer-store.ts";

/**
 * Takes out what of the member's offers has expired at `now`, each by a transfer at its own instant with a row
 * OFFER_EXPIRE, so the books read the same however late this comes (billing.md 8). `exceptOwnedOfferId` is in use: its
 * session settles it first. The caller has locked the member's row. True when something was lost.
 */
export async function expireOffers(
  tx: Tx,
  cafeId: number,
  memberId: number,
  now: Date,
  exceptOwnedOfferId?: number,
): Promise<boolean> {
  const inUse = exceptOwnedOfferId ?? null;
  return (await expireOffersOfMember(tx, { cafeId, memberId, now, inUse })) > 0;
}

/** The next instant at which an offer of any café expires whose owner is not in session; null when none will. */
export async function nextOfferExpiry(db: Queries): Promise<Date | null> {
  return (await findNextExpiry(db))?.expires_at ?? null;
}

/**
 * Takes out what has expired at `now` in all cafés, but for members in session; one transaction for each member, so that a
 * failure at one keeps nobody else waiting. What fails is thrown at the end. Answers how many members lost something.
 */
export async function expireDueOffers(db: Db, now: Date): Promise<number> {
  const failures: unknown[] = [];
  let count = 0;
  for (const { cafe_id: cafeId, member_id: memberId } of await listMembersWithExpired(db, now)) {
    const work = db.transact(async (tx) => {
      if (!(await lockRestingMember(tx, cafeId, memberId))) return false;
      const lost = await expireOffers(tx, cafeId, memberId, now);
      if (lost) await tx.announce(cafeId, "members.money", { member_ids: [memberId] });
      return lost;
    });
    await work.then(
      (lost) => (count += lost ? 1 : 0),
      (error: unknown) => failures.push(error),
    );
  }
  if (failures.length > 0) throw new AggregateError(failures, "expired offers could not be taken out");
  return count;
}
