import type { Tx } from "../../kernel/db/database.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import { deletePcGroup, insertPcGroup, updatePcGroup, type PcGroupFields } from "./pc-group-store.ts";
import { mostOf } from "./pc-rules.ts";
import { refuseBeyondLimit, refuseBroken } from "./refuse-broken.ts";

const nameTaken = (name: string) => () =>
  new Refusal("pc_group.name_exists", `PC group ${name} already exists: choose another pc_group_name.`);

const groupNotFound = () => notFound("pc_group.not_found", "PC group");

/** The group every café starts with; its id. */
export const addFirstPcGroup = (tx: Tx, cafeId: number): Promise<number> =>
  insertPcGroup(tx, cafeId, { name: "Default", description: "", color: "", level: 0 });

/** Adds a PC group; its id. Refuses `pc_group.name_exists`, `limit.max_records` (100) (api-v2.md 2.4). */
export async function addPcGroup(
  tx: Tx,
  cafeId: number,
  group: Partial<PcGroupFields> & { name: string },
): Promise<number> {
  await refuseBeyondLimit(tx, cafeId, "pc_groups", mostOf.pc_groups, "PC groups");
  const whole = {
    name: group.name,
    description: group.description ?? "",
    color: group.color ?? "",
    level: group.level ?? 0,
  };
  const id = await refuseBroken(tx, { pc_groups_name_once: nameTaken(group.name) }, () =>
    insertPcGroup(tx, cafeId, whole),
  );
  await tx.announce(cafeId, "pcs.changed", { pc_names: [] });
  return id;
}

/** Changes a PC group; fields not said stay. Refuses `pc_group.not_found`, `pc_group.name_exists`. */
export async function changePcGroup(
  tx: Tx,
  cafeId: number,
  pcGroupId: number,
  group: Partial<PcGroupFields>,
): Promise<void> {
  if (group.name === "") throw invalidField("pc_group_name", "The pc_group_name field is required.");
  const changed = await refuseBroken(tx, { pc_groups_name_once: nameTaken(group.name ?? "") }, () =>
    updatePcGroup(tx, cafeId, pcGroupId, group),
  );
  if (changed === 0) throw groupNotFound();
  await tx.announce(cafeId, "pcs.changed", { pc_names: [] });
}

/** Removes an empty PC group. Refuses `pc_group.not_found`, while a PC is in it `pc_group.in_use`. */
export async function removePcGroup(tx: Tx, cafeId: number, pcGroupId: number): Promise<void> {
  const inUse = () => new Refusal("pc_group.in_use", "A PC is still in this PC group: move its PCs first.");
  const removed = await refuseBroken(tx, { pcs_cafe_id_pc_group_id_fkey: inUse }, () =>
    deletePcGroup(tx, cafeId, pcGroupId),
  );
  if (removed === 0) throw groupNotFound();
  await tx.announce(cafeId, "pcs.changed", { pc_names: [] });
}
