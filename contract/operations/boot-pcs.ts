import { bootFirmwares, bootModes, bootPc } from "../objects/boot-pc.ts";
import { intOut, listOf, nothing, shape } from "../kit/answer.ts";
import { allOptional, flag, ids, int, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Boot PCs, the diskless ones (api-v2.md 2.5). Power goes through pcSessions/sendWssCommand with the ids of this list. */
const group = "boot-pcs";
const right = "boot_access";

const pathFields = { id: int.required("The boot PC's id, as GET bootPcs lists it", { min: 1, example: 3 }) };

const writable = {
  pc_name: text.required("Name of the PC, unique among the boot PCs", { maxLength: 15, example: "PC003" }),
  pc_mac: text.required("Network address of the card, dashes or colons", {
    maxLength: 17,
    example: "02-00-00-00-00-03",
  }),
  pc_ip: text.optional("IPv4 address given to the PC; empty = any free one", { maxLength: 45 }),
  pc_mask: text.optional("Network mask", { maxLength: 45, example: "255.255.255.0" }),
  pc_gateway: text.optional("Gateway", { maxLength: 45 }),
  pc_dns1: text.optional("First name server", { maxLength: 45 }),
  pc_dns2: text.optional("Second name server", { maxLength: 45 }),
  pc_comment: text.optional("Note for the staff"),
  boot_mode: text.optional("What the PC starts: network, local, forbidden or menu", { choices: bootModes }),
  boot_firmware: text.optional("Firmware of the PC: bios, uefi or snponly", { choices: bootFirmwares }),
  image_ids: ids.optional("Boot images; several make a boot menu"),
  game_disk: flag.optional("1 = the game disk is attached"),
  keep_changes: flag.optional("1 = what is written is kept over a restart"),
  pc_enabled: flag.optional("0 = the PC is not started"),
  writeback_mb: int.optional("Room for what the PC writes, in MB", { min: 0, max: 10_000_000 }),
  resolution: text.optional("Screen size, such as 1920x1080; empty = the monitor's own", { maxLength: 20 }),
};

export const listBootPcs = operation({
  id: "bootPcs.list",
  method: "GET",
  path: "bootPcs",
  auth: "K",
  right,
  mark: "partly",
  group,
  summary: "List the boot PCs",
  description: "All boot PCs with their boot state; the numeric id is what power commands take.",
  answer: listOf(bootPc),
});

export const addBootPc = operation({
  id: "bootPcs.add",
  method: "POST",
  path: "bootPcs",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Add a boot PC",
  input: writable,
  answer: shape({ id: intOut }),
  successCode: 201,
  refusals: ["boot_pc.name_exists", "boot_image.not_found", "limit.max_records"],
  idempotent: true,
  example: { pc_name: "PC103", pc_mac: "02-00-00-00-01-03" },
});

export const getBootPc = operation({
  id: "bootPcs.get",
  method: "GET",
  path: "bootPcs/{id}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Read one boot PC",
  pathFields,
  answer: shape({ boot_pc: bootPc }),
  refusals: ["boot_pc.not_found"],
  example: { id: 3 },
});

export const changeBootPc = operation({
  id: "bootPcs.change",
  method: "PUT",
  path: "bootPcs/{id}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Change a boot PC",
  description: "Fields that are not sent stay.",
  pathFields,
  input: allOptional(writable),
  answer: shape({ id: intOut }),
  refusals: ["boot_pc.not_found", "boot_pc.name_exists", "boot_image.not_found"],
  example: { id: 3, pc_comment: "new card" },
});

export const removeBootPc = operation({
  id: "bootPcs.remove",
  method: "DELETE",
  path: "bootPcs/{id}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Remove a boot PC",
  pathFields,
  answer: nothing,
  refusals: ["boot_pc.not_found"],
  example: { id: 3 },
});
