import { timingSafeEqual } from "node:crypto";
import type { IdSource } from "../../kernel/ids.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import type { PcCaller } from "../../kernel/http/caller.ts";
import type { CafeScope } from "../cafes/index.ts";
import {
  inSignInTurn,
  issueSubjectToken,
  noteSignInFailure,
  passwordFits,
  refuseTooManyFailures,
} from "../access/index.ts";
import { listOwnedOffers } from "../offers/index.ts";
import { findPcByName, type PcRow } from "../pcs/index.ts";
import type { NamedPrice } from "../pricing/index.ts";
import { bookingAtLogin } from "./log-in-booked.ts";
import { loginAnswer } from "./login-answer.ts";
import { epochSeconds, factsBefore } from "./read-session.ts";
import { sourceAt } from "./source-rules.ts";
import { refuseUnfitAccount } from "./start-session.ts";
import * as store from "./session-store.ts";
import type { Sessions } from "./sessions.ts";

export const tokenLivesSeconds = 24 * 3600;

export interface LogInRequest {
  licenseName: string;
  account: string;
  password: string | undefined;
  /** Stands for the password while the session of that PC runs. */
  pcToken: string | undefined;
  pcName: string | undefined;
  isClient: boolean;
  /** Of the booking of that PC. */
  bookingPassword: string | undefined;
  /** The PC that relays the call; null = it came from elsewhere. */
  pc: PcCaller | null;
  address: string;
}

const wrong = () => new Refusal("auth.bad_credentials", "Incorrect account or password");

/**
 * A member's token, for the portal or bound to a PC (api-v2.md 2.1, 3.17). Refuses `auth.bad_credentials` alike for an
 * unknown account and a wrong password, `auth.too_many_logins`, what keeps the account or the PC from a session.
 */
export function logInMember(sessions: Sessions, ids: IdSource, request: LogInRequest) {
  return inSignInTurn(`${request.licenseName} ${request.account}`, request.address, () =>
    logInNow(sessions, ids, request),
  );
}

async function logInNow(sessions: Sessions, ids: IdSource, request: LogInRequest) {
  const { db, clock, cafes } = sessions.parts;
  const now = clock.now();
  if (request.isClient && request.pcName === undefined)
    throw invalidField("pc_name", "The pc_name field is required when is_client is 1.");
  if (request.password === undefined && request.pcToken === undefined) {
    throw invalidField(
      "member_password",
      "The member_password field is required unless status_pc_token is given.",
    );
  }
  const scope = await cafes.scopeOfLicense(request.licenseName);
  const { cafeId } = scope;
  refuseOtherCafe(request.pc, scope);
  await refuseTooManyFailures(db, cafeId, request.account, request.address, now);
  const pc = request.pcName === undefined ? undefined : await findPcByName(db, cafeId, request.pcName);
  if (request.pcName !== undefined && pc === undefined) throw notFound("pc.not_found", "PC");
  const customer = await store.findCustomerByAccount(db, cafeId, request.account);
  if (!(await isTheMember(sessions, cafeId, customer, pc, request)) || customer === undefined) {
    await noteSignInFailure(db, cafeId, request.account, request.address, now);
    throw wrong();
  }
  refuseUnfitAccount(customer, now);
  const busy = pc === undefined ? false : await refuseBusy(sessions, cafeId, pc, customer.member_id);
  const who = {
    memberId: customer.member_id,
    bookingPassword: request.bookingPassword,
    address: request.address,
  };
  const booked = pc === undefined || busy ? null : await bookingAtLogin(sessions, scope, { ...who, pc });
  if (booked !== null && booked !== "own") return booked;
  const token = await db.transact((tx) =>
    issueSubjectToken(tx, ids, {
      cafeId,
      now,
      livesSeconds: tokenLivesSeconds,
      kind: "member",
      memberId: customer.member_id,
      pcName: pc?.name ?? null,
    }),
  );
  const prices = pc === undefined ? [] : await sessions.parts.pricesOf(cafeId);
  const startsSession =
    scope.settings.flag("start_session_after_login") ||
    booked === "own" ||
    (pc !== undefined && (await hasValidOffer(sessions, { scope, prices, now }, pc, customer)));
  return loginAnswer({ scope, prices, token, customer, pc, startsSession });
}

/** Who has an offer that is valid here and now begins without being asked (pc-protocol.md 6.2). */
async function hasValidOffer(
  { parts }: Sessions,
  { scope, prices, now }: { scope: CafeScope; prices: readonly NamedPrice[]; now: Date },
  pc: PcRow,
  customer: store.CustomerRow,
): Promise<boolean> {
  const owned = await listOwnedOffers(parts.db, scope.cafeId, [customer.member_id]);
  const offers = owned.get(customer.member_id) ?? [];
  if (offers.length === 0) return false;
  const at = epochSeconds(now);
  const start = {
    kind: "member",
    at,
    freeSeconds: 0,
    minimumMinor: 0,
    pcGroupId: pc.pc_group_id,
    bookings: [],
  } as const;
  return sourceAt(factsBefore(scope, prices, { ...start, customer, offers }), at)?.kind === "offer";
}

/** A page of a PC calls for the café of that PC alone (pc-protocol.md 5.1). */
export function refuseOtherCafe(pc: PcCaller | null, scope: Pick<CafeScope, "cafeId">): void {
  if (pc !== null && pc.cafeId !== scope.cafeId)
    throw new Refusal("permission.denied", "This PC belongs to another licence.");
}

async function isTheMember(
  sessions: Sessions,
  cafeId: number,
  customer: store.CustomerRow | undefined,
  pc: PcRow | undefined,
  request: LogInRequest,
): Promise<boolean> {
  if (request.password !== undefined) return passwordFits(request.password, customer?.password_hash);
  const running =
    pc === undefined ? undefined : await store.findRunningOfPc(sessions.parts.db, cafeId, pc.pc_id);
  if (running === undefined || customer === undefined || running.member_id !== customer.member_id)
    return false;
  return tokenFits(sessions, cafeId, running.session_id, request.pcToken ?? "");
}

/** Whether it is the token that stands for the password while this session runs. */
export function tokenFits(sessions: Sessions, cafeId: number, sessionId: number, token: string): boolean {
  const wanted = Buffer.from(sessions.pcToken(cafeId, sessionId));
  const shown = Buffer.from(token);
  return wanted.length === shown.length && timingSafeEqual(wanted, shown);
}

/** Refuses where the member cannot begin; whether the member's own session runs there. */
async function refuseBusy(sessions: Sessions, cafeId: number, pc: PcRow, memberId: number): Promise<boolean> {
  const { db } = sessions.parts;
  const running = await store.findRunningOfPc(db, cafeId, pc.pc_id);
  if (running !== undefined && running.member_id !== memberId)
    throw new Refusal("pc.in_session", "A session is running on this PC.");
  if (running === undefined && !pc.is_enabled)
    throw new Refusal("pc.out_of_order", "This PC is out of order.");
  const own = await store.listPcIdsOfMembers(db, cafeId, [memberId]);
  if (own.some((pcId) => pcId !== pc.pc_id))
    throw new Refusal("session.member_elsewhere", "This member is in a session on another PC.");
  return running !== undefined;
}
