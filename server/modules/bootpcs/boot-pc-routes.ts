import * as operations from "../../../contract/operations/boot-pcs.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Api } from "../../kernel/http/api.ts";
import { notFound } from "../../kernel/refusal.ts";
import type { Cafes } from "../cafes/index.ts";
import {
  findBootPc,
  listBootPcs,
  type BootFirmware,
  type BootMode,
  type BootPcRow,
} from "./boot-pc-store.ts";
import { bootPcOf, type BootFacts } from "./boot-pc-wire.ts";
import { addBootPc, changeBootPc, removeBootPc } from "./change-boot-pc.ts";

export interface BootPcParts {
  db: Db;
  cafes: Cafes;
  /** What the café's boot service measures, by boot PC; empty while none is connected. */
  bootStates: (cafeId: number) => ReadonlyMap<number, BootFacts>;
}

interface WritableBootPc {
  pc_name?: string | undefined;
  pc_mac?: string | undefined;
  pc_ip?: string | undefined;
  pc_mask?: string | undefined;
  pc_gateway?: string | undefined;
  pc_dns1?: string | undefined;
  pc_dns2?: string | undefined;
  pc_comment?: string | undefined;
  boot_mode?: string | undefined;
  boot_firmware?: string | undefined;
  image_ids?: number[] | undefined;
  game_disk?: boolean | undefined;
  keep_changes?: boolean | undefined;
  pc_enabled?: boolean | undefined;
  writeback_mb?: number | undefined;
  resolution?: string | undefined;
}

// The parser lets through only the modes and firmwares of the contract.
const askedOf = (input: WritableBootPc) => ({
  name: input.pc_name,
  mac: input.pc_mac,
  ip: input.pc_ip,
  mask: input.pc_mask,
  gateway: input.pc_gateway,
  dns1: input.pc_dns1,
  dns2: input.pc_dns2,
  comment: input.pc_comment,
  boot_mode: input.boot_mode as BootMode | undefined,
  boot_firmware: input.boot_firmware as BootFirmware | undefined,
  image_ids: input.image_ids,
  has_game_disk: input.game_disk,
  keeps_changes: input.keep_changes,
  is_enabled: input.pc_enabled,
  writeback_mb: input.writeback_mb,
  resolution: input.resolution,
});

/** Serves bootPcs (api-v2.md 2.5). */
export function bindBootPcRoutes(api: Api, { db, cafes, bootStates }: BootPcParts): void {
  const shown = async (cafeId: number, rows: readonly BootPcRow[]) => {
    const { zone } = await cafes.scope(cafeId);
    const states = bootStates(cafeId);
    return rows.map((row) => bootPcOf(row, states.get(row.boot_pc_id), zone));
  };
  api.bind(operations.listBootPcs, async ({ cafeId }) => shown(cafeId, await listBootPcs(db, cafeId)));
  api.bind(operations.getBootPc, async ({ cafeId, input }) => {
    const row = await findBootPc(db, cafeId, input.id);
    const [bootPc] = await shown(cafeId, row === undefined ? [] : [row]);
    if (bootPc === undefined) throw notFound("boot_pc.not_found", "Boot PC");
    return { boot_pc: bootPc };
  });
  api.bind(operations.addBootPc, async ({ cafeId, input, transact }) => ({
    id: await transact((tx) =>
      addBootPc(tx, cafeId, { ...askedOf(input), name: input.pc_name, mac: input.pc_mac }),
    ),
  }));
  api.bind(operations.changeBootPc, async ({ cafeId, input, transact }) => {
    await transact((tx) => changeBootPc(tx, cafeId, input.id, askedOf(input)));
    return { id: input.id };
  });
  api.bind(operations.removeBootPc, async ({ cafeId, input, transact }) => {
    await transact((tx) => removeBootPc(tx, cafeId, input.id));
    return {};
  });
}
