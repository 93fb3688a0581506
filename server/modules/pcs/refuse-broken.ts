import { brokenConstraint } from "../../kernel/db/database-errors.ts";
import type { Tx } from "../../kernel/db/database.ts";
import { Refusal } from "../../kernel/refusal.ts";

/** Runs a write; a broken constraint that is named here becomes its refusal, and what was done before stays whole. */
export async function refuseBroken<T>(
  tx: Tx,
  refusals: Readonly<Record<string, () => Refusal>>,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await tx.savepoint(write);
  } catch (error) {
    const refusal = refusals[brokenConstraint(error) ?? ""];
    throw refusal === undefined ? error : refusal();
  }
}

const counted = {
  pcs: "select count(*)::integer as count from pcs where cafe_id = $1",
  rooms: "select count(*)::integer as count from rooms where cafe_id = $1",
  pc_groups: "select count(*)::integer as count from pc_groups where cafe_id = $1",
  hardware: "select count(*)::integer as count from hardware where cafe_id = $1",
} as const;

/**
 * Refuses `limit.max_records` when the café holds so many rows already (api-v2.md 1.9). Additions of one café wait for
 * each other here, so two at once cannot both take the last place.
 */
export async function refuseBeyondLimit(
  tx: Tx,
  cafeId: number,
  table: keyof typeof counted,
  limit: number,
  plural: string,
): Promise<void> {
  await lockAdditions(tx, cafeId);
  const row = await tx.row<{ count: number }>(counted[table], [cafeId]);
  if ((row?.count ?? 0) >= limit) {
    throw new Refusal("limit.max_records", `A café can have at most ${limit} ${plural}.`);
  }
}

/** Additions to a café's equipment wait for each other until commit. */
export const lockAdditions = (tx: Tx, cafeId: number) =>
  tx.run("select pg_advisory_xact_lock(7110010, $1)", [cafeId]);
