import type { Tx } from "../../kernel/db/database.ts";
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
