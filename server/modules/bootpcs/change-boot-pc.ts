import { brokenConstraint } from "../../kernel/db/database-errors.ts";
import type { Tx } from "../../kernel/db/database.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import { checkedIp, checkedMac, checkedPcName } from "../pcs/index.ts";
import {
  countForAddition,
  deleteBootPc,
  insertBootPc,
  lockBootPc,
  updateBootPc,
  type BootPcFields,
} from "./boot-pc-store.ts";

/** Most boot PCs of a café (api-v2.md 1.9). */
const mostBootPcs = 500;

/** What may be said of a boot PC; what is not said is undefined. */
export type BootPcAsked = { [Name in keyof BootPcFields]?: BootPcFields[Name] | undefined };

const untold: Omit<BootPcFields, "name" | "mac"> = {
  ip: "",
  mask: "",
  gateway: "",
  dns1: "",
  dns2: "",
  comment: "",
  boot_mode: "network",
  boot_firmware: "uefi",
  image_ids: [],
  has_game_disk: false,
  keeps_changes: false,
  is_enabled: true,
  writeback_mb: 20_480,
  resolution: "",
};

const bootPcNotFound = () => notFound("boot_pc.not_found", "Boot PC");

const wireNames = {
  ip: "pc_ip",
  mask: "pc_mask",
  gateway: "pc_gateway",
  dns1: "pc_dns1",
  dns2: "pc_dns2",
} as const;

function checkedMask(mask: string): string {
  const bits = checkedIp("pc_mask", mask, "ipv4")
    .split(".")
    .map((part) => Number(part).toString(2).padStart(8, "0"))
    .join("");
  if (mask.trim() !== "" && !/^1+0*$/.test(bits)) {
    throw invalidField("pc_mask", "The pc_mask must be a network mask such as 255.255.255.0.");
  }
  return mask.trim();
}

/** The row as it may be stored; refuses `request.validation`, `boot_image.not_found`. */
function checked(fields: BootPcFields): BootPcFields {
  const mac = checkedMac("pc_mac", fields.mac);
  if (mac === "") throw invalidField("pc_mac", "The pc_mac field is required.");
  if (fields.resolution !== "" && !/^\d{3,5}x\d{3,5}$/.test(fields.resolution)) {
    throw invalidField("resolution", "The resolution must be a screen size such as 1920x1080.");
  }
  // A café's images are those its boot service offers; none is registered, so every id is unknown.
  const [imageId] = fields.image_ids;
  if (imageId !== undefined) throw notFound("boot_image.not_found", `Boot image ${imageId}`);
  return {
    ...fields,
    name: checkedPcName("pc_name", fields.name),
    mac,
    ip: checkedIp(wireNames.ip, fields.ip, "ipv4"),
    mask: checkedMask(fields.mask),
    gateway: checkedIp(wireNames.gateway, fields.gateway, "ipv4"),
    dns1: checkedIp(wireNames.dns1, fields.dns1),
    dns2: checkedIp(wireNames.dns2, fields.dns2),
  };
}

/** Name and MAC belong to one boot PC only. */
async function onlyOnce<T>(tx: Tx, fields: BootPcFields, write: () => Promise<T>): Promise<T> {
  try {
    return await tx.savepoint(write);
  } catch (error) {
    const broken = brokenConstraint(error);
    if (broken === "boot_pcs_name_once") {
      throw new Refusal(
        "boot_pc.name_exists",
        `Boot PC ${fields.name} already exists: choose another pc_name.`,
      );
    }
    if (broken === "boot_pcs_mac_once") {
      throw invalidField("pc_mac", `The pc_mac ${fields.mac} belongs to another boot PC.`);
    }
    throw error;
  }
}

/** Leaves out what was not said, so that it stays as it is. */
const said = (asked: BootPcAsked): Partial<BootPcFields> =>
  Object.fromEntries(Object.entries<unknown>(asked).filter(([, value]) => value !== undefined));

/**
 * Adds a boot PC; the id that power commands take. Refuses `boot_pc.name_exists`, `boot_image.not_found`,
 * `limit.max_records` (500), `request.validation` (api-v2.md 2.5).
 */
export async function addBootPc(
  tx: Tx,
  cafeId: number,
  asked: BootPcAsked & { name: string; mac: string },
): Promise<number> {
  const fields = checked({ ...untold, ...said(asked), name: asked.name, mac: asked.mac });
  if ((await countForAddition(tx, cafeId)) >= mostBootPcs) {
    throw new Refusal("limit.max_records", `A café can have at most ${mostBootPcs} boot PCs.`);
  }
  const id = await onlyOnce(tx, fields, () => insertBootPc(tx, cafeId, fields));
  await tx.announce(cafeId, "boot_pcs.changed", { ids: [id] });
  return id;
}

/** Changes a boot PC; fields not said stay. Refuses as adding does, and `boot_pc.not_found`. */
export async function changeBootPc(
  tx: Tx,
  cafeId: number,
  bootPcId: number,
  asked: BootPcAsked,
): Promise<void> {
  const before = await lockBootPc(tx, cafeId, bootPcId);
  if (before === undefined) throw bootPcNotFound();
  const fields = checked({ ...before, ...said(asked) });
  await onlyOnce(tx, fields, () => updateBootPc(tx, cafeId, bootPcId, fields));
  await tx.announce(cafeId, "boot_pcs.changed", { ids: [bootPcId] });
}

/** Removes a boot PC. Refuses `boot_pc.not_found`. */
export async function removeBootPc(tx: Tx, cafeId: number, bootPcId: number): Promise<void> {
  if ((await deleteBootPc(tx, cafeId, bootPcId)) === 0) throw bootPcNotFound();
  await tx.announce(cafeId, "boot_pcs.changed", { ids: [bootPcId] });
}
