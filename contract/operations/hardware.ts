import { hardware, hardwareDrivers } from "../objects/hardware.ts";
import { intOut, listOf, nothing, shape, strOut } from "../kit/answer.ts";
import { allOptional, flag, ids, int, list, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Switches of consoles (api-v2.md 2.4, 3.5). */
const group = "hardware";
const right = "pc_edit";

const pathFields = { hardwareId: int.required("The switch's id", { min: 1, example: 1 }) };

const writable = {
  hardware_name: text.required("Name of the switch, unique", { maxLength: 50, example: "PS5-1" }),
  hardware_driver: text.required("How it is switched: ewelink, http or none", {
    choices: hardwareDrivers,
    example: "none",
  }),
  hardware_mac: text.optional("Network address of plug or console", { maxLength: 17 }),
  hardware_address: text.optional("Address the driver calls"),
  hardware_secret: text.optional("Key of the device; written only, never read back", {
    verbatim: true,
    maxLength: 500,
  }),
  pc_name: text.optional("Console it switches", { maxLength: 15 }),
  hardware_auto: flag.optional("1 = on when a session starts, off when it ends"),
};

export const listHardware = operation({
  id: "hardware.list",
  method: "GET",
  path: "hardware",
  auth: "K",
  mark: "ours",
  group,
  summary: "List switches",
  answer: listOf(hardware),
});

export const addHardware = operation({
  id: "hardware.add",
  method: "POST",
  path: "hardware",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Add a switch",
  input: writable,
  answer: shape({ hardware_id: intOut }),
  successCode: 201,
  refusals: ["hardware.name_exists", "pc.not_found", "limit.max_records"],
  idempotent: true,
  example: { hardware_name: "PS5-2", hardware_driver: "none" },
});

export const getHardware = operation({
  id: "hardware.get",
  method: "GET",
  path: "hardware/{hardwareId}",
  auth: "K",
  mark: "ours",
  group,
  summary: "Read one switch",
  pathFields,
  answer: shape({ hardware }),
  refusals: ["hardware.not_found"],
  example: { hardwareId: 1 },
});

export const changeHardware = operation({
  id: "hardware.change",
  method: "PUT",
  path: "hardware/{hardwareId}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Change a switch",
  description: "Fields that are not sent stay.",
  pathFields,
  input: allOptional(writable),
  answer: shape({ hardware_id: intOut }),
  refusals: ["hardware.not_found", "hardware.name_exists", "pc.not_found"],
  example: { hardwareId: 1, hardware_auto: 1 },
});

export const removeHardware = operation({
  id: "hardware.remove",
  method: "DELETE",
  path: "hardware/{hardwareId}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Remove a switch",
  pathFields,
  answer: nothing,
  refusals: ["hardware.not_found"],
  example: { hardwareId: 1 },
});

export const switchHardware = operation({
  id: "hardware.switch",
  method: "POST",
  path: "hardware/action/switch",
  auth: "K",
  right: "pc_power",
  mark: "ours",
  group,
  summary: "Switch consoles on or off",
  description: "Needs hardware_ids or pc_names.",
  input: {
    hardware_ids: ids.optional("Ids of switches", { example: "1" }),
    pc_names: list.optional("Names of consoles, instead of ids", text.required("Name of a console"), {
      commaList: true,
    }),
    switch: text.required("on or off", { choices: ["on", "off"], example: "on" }),
  },
  answer: shape({
    results: listOf(shape({ hardware_id: intOut, pc_name: strOut, status: strOut })),
  }),
  refusals: ["hardware.not_found", "pc.not_found", "device.offline"],
  example: { hardware_ids: "1", switch: "on" },
});
