import type { Tx } from "../../kernel/db/database.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import { postTransfer, type Actor } from "../ledger/index.ts";
import { drawerEntries, expectedCash } from "./shift-rules.ts";
import * as store from "./shift-store.ts";

export interface ShiftChange {
  cafeId: number;
  shiftId: number;
  now: Date;
  exponent: number;
  by: Actor;
  comment?: string | undefined;
  floatMinor?: number | undefined;
}

/** Changes the note of a shift, and what an open one began with: by a movement more. Refuses `shift.not_found`, `shift.not_open`. */
export async function changeShift(tx: Tx, change: ShiftChange): Promise<void> {
  const { cafeId, shiftId, now, exponent, by, comment, floatMinor } = change;
  const shift = await store.lockShift(tx, cafeId, shiftId);
  if (shift === undefined) throw notFound("shift.not_found", "Shift");
  if (comment !== undefined) await store.setComment(tx, cafeId, shiftId, comment);
  if (floatMinor === undefined || floatMinor === shift.float_minor) return;
  if (shift.ended_at !== null) throw new Refusal("shift.not_open", "This shift is not open.");
  const [before, after] = [shift.float_minor, floatMinor].map((minor) => decimalFromMinor(minor, exponent));
  const words = `Float ${after} instead of ${before}`;
  await postTransfer(tx, cafeId, now, {
    ...{ kind: "shift_float", shiftId, actor: by, comment: words },
    entries: drawerEntries(floatMinor - shift.float_minor),
    logs: [{ event: "SHIFT_CASH", staffName: by.actorName, details: words }],
  });
  await store.setFloat(tx, cafeId, shiftId, floatMinor);
}

export interface CashMove {
  cafeId: number;
  staffId: number;
  staffName: string;
  now: Date;
  exponent: number;
  /** Above 0 into the drawer. */
  amountMinor: number;
  comment: string;
}

/** Puts the café's own cash into a drawer or takes it out. Answers the shift and what is in the drawer then. Refuses `shift.not_open`. */
export async function moveCash(tx: Tx, move: CashMove): Promise<{ shiftId: number; inHandMinor: number }> {
  const { cafeId, staffId, staffName, now, amountMinor, exponent } = move;
  const shift = await store.findOpenShift(tx, cafeId, staffId);
  if (shift === undefined) throw new Refusal("shift.not_open", "You have no open shift.");
  const amount = decimalFromMinor(Math.abs(amountMinor), exponent);
  const words = `${amount} ${amountMinor > 0 ? "put in" : "taken out"}: ${move.comment}`;
  await postTransfer(tx, cafeId, now, {
    ...{ kind: "shift_cash", shiftId: shift.shift_id, comment: move.comment },
    actor: { actorKind: "staff", actorId: staffId, actorName: staffName },
    entries: drawerEntries(amountMinor),
    logs: [{ event: "SHIFT_CASH", staffName, details: words }],
  });
  return {
    shiftId: shift.shift_id,
    inHandMinor: expectedCash(await store.readSums(tx, cafeId, shift.shift_id)),
  };
}
