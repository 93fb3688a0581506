import { randomText, type IdSource } from "../../kernel/ids.ts";
import type { Db } from "../../kernel/db/database.ts";
import { Refusal, unauthenticated } from "../../kernel/refusal.ts";
import type { StaffCaller } from "./change-staff-password.ts";
import * as factors from "./factor-store.ts";
import { inStaffTurn, proveStaff, type ProofParts } from "./prove-staff.ts";
import {
  readTypedCode,
  recoveryAlphabet,
  recoveryCodes,
  recoveryLength,
  recoveryText,
} from "./sign-in-code-rules.ts";
import { deleteOtherStaffSessions } from "./staff-session-store.ts";
import * as store from "./staff-store.ts";
import { announceStaff, writeStaffLog } from "./staff-log.ts";
import { noteSignInFailure, refuseTooManyFailures } from "./throttle.ts";
import { base32Text, fittingStep, otpauthUrl, secretBytes } from "./totp.ts";
import { hashOfToken } from "./tokens.ts";

/** One's own second factor: a phone that makes codes (RFC 6238), and codes on paper for when it is lost. */

/** A secret that was shown and never used must not wait for ever to be confirmed by somebody else. */
const setUpWithinMs = 15 * 60_000;

export interface FactorParts extends ProofParts {
  ids: IdSource;
}

const isOn = () => new Refusal("two_factor.on", "Two-factor sign-in is on already: switch it off first.");
const isOff = () => new Refusal("two_factor.off", "Two-factor sign-in is off: set it up first.");

async function ownAccount(db: Db, { cafeId, staffId }: StaffCaller): Promise<store.StaffRow> {
  const staff = await store.findStaff(db, cafeId, staffId);
  if (staff === undefined) throw unauthenticated();
  return staff;
}

/** Refuses `auth.bad_credentials` and `auth.too_many_logins` like a sign-in, so that a session left open is no place to guess. */
async function proveOneself(
  parts: ProofParts,
  staff: store.StaffRow,
  shown: { password: string; code: string | undefined; address: string },
): Promise<void> {
  const claimed = { cafeId: staff.cafe_id, name: staff.name, staff };
  const provedBy = await inStaffTurn(claimed, shown.address, () => proveStaff(parts, claimed, shown));
  if (provedBy !== null) return;
  const what =
    staff.two_factor_since === null ? "The password is wrong." : "The password or the code is wrong.";
  throw new Refusal("auth.bad_credentials", what);
}

export async function readTwoFactor(
  { db }: ProofParts,
  caller: StaffCaller,
): Promise<{ since: Date | null; recoveryCodesLeft: number }> {
  const { two_factor_since: since } = await ownAccount(db, caller);
  const left = since === null ? 0 : await factors.countRecoveryCodes(db, caller.cafeId, caller.staffId);
  return { since, recoveryCodesLeft: left };
}

/** Makes the secret that the phone is to hold; it counts once a code of it was shown. Refuses `two_factor.on`. */
export async function setUpTwoFactor(
  parts: FactorParts,
  caller: StaffCaller,
  asked: { password: string; address: string; cafeName: string },
): Promise<{ secret: string; otpauthUrl: string }> {
  const { db, clock, ids } = parts;
  const staff = await ownAccount(db, caller);
  if (staff.two_factor_since !== null) throw isOn();
  await proveOneself(parts, staff, { ...asked, code: undefined });
  const secret = ids.bytes(secretBytes);
  await db.transact(async (tx) => {
    const present = await store.lockStaff(tx, caller.cafeId, caller.staffId);
    if (present?.two_factor_since !== null) throw isOn();
    await factors.putFactor(tx, { ...caller, secret, now: clock.now() });
  });
  return { secret: base32Text(secret), otpauthUrl: otpauthUrl(secret, asked.cafeName, staff.name) };
}

function newRecoveryCodes(ids: IdSource): { shown: string[]; hashes: Buffer[] } {
  const codes = Array.from({ length: recoveryCodes }, () =>
    randomText(ids, recoveryAlphabet, recoveryLength),
  );
  return { shown: codes.map(recoveryText), hashes: codes.map(hashOfToken) };
}

/**
 * Switches two-factor sign-in on by a first code of the new secret; answers the recovery codes, once. All other sessions
 * of that staff end, since they were opened without a code. Refuses `auth.code_wrong`, `two_factor.on`, `two_factor.off`
 * when nothing waits to be confirmed.
 */
export function confirmTwoFactor(
  parts: FactorParts,
  caller: StaffCaller,
  asked: { code: string; address: string },
): Promise<string[]> {
  return inStaffTurn(caller, asked.address, () => confirmNow(parts, caller, asked));
}

async function confirmNow(
  { db, clock, ids }: FactorParts,
  caller: StaffCaller,
  { code, address }: { code: string; address: string },
): Promise<string[]> {
  const { cafeId, staffId } = caller;
  const now = clock.now();
  const staff = await ownAccount(db, caller);
  if (staff.two_factor_since !== null) throw isOn();
  await refuseTooManyFailures(db, cafeId, staff.name, address, now);
  const factor = await factors.findFactor(db, cafeId, staffId);
  if (factor === undefined || now.getTime() - factor.made_at.getTime() > setUpWithinMs) throw isOff();
  const typed = readTypedCode(code);
  const step =
    typed.kind === "phone" ? fittingStep(factor.secret, typed.digits, now, factor.last_step) : null;
  if (step === null) {
    await noteSignInFailure(db, cafeId, staff.name, address, now);
    throw new Refusal("auth.code_wrong", "The code is wrong. Check that the clock of the phone is right.");
  }
  const { shown, hashes } = newRecoveryCodes(ids);
  await db.transact(async (tx) => {
    const present = await store.lockStaff(tx, cafeId, staffId);
    if (present?.two_factor_since !== null || (await factors.takeStep(tx, cafeId, staffId, step)) === 0)
      throw isOn();
    await factors.replaceRecoveryCodes(tx, cafeId, staffId, hashes, now);
    await factors.setTwoFactorSince(tx, cafeId, staffId, now);
    const ended = await deleteOtherStaffSessions(tx, cafeId, staffId, caller.staffSessionId);
    const details = `two-factor sign-in: off → on, from ${address}; other sign-ins ended: ${ended}`;
    await writeStaffLog(tx, cafeId, now, "STAFF_UPDATE", staff.name, details);
    await announceStaff(tx, cafeId, [staffId]);
  });
  return shown;
}

/** New recovery codes, shown once; those before are gone. Refuses `two_factor.off`. */
export async function renewRecoveryCodes(
  parts: FactorParts,
  caller: StaffCaller,
  asked: { password: string; code: string; address: string },
): Promise<string[]> {
  const { db, clock, ids } = parts;
  const { cafeId, staffId } = caller;
  const staff = await ownAccount(db, caller);
  if (staff.two_factor_since === null) throw isOff();
  await proveOneself(parts, staff, asked);
  const { shown, hashes } = newRecoveryCodes(ids);
  const now = clock.now();
  await db.transact(async (tx) => {
    const present = await store.lockStaff(tx, cafeId, staffId);
    if (present?.two_factor_since == null) throw isOff();
    await factors.replaceRecoveryCodes(tx, cafeId, staffId, hashes, now);
    const details = `new recovery codes, from ${asked.address}`;
    await writeStaffLog(tx, cafeId, now, "STAFF_UPDATE", staff.name, details);
  });
  return shown;
}

/** Switches one's own two-factor sign-in off. Refuses `two_factor.off`. */
export async function endTwoFactor(
  parts: ProofParts,
  caller: StaffCaller,
  asked: { password: string; code: string; address: string },
): Promise<void> {
  const { db, clock } = parts;
  const { cafeId, staffId } = caller;
  const staff = await ownAccount(db, caller);
  if (staff.two_factor_since === null) throw isOff();
  await proveOneself(parts, staff, asked);
  await db.transact(async (tx) => {
    await factors.deleteFactor(tx, cafeId, staffId);
    await factors.setTwoFactorSince(tx, cafeId, staffId, null);
    const details = `two-factor sign-in: on → off, from ${asked.address}`;
    await writeStaffLog(tx, cafeId, clock.now(), "STAFF_UPDATE", staff.name, details);
    await announceStaff(tx, cafeId, [staffId]);
  });
}
