import type { Tx } from "../../kernel/db/database.ts";
import { actorOf, type Caller } from "../../kernel/http/caller.ts";
import { changeInWords, type Told } from "./change-words-rules.ts";
import { findHardware } from "./hardware-store.ts";
import { findPcGroup } from "./pc-group-store.ts";
import { findPcByName, insertPcLogs } from "./pc-store.ts";
import { findRoom } from "./room-store.ts";

/** Rows CONFIG_UPDATE of what staff change about PCs and their places (api-v2.md 4.9): who, when, before and after. */

export interface ChangeCall {
  cafeId: number;
  caller: Caller;
  now: Date;
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

interface Thing {
  /** "PC PC01", "room Hall". */
  what: string;
  /** "" for what is no PC. */
  pcName: string;
  told: Told;
}

/** How a thing reads now; null when it is not there. */
export type ReadThing = (tx: Tx, cafeId: number) => Promise<Thing | null>;

export const pcThing =
  (name: string): ReadThing =>
  async (tx, cafeId) => {
    const pc = await findPcByName(tx, cafeId, name);
    if (pc === undefined) return null;
    const told = {
      name: pc.name,
      kind: pc.console_type,
      group: pc.pc_group_name,
      room: pc.room_name,
      ip: pc.ip,
      mac: pc.mac,
      comment: pc.comment,
      "screen off after": pc.turn_off_monitor_seconds,
    };
    return { what: `PC ${pc.name}`, pcName: pc.name, told };
  };

export const roomThing =
  (roomId: number): ReadThing =>
  async (tx, cafeId) => {
    const room = await findRoom(tx, cafeId, roomId);
    if (room === undefined) return null;
    const told = {
      name: room.name,
      size: `${room.width} × ${room.height}`,
      frame: `${room.frame_x}, ${room.frame_y}, ${room.frame_width} × ${room.frame_height}`,
      order: room.sort_order,
      color: room.color,
      bookable: room.is_bookable,
    };
    return { what: `room ${room.name}`, pcName: "", told };
  };

export const pcGroupThing =
  (pcGroupId: number): ReadThing =>
  async (tx, cafeId) => {
    const group = await findPcGroup(tx, cafeId, pcGroupId);
    if (group === undefined) return null;
    const { name, description, color, level } = group;
    return { what: `PC group ${name}`, pcName: "", told: { name, description, color, level } };
  };

export const hardwareThing =
  (hardwareId: number): ReadThing =>
  async (tx, cafeId) => {
    const device = await findHardware(tx, cafeId, hardwareId);
    if (device === undefined) return null;
    const { name, driver, mac, address, pc_name: pc, is_automatic: automatic } = device;
    const told = { name, driver, mac, address, pc, automatic, "key set": device.secret !== "" };
    return { what: `switch ${name}`, pcName: "", told };
  };

async function write(tx: Tx, call: ChangeCall, pcName: string, details: string): Promise<void> {
  const { cafeId, caller, now } = call;
  const staffName = actorOf(caller).actorName;
  await insertPcLogs(tx, { cafeId, at: now, event: "CONFIG_UPDATE", staffName, rows: [{ pcName, details }] });
}

/** Adds something and tells of it; `added` reads it by what `add` answered. */
export const logAdded = <T>(
  call: ChangeCall,
  add: (tx: Tx) => Promise<T>,
  added: (answer: T) => ReadThing,
): Promise<T> =>
  call.transact(async (tx) => {
    const answer = await add(tx);
    const thing = await added(answer)(tx, call.cafeId);
    if (thing !== null) await write(tx, call, thing.pcName, `${thing.what} added`);
    return answer;
  });

/** Changes something and tells what is another now; nothing is told when nothing is. */
export const logChanged = <T>(
  call: ChangeCall,
  read: ReadThing,
  change: (tx: Tx) => Promise<T>,
  readAfter: (answer: T) => ReadThing = () => read,
): Promise<T> =>
  call.transact(async (tx) => {
    const before = await read(tx, call.cafeId);
    const answer = await change(tx);
    const after = await readAfter(answer)(tx, call.cafeId);
    const words = before === null || after === null ? null : changeInWords(before.told, after.told);
    if (before !== null && after !== null && words !== null)
      await write(tx, call, after.pcName, `${before.what}: ${words}`);
    return answer;
  });

/** Removes something and tells that it is gone. */
export const logRemoved = (
  call: ChangeCall,
  read: ReadThing,
  remove: (tx: Tx) => Promise<void>,
): Promise<void> =>
  call.transact(async (tx) => {
    const before = await read(tx, call.cafeId);
    await remove(tx);
    if (before !== null) await write(tx, call, before.pcName, `${before.what} removed`);
  });
