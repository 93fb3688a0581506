import { nullableInt, nullableTs } from "./pieces.ts";
import { flagOut, intOut, listOf, shape, strOut } from "../kit/answer.ts";

/** Where a boot PC starts from, and with which firmware (api-v2.md 3.5). */
export const bootModes = ["network", "local", "forbidden", "menu"] as const;
export const bootFirmwares = ["bios", "uefi", "snponly"] as const;

/** A diskless PC. From pc_using on the values are measured, never written (api-v2.md 3.5). */
export const bootPc = shape({
  id: intOut,
  pc_name: strOut,
  pc_mac: strOut,
  pc_ip: strOut,
  pc_mask: strOut,
  pc_gateway: strOut,
  pc_dns1: strOut,
  pc_dns2: strOut,
  pc_comment: strOut,
  boot_mode: strOut,
  boot_firmware: strOut,
  image_ids: listOf(intOut),
  game_disk: flagOut,
  keep_changes: flagOut,
  super_client: flagOut,
  pc_enabled: flagOut,
  writeback_mb: intOut,
  resolution: strOut,
  pc_using: flagOut,
  boot_state: strOut,
  boot_time: nullableTs,
  temperature: nullableInt,
  writeback_used_mb: intOut,
});
