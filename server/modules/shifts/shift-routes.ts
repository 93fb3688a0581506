import type { Answer } from "../../../contract/kit/operation.ts";
import { operations } from "../../../contract/operations/index.ts";
import { assert } from "../../kernel/assert.ts";
import type { Db, Queries } from "../../kernel/db/database.ts";
import type { Api } from "../../kernel/http/api.ts";
import { actorOf, type Caller } from "../../kernel/http/caller.ts";
import { pageRequest, pagingInfo } from "../../kernel/http/paging.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import type { Cafes } from "../cafes/index.ts";
import { changeShift, moveCash } from "./change-shift.ts";
import { endShift, removeShift } from "./end-shift.ts";
import { daysOf, minorOf } from "./shift-input.ts";
import { idFromWire, idOnWire } from "./shift-rules.ts";
import * as store from "./shift-store.ts";
import { shiftOf } from "./shift-wire.ts";
import { startShift } from "./start-shift.ts";

export type ShiftDetail = Answer<typeof operations.shifts.endShift>["detail"];

/** What the routes of shifts are given by the composition. */
export interface ShiftParts {
  db: Db;
  cafes: Cafes;
  /** ShiftDetail, from the module that reports. */
  detailOf: (queries: Queries, cafeId: number, shiftId: number, now: Date) => Promise<ShiftDetail>;
  /** How many orders wait for staff. */
  countWaitingOrders: (queries: Queries, cafeId: number) => Promise<number>;
}

/** Shifts (api-v2.md 2.15). */
export function bindShiftRoutes(api: Api, parts: ShiftParts): void {
  bindReads(api, parts);
  bindWrites(api, parts);
  bindEnding(api, parts);
}

function staffOf(caller: Caller): Extract<Caller, { kind: "staff" }> {
  assert(caller.kind === "staff", "the contract lets only staff in here");
  return caller;
}

const isAdmin = (caller: Caller) =>
  caller.kind === "key" || (caller.kind === "staff" && caller.role === "admin");

async function getShift({ db }: ShiftParts, cafeId: number, wireId: number): Promise<store.ShiftRow> {
  const row = await store.findShift(db, cafeId, idFromWire(wireId));
  if (row === undefined) throw notFound("shift.not_found", "Shift");
  return row;
}

function bindReads(api: Api, parts: ShiftParts): void {
  const { shifts } = operations;
  const { db, cafes } = parts;
  api.bind(shifts.listShifts, async ({ cafeId, input }) => {
    const scope = await cafes.scope(cafeId);
    const page = pageRequest(input);
    const { rows, total } = await store.listShifts(db, cafeId, {
      ...daysOf(input, scope.zone),
      staffName: input.staff === undefined || input.staff === "all" ? null : input.staff,
      isOpen: input.open ?? null,
      text: input.search_text ?? null,
      sortName: input.sort_name,
      ascending: input.sort?.toLowerCase() === "asc",
      page,
    });
    return { items: rows.map((row) => shiftOf(scope, row)), paging_info: pagingInfo(page, total) };
  });
  api.bind(shifts.getShift, async ({ cafeId, input }) => {
    const [scope, row] = await Promise.all([cafes.scope(cafeId), getShift(parts, cafeId, input.shiftId)]);
    return { shift: shiftOf(scope, row) };
  });
  api.bind(shifts.currentShift, async ({ cafeId, caller }) => {
    const [scope, row, countedMinor] = await Promise.all([
      cafes.scope(cafeId),
      store.findOpenShift(db, cafeId, staffOf(caller).staffId),
      store.lastCounted(db, cafeId),
    ]);
    return {
      shift: row === undefined ? null : shiftOf(scope, row),
      cash_handed_over: decimalFromMinor(countedMinor, scope.exponent),
    };
  });
}

function bindWrites(api: Api, parts: ShiftParts): void {
  const { shifts } = operations;
  const { cafes } = parts;
  api.bind(shifts.startShift, async ({ cafeId, caller, input, now, transact }) => {
    const { staffId, name } = staffOf(caller);
    const { exponent } = await cafes.scope(cafeId);
    const floatMinor = minorOf("shift_cash_start", input.shift_cash_start, exponent);
    const shift = { cafeId, staffId, staffName: name, now, exponent, floatMinor };
    const shiftId = await transact((tx) => startShift(tx, { ...shift, comment: input.comment ?? "" }));
    return { shift_id: idOnWire(shiftId, null) };
  });
  api.bind(shifts.changeShift, async ({ cafeId, caller, input, now, transact }) => {
    const { exponent } = await cafes.scope(cafeId);
    const shift = await getShift(parts, cafeId, input.shiftId);
    const isOwn = caller.kind === "staff" && caller.staffId === shift.staff_id;
    if (!isAdmin(caller) && (!isOwn || input.shift_cash_start !== undefined))
      throw new Refusal(
        "permission.denied",
        isOwn ? "Only the account Admin may change the cash of a shift." : "This shift is another's.",
      );
    const start = input.shift_cash_start;
    const change = {
      comment: input.shift_comment,
      floatMinor: start === undefined ? undefined : minorOf("shift_cash_start", start, exponent),
    };
    const act = { cafeId, shiftId: shift.shift_id, now, exponent, by: actorOf(caller) };
    await transact((tx) => changeShift(tx, { ...act, ...change }));
    return { shift_id: idOnWire(shift.shift_id, shift.ended_at) };
  });
  api.bind(shifts.removeShift, async ({ cafeId, caller, input, now, transact }) => {
    const { exponent } = await cafes.scope(cafeId);
    const removing = { cafeId, shiftId: idFromWire(input.shiftId), now, exponent, by: actorOf(caller) };
    await transact((tx) => removeShift(tx, removing));
    return {};
  });
  api.bind(shifts.moveShiftCash, async ({ cafeId, caller, input, now, transact }) => {
    const { staffId, name } = staffOf(caller);
    const { exponent } = await cafes.scope(cafeId);
    const amountMinor = minorOf("amount", input.amount, exponent);
    if (amountMinor === 0) throw invalidField("amount", "The amount must be above or below 0.");
    const move = { cafeId, staffId, staffName: name, now, exponent, amountMinor, comment: input.comment };
    const { shiftId, inHandMinor } = await transact((tx) => moveCash(tx, move));
    return { shift_id: idOnWire(shiftId, null), cash_in_hand: decimalFromMinor(inHandMinor, exponent) };
  });
}

function bindEnding(api: Api, parts: ShiftParts): void {
  const { db, cafes } = parts;
  api.bind(operations.shifts.endShift, async ({ cafeId, caller, input, now, transact }) => {
    const { exponent, settings } = await cafes.scope(cafeId);
    const { staffId } = staffOf(caller);
    const own = await store.findOpenShift(db, cafeId, staffId);
    const shiftId = input.shift_id === undefined ? own?.shift_id : idFromWire(input.shift_id);
    if (shiftId === undefined) throw new Refusal("shift.not_open", "You have no open shift.");
    if (!isAdmin(caller) && (await getShift(parts, cafeId, shiftId)).staff_id !== staffId)
      throw new Refusal("permission.denied", "Only the account Admin may end another's shift.");
    const countedMinor = minorOf("shift_cash_end", input.shift_cash_end, exponent);
    const ending = { cafeId, shiftId, now, exponent, countedMinor, reason: input.reason ?? "" };
    const detail = await transact(async (tx) => {
      if (settings.flag("clear_orders_before_shift_end") && (await parts.countWaitingOrders(tx, cafeId)) > 0)
        throw new Refusal("shift.orders_open", "Orders are waiting: finish or cancel them first.");
      await endShift(tx, { ...ending, by: actorOf(caller) });
      return parts.detailOf(tx, cafeId, shiftId, now);
    });
    return { shift_id: shiftId, detail };
  });
}
