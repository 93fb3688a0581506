import type { Queries, Tx } from "../../kernel/db/database.ts";

export interface PcGroupFields {
  name: string;
  description: string;
  color: string;
  /** Place in lists, from 0. */
  level: number;
}

export interface PcGroupRow extends PcGroupFields {
  pc_group_id: number;
  /** How many PCs are in it. */
  pcs: number;
}

const selected = `select g.pc_group_id, g.name, g.description, g.color, g.level,
    (select count(*)::integer from pcs p where p.cafe_id = g.cafe_id and p.pc_group_id = g.pc_group_id) as pcs
  from pc_groups g where g.cafe_id = $1`;

/** PC groups in the order of lists: level, then the older first. */
export const listPcGroups = (db: Queries, cafeId: number) =>
  db.rows<PcGroupRow>(`${selected} order by g.level, g.pc_group_id`, [cafeId]);

export const findPcGroup = (db: Queries, cafeId: number, pcGroupId: number) =>
  db.row<PcGroupRow>(`${selected} and g.pc_group_id = $2`, [cafeId, pcGroupId]);

/** The group a PC gets when none is named: the first of the list. */
export const findFirstPcGroup = (db: Queries, cafeId: number) =>
  db.row<PcGroupRow>(`${selected} order by g.level, g.pc_group_id limit 1`, [cafeId]);

export async function insertPcGroup(tx: Tx, cafeId: number, group: PcGroupFields): Promise<number> {
  const row = await tx.row<{ pc_group_id: number }>(
    `insert into pc_groups (cafe_id, pc_group_id, name, description, color, level)
     values ($1, nextval('pc_group_ids'), $2, $3, $4, $5) returning pc_group_id`,
    [cafeId, group.name, group.description, group.color, group.level],
  );
  return row?.pc_group_id ?? 0;
}

export const updatePcGroup = (tx: Tx, cafeId: number, pcGroupId: number, group: Partial<PcGroupFields>) =>
  tx.run(
    `update pc_groups set name = coalesce($3, name), description = coalesce($4, description), color = coalesce($5, color),
       level = coalesce($6, level)
     where cafe_id = $1 and pc_group_id = $2`,
    [
      cafeId,
      pcGroupId,
      group.name ?? null,
      group.description ?? null,
      group.color ?? null,
      group.level ?? null,
    ],
  );

export const deletePcGroup = (tx: Tx, cafeId: number, pcGroupId: number) =>
  tx.run("delete from pc_groups where cafe_id = $1 and pc_group_id = $2", [cafeId, pcGroupId]);
