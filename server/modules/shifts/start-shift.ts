import { brokenConstraint } from "../../kernel/db/database-errors.ts";
import type { Tx } from "../../kernel/db/database.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { postTransfer } from "../ledger/index.ts";
import { drawerEntries } from "./shift-rules.ts";
import { insertShift } from "./shift-store.ts";

export interface NewShift {
  cafeId: number;
  staffId: number;
  staffName: string;
  now: Date;
  exponent: number;
  floatMinor: number;
  comment: string;
}

/**
 * Starts a shift: the float goes into its drawer (billing.md 12). Answers its number. Refuses `shift.already_open`, also when
 * the same staff starts two at once.
 */
export async function startShift(tx: Tx, shift: NewShift): Promise<number> {
  const { cafeId, staffId, staffName, now, floatMinor } = shift;
  const shiftId = await tx
    .savepoint(() => insertShift(tx, { ...shift, at: now }))
    .catch((error: unknown) => {
      if (brokenConstraint(error) !== "shifts_one_open_per_staff") throw error;
      throw new Refusal("shift.already_open", "You have an open shift: end it first.");
    });
  const words = `Float ${decimalFromMinor(floatMinor, shift.exponent)}`;
  await postTransfer(tx, cafeId, now, {
    ...{ kind: "shift_float", shiftId, comment: words },
    actor: { actorKind: "staff", actorId: staffId, actorName: staffName },
    entries: drawerEntries(floatMinor),
    logs: [{ event: "SHIFT_START", staffName, details: words }],
  });
  return shiftId;
}
