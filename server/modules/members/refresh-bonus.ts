import type { Tx } from "../../kernel/db/database.ts";
import { notFound } from "../../kernel/refusal.ts";
import { expireBonus } from "../ledger/index.ts";
import { findMember, lockMember } from "./member-store.ts";

/**
 * Takes bonus that has expired out of these members and answers what each has left, in minor units (api-v2.md 2.7
 * refreshBonus, billing.md 5). Refuses `member.not_found`.
 */
export async function refreshBonus(
  tx: Tx,
  cafeId: number,
  memberIds: readonly number[],
  now: Date,
): Promise<Map<number, number>> {
  const changed: number[] = [];
  const left = new Map<number, number>();
  // By rising id, as all who move members' money lock them.
  for (const memberId of [...memberIds].sort((a, b) => a - b)) {
    const before = await lockMember(tx, cafeId, memberId);
    await expireBonus(tx, cafeId, memberId, now);
    const after = await findMember(tx, cafeId, memberId);
    if (after === undefined) throw notFound("member.not_found", "Member");
    left.set(memberId, after.bonus_minor);
    if (after.bonus_minor !== before.bonus_minor) changed.push(memberId);
  }
  if (changed.length > 0) await tx.announce(cafeId, "members.money", { member_ids: changed });
  return left;
}
