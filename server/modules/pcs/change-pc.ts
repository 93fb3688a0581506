import { actorOf, type Caller } from "../../kernel/http/caller.ts";
import type { Tx } from "../../kernel/db/database.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import { pcGroupIdOf, pcNameTaken, roomIdOf, type PcAsked } from "./add-pc.ts";
import { announceCancelled } from "./cancel-credential.ts";
import { cancelByName, deletePairCodes, renameCredentials } from "./credential-store.ts";
import { followPcName } from "./hardware-store.ts";
import type { LiveFacts } from "./live-facts.ts";
import { checkedIp, checkedMac, checkedPcName } from "./network-fields.ts";
import { deletePc, insertPcLogs, lockPcByName, updatePc, type PcRow } from "./pc-store.ts";
import { refuseBroken } from "./refuse-broken.ts";

async function lockedPc(tx: Tx, cafeId: number, name: string): Promise<PcRow> {
  const pc = await lockPcByName(tx, cafeId, name);
  if (pc === undefined) throw notFound("pc.not_found", "PC");
  return pc;
}

/** Refuses `pc.in_session`. The PC's row is locked: starting a session takes the same lock (`nextStateNo`). */
async function refuseInSession(
  tx: Tx,
  live: LiveFacts,
  cafeId: number,
  pc: PcRow,
  act: string,
): Promise<void> {
  const sessions = await live.sessionsOf(cafeId, tx);
  if (!sessions.has(pc.pc_id)) return;
  throw new Refusal("pc.in_session", `PC ${pc.name} is in a session: check it out before it is ${act}.`);
}

export interface ChangePc {
  cafeId: number;
  caller: Caller;
  now: Date;
  live: LiveFacts;
  pcName: string;
  asked: PcAsked;
}

async function rename(tx: Tx, cafeId: number, pc: PcRow, to: string): Promise<void> {
  await followPcName(tx, cafeId, pc.name, to);
  const credentialIds = await renameCredentials(tx, cafeId, pc.pc_id, pc.name, to);
  // A link logged in under the old name; realtime has it log in anew.
  await tx.announce(cafeId, "pc.renamed", {
    pc_name: to,
    old_pc_name: pc.name,
    credential_ids: credentialIds,
  });
}

/**
 * Changes or renames a PC; fields not said stay. Its name now. Refuses `pc.not_found`, `pc.name_exists`,
 * `pc_group.not_found`, `room.not_found`, renaming in a session `pc.in_session` (api-v2.md 2.4).
 */
export async function changePc(
  tx: Tx,
  { cafeId, caller, now, live, pcName, asked }: ChangePc,
): Promise<string> {
  const pc = await lockedPc(tx, cafeId, pcName);
  const name = asked.name === undefined ? pc.name : checkedPcName("pc_name", asked.name);
  const next = {
    cafeId,
    name,
    consoleType: asked.consoleType ?? pc.console_type,
    pcGroupId:
      asked.pcGroupId === undefined ? pc.pc_group_id : await pcGroupIdOf(tx, cafeId, asked.pcGroupId),
    roomId: asked.roomName === undefined ? pc.room_id : await roomIdOf(tx, cafeId, asked.roomName),
    ip: asked.ip === undefined ? pc.ip : checkedIp("pc_ip", asked.ip),
    mac: asked.mac === undefined ? pc.mac : checkedMac("pc_mac", asked.mac),
    comment: asked.comment ?? pc.comment,
    isEnabled: asked.isEnabled ?? pc.is_enabled,
    turnOffMonitorSeconds: asked.turnOffMonitorSeconds ?? pc.turn_off_monitor_seconds,
  };
  if (name !== pc.name) await refuseInSession(tx, live, cafeId, pc, "renamed");
  await refuseBroken(tx, { pcs_name_once: () => pcNameTaken(name) }, () => updatePc(tx, pc.pc_id, next));
  if (name !== pc.name) await rename(tx, cafeId, pc, name);
  if (next.isEnabled !== pc.is_enabled) {
    const details = next.isEnabled ? "back in use" : "out of order";
    const rows = [{ pcName: name, details }];
    const staffName = actorOf(caller).actorName;
    await insertPcLogs(tx, { cafeId, at: now, event: "PC_OUT_OF_ORDER", staffName, rows });
  }
  await tx.announce(cafeId, "pcs.changed", { pc_names: name === pc.name ? [name] : [] });
  await tx.announce(cafeId, "pc.status", { pc_names: [name] });
  return name;
}

/** Removes a PC; its agent is no longer known. Refuses `pc.not_found`, `pc.in_session`, `pc.reserved` (api-v2.md 2.4). */
export async function removePc(
  tx: Tx,
  { cafeId, now, live, pcName }: Omit<ChangePc, "asked" | "caller">,
): Promise<void> {
  const pc = await lockedPc(tx, cafeId, pcName);
  await refuseInSession(tx, live, cafeId, pc, "removed");
  if ((await live.bookingsOf(cafeId, tx, now)).has(pc.pc_id))
    throw new Refusal("pc.reserved", `PC ${pc.name} is booked: cancel its bookings before it is removed.`);
  await announceCancelled(tx, cafeId, await cancelByName(tx, cafeId, pc.name, "client", now));
  await deletePairCodes(tx, cafeId, pc.name);
  await followPcName(tx, cafeId, pc.name, "");
  await deletePc(tx, cafeId, pc.pc_id);
  await tx.announce(cafeId, "pcs.changed", { pc_names: [] });
}
