import type { Queries, Tx } from "../../kernel/db/database.ts";
import type { OfferTerms, OwnedOffer } from "./owned-offer-rules.ts";

/** All SQL of offers as their owners have them. */

interface OwnedOfferRow {
  owned_offer_id: number;
  member_id: number;
  product_id: number | null;
  name: string;
  priority: number;
  seconds: number;
  left_seconds: number;
  terms: OfferTerms;
  bought_at: Date;
  first_used_at: Date | null;
  expires_at: Date | null;
}

/** Of the row `o`. */
export const ownedOfferColumns = `o.owned_offer_id, o.member_id, o.product_id, o.name, o.priority, o.seconds, o.left_seconds,
  o.terms, o.bought_at, o.first_used_at, o.expires_at`;

export function ownedOfferOfRow(row: OwnedOfferRow): OwnedOffer {
  return {
    ownedOfferId: row.owned_offer_id,
    memberId: row.member_id,
    productId: row.product_id,
    name: row.name,
    priority: row.priority,
    seconds: row.seconds,
    leftSeconds: row.left_seconds,
    terms: row.terms,
    boughtAt: Math.floor(row.bought_at.getTime() / 1000),
    firstUsedAt: epochOf(row.first_used_at),
    expiresAt: epochOf(row.expires_at),
  };
}

/** Sessions know whole seconds: what ends within one holds to its end (billing.md 1). */
function epochOf(instant: Date | null): number | null {
  return instant === null ? null : Math.ceil(instant.getTime() / 1000);
}

export async function findOpenOffers(
  db: Queries,
  cafeId: number,
  memberIds: readonly number[],
): Promise<OwnedOffer[]> {
  const rows = await db.rows<OwnedOfferRow>(
    `select ${ownedOfferColumns} from owned_offers o
     where o.cafe_id = $1 and o.member_id = any ($2) and o.left_seconds > 0 and o.refunded_at is null`,
    [cafeId, memberIds],
  );
  return rows.map(ownedOfferOfRow);
}

/** Notes the first use; from it on an expiry after first use is known. A later call changes nothing. */
export const noteFirstUse = (tx: Tx, cafeId: number, ownedOfferId: number, at: Date) =>
  tx.run(
    `update owned_offers set first_used_at = $3, expires_at = case when terms #>> '{expiry,kind}' = 'after_first_use'
       then $3::timestamptz + (terms #>> '{expiry,seconds}')::bigint * interval '1 second' else expires_at end
     where cafe_id = $1 and owned_offer_id = $2 and first_used_at is null`,
    [cafeId, ownedOfferId, at],
  );

/** The member's row is locked by the caller. */
export async function expireOffersOfMember(
  tx: Tx,
  expiry: { cafeId: number; memberId: number; now: Date; inUse: number | null },
): Promise<number> {
  const row = await tx.row<{ count: number }>("select expire_owned_offers($1, $2, $3, $4) as count", [
    expiry.cafeId,
    expiry.memberId,
    expiry.now,
    expiry.inUse,
  ]);
  return row?.count ?? 0;
}

// A member in session: the session settles what it uses first, and takes out the rest whenever it settles.
const expiring = `o.left_seconds > 0 and o.expires_at is not null and not exists (
  select from sessions s where s.cafe_id = o.cafe_id and s.member_id = o.member_id and s.ended_at is null)`;

export const findNextExpiry = (db: Queries) =>
  db.row<{ expires_at: Date | null }>(
    `select min(o.expires_at) as expires_at from owned_offers o where ${expiring}`,
  );

/** Members who have an offer that has expired at `now`, a bounded number at once. */
export const listMembersWithExpired = (db: Queries, now: Date) =>
  db.rows<{ cafe_id: number; member_id: number }>(
    `select distinct o.cafe_id, o.member_id from owned_offers o where ${expiring} and o.expires_at <= $1
     order by o.cafe_id, o.member_id limit 500`,
    [now],
  );

/** Locks the member's row; whether the member may be left to the clock, or has begun a session meanwhile. */
export async function lockRestingMember(tx: Tx, cafeId: number, memberId: number): Promise<boolean> {
  await lockMember(tx, cafeId, memberId);
  const row = await tx.row<{ playing: boolean }>(
    "select exists (select from sessions where cafe_id = $1 and member_id = $2 and ended_at is null) as playing",
    [cafeId, memberId],
  );
  return row?.playing !== true;
}

export const lockMember = (tx: Tx, cafeId: number, memberId: number) =>
  tx.rows("select 1 from members where cafe_id = $1 and member_id = $2 for update", [cafeId, memberId]);
