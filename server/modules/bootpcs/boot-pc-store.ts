import type { Queries, Tx } from "../../kernel/db/database.ts";

export type BootMode = "network" | "local" | "forbidden" | "menu";
export type BootFirmware = "bios" | "uefi" | "snponly";

export interface BootPcRow {
  boot_pc_id: number;
  name: string;
  mac: string;
  ip: string;
  mask: string;
  gateway: string;
  dns1: string;
  dns2: string;
  comment: string;
  boot_mode: BootMode;
  boot_firmware: BootFirmware;
  /** Several make a boot menu. */
  image_ids: number[];
  has_game_disk: boolean;
  keeps_changes: boolean;
  is_super_client: boolean;
  is_enabled: boolean;
  /** Room for what the PC writes, in MB. */
  writeback_mb: number;
  resolution: string;
}

/** What staff may set; the rest of a row is made or measured. */
export type BootPcFields = Omit<BootPcRow, "boot_pc_id" | "is_super_client">;

const written = `name, mac, ip, mask, gateway, dns1, dns2, comment, boot_mode, boot_firmware, image_ids, has_game_disk,
  keeps_changes, is_enabled, writeback_mb, resolution`;
const selected = `select boot_pc_id, is_super_client, ${written} from boot_pcs where cafe_id = $1`;

const valuesOf = (fields: BootPcFields) => [
  fields.name,
  fields.mac,
  fields.ip,
  fields.mask,
  fields.gateway,
  fields.dns1,
  fields.dns2,
  fields.comment,
  fields.boot_mode,
  fields.boot_firmware,
  fields.image_ids,
  fields.has_game_disk,
  fields.keeps_changes,
  fields.is_enabled,
  fields.writeback_mb,
  fields.resolution,
];

export const listBootPcs = (db: Queries, cafeId: number) =>
  db.rows<BootPcRow>(`${selected} order by boot_pc_id`, [cafeId]);

export const findBootPc = (db: Queries, cafeId: number, bootPcId: number) =>
  db.row<BootPcRow>(`${selected} and boot_pc_id = $2`, [cafeId, bootPcId]);

/** The boot PCs of these ids, in the order of ids; those that do not exist are not among them. */
export const findBootPcs = (db: Queries, cafeId: number, bootPcIds: readonly number[]) =>
  db.rows<BootPcRow>(`${selected} and boot_pc_id = any ($2::bigint[]) order by boot_pc_id`, [
    cafeId,
    bootPcIds,
  ]);

/** The row locked until commit, so that a change builds on what is there. */
export const lockBootPc = (tx: Tx, cafeId: number, bootPcId: number) =>
  tx.row<BootPcRow>(`${selected} and boot_pc_id = $2 for update`, [cafeId, bootPcId]);

/** Counts the café's boot PCs while further additions wait. */
export async function countForAddition(tx: Tx, cafeId: number): Promise<number> {
  await tx.run("select pg_advisory_xact_lock(7110013, $1)", [cafeId]);
  const row = await tx.row<{ count: number }>(
    "select count(*)::integer as count from boot_pcs where cafe_id = $1",
    [cafeId],
  );
  return row?.count ?? 0;
}

export async function insertBootPc(tx: Tx, cafeId: number, fields: BootPcFields): Promise<number> {
  const row = await tx.row<{ boot_pc_id: number }>(
    `insert into boot_pcs (cafe_id, boot_pc_id, ${written})
     values ($1, nextval('boot_pc_ids'), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
     returning boot_pc_id`,
    [cafeId, ...valuesOf(fields)],
  );
  return row?.boot_pc_id ?? 0;
}

export const updateBootPc = (tx: Tx, cafeId: number, bootPcId: number, fields: BootPcFields) =>
  tx.run(
    `update boot_pcs set (${written}) = ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
     where cafe_id = $1 and boot_pc_id = $2`,
    [cafeId, bootPcId, ...valuesOf(fields)],
  );

export const deleteBootPc = (tx: Tx, cafeId: number, bootPcId: number) =>
  tx.run("delete from boot_pcs where cafe_id = $1 and boot_pc_id = $2", [cafeId, bootPcId]);
