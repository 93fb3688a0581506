import type { Tx } from "../../kernel/db/database.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import { postTransfer, type Actor } from "../ledger/index.ts";
import { closingEntries, closingWords, expectedCash } from "./shift-rules.ts";
import * as store from "./shift-store.ts";

export interface Ending {
  cafeId: number;
  shiftId: number;
  now: Date;
  exponent: number;
  countedMinor: number;
  reason: string;
  by: Actor;
}

/**
 * Counts the drawer and ends a shift: the counted cash is handed over, what differs stands on its own account, and the sums of
 * the shift are kept (billing.md 12). Movements of the staff that are under way are waited for. Refuses `shift.not_found`,
 * `shift.not_open`, and a difference without a reason.
 */
export async function endShift(tx: Tx, ending: Ending): Promise<void> {
  const { cafeId, shiftId, countedMinor, reason, exponent } = ending;
  await lockOpen(tx, cafeId, shiftId);
  const sums = await store.readSums(tx, cafeId, shiftId);
  const expectedMinor = expectedCash(sums);
  if (countedMinor !== expectedMinor && reason === "") {
    const [counted, expected] = [countedMinor, expectedMinor].map((minor) =>
      decimalFromMinor(minor, exponent),
    );
    throw invalidField(
      "reason",
      `The reason field is required: ${counted} was counted, the drawer should hold ${expected}.`,
    );
  }
  await close(tx, ending, {
    sums,
    expectedMinor,
    words: closingWords({ ...ending, expectedMinor }, exponent),
  });
}

/**
 * Takes a shift off the lists on which nothing was moved; its float goes back. Refuses `shift.not_found`, `shift.not_empty`.
 */
export async function removeShift(
  tx: Tx,
  removing: Pick<Ending, "cafeId" | "shiftId" | "now" | "exponent" | "by">,
): Promise<void> {
  const { cafeId, shiftId, now } = removing;
  const shift = await store.lockShift(tx, cafeId, shiftId);
  if (shift === undefined) throw notFound("shift.not_found", "Shift");
  if (await store.hasMovements(tx, cafeId, shiftId))
    throw new Refusal("shift.not_empty", "Money was moved on this shift, so it stays.");
  if (shift.ended_at === null) {
    const sums = await store.readSums(tx, cafeId, shiftId);
    const expectedMinor = expectedCash(sums);
    const ending = { ...removing, countedMinor: expectedMinor, reason: "" };
    await close(tx, ending, { sums, expectedMinor, words: "Removed: nothing was moved" });
  }
  await store.markRemoved(tx, cafeId, shiftId, now);
}

async function lockOpen(tx: Tx, cafeId: number, shiftId: number) {
  const shift = await store.lockShift(tx, cafeId, shiftId);
  if (shift === undefined) throw notFound("shift.not_found", "Shift");
  if (shift.ended_at !== null) throw new Refusal("shift.not_open", "This shift is not open.");
  return shift;
}

async function close(
  tx: Tx,
  ending: Ending,
  found: { sums: Awaited<ReturnType<typeof store.readSums>>; expectedMinor: number; words: string },
): Promise<void> {
  const { cafeId, shiftId, now, countedMinor, reason, by } = ending;
  const { sums, expectedMinor, words } = found;
  // Posted while the shift is open: afterwards nothing joins it any more.
  await postTransfer(tx, cafeId, now, {
    ...{ kind: "shift_end", shiftId, actor: by, comment: words },
    entries: closingEntries(countedMinor, expectedMinor),
    logs: [{ event: "SHIFT_END", staffName: by.actorName, details: words }],
  });
  const kept = { shiftId, at: now, countedMinor, expectedMinor, sums, endedBy: by.actorName };
  await store.closeShift(tx, cafeId, {
    ...kept,
    reason: countedMinor === expectedMinor ? "" : reason,
  });
}
