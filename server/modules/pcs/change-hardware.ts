import type { Tx } from "../../kernel/db/database.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import { deviceAddressFault } from "./device-request.ts";
import {
  deleteHardware,
  findHardware,
  insertHardware,
  updateHardware,
  type HardwareDriver,
  type HardwareFields,
} from "./hardware-store.ts";
import { checkedMac } from "./network-fields.ts";
import { mostOf } from "./pc-rules.ts";
import { findPcByName } from "./pc-store.ts";
import { refuseBeyondLimit, refuseBroken } from "./refuse-broken.ts";

/** What may be said of a switch; what is not said is undefined. */
export type HardwareAsked = { [Name in keyof HardwareFields]?: HardwareFields[Name] | undefined };

const nameTaken = (name: string) => () =>
  new Refusal("hardware.name_exists", `Switch ${name} already exists: choose another hardware_name.`);

const hardwareNotFound = () => notFound("hardware.not_found", "Hardware");

/** An address the driver can call; refuses `request.validation`. */
function checkAddress(driver: HardwareDriver, address: string): void {
  const fault = driver === "http" ? deviceAddressFault(address) : null;
  if (fault !== null) throw invalidField("hardware_address", fault);
}

async function checked(tx: Tx, cafeId: number, asked: HardwareAsked): Promise<Partial<HardwareFields>> {
  if (asked.name === "") throw invalidField("hardware_name", "The hardware_name field is required.");
  const fields = Object.fromEntries(
    Object.entries<unknown>(asked).filter(([, value]) => value !== undefined),
  ) as Partial<HardwareFields>;
  if (asked.mac !== undefined) fields.mac = checkedMac("hardware_mac", asked.mac);
  if (asked.pcName === undefined || asked.pcName === "") return fields;
  const pc = await findPcByName(tx, cafeId, asked.pcName);
  if (pc === undefined) throw notFound("pc.not_found", `PC ${asked.pcName}`);
  return { ...fields, pcName: pc.name };
}

const untold = { mac: "", address: "", secret: "", pcName: "", isAutomatic: false } as const;

/**
 * Adds a switch; its id. Refuses `hardware.name_exists`, `pc.not_found`, `limit.max_records` (100), an address an http
 * switch may not have `request.validation` (api-v2.md 2.4, 3.5).
 */
export async function addHardware(
  tx: Tx,
  cafeId: number,
  asked: HardwareAsked & { name: string; driver: HardwareDriver },
  now: Date,
): Promise<number> {
  const { name, driver } = asked;
  const fields = { ...untold, ...(await checked(tx, cafeId, asked)), name, driver };
  checkAddress(fields.driver, fields.address);
  await refuseBeyondLimit(tx, cafeId, "hardware", mostOf.hardware, "switches");
  return refuseBroken(tx, { hardware_name_once: nameTaken(name) }, () =>
    insertHardware(tx, cafeId, fields, now),
  );
}

/** Changes a switch; fields not said stay. Refuses as adding does, and `hardware.not_found`. */
export async function changeHardware(
  tx: Tx,
  cafeId: number,
  hardwareId: number,
  asked: HardwareAsked,
  now: Date,
): Promise<void> {
  const before = await findHardware(tx, cafeId, hardwareId);
  if (before === undefined) throw hardwareNotFound();
  const fields = await checked(tx, cafeId, asked);
  checkAddress(fields.driver ?? before.driver, fields.address ?? before.address);
  const changed = await refuseBroken(tx, { hardware_name_once: nameTaken(fields.name ?? before.name) }, () =>
    updateHardware(tx, cafeId, hardwareId, fields, now),
  );
  if (changed === 0) throw hardwareNotFound();
}

/** Removes a switch. Refuses `hardware.not_found`. */
export async function removeHardware(tx: Tx, cafeId: number, hardwareId: number): Promise<void> {
  if ((await deleteHardware(tx, cafeId, hardwareId)) === 0) throw hardwareNotFound();
}
