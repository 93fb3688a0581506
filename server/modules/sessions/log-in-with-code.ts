import { Refusal } from "../../kernel/refusal.ts";
import type { PcCaller } from "../../kernel/http/caller.ts";
import type { IdSource } from "../../kernel/ids.ts";
import { issueSubjectToken, noteSignInFailure, refuseTooManyFailures } from "../access/index.ts";
import { coversAt, giveToPlayer, listTurns } from "../bookings/index.ts";
import { addGuest } from "../members/index.ts";
import { guestGroupIds } from "../pricing/index.ts";
import { findPcByName, type PcRow } from "../pcs/index.ts";
import * as store from "./access-code-store.ts";
import {
  afterWrongCode,
  closedForSeconds,
  freshEntry,
  triesBeforeClosing,
  type CodeEntry,
} from "./code-entry-rules.ts";
import { refuseOtherCafe, tokenFits, tokenLivesSeconds } from "./log-in-member.ts";
import { epochSeconds } from "./read-session.ts";
import { loginAnswer } from "./login-answer.ts";
import { refuseCodesOff } from "./sell-access-code.ts";
import { findCustomer, findRunningOfPc } from "./session-store.ts";
import type { SessionWork } from "./session-work.ts";
import type { Sessions } from "./sessions.ts";
import { type FreePc, lockFreePc, startSession } from "./start-session.ts";

export interface CodeLogin {
  licenseName: string;
  code: string;
  /** Stands for the code while its session runs. */
  pcToken: string | undefined;
  pcName: string;
  /** The PC that relays the call; null = it came from elsewhere. */
  pc: PcCaller | null;
  address: string;
}

/** Who calls from no PC is counted by address: the tries of many PCs are no way round the limit of one. */
const strangersAccount = "access code";

interface Entered {
  token: string;
  memberId: number;
  pc: PcRow;
}

/**
 * A guest types an access code at a locked PC: the session starts there and the code is used up (pc-protocol.md 6.2). Refuses
 * `feature.disabled`, `auth.access_code_wrong` alike for an unknown code and one of another PC group, `auth.too_many_logins`
 * while code entry is closed, what `startSession` refuses.
 */
export async function logInWithCode(sessions: Sessions, ids: IdSource, request: CodeLogin) {
  const { db, clock, cafes } = sessions.parts;
  const scope = await cafes.scopeOfLicense(request.licenseName);
  refuseOtherCafe(request.pc, scope);
  refuseCodesOff({ scope });
  const { cafeId } = scope;
  const now = clock.now();
  const ready = await sessions.ready(cafeId);
  if (request.pc === null) await refuseTooManyFailures(db, cafeId, strangersAccount, request.address, now);
  const entered =
    (await renewed(sessions, ids, cafeId, request)) ??
    (await db.transact((tx) => enter({ ...ready, tx, now }, ids, request)));
  if ("wrong" in entered) {
    if (request.pc === null) await noteSignInFailure(db, cafeId, strangersAccount, request.address, now);
    throw wrongCode(entered.wrong, now);
  }
  void sessions.clock.look();
  const customer = await findCustomer(db, cafeId, entered.memberId);
  if (customer === undefined) throw wrongCode(freshEntry, now);
  return loginAnswer({ ...ready, token: entered.token, customer, pc: entered.pc, startsSession: true });
}

/** One try, alone at its PC, whose row is locked: many at once are no way round the limit. */
async function enter(
  work: SessionWork,
  ids: IdSource,
  { pcName, code }: CodeLogin,
): Promise<Entered | { wrong: CodeEntry }> {
  const { tx, scope, now } = work;
  const { cafeId } = scope;
  const pc = await lockFreePc(work, pcName);
  const entry = (await store.findCodeEntry(tx, cafeId, pc.pc_id)) ?? freshEntry;
  refuseClosed(entry, now);
  const memberId = await guestOfBooking(work, ids, pc, code.trim());
  if (memberId !== null) {
    await store.forgetCodeEntry(tx, cafeId, pc.pc_id);
    return { token: await tokenFor(work, ids, memberId, pc), memberId, pc };
  }
  const found = await store.lockOpenCode(tx, cafeId, code.trim());
  if (found?.pc_group_id !== pc.pc_group_id) {
    const wrong = afterWrongCode(entry, now.getTime());
    await store.keepCodeEntry(tx, cafeId, pc.pc_id, wrong);
    return { wrong };
  }
  const start = {
    pcName: pc.name,
    memberId: found.member_id,
    kind: "prepaid",
    staffName: "",
    comment: "access code",
  } as const;
  const { sessionId } = await startSession(work, start);
  await store.useCode(tx, { cafeId, accessCodeId: found.access_code_id, sessionId, at: now });
  await store.forgetCodeEntry(tx, cafeId, pc.pc_id);
  return { token: await tokenFor(work, ids, found.member_id, pc), memberId: found.member_id, pc };
}

/**
 * The code is the password of the booking that has the PC now: whoever shows it plays there as a guest, for the time that was paid.
 * Null: it is not.
 */
async function guestOfBooking(
  work: SessionWork,
  ids: IdSource,
  pc: FreePc,
  code: string,
): Promise<number | null> {
  const { tx, scope, now } = work;
  const turn = coversAt(pc.turns, epochSeconds(now));
  if (turn === undefined || turn.kind === "hold" || turn.password !== code) return null;
  const memberGroupId = guestGroupIds.offer;
  const guest = await addGuest(tx, ids, { cafeId: scope.cafeId, memberGroupId, now });
  await giveToPlayer(tx, scope.cafeId, turn.bookingId, guest.memberId);
  await startSession(work, {
    ...{ pcName: pc.name, memberId: guest.memberId, kind: "offer", staffName: "", comment: "booking" },
  });
  return guest.memberId;
}

/** The page lost its token: while the session that the code began runs on, its own token stands for the code. */
async function renewed(
  sessions: Sessions,
  ids: IdSource,
  cafeId: number,
  request: CodeLogin,
): Promise<Entered | null> {
  const { db, clock } = sessions.parts;
  if (request.pcToken === undefined) return null;
  const pc = await findPcByName(db, cafeId, request.pcName);
  const running = pc === undefined ? undefined : await findRunningOfPc(db, cafeId, pc.pc_id);
  if (pc === undefined || running === undefined) return null;
  const code = await store.findCodeOfSession(db, cafeId, running.session_id);
  const now = clock.now();
  const turns = (await listTurns(db, cafeId, [pc.pc_id], now)).get(pc.pc_id) ?? [];
  const booked = coversAt(turns, epochSeconds(now))?.password;
  if (
    ![code, booked].includes(request.code.trim()) ||
    !tokenFits(sessions, cafeId, running.session_id, request.pcToken)
  )
    return null;
  const ready = await sessions.ready(cafeId);
  const token = await db.transact((tx) => tokenFor({ ...ready, tx, now }, ids, running.member_id, pc));
  return { token, memberId: running.member_id, pc };
}

const tokenFor = ({ tx, scope, now }: SessionWork, ids: IdSource, memberId: number, pc: PcRow) =>
  issueSubjectToken(tx, ids, {
    ...{ cafeId: scope.cafeId, now, livesSeconds: tokenLivesSeconds },
    ...{ kind: "member", memberId, pcName: pc.name },
  });

function refuseClosed(entry: CodeEntry, now: Date): void {
  const seconds = closedForSeconds(entry, now.getTime());
  if (seconds === 0) return;
  throw new Refusal(
    "auth.too_many_logins",
    `Too many wrong codes: this PC takes codes again in ${seconds} seconds.`,
    { retryAfterSeconds: seconds },
  );
}

function wrongCode(entry: CodeEntry, now: Date): Refusal {
  const closed = closedForSeconds(entry, now.getTime());
  const left = triesBeforeClosing - entry.wrong;
  const more =
    closed > 0
      ? `This PC takes codes again in ${closed} seconds.`
      : `${left} more tries before this PC takes none for five minutes.`;
  return new Refusal(
    "auth.access_code_wrong",
    `The access code is wrong, used, or not for PCs of this group. ${more}`,
  );
}
