import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import type { Db } from "../../kernel/db/database.ts";
import { switchDevice } from "./device-request.ts";
import { listHardware, setHardwareState, type HardwareRow } from "./hardware-store.ts";
import { findPcsByNames } from "./pc-store.ts";
import { writePowerLog } from "./power-log.ts";

export type Turn = "on" | "off";

/**
 * Has the café's local service switch plugs (ewelink_switch, api-v2.md 2.6): done, failed, or offline while no local
 * service is connected. Given from above.
 */
export type SwitchThroughLocalService = (
  cafeId: number,
  asked: { deviceNames: readonly string[]; deviceIds: readonly string[]; turn: Turn; staffName: string },
) => Promise<"done" | "failed" | "offline">;

export interface SwitchParts {
  db: Db;
  switchThroughLocalService: SwitchThroughLocalService;
}

export interface SwitchAsked {
  cafeId: number;
  hardwareIds?: readonly number[] | undefined;
  pcNames?: readonly string[] | undefined;
  turn: Turn;
  staffName: string;
  now: Date;
}

type Outcome = "done" | "failed" | "offline";

/** The switches named by id or by console; refuses `hardware.not_found`, `pc.not_found`, `request.validation`. */
async function chosen(
  { db }: SwitchParts,
  { cafeId, hardwareIds, pcNames }: SwitchAsked,
): Promise<HardwareRow[]> {
  const all = await listHardware(db, cafeId);
  if (hardwareIds !== undefined) {
    return hardwareIds.map((id) => {
      const row = all.find((candidate) => candidate.hardware_id === id);
      if (row === undefined) throw notFound("hardware.not_found", `Hardware ${id}`);
      return row;
    });
  }
  if (pcNames === undefined)
    throw invalidField("hardware_ids", "The hardware_ids field is required, or pc_names.");
  const wanted = [...new Set(pcNames.map((name) => name.toLowerCase()))];
  const rows = wanted.map((name) => all.filter((row) => row.pc_name.toLowerCase() === name));
  const without = wanted.find((_, place) => rows[place]?.length === 0);
  if (without === undefined) return rows.flat();
  const [pc] = await findPcsByNames(db, cafeId, [without]);
  const sent = pcNames.find((name) => name.toLowerCase() === without) ?? without;
  throw pc === undefined
    ? notFound("pc.not_found", `PC ${sent}`)
    : notFound("hardware.not_found", `Hardware of ${sent}`);
}

async function switchOne(parts: SwitchParts, row: HardwareRow, asked: SwitchAsked): Promise<Outcome> {
  switch (row.driver) {
    case "http":
      return (await switchDevice(row, asked.turn)) ? "done" : "failed";
    case "ewelink":
      return parts.switchThroughLocalService(asked.cafeId, {
        deviceNames: [row.name],
        deviceIds: row.mac === "" ? [] : [row.mac],
        turn: asked.turn,
        staffName: asked.staffName,
      });
    case "none":
      return "offline";
  }
}

async function switchRows(parts: SwitchParts, rows: readonly HardwareRow[], asked: SwitchAsked) {
  const outcomes = await Promise.all(
    rows.map(async (row) => ({ row, outcome: await switchOne(parts, row, asked) })),
  );
  const done = outcomes.filter(({ outcome }) => outcome === "done").map(({ row }) => row.hardware_id);
  if (done.length > 0) {
    await parts.db.transact((tx) => setHardwareState(tx, asked.cafeId, done, asked.turn, asked.now));
  }
  return outcomes;
}

/**
 * Switches consoles on or off, one result for each switch. Refuses `device.offline` when nobody could be asked: driver
 * none, or no local service connected (api-v2.md 2.4).
 */
export async function switchHardware(parts: SwitchParts, asked: SwitchAsked) {
  const outcomes = await switchRows(parts, await chosen(parts, asked), asked);
  if (outcomes.length > 0 && outcomes.every(({ outcome }) => outcome === "offline")) {
    throw new Refusal(
      "device.offline",
      "No switch could be reached: give it a driver, or connect the local service.",
    );
  }
  const acts = outcomes
    .filter(({ outcome }) => outcome === "done")
    .map(({ row }) => ({ pcName: row.pc_name, details: `${row.name} switched ${asked.turn}` }));
  await writePowerLog(parts.db, { cafeId: asked.cafeId, at: asked.now, staffName: asked.staffName, acts });
  return outcomes.map(({ row, outcome }) => ({
    hardware_id: row.hardware_id,
    pc_name: row.pc_name,
    status: outcome === "done" ? "success" : "error",
  }));
}

/** Switches what follows the sessions of a console by itself (hardware_auto); whether all of it obeyed. */
export async function switchAutomaticHardware(
  parts: SwitchParts,
  asked: { cafeId: number; pcName: string; turn: Turn; now: Date },
): Promise<boolean> {
  const all = await listHardware(parts.db, asked.cafeId);
  const rows = all.filter(
    (row) => row.is_automatic && row.pc_name.toLowerCase() === asked.pcName.toLowerCase(),
  );
  const outcomes = await switchRows(parts, rows, { ...asked, staffName: "System" });
  return outcomes.every(({ outcome }) => outcome === "done");
}
