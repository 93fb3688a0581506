import { operations } from "../../../contract/operations/index.ts";
import { assert } from "../../kernel/assert.ts";
import type { Api, Call } from "../../kernel/http/api.ts";
import type { Caller } from "../../kernel/http/caller.ts";
import { notFound } from "../../kernel/refusal.ts";
import type { AccessParts } from "./access-parts.ts";
import type { StaffCaller } from "./change-staff-password.ts";
import {
  addStaffAccount,
  changeStaffAccount,
  endStaffTwoFactor,
  removeStaffAccount,
  type StaffAct,
} from "./change-staff.ts";
import { endStaffSessions } from "./end-sessions.ts";
import { listStaffSessions } from "./staff-session-store.ts";
import * as store from "./staff-store.ts";
import { sessionObject, staffChangeOf, staffObjectFor } from "./staff-wire.ts";

/** Who calls, where the contract lets only staff in. */
export function staffOf(caller: Caller): StaffCaller {
  assert(caller.kind === "staff", "the contract lets only staff in here");
  return caller;
}

/** Binds staff accounts (api-v2.md 2.15). */
export function bindStaffRoutes(api: Api, parts: AccessParts): void {
  const { staffs } = operations;
  const { db, zoneOf } = parts;
  const actOf = async (call: Call<unknown>): Promise<StaffAct> => ({
    ...{ cafeId: call.cafeId, address: call.address, now: call.now },
    caller: staffOf(call.caller),
    zone: await zoneOf(call.cafeId),
    transact: call.transact,
  });

  api.bind(staffs.listStaffs, async ({ cafeId, caller }) => {
    const [zone, rows, shifts] = await Promise.all([
      zoneOf(cafeId),
      store.listStaff(db, cafeId),
      parts.openShifts(db, cafeId),
    ]);
    return rows.map((row) => staffObjectFor(caller, row, zone, shifts.get(row.staff_id) ?? null));
  });
  api.bind(staffs.getStaff, async ({ cafeId, caller, input }) => {
    const [zone, row, shifts] = await Promise.all([
      zoneOf(cafeId),
      store.findStaff(db, cafeId, input.staffId),
      parts.openShifts(db, cafeId),
    ]);
    if (row === undefined) throw notFound("staff.not_found", "Staff");
    return { staff: staffObjectFor(caller, row, zone, shifts.get(row.staff_id) ?? null) };
  });
  api.bind(staffs.addStaff, async (call) => {
    const { input } = call;
    const act = await actOf(call);
    const staffId = await addStaffAccount(act, {
      ...staffChangeOf(input, act.zone),
      name: input.staff_name,
      role: input.staff_role as "manager" | "staff",
      password: input.staff_password,
    });
    return { staff_id: staffId };
  });
  api.bind(staffs.changeStaff, async (call) => {
    const { staffId, staff_password: password, ...input } = call.input;
    const act = await actOf(call);
    await changeStaffAccount(act, staffId, { ...staffChangeOf(input, act.zone), password });
    return { staff_id: staffId };
  });
  api.bind(staffs.removeStaff, async (call) => {
    await removeStaffAccount(await actOf(call), call.input.staffId, parts.openShifts);
    return {};
  });
  api.bind(staffs.listStaffSessions, async ({ cafeId, caller, input, now }) => {
    if ((await store.findStaff(db, cafeId, input.staffId)) === undefined)
      throw notFound("staff.not_found", "Staff");
    const [zone, rows] = await Promise.all([
      zoneOf(cafeId),
      listStaffSessions(db, cafeId, input.staffId, now),
    ]);
    return rows.map((row) => sessionObject(row, zone, staffOf(caller).staffSessionId));
  });
  api.bind(staffs.endStaffSessions, async (call) => {
    const { staff_id: staffId, staff_session_id: staffSessionId } = call.input;
    const which = staffSessionId === undefined ? { keep: null } : { staffSessionId };
    return { ended: await endStaffSessions(await actOf(call), staffId, which) };
  });
  api.bind(staffs.endStaffTwoFactor, async (call) => {
    await endStaffTwoFactor(await actOf(call), call.input.staff_id);
    return { staff_id: call.input.staff_id };
  });
}
