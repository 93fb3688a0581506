import * as operations from "../../../contract/operations/shift-reports.ts";
import type { Db, Queries } from "../../kernel/db/database.ts";
import type { Api } from "../../kernel/http/api.ts";
import type { Caller } from "../../kernel/http/caller.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import { rangeOfReport, type Cafes } from "../cafes/index.ts";
import * as shifts from "../shifts/index.ts";
import { shiftDetail } from "./shift-detail-rules.ts";
import { sumShift } from "./shift-detail-store.ts";

interface Parts {
  db: Db;
  cafes: Cafes;
}

/** ShiftDetail of an ended shift, or of an open one as of now (api-v2.md 3.13). Refuses `shift.not_found`. */
export function shiftDetailOf({ cafes }: Pick<Parts, "cafes">) {
  return async (queries: Queries, cafeId: number, shiftId: number, now: Date) => {
    const [scope, row] = await Promise.all([cafes.scope(cafeId), shifts.findShift(queries, cafeId, shiftId)]);
    if (row === undefined) throw notFound("shift.not_found", "Shift");
    const sums = await sumShift(queries, cafeId, shiftId);
    const words = { cafeName: scope.row.name, exponent: scope.exponent, zone: scope.zone, now };
    const facts = {
      ...{ shiftId, staffName: row.staff_name, startedAt: row.started_at, endedAt: row.ended_at },
      ...{ floatMinor: row.float_minor, movedMinor: row.moved_minor, countedMinor: row.counted_minor },
      ...{ expectedMinor: shifts.expectedCash(shifts.sumsOfShift(row)), reason: row.reason },
    };
    return shiftDetail(words, facts, sums);
  };
}

/** One statement after the other sees the café go on; in one snapshot a detail's drawer fits its sums. */
export function inOneSnapshot<T>(db: Db, read: (queries: Queries) => Promise<T>): Promise<T> {
  return db.transact(async (tx) => {
    await tx.run("set transaction isolation level repeatable read, read only");
    return read(tx);
  });
}

const notOpen = () => new Refusal("shift.not_open", "There is no open shift.");

/** The open shifts a call is about: the named staff's, the caller's own, of a key all (api-v2.md 2.14). Refuses `shift.not_open`. */
async function openShifts(
  { db }: Parts,
  cafeId: number,
  caller: Caller,
  staffName: string | undefined,
): Promise<shifts.ShiftRow[]> {
  const own = staffName === undefined && caller.kind === "staff" ? caller.staffId : undefined;
  const open = await shifts.listOpenShifts(db, cafeId, staffName === "all" ? null : (staffName ?? null));
  const meant = own === undefined ? open : open.filter((shift) => shift.staff_id === own);
  if (meant.length === 0) throw notOpen();
  return meant;
}

/** Binds the reports of shifts (api-v2.md 2.14). */
export function bindShiftReportRoutes(api: Api, parts: Parts): void {
  const { db, cafes } = parts;
  const detailOf = shiftDetailOf(parts);
  const readDetail = (cafeId: number, shiftId: number, now: Date) =>
    inOneSnapshot(db, (queries) => detailOf(queries, cafeId, shiftId, now));

  api.bind(operations.shiftList, async ({ cafeId, input, now }) => {
    const scope = await cafes.scope(cafeId);
    const name = input.shift_staff_name;
    if (name === undefined)
      throw new Refusal("request.shift_staff_name", "The shift_staff_name field is required.");
    const range = rangeOfReport(input, scope.zone, now);
    const staffName = name.toLowerCase() === "all" ? null : name;
    const rows = await shifts.listShiftsOfRange(db, cafeId, range, staffName);
    return rows.map((row) => shifts.shiftRowOf(scope, row));
  });
  api.bind(operations.getShiftDetail, ({ cafeId, input, now }) =>
    readDetail(cafeId, shifts.idFromWire(input.shiftId), now),
  );
  api.bind(operations.shiftXReport, async ({ cafeId, caller, input, now }) => {
    const [shift, ...others] = await openShifts(parts, cafeId, caller, input.staff_name);
    if (shift === undefined) throw notOpen();
    if (others.length > 0)
      throw new Refusal("shift.not_open", "Several shifts are open: say whose in staff_name.");
    return readDetail(cafeId, shift.shift_id, now);
  });
  api.bind(operations.shiftCashInHand, async ({ cafeId, caller, input }) => {
    const { exponent } = await cafes.scope(cafeId);
    const open = await openShifts(parts, cafeId, caller, input.staff_name);
    const [first, ...others] = open;
    const sum = (part: (row: shifts.ShiftRow) => number) =>
      decimalFromMinor(
        open.reduce((total, row) => total + part(row), 0),
        exponent,
      );
    const putIn = (row: shifts.ShiftRow) => Math.max(row.moved_minor, 0);
    const takenOut = (row: shifts.ShiftRow) => Math.max(-row.moved_minor, 0);
    return {
      shift_id: others.length > 0 || first === undefined ? 0 : shifts.idOnWire(first.shift_id, null),
      cash_in_hand: sum((row) => shifts.expectedCash(shifts.sumsOfShift(row))),
      cash_start: sum((row) => row.float_minor),
      cash_in: sum((row) => row.cash_in_minor + putIn(row)),
      cash_out: sum((row) => row.cash_out_minor + takenOut(row)),
    };
  });
}
