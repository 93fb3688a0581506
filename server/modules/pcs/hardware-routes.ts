import * as operations from "../../../contract/operations/hardware.ts";
import type { Tx } from "../../kernel/db/database.ts";
import type { Api } from "../../kernel/http/api.ts";
import { actorOf } from "../../kernel/http/caller.ts";
import { notFound } from "../../kernel/refusal.ts";
import { addHardware, changeHardware, removeHardware } from "./change-hardware.ts";
import { findHardware, listHardware, type HardwareDriver } from "./hardware-store.ts";
import { hardwareThing, logAdded, logChanged, logRemoved } from "./log-change.ts";
import { hardwareOf } from "./place-wire.ts";
import { switchHardware, type SwitchParts } from "./switch-hardware.ts";

interface WritableHardware {
  hardware_name?: string | undefined;
  hardware_driver?: string | undefined;
  hardware_mac?: string | undefined;
  hardware_address?: string | undefined;
  hardware_secret?: string | undefined;
  pc_name?: string | undefined;
  hardware_auto?: boolean | undefined;
}

// The parser lets through only the drivers of the contract.
const askedOf = (input: WritableHardware) => ({
  name: input.hardware_name,
  driver: input.hardware_driver as HardwareDriver | undefined,
  mac: input.hardware_mac,
  address: input.hardware_address,
  secret: input.hardware_secret,
  pcName: input.pc_name,
  isAutomatic: input.hardware_auto,
});

/** Switches of consoles (api-v2.md 2.4, 3.5). */
export function bindHardwareRoutes(api: Api, parts: SwitchParts): void {
  const { db } = parts;
  api.bind(operations.listHardware, async ({ cafeId }) => (await listHardware(db, cafeId)).map(hardwareOf));
  api.bind(operations.getHardware, async ({ cafeId, input }) => {
    const row = await findHardware(db, cafeId, input.hardwareId);
    if (row === undefined) throw notFound("hardware.not_found", "Hardware");
    return { hardware: hardwareOf(row) };
  });
  api.bind(operations.addHardware, async ({ input, ...call }) => {
    const { cafeId, now } = call;
    const asked = {
      ...askedOf(input),
      name: input.hardware_name,
      driver: input.hardware_driver as HardwareDriver,
    };
    const added = (tx: Tx) => addHardware(tx, cafeId, asked, now);
    return { hardware_id: await logAdded(call, added, hardwareThing) };
  });
  api.bind(operations.changeHardware, async ({ input, ...call }) => {
    const { hardwareId } = input;
    await logChanged(call, hardwareThing(hardwareId), (tx) =>
      changeHardware(tx, call.cafeId, hardwareId, askedOf(input), call.now),
    );
    return { hardware_id: hardwareId };
  });
  api.bind(operations.removeHardware, async ({ input, ...call }) => {
    const { hardwareId } = input;
    await logRemoved(call, hardwareThing(hardwareId), (tx) => removeHardware(tx, call.cafeId, hardwareId));
    return {};
  });
  api.bind(operations.switchHardware, async ({ cafeId, caller, now, input }) => ({
    results: await switchHardware(parts, {
      cafeId,
      hardwareIds: input.hardware_ids,
      pcNames: input.pc_names,
      turn: input.switch === "on" ? "on" : "off",
      staffName: actorOf(caller).actorName,
      now,
    }),
  }));
}
