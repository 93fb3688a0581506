import type { Tx } from "../../kernel/db/database.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import { checkedIp, checkedMac, checkedPcName } from "./network-fields.ts";
import { findFirstPcGroup, findPcGroup } from "./pc-group-store.ts";
import { mostOf } from "./pc-rules.ts";
import { insertPc } from "./pc-store.ts";
import { refuseBeyondLimit, refuseBroken } from "./refuse-broken.ts";
import { findRoomsByNames } from "./room-store.ts";

/** What may be said of a PC; what is not said is undefined. */
export interface PcAsked {
  name?: string | undefined;
  consoleType?: number | undefined;
  pcGroupId?: number | undefined;
  /** "" = no room. */
  roomName?: string | undefined;
  ip?: string | undefined;
  mac?: string | undefined;
  comment?: string | undefined;
  isEnabled?: boolean | undefined;
  turnOffMonitorSeconds?: number | undefined;
}

export const pcNameTaken = (name: string) =>
  new Refusal("pc.name_exists", `PC ${name} already exists: choose another pc_name.`);

/** The room's id, null for ""; refuses `room.not_found`. */
export async function roomIdOf(tx: Tx, cafeId: number, roomName: string): Promise<number | null> {
  if (roomName === "") return null;
  const [room] = await findRoomsByNames(tx, cafeId, [roomName]);
  if (room === undefined) throw notFound("room.not_found", `Room ${roomName}`);
  return room.room_id;
}

/** The group named, else the first of the list; refuses `pc_group.not_found`. */
export async function pcGroupIdOf(tx: Tx, cafeId: number, pcGroupId: number | undefined): Promise<number> {
  const group =
    pcGroupId === undefined ? await findFirstPcGroup(tx, cafeId) : await findPcGroup(tx, cafeId, pcGroupId);
  if (group === undefined) throw notFound("pc_group.not_found", "PC group");
  return group.pc_group_id;
}

/**
 * Adds a PC, console or table; its id. Refuses `pc.name_exists`, `pc_group.not_found`, `room.not_found`,
 * `limit.max_records` (500), `request.validation` (api-v2.md 2.4).
 */
export async function addPc(tx: Tx, cafeId: number, asked: PcAsked & { name: string }): Promise<number> {
  const pc = {
    cafeId,
    name: checkedPcName("pc_name", asked.name),
    consoleType: asked.consoleType ?? 0,
    pcGroupId: await pcGroupIdOf(tx, cafeId, asked.pcGroupId),
    roomId: await roomIdOf(tx, cafeId, asked.roomName ?? ""),
    ip: checkedIp("pc_ip", asked.ip ?? ""),
    mac: checkedMac("pc_mac", asked.mac ?? ""),
    comment: asked.comment ?? "",
    isEnabled: asked.isEnabled ?? true,
    turnOffMonitorSeconds: asked.turnOffMonitorSeconds ?? 0,
  };
  await refuseBeyondLimit(tx, cafeId, "pcs", mostOf.pcs, "PCs");
  const pcId = await refuseBroken(tx, { pcs_name_once: () => pcNameTaken(pc.name) }, () => insertPc(tx, pc));
  await tx.announce(cafeId, "pcs.changed", { pc_names: [pc.name] });
  return pcId;
}
