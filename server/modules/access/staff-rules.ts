import { notForManagers, rights as allRights, type Right } from "../../../contract/rights.ts";
import { invalidField, Refusal } from "../../kernel/refusal.ts";

/** What a staff account may be, may do, and how a change of it is told (api-v2.md 2.15, 4.12). Pure. */

export type StaffRole = "admin" | "manager" | "staff";

export interface StaffAccount {
  name: string;
  role: StaffRole;
  isActive: boolean;
  /** What was ticked; see `rightsToKeep`. */
  rights: readonly Right[];
  /** Canonical; "" = from anywhere. */
  addressList: string;
  /** Where a link for a new password goes; "" = nowhere. */
  email: string;
  /** First instant at which the account is shut; null = never. */
  expiresAt: Date | null;
}

/** The Admin has all rights, a manager all but the marked ones that were not ticked, a staff what is ticked (4.12). */
export function rightsOf({ role, rights }: { role: StaffRole; rights: readonly Right[] }): Right[] {
  const ticked = new Set(rights);
  return allRights.filter(
    (right) =>
      role === "admin" || ticked.has(right) || (role === "manager" && !notForManagers.includes(right)),
  );
}

/** What is stored of the ticks: of a manager only the marked ones, because the role has the others by itself. */
export function rightsToKeep(role: StaffRole, ticked: readonly Right[]): Right[] {
  const asked = new Set(ticked);
  if (role === "admin") return [];
  return allRights.filter(
    (right) => asked.has(right) && (role === "staff" || notForManagers.includes(right)),
  );
}

/** Whether an account may sign in now. A sign-in that is open ends with it. */
export function accountState(
  account: { isActive: boolean; expiresAt: Date | null },
  now: Date,
): "open" | "inactive" | "expired" {
  if (!account.isActive) return "inactive";
  return account.expiresAt !== null && account.expiresAt <= now ? "expired" : "open";
}

/** Names that mean something else in the log and its filter. */
const namesTaken = ["all", "api", "system"];

/** Why the name cannot be a staff's, or null. */
export function staffNameRefusal(name: string): Refusal | null {
  const length = [...name].length;
  if (length < 1 || length > 50)
    return invalidField("staff_name", "The staff_name must have 1 to 50 characters.");
  // eslint-disable-next-line no-control-regex -- that none is in it is what is asked
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(name))
    return invalidField("staff_name", "The staff_name may hold no line break and no control character.");
  if (namesTaken.includes(name.toLowerCase()))
    return invalidField("staff_name", `The staff_name may not be ${name}: the log calls something else so.`);
  return null;
}

/** Why nothing could be mailed there, or null. One address, nothing that a mail server would take for several. */
export function emailRefusal(email: string): Refusal | null {
  if (email === "" || /^[^\s@,;:<>"()[\]\\]{1,64}@[^\s@,;:<>"()[\]\\]{1,190}$/.test(email)) return null;
  return invalidField("staff_email", "The staff_email must be one address such as ana@cafe.example.");
}

export type StaffChange = { [Field in keyof StaffAccount]?: StaffAccount[Field] | undefined };

/**
 * The account after a change; what is undefined stays. Refuses `staff.built_in` for anything but the Admin's name, and a
 * manager who is made staff without saying which rights are left.
 */
export function staffAfter(before: StaffAccount, asked: StaffChange): StaffAccount | Refusal {
  const { name, ...others } = asked;
  if (before.role === "admin") {
    const isMore = Object.values<unknown>(others).some((value) => value !== undefined);
    return isMore
      ? new Refusal("staff.built_in", "Of the account Admin only the staff_name can be changed here.")
      : { ...before, name: name ?? before.name };
  }
  if (asked.role === "staff" && before.role === "manager" && asked.rights === undefined) {
    const message = "The staff_rights field is required when a manager becomes staff.";
    return invalidField("staff_rights", message);
  }
  const said = Object.entries<unknown>(asked).filter(([, value]) => value !== undefined);
  const after = { ...before, ...(Object.fromEntries(said) as Partial<StaffAccount>) };
  return { ...after, rights: rightsToKeep(after.role, after.rights) };
}

/** An account in words; the end is café time as text. */
type Told = Omit<StaffAccount, "expiresAt"> & { expires: string | null };

const shown = (value: string | boolean | null) =>
  typeof value === "string" ? JSON.stringify(value) : value === null ? "never" : value ? "yes" : "no";

const allRightsInWords = ({ role, rights }: Pick<Told, "role" | "rights">) =>
  rights.join(", ") || (role === "manager" ? "those of the role" : "none");

function rightsInWords(before: Told, after: Told): string[] {
  if (before.role !== after.role) return [`rights: ${allRightsInWords(after)}`];
  const more = after.rights.filter((right) => !before.rights.includes(right)).map((right) => `+ ${right}`);
  const less = before.rights.filter((right) => !after.rights.includes(right)).map((right) => `− ${right}`);
  return more.length + less.length === 0 ? [] : [`rights: ${[...more, ...less].join(", ")}`];
}

const fieldNames = {
  name: "name",
  role: "role",
  isActive: "active",
  addressList: "addresses",
  email: "e-mail",
  expires: "expires",
} as const;
const fields = Object.keys(fieldNames) as (keyof typeof fieldNames)[];

/** `role: "staff" → "manager"; rights: + topup, − pc_edit`, or null where nothing differs. */
export function changeInWords(before: Told, after: Told): string | null {
  const changes = fields
    .filter((field) => before[field] !== after[field])
    .map((field) => `${fieldNames[field]}: ${shown(before[field])} → ${shown(after[field])}`);
  return [...changes, ...rightsInWords(before, after)].join("; ") || null;
}

/** What an account is, for the rows of its beginning and end. */
export function accountInWords(account: Told): string {
  const parts = [
    `role: ${shown(account.role)}`,
    ...(account.isActive ? [] : ["active: no"]),
    ...(account.addressList === "" ? [] : [`addresses: ${shown(account.addressList)}`]),
    ...(account.email === "" ? [] : [`e-mail: ${shown(account.email)}`]),
    ...(account.expires === null ? [] : [`expires: ${shown(account.expires)}`]),
    `rights: ${allRightsInWords(account)}`,
  ];
  return parts.join("; ");
}
