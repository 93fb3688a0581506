import type { Clock } from "../../kernel/clock.ts";
import type { Db, Tx } from "../../kernel/db/database.ts";
import * as factors from "./factor-store.ts";
import { passwordFits } from "./password.ts";
import { readTypedCode, type TypedCode } from "./sign-in-code-rules.ts";
import * as store from "./staff-store.ts";
import { writeStaffLog } from "./staff-log.ts";
import { areCodesClosed, codeGuess, inSignInTurn, refuseTooManyFailures } from "./throttle.ts";
import { fittingStep, secretBytes } from "./totp.ts";
import { hashOfToken } from "./tokens.ts";

/** Whether somebody is who they say: password and, where the account takes one, a code. */

export interface ProofParts {
  db: Db;
  clock: Clock;
}

export interface Shown {
  password: string;
  code: string | undefined;
  address: string;
}

export interface Claimed {
  /** Undefined for a licence nobody has. */
  cafeId: number | undefined;
  /** As it was typed. */
  name: string;
  /** Undefined for a name nobody has. */
  staff: store.StaffRow | undefined;
}

export type ProvedBy = "password" | "phone" | "recovery";

/** Stands in where there is no secret, so that it takes the same time. */
const nobodysSecret = Buffer.alloc(secretBytes);

/** How the code would be spent, or null when it does not fit. The same is done for whoever has none. */
async function fittingCode(
  db: Db,
  staff: store.StaffRow | undefined,
  code: TypedCode,
  now: Date,
): Promise<((tx: Tx) => Promise<number>) | null> {
  const [cafeId, staffId] = [staff?.cafe_id ?? 0, staff?.staff_id ?? 0];
  const factor = await factors.findFactor(db, cafeId, staffId);
  const closed = await areCodesClosed(db, cafeId, staffId, now);
  const digits = code.kind === "phone" ? code.digits : "";
  const step = fittingStep(factor?.secret ?? nobodysSecret, digits, now, factor?.last_step ?? 0);
  const hash = hashOfToken(code.kind === "recovery" ? code.text : "");
  const isRecovery = await factors.hasRecoveryCode(db, cafeId, staffId, hash);
  if (factor === undefined) return null;
  if (step !== null && !closed) return (tx) => factors.takeStep(tx, cafeId, staffId, step);
  return isRecovery ? (tx) => factors.takeRecoveryCode(tx, cafeId, staffId, hash, now) : null;
}

/**
 * Counts the failure; a recovery code cannot be guessed, so only the phone's have a limit of their own. The tenth wrong code beside
 * the right password is told to the café.
 */
async function noteFailure(
  db: Db,
  { cafeId, name, staff }: Claimed,
  address: string,
  isCodeGuess: boolean,
  now: Date,
): Promise<void> {
  if (cafeId === undefined) return;
  const staffId = staff?.staff_id ?? 0;
  await db.transact(async (tx) => {
    await store.lockStaff(tx, cafeId, staffId);
    const wereClosed = await areCodesClosed(tx, cafeId, staffId, now);
    // What is shown while no code is taken is no guess: it must not keep the door shut for the owner of the phone.
    const guesses = isCodeGuess && !wereClosed ? [codeGuess(staffId)] : [];
    await store.insertFailures(tx, cafeId, [{ account: name, address }, ...guesses], now);
    if (guesses.length === 0 || !(await areCodesClosed(tx, cafeId, staffId, now))) return;
    const details = `ten wrong sign-in codes beside the right password of ${staff?.name ?? name}, last from ${address}: codes are refused for an hour`;
    await writeStaffLog(tx, cafeId, now, "ALERT", "", details);
  });
}

/**
 * Whether the password fits and, where the account has a second factor, the code, which is spent by it; null when not.
 * A wrong name, password and code take the same steps, so that neither answer nor time tells which it was. Refuses
 * `auth.too_many_logins`. Call it in the account's turn (`inStaffTurn`).
 */
export async function proveStaff(
  { db, clock }: ProofParts,
  claimed: Claimed,
  shown: Shown,
): Promise<ProvedBy | null> {
  const now = clock.now();
  const { cafeId, name, staff } = claimed;
  if (cafeId !== undefined) await refuseTooManyFailures(db, cafeId, name, shown.address, now);
  const isRight = await passwordFits(shown.password, staff?.password_hash);
  const takesCode = staff !== undefined && staff.two_factor_since !== null;
  if (isRight && !takesCode) return "password";
  const typed = readTypedCode(shown.code);
  const judge = async (): Promise<ProvedBy | null> => {
    const spend = await fittingCode(db, staff, typed, now);
    if (isRight && spend !== null && typed.kind !== "neither" && (await db.transact(spend)) > 0)
      return typed.kind;
    await noteFailure(db, claimed, shown.address, isRight && typed.kind === "phone", now);
    return null;
  };
  // Codes of one staff come one after the other wherever they come from, so that many at once are no way round their limit.
  return isRight ? inSignInTurn(`code ${cafeId} ${staff?.staff_id}`, "", judge) : judge();
}

/** The turn of an account's tries from one address: sign-in, new password, second factor, linking a café. */
export const inStaffTurn = <T>(
  { cafeId, name }: Pick<Claimed, "cafeId" | "name">,
  address: string,
  work: () => Promise<T>,
): Promise<T> => inSignInTurn(`staff ${cafeId ?? 0} ${name}`, address, work);
