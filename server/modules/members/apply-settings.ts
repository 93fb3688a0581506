import type { Tx } from "../../kernel/db/database.ts";
import type { SettingChange } from "../cafes/index.ts";

/** Members named in one announcement at most. */
const perAnnouncement = 1_000;

/**
 * What a change of the setting `bonus_expiration_time` (hours, 0 = never) does to bonus that was given before: 0 → N
 * starts its clock now, N → 0 frees it for ever, N → M leaves it (billing.md 5). Locks the members whose lots change by
 * rising id, then the lots.
 */
export async function applyBonusExpiration(
  tx: Tx,
  cafeId: number,
  changes: readonly SettingChange[],
  now: Date,
): Promise<void> {
  const change = changes.find(({ key }) => key === "bonus_expiration_time");
  if (change === undefined) return;
  const hours = (value: unknown) => Number(value) || 0;
  const touched = await tx.row<{ members: number[] }>("select change_bonus_life($1, $2, $3, $4) as members", [
    cafeId,
    now,
    hours(change.before),
    hours(change.after),
  ]);
  const memberIds = touched?.members ?? [];
  for (let first = 0; first < memberIds.length; first += perAnnouncement)
    await tx.announce(cafeId, "members.money", {
      member_ids: memberIds.slice(first, first + perAnnouncement),
    });
}
