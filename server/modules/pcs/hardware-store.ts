import type { Queries, Tx } from "../../kernel/db/database.ts";

export type HardwareDriver = "ewelink" | "http" | "none";

export interface HardwareFields {
  name: string;
  driver: HardwareDriver;
  mac: string;
  address: string;
  /** Key of the device: written, never read back to anybody. */
  secret: string;
  pcName: string;
  isAutomatic: boolean;
}

export interface HardwareRow {
  hardware_id: number;
  name: string;
  driver: HardwareDriver;
  mac: string;
  address: string;
  secret: string;
  pc_name: string;
  is_automatic: boolean;
  state: "on" | "off" | "unknown";
  updated_at: Date;
}

const selected = `select hardware_id, name, driver, mac, address, secret, pc_name, is_automatic, state, updated_at
  from hardware where cafe_id = $1`;

export const listHardware = (db: Queries, cafeId: number) =>
  db.rows<HardwareRow>(`${selected} order by name collate "C"`, [cafeId]);

export const findHardware = (db: Queries, cafeId: number, hardwareId: number) =>
  db.row<HardwareRow>(`${selected} and hardware_id = $2`, [cafeId, hardwareId]);

export async function insertHardware(
  tx: Tx,
  cafeId: number,
  fields: HardwareFields,
  now: Date,
): Promise<number> {
  const row = await tx.row<{ hardware_id: number }>(
    `insert into hardware (cafe_id, name, driver, mac, address, secret, pc_name, is_automatic, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning hardware_id`,
    [
      cafeId,
      fields.name,
      fields.driver,
      fields.mac,
      fields.address,
      fields.secret,
      fields.pcName,
      fields.isAutomatic,
      now,
    ],
  );
  return row?.hardware_id ?? 0;
}

export const updateHardware = (
  tx: Tx,
  cafeId: number,
  hardwareId: number,
  fields: Partial<HardwareFields>,
  now: Date,
) =>
  tx.run(
    `update hardware set name = coalesce($3, name), driver = coalesce($4, driver), mac = coalesce($5, mac),
       address = coalesce($6, address), secret = coalesce($7, secret), pc_name = coalesce($8, pc_name),
       is_automatic = coalesce($9, is_automatic), updated_at = $10
     where cafe_id = $1 and hardware_id = $2`,
    [
      cafeId,
      hardwareId,
      fields.name ?? null,
      fields.driver ?? null,
      fields.mac ?? null,
      fields.address ?? null,
      fields.secret ?? null,
      fields.pcName ?? null,
      fields.isAutomatic ?? null,
      now,
    ],
  );

export const deleteHardware = (tx: Tx, cafeId: number, hardwareId: number) =>
  tx.run("delete from hardware where cafe_id = $1 and hardware_id = $2", [cafeId, hardwareId]);

export const setHardwareState = (
  tx: Tx,
  cafeId: number,
  hardwareIds: readonly number[],
  state: "on" | "off",
  now: Date,
) =>
  tx.run(
    "update hardware set state = $3, updated_at = $4 where cafe_id = $1 and hardware_id = any ($2::bigint[])",
    [cafeId, hardwareIds, state, now],
  );

/** A renamed PC keeps its switch; a removed one leaves it without ("" as the new name). */
export const followPcName = (tx: Tx, cafeId: number, from: string, to: string) =>
  tx.run("update hardware set pc_name = $3 where cafe_id = $1 and lower(pc_name) = lower($2)", [
    cafeId,
    from,
    to,
  ]);
