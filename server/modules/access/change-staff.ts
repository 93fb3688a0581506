import { brokenConstraint } from "../../kernel/db/database-errors.ts";
import type { Tx } from "../../kernel/db/database.ts";
import { localText } from "../../kernel/local-time.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import { checkedAddressList } from "./address-list.ts";
import { checkStaffPassword, type StaffCaller } from "./change-staff-password.ts";
import type { AccessParts } from "./access-parts.ts";
import * as factors from "./factor-store.ts";
import { hashPassword } from "./password.ts";
import {
  accountInWords,
  accountState,
  changeInWords,
  emailRefusal,
  rightsToKeep,
  staffAfter,
  staffNameRefusal,
  type StaffAccount,
  type StaffChange,
} from "./staff-rules.ts";
import { deleteOtherStaffSessions } from "./staff-session-store.ts";
import * as store from "./staff-store.ts";
import { announceStaff, writeStaffLog } from "./staff-log.ts";

/** Accounts of staff, as the Admin keeps them (api-v2.md 2.15). Each change has a row: who, from where, before and after. */

const mostStaff = 100;

/** Who changes what, from where. */
export interface StaffAct {
  cafeId: number;
  caller: StaffCaller;
  address: string;
  now: Date;
  /** For the times in the log. */
  zone: string;
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

const nameTaken = (name: string) =>
  new Refusal("staff.name_exists", `A staff named ${name} already exists: choose another staff_name.`);

/** Refuses what no account may be; the addresses in canonical form. */
function checked(change: StaffChange): StaffChange {
  const refusal =
    (change.name === undefined ? null : staffNameRefusal(change.name)) ??
    (change.email === undefined ? null : emailRefusal(change.email));
  if (refusal !== null) throw refusal;
  if (change.addressList === undefined) return change;
  return { ...change, addressList: checkedAddressList("staff_ip", change.addressList) };
}

const toldIn =
  (zone: string) =>
  ({ expiresAt, ...account }: StaffAccount) => ({
    ...account,
    expires: expiresAt === null ? null : localText(expiresAt, zone),
  });

async function orNameTaken<T>(tx: Tx, name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await tx.savepoint(work);
  } catch (error) {
    throw brokenConstraint(error) === "staff_name_once" ? nameTaken(name) : error;
  }
}

export interface StaffAsked extends StaffChange {
  name: string;
  role: "manager" | "staff";
  password: string;
}

/** Adds an account; its id. Refuses `staff.name_exists`, `limit.max_records` (100), `request.validation`. */
export async function addStaffAccount(act: StaffAct, asked: StaffAsked): Promise<number> {
  const { cafeId, caller, now } = act;
  const { password, ...change } = asked;
  const { name } = asked;
  const account: StaffAccount = {
    ...{ name, role: asked.role, isActive: true, addressList: "", email: "", expiresAt: null },
    ...Object.fromEntries(
      Object.entries<unknown>(checked(change)).filter(([, value]) => value !== undefined),
    ),
    rights: rightsToKeep(asked.role, asked.rights ?? []),
  };
  checkStaffPassword("staff_password", password);
  const passwordHash = await hashPassword(password);
  return act.transact(async (tx) => {
    await store.lockCafe(tx, cafeId);
    if ((await store.countStaff(tx, cafeId)) >= mostStaff)
      throw new Refusal("limit.max_records", `A café has at most ${mostStaff} staff accounts.`);
    const added = { ...account, cafeId, passwordHash, now };
    const staffId = await orNameTaken(tx, name, () => store.insertStaff(tx, added));
    const details = `${name} added, from ${act.address}: ${accountInWords(toldIn(act.zone)(account))}`;
    await writeStaffLog(tx, cafeId, now, "STAFF_ADD", caller.name, details);
    return staffId;
  });
}

/**
 * Changes an account; what is undefined stays. It counts from the next call on, and open panels look again at once. A new
 * password, and being switched off, end all its sessions. Refuses `staff.not_found`, `staff.built_in` for anything but the
 * Admin's name, `staff.name_exists`, `request.validation`.
 */
export async function changeStaffAccount(
  act: StaffAct,
  staffId: number,
  { password, ...asked }: StaffChange & { password?: string | undefined },
): Promise<void> {
  const { cafeId, now, address, zone } = act;
  const change = checked(asked);
  if (password !== undefined) checkStaffPassword("staff_password", password);
  const passwordHash = password === undefined ? null : await hashPassword(password);
  await act.transact(async (tx) => {
    const row = await lockedStaff(tx, cafeId, staffId);
    if (row.role === "admin" && passwordHash !== null)
      throw builtIn("The Admin's own password is changed at");
    const before = store.accountOf(row);
    const after = staffAfter(before, change);
    if (after instanceof Refusal) throw after;
    await orNameTaken(tx, after.name, () => store.updateStaff(tx, cafeId, staffId, after));
    if (passwordHash !== null) await store.setPassword(tx, cafeId, staffId, passwordHash);
    const words = [
      changeInWords(toldIn(zone)(before), toldIn(zone)(after)),
      passwordHash === null ? null : "new password",
    ].filter((part) => part !== null);
    if (words.length === 0) return;
    // Switched off and on again, or given more time: what was open before must not come back to life.
    const isShut = [before, after].some((account) => accountState(account, now) !== "open");
    if (isShut || passwordHash !== null) {
      await deleteOtherStaffSessions(tx, cafeId, staffId, null);
      await store.endResets(tx, cafeId, staffId, now);
    }
    const details = `${before.name} changed, from ${address}: ${words.join("; ")}`;
    await writeStaffLog(tx, cafeId, now, "STAFF_UPDATE", act.caller.name, details);
    await announceStaff(tx, cafeId, [staffId]);
  });
}

/** The account, held; refuses `staff.not_found`. */
async function lockedStaff(tx: Tx, cafeId: number, staffId: number): Promise<store.StaffRow> {
  const row = await store.lockStaff(tx, cafeId, staffId);
  if (row === undefined) throw notFound("staff.not_found", "Staff");
  return row;
}

const builtIn = (sentence: string) => new Refusal("staff.built_in", `${sentence} Account.`);

/**
 * Removes an account: its sessions end, its name is free again, books and logs keep it. Refuses `staff.built_in`, and `staff.in_use`
 * while it has an open shift, whose drawer somebody must count.
 */
export async function removeStaffAccount(
  act: StaffAct,
  staffId: number,
  openShifts: AccessParts["openShifts"],
): Promise<void> {
  const { cafeId, now } = act;
  await act.transact(async (tx) => {
    const row = await lockedStaff(tx, cafeId, staffId);
    if (row.role === "admin") throw new Refusal("staff.built_in", "The account Admin cannot be removed.");
    if ((await openShifts(tx, cafeId)).has(staffId))
      throw new Refusal("staff.in_use", `${row.name} has an open shift: end it first.`);
    await deleteOtherStaffSessions(tx, cafeId, staffId, null);
    await factors.deleteFactor(tx, cafeId, staffId);
    await store.endResets(tx, cafeId, staffId, now);
    await store.markStaffDeleted(tx, cafeId, staffId, now);
    const was = accountInWords(toldIn(act.zone)(store.accountOf(row)));
    const details = `${row.name} removed, from ${act.address}; it was: ${was}`;
    await writeStaffLog(tx, cafeId, now, "STAFF_DELETE", act.caller.name, details);
    await announceStaff(tx, cafeId, [staffId]);
  });
}

/** For a staff who lost phone and recovery codes: a sign-in takes the password alone again. Refuses `two_factor.off`. */
export async function endStaffTwoFactor(act: StaffAct, staffId: number): Promise<void> {
  const { cafeId, now } = act;
  await act.transact(async (tx) => {
    const row = await lockedStaff(tx, cafeId, staffId);
    // Else a page left open would be enough to be rid of the Admin's own.
    if (row.role === "admin") throw builtIn("The Admin's own two-factor sign-in is switched off at");
    if (row.two_factor_since === null)
      throw new Refusal("two_factor.off", `Two-factor sign-in of ${row.name} is off already.`);
    await factors.deleteFactor(tx, cafeId, staffId);
    await factors.setTwoFactorSince(tx, cafeId, staffId, null);
    const ended = await deleteOtherStaffSessions(tx, cafeId, staffId, null);
    const details = `${row.name} changed, from ${act.address}: two-factor sign-in: on → off; sign-ins ended: ${ended}`;
    await writeStaffLog(tx, cafeId, now, "STAFF_UPDATE", act.caller.name, details);
    await announceStaff(tx, cafeId, [staffId]);
  });
}
