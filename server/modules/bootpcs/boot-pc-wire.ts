import type { Static } from "typebox";
import type { bootPc } from "../../../contract/objects/boot-pc.ts";
import { localText } from "../../kernel/local-time.ts";
import type { BootPcRow } from "./boot-pc-store.ts";

/** What the boot service measures of a boot PC. */
export interface BootFacts {
  isUsing: boolean;
  state: "off" | "booting" | "on" | "unknown";
  bootedAt: Date | null;
  /** Degrees Celsius. */
  temperature: number | null;
  writebackUsedMb: number;
}

/** While no boot service is connected nothing is known. */
const unknown: BootFacts = {
  isUsing: false,
  state: "unknown",
  bootedAt: null,
  temperature: null,
  writebackUsedMb: 0,
};

const flag = (value: boolean): 0 | 1 => (value ? 1 : 0);

/** A boot PC in the words of API v2, times in the café's zone (api-v2.md 3.5). Pure. */
export function bootPcOf(row: BootPcRow, facts: BootFacts = unknown, zone: string): Static<typeof bootPc> {
  return {
    id: row.boot_pc_id,
    pc_name: row.name,
    pc_mac: row.mac,
    pc_ip: row.ip,
    pc_mask: row.mask,
    pc_gateway: row.gateway,
    pc_dns1: row.dns1,
    pc_dns2: row.dns2,
    pc_comment: row.comment,
    boot_mode: row.boot_mode,
    boot_firmware: row.boot_firmware,
    image_ids: row.image_ids,
    game_disk: flag(row.has_game_disk),
    keep_changes: flag(row.keeps_changes),
    super_client: flag(row.is_super_client),
    pc_enabled: flag(row.is_enabled),
    writeback_mb: row.writeback_mb,
    resolution: row.resolution,
    pc_using: flag(facts.isUsing),
    boot_state: facts.state,
    boot_time: facts.bootedAt === null ? null : localText(facts.bootedAt, zone),
    temperature: facts.temperature,
    writeback_used_mb: facts.writebackUsedMb,
  };
}
