import type { Queries, Tx } from "../../kernel/db/database.ts";
import type { Actor } from "./top-up.ts";

/**
 * Writes off what a member still holds or owes, for an account about to be removed; nothing is paid out. Answers the
 * transfer, or null when there was nothing. Locks the member's row, then its lots.
 */
export async function writeOffMember(
  tx: Tx,
  cafeId: number,
  now: Date,
  memberId: number,
  actor: Actor,
): Promise<number | null> {
  const request = {
    member_id: memberId,
    actor_kind: actor.actorKind,
    actor_id: actor.actorId,
    actor_name: actor.actorName,
  };
  const row = await tx.row<{ transfer_id: number | null }>(
    "select write_off_member($1, $2, $3) as transfer_id",
    [cafeId, now, JSON.stringify(request)],
  );
  return row?.transfer_id ?? null;
}

/** Takes expired bonus out of a member's account. The caller has locked the member's row (billing.md 5). */
export async function expireBonus(tx: Tx, cafeId: number, memberId: number, now: Date): Promise<void> {
  await tx.run("select expire_bonus_lots($1, $2, $3)", [cafeId, memberId, now]);
}

/** The same, and the time of offers that have expired. */
export async function expireHoldings(tx: Tx, cafeId: number, memberId: number, now: Date): Promise<void> {
  await tx.run("select expire_bonus_lots($1, $2, $3), expire_owned_offers($1, $2, $3, null)", [
    cafeId,
    memberId,
    now,
  ]);
}

/**
 * A member logged in at a PC: bonus that has expired goes, and the clock of what has not starts anew by each lot's own life,
 * never to an earlier end (billing.md 5). The caller has locked the member's row.
 */
export async function restartBonusClock(tx: Tx, cafeId: number, memberId: number, now: Date): Promise<void> {
  await tx.run("select restart_bonus_clock($1, $2, $3)", [cafeId, memberId, now]);
}

export interface BonusHolder {
  cafe_id: number;
  member_id: number;
}

/** Members of all cafés with bonus that has expired by `now` and is still there; by café and id, after the one given. */
export const listExpiredBonus = (db: Queries, now: Date, after: BonusHolder, limit: number) =>
  db.rows<BonusHolder>(
    `select distinct cafe_id, member_id from bonus_lots
     where left_minor > 0 and expires_at <= $1 and (cafe_id, member_id) > ($2, $3)
     order by cafe_id, member_id limit $4`,
    [now, after.cafe_id, after.member_id, limit],
  );

/** The first instant after this one at which bonus of anybody expires; null = none. */
export async function nextBonusExpiry(db: Queries, after: Date): Promise<Date | null> {
  const row = await db.row<{ at: Date | null }>(
    "select min(expires_at) as at from bonus_lots where left_minor > 0 and expires_at > $1",
    [after],
  );
  return row?.at ?? null;
}

/** A row of the billing log about a member that moves no money (api-v2.md 4.9). */
export async function writeMemberLog(
  tx: Tx,
  cafeId: number,
  row: { at: Date; event: string; memberId: number; account: string; staffName: string; details: string },
): Promise<void> {
  await tx.run(
    `insert into billing_logs (cafe_id, at, event, member_id, member_account, staff_name, details)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [cafeId, row.at, row.event, row.memberId, row.account, row.staffName, row.details.slice(0, 1_000)],
  );
}
