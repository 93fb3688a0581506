import type { Queries, Tx } from "../../kernel/db/database.ts";

/** All SQL about PCs themselves. Names are found without regard to case. */

export interface PcRow {
  pc_id: number;
  name: string;
  console_type: number;
  pc_group_id: number;
  pc_group_name: string;
  room_id: number | null;
  /** "" = none. */
  room_name: string;
  ip: string;
  mac: string;
  comment: string;
  box_position: string;
  /** px from the top and the left of the plan. */
  box_top: number;
  box_left: number;
  is_enabled: boolean;
  turn_off_monitor_seconds: number;
  agent_version: string;
  /** Rises with each state the PC is sent. */
  state_no: number;
  last_heard_at: Date | null;
}

const selected = `select p.pc_id, p.name, p.console_type, p.pc_group_id, g.name as pc_group_name, p.room_id,
    coalesce(r.name, '') as room_name, p.ip, p.mac, p.comment, p.box_position, p.box_top, p.box_left, p.is_enabled,
    p.turn_off_monitor_seconds, p.agent_version, p.state_no, p.last_heard_at
  from pcs p
  join pc_groups g on g.cafe_id = p.cafe_id and g.pc_group_id = p.pc_group_id
  left join rooms r on r.cafe_id = p.cafe_id and r.room_id = p.room_id
  where p.cafe_id = $1`;

// Every version of a row bears the transaction that wrote it, so a mark over these numbers is another one as soon as a
// row is added, changed or gone. It is taken by the statement that reads the rows, hence from the same snapshot.
const markOf = (table: string, id: string) =>
  `(select bit_xor(hash_record_extended(row(${id}, xmin), 0)) from ${table} where cafe_id = $1)`;
const mark = `concat_ws(' ', ${markOf("pcs", "pc_id")}, ${markOf("pc_groups", "pc_group_id")}, ${markOf("rooms", "room_id")})`;

/** All PCs of a café, by name as text ("10" before "101" before "11", api-v2.md 6 #3), each with the mark of them all. */
export const listPcs = (db: Queries, cafeId: number) =>
  db.rows<PcRow & { mark: string }>(
    `with marked as materialized (select ${mark} as mark)
    select listed.*, marked.mark from (${selected}) listed, marked order by listed.name collate "C"`,
    [cafeId],
  );

/** Differs from the mark of `listPcs` as soon as its rows would. */
export const markOfPcs = async (db: Queries, cafeId: number) =>
  (await db.row<{ mark: string }>(`select ${mark} as mark`, [cafeId]))?.mark;

export const findPcByName = (db: Queries, cafeId: number, name: string) =>
  db.row<PcRow>(`${selected} and lower(p.name) = lower($2)`, [cafeId, name]);

export const findPcById = (db: Queries, cafeId: number, pcId: number) =>
  db.row<PcRow>(`${selected} and p.pc_id = $2`, [cafeId, pcId]);

/** The PC, its row locked until commit: a session that starts meanwhile waits, one that has started is seen. */
export const lockPcByName = (tx: Tx, cafeId: number, name: string) =>
  tx.row<PcRow>(`${selected} and lower(p.name) = lower($2) for update of p`, [cafeId, name]);

/** The PCs of these names, by name; names without a PC are left out. */
export const findPcsByNames = (db: Queries, cafeId: number, names: readonly string[]) =>
  db.rows<PcRow>(
    `${selected} and lower(p.name) in (select lower(asked) from unnest($2::text[]) asked) order by p.name collate "C"`,
    [cafeId, names],
  );

export interface NewPc {
  cafeId: number;
  name: string;
  consoleType: number;
  pcGroupId: number;
  roomId: number | null;
  ip: string;
  mac: string;
  comment: string;
  isEnabled: boolean;
  turnOffMonitorSeconds: number;
}

export async function insertPc(tx: Tx, pc: NewPc): Promise<number> {
  const row = await tx.row<{ pc_id: number }>(
    `insert into pcs (cafe_id, name, console_type, pc_group_id, room_id, ip, mac, comment, is_enabled, turn_off_monitor_seconds)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning pc_id`,
    [
      pc.cafeId,
      pc.name,
      pc.consoleType,
      pc.pcGroupId,
      pc.roomId,
      pc.ip,
      pc.mac,
      pc.comment,
      pc.isEnabled,
      pc.turnOffMonitorSeconds,
    ],
  );
  return row?.pc_id ?? 0;
}

/** The whole new row; what was not asked to change comes from the one read under lock. */
export const updatePc = (tx: Tx, pcId: number, pc: NewPc) =>
  tx.run(
    `update pcs set name = $3, console_type = $4, pc_group_id = $5, room_id = $6, ip = $7, mac = $8, comment = $9,
       is_enabled = $10, turn_off_monitor_seconds = $11
     where cafe_id = $1 and pc_id = $2`,
    [
      pc.cafeId,
      pcId,
      pc.name,
      pc.consoleType,
      pc.pcGroupId,
      pc.roomId,
      pc.ip,
      pc.mac,
      pc.comment,
      pc.isEnabled,
      pc.turnOffMonitorSeconds,
    ],
  );

export const deletePc = (tx: Tx, cafeId: number, pcId: number) =>
  tx.run("delete from pcs where cafe_id = $1 and pc_id = $2", [cafeId, pcId]);

/** Takes PCs out of order or back; the ids of those whose state changed. */
export async function setEnabled(
  tx: Tx,
  cafeId: number,
  rows: readonly { pcId: number; isEnabled: boolean }[],
): Promise<number[]> {
  const changed = await tx.rows<{ pc_id: number }>(
    `update pcs p set is_enabled = asked.is_enabled
     from unnest($2::bigint[], $3::boolean[]) as asked (pc_id, is_enabled)
     where p.cafe_id = $1 and p.pc_id = asked.pc_id and p.is_enabled <> asked.is_enabled
     returning p.pc_id`,
    [cafeId, rows.map((row) => row.pcId), rows.map((row) => row.isEnabled)],
  );
  return changed.map((row) => row.pc_id);
}

export interface PcPlace {
  pcId: number;
  boxPosition: string;
  boxTop: number;
  boxLeft: number;
  roomId: number | null;
}

export const setPlaces = (tx: Tx, cafeId: number, places: readonly PcPlace[]) =>
  tx.run(
    `update pcs p set box_position = asked.position, box_top = asked.top, box_left = asked.leftmost, room_id = asked.room_id
     from unnest($2::bigint[], $3::text[], $4::integer[], $5::integer[], $6::bigint[])
       as asked (pc_id, position, top, leftmost, room_id)
     where p.cafe_id = $1 and p.pc_id = asked.pc_id`,
    [
      cafeId,
      places.map((place) => place.pcId),
      places.map((place) => place.boxPosition),
      places.map((place) => place.boxTop),
      places.map((place) => place.boxLeft),
      places.map((place) => place.roomId),
    ],
  );

/** The next number of a state of this PC; it only rises (pc-protocol.md 2.4). Locks the PC's row until commit. */
export async function nextStateNo(tx: Tx, cafeId: number, pcId: number): Promise<number> {
  const row = await tx.row<{ state_no: number }>(
    "update pcs set state_no = state_no + 1 where cafe_id = $1 and pc_id = $2 returning state_no",
    [cafeId, pcId],
  );
  return row?.state_no ?? 0;
}

/** Notes when a PC was last heard of, and which agent spoke when that is known. */
export const noteHeard = (
  tx: Tx,
  heard: { cafeId: number; pcId: number; at: Date; agentVersion?: string | undefined },
) =>
  tx.run(
    `update pcs set last_heard_at = greatest(last_heard_at, $3), agent_version = coalesce($4, agent_version)
     where cafe_id = $1 and pc_id = $2`,
    [heard.cafeId, heard.pcId, heard.at, heard.agentVersion ?? null],
  );

/** Fills what staff left empty of a PC's network address from what its agent says. */
export const fillNetwork = (tx: Tx, cafeId: number, pcId: number, mac: string, ip: string) =>
  tx.run(
    `update pcs set mac = case when mac = '' then $3 else mac end, ip = case when ip = '' then $4 else ip end
     where cafe_id = $1 and pc_id = $2`,
    [cafeId, pcId, mac, ip],
  );

/** One log row for each PC (api-v2.md 4.9). They move no money. */
export const insertPcLogs = (
  tx: Tx,
  log: {
    cafeId: number;
    at: Date;
    event: string;
    staffName: string;
    rows: readonly { pcName: string; details: string }[];
  },
) =>
  tx.run(
    `insert into billing_logs (cafe_id, at, event, staff_name, pc_name, details)
     select $1, $2, $3, $4, told.pc_name, told.details from unnest($5::text[], $6::text[]) as told (pc_name, details)`,
    [
      log.cafeId,
      log.at,
      log.event,
      log.staffName,
      log.rows.map((row) => row.pcName),
      log.rows.map((row) => row.details.slice(0, 1_000)),
    ],
  );
