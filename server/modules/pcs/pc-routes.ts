import * as changes from "../../../contract/operations/pcs-change.ts";
import * as reads from "../../../contract/operations/pcs.ts";
import type { Tx } from "../../kernel/db/database.ts";
import type { Api } from "../../kernel/http/api.ts";
import { actorOf, mayUse, type Caller } from "../../kernel/http/caller.ts";
import { durationText, localText } from "../../kernel/local-time.ts";
import { Refusal, unauthenticated } from "../../kernel/refusal.ts";
import { SharedReads } from "../../kernel/shared-reads.ts";
import { addPc } from "./add-pc.ts";
import { changePc, removePc } from "./change-pc.ts";
import { KeptPcs } from "./kept-pcs.ts";
import { KeptRows } from "./kept-rows.ts";
import { listFullPcRows, readPc, readPcs, type PcReading } from "./list-pcs.ts";
import { logAdded, logChanged, logRemoved, pcThing } from "./log-change.ts";
import { consolePcOf, pcFullOf, pcListRowOf } from "./pc-wire.ts";
import { roomOf } from "./place-wire.ts";
import { listRooms } from "./room-store.ts";
import { planOf } from "./plan-wire.ts";
import { savePlan } from "./save-plan.ts";
import { setOutOfOrder } from "./set-out-of-order.ts";
import { wakePcs, type WakeByMac } from "./wake-pcs.ts";

export interface PcRouteParts extends PcReading {
  wakePcs: WakeByMac;
  /** Whether the caller has an open shift. */
  hasShift: (caller: Caller) => Promise<boolean>;
}

/** GET rows of PCs (api-v2.md 2.4). */
export function bindPcReads(api: Api, parts: PcRouteParts): void {
  const { db } = parts;
  // The two lists that programs and panels poll: calls at the same moment share one read and its text.
  const kept = new KeptPcs(db);
  const keptRows = new KeptRows();
  const rows = new SharedReads(async (cafeId) =>
    keptRows.of(await readPcs(parts, cafeId, kept.list(cafeId))),
  );
  api.bind(reads.listPcs, ({ cafeId }) => rows.get(cafeId), { sharesAnswers: true });
  const longRows = new SharedReads(async (cafeId) => {
    const { cafe, pcs } = await readPcs(parts, cafeId, kept.list(cafeId));
    return pcs.map((now) => pcListRowOf(cafe, now));
  });
  api.bind(reads.pcList, ({ cafeId }) => longRows.get(cafeId), { sharesAnswers: true });
  api.bind(reads.onlinePcList, async ({ cafeId }) => {
    const { pcs } = await readPcs(parts, cafeId);
    return pcs.map(
      ({ pc, isConnected }) => ({ pc_name: pc.name, is_connected: isConnected ? 1 : 0 }) as const,
    );
  });
  api.bind(reads.initData, async ({ cafeId, caller, now }) => {
    const [{ settings }, pcList, shiftIsOpen] = await Promise.all([
      parts.cafes.scope(cafeId),
      listFullPcRows(parts, cafeId, now),
      parts.hasShift(caller),
    ]);
    const billing = settings.int("license_using_billing");
    const told = { shift_status: shiftIsOpen ? 1 : 0, pc_list: pcList, server_ms: now.getTime() };
    return { license_using_billing: billing, ...told };
  });
  api.bind(reads.listRoomsOfPcs, async ({ cafeId }) =>
    (await listRooms(db, cafeId)).map((row) => roomOf(cafeId, row)),
  );
  api.bind(reads.getPcsList, async ({ cafeId, input }) => {
    const { pcs } = await readPcs(parts, cafeId);
    const part = input.pc_name?.toLowerCase() ?? "";
    return pcs
      .filter(({ pc }) => pc.name.toLowerCase().includes(part))
      .filter(({ pc }) => input.pc_console_type === undefined || pc.console_type === input.pc_console_type)
      .map(({ pc, session }) => ({
        pc_name: pc.name,
        pc_console_type: pc.console_type,
        pc_group_id: pc.pc_group_id,
        pc_group_name: pc.pc_group_name,
        pc_in_using: session === undefined ? 0 : 1,
        pc_enabled: pc.is_enabled ? 1 : 0,
      }));
  });
  api.bind(reads.consoleDetail, async ({ cafeId, input }) => {
    const { cafe, now } = await readPc(parts, cafeId, input.pc_name);
    return { pc: consolePcOf(cafe, now) };
  });
  api.bind(reads.memberPcs, async ({ cafeId, caller }) => {
    if (caller.kind !== "member") throw unauthenticated();
    const { cafe, pcs } = await readPcs(parts, cafeId);
    return pcs.flatMap(({ pc, session }) => {
      if (session?.memberId !== caller.memberId) return [];
      return {
        pc_name: pc.name,
        pc_group_name: pc.pc_group_name,
        status_connect_time_local: localText(session.startedAt, cafe.zone),
        status_connect_time_left: session.leftSeconds === null ? null : durationText(session.leftSeconds),
      };
    });
  });
  api.bind(changes.getPc, async ({ cafeId, input }) => {
    const { cafe, now } = await readPc(parts, cafeId, input.pcName);
    return { pc: pcFullOf(cafe, now) };
  });
}

interface WritablePc {
  pc_name?: string | undefined;
  pc_console_type?: number | undefined;
  pc_group_id?: number | undefined;
  pc_ip?: string | undefined;
  pc_mac?: string | undefined;
  pc_comment?: string | undefined;
  pc_area_name?: string | undefined;
  pc_enabled?: boolean | undefined;
  pc_turn_off_monitor_seconds?: number | undefined;
}

const askedOf = (input: WritablePc) => ({
  name: input.pc_name,
  consoleType: input.pc_console_type,
  pcGroupId: input.pc_group_id,
  ip: input.pc_ip,
  mac: input.pc_mac,
  comment: input.pc_comment,
  roomName: input.pc_area_name,
  isEnabled: input.pc_enabled,
  turnOffMonitorSeconds: input.pc_turn_off_monitor_seconds,
});

/** Adding, changing, waking PCs and their places (api-v2.md 2.4). */
export function bindPcChanges(api: Api, parts: PcRouteParts): void {
  const { live } = parts;
  api.bind(changes.setOutOfOrder, async ({ cafeId, caller, now, input, transact }) => {
    await transact((tx) => setOutOfOrder(tx, { cafeId, caller, now, body: input }));
    return {};
  });
  api.bind(changes.addPc, async ({ input, ...call }) => {
    const asked = { ...askedOf(input), name: input.pc_name };
    await logAdded(
      call,
      (tx) => addPc(tx, call.cafeId, asked),
      () => pcThing(input.pc_name),
    );
    return { pc_name: input.pc_name };
  });
  api.bind(changes.changePc, async ({ input, ...call }) => {
    const { cafeId, caller, now } = call;
    const change = { cafeId, caller, now, live, pcName: input.pcName, asked: askedOf(input) };
    const changed = (tx: Tx) => changePc(tx, change);
    return { pc_name: await logChanged(call, pcThing(input.pcName), changed, pcThing) };
  });
  api.bind(changes.removePc, async ({ input, ...call }) => {
    const { cafeId, now } = call;
    const { pcName } = input;
    await logRemoved(call, pcThing(pcName), (tx) => removePc(tx, { cafeId, now, live, pcName }));
    return {};
  });
  api.bind(changes.saveLayout, async ({ cafeId, caller, input, transact }) => {
    const plan = planOf(input);
    if (plan.rooms.length + plan.removedRoomIds.length > 0 && !mayUse(caller, "pc_edit"))
      throw new Refusal("permission.denied", "Changing rooms needs the right pc_edit.");
    return { saved: await transact((tx) => savePlan(tx, cafeId, plan)) };
  });
  api.bind(changes.wakePcs, async ({ cafeId, caller, now, input }) => ({
    results: await wakePcs(parts, cafeId, input.pc_names, { staffName: actorOf(caller).actorName, now }),
  }));
}
