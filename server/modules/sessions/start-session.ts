import { brokenConstraint } from "../../kernel/db/database-errors.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import { listOwnedOffers, startUse } from "../offers/index.ts";
import type { BookedTurn } from "../bookings/index.ts";
import { lockPcByName, type PcRow } from "../pcs/index.ts";
import { freeSecondsFor, guestGroupIds } from "../pricing/index.ts";
import { reread } from "./advance-session.ts";
import { nextChange } from "./change-rules.ts";
import {
  epochSeconds,
  factsBefore,
  instantOf,
  instantOrNull,
  minimumOf,
  usesOffers,
} from "./read-session.ts";
import type { SessionFacts, SessionKind, Source } from "./session-rules.ts";
import { bookedFor, refuseReserved, turnsNow } from "./pc-bookings.ts";
import { followPauses } from "./follow-pauses.ts";
import type { Pause } from "./pause-rules.ts";
import { readPlace } from "./pause-store.ts";
import * as store from "./session-store.ts";
import { byItself, type SessionWork } from "./session-work.ts";
import { hasSource, sourceAt, usableOffers } from "./source-rules.ts";
import { plannedEnd, withSource } from "./timeline-rules.ts";

export interface StartRequest {
  pcName: string;
  memberId: number;
  kind: SessionKind;
  /** As the log shows it; "" when the customer started by themselves. */
  staffName: string;
  comment?: string;
}

export interface Started {
  sessionId: number;
  pcId: number;
  pcName: string;
  memberId: number;
  account: string;
}

/** Refuses an account that is switched off or has expired. */
export function refuseUnfitAccount(
  customer: Pick<store.CustomerRow, "is_active" | "expires_at">,
  now: Date,
): void {
  if (!customer.is_active) throw new Refusal("auth.account_inactive", "This account is not active.");
  if (customer.expires_at !== null && customer.expires_at <= now)
    throw new Refusal("auth.account_expired", "This account has expired.");
}

const inSession = () => new Refusal("pc.in_session", "A session is running on this PC.");
const elsewhere = () => new Refusal("session.member_elsewhere", "This member is in a session on another PC.");

/** A PC that no session runs on, locked. */
export interface FreePc extends PcRow {
  /** Pauses of the café that last; none over this PC begins or ends while it is locked. */
  pauses: readonly Pause[];
  /** Whose turn it is by the bookings there, from now on. */
  turns: readonly BookedTurn[];
}

/** Locks a PC that a session may start on. Refuses pc.not_found, pc.out_of_order, pc.in_session. */
export async function lockFreePc(work: SessionWork, pcName: string): Promise<FreePc> {
  const { tx, scope, now } = work;
  const pc = await lockPcByName(tx, scope.cafeId, pcName);
  if (pc === undefined) throw notFound("pc.not_found", "PC");
  if (!pc.is_enabled) throw new Refusal("pc.out_of_order", "This PC is out of order.");
  const place = await readPlace(tx, scope.cafeId, pc.pc_id, now);
  if (place?.is_taken !== false) throw inSession();
  const turns = place.is_booked ? await turnsNow(work, pc.pc_id) : [];
  return { ...pc, pauses: place.pauses, turns };
}

/**
 * Starts a session on a free PC. Refuses pc.not_found, pc.out_of_order, pc.in_session, pc.reserved, member.not_found, auth.account_*,
 * session.member_elsewhere, session.kind_refused, pricing.no_price and ledger.insufficient_balance when no source would last a second
 * (billing.md 6.5, 7.1). Where a pause lasts it begins standing still (7.5).
 */
export async function startSession(work: SessionWork, request: StartRequest): Promise<Started> {
  const { tx, scope, now } = work;
  const { cafeId } = scope;
  const pc = await lockFreePc(work, request.pcName);
  await store.readyCustomer(tx, cafeId, request.memberId, now);
  const customer = await store.findCustomer(tx, cafeId, request.memberId);
  if (customer === undefined) throw notFound("member.not_found", "Member");
  refuseUnfitAccount(customer, now);
  if (customer.is_playing) throw elsewhere();
  refuseReserved(pc.turns, customer.member_id, epochSeconds(now));
  const kind = scope.settings.flag("license_using_billing")
    ? kindFor(request.kind, customer.member_group_id)
    : "guest";
  const facts = await factsAtStart(work, { pc, customer, kind });
  const source = firstSource(facts);
  const begun = withSource(facts, source, facts.startedAt);
  if (source.ownedOfferId !== null)
    await startUse(tx, cafeId, source.ownedOfferId, instantOf(facts.startedAt));
  const sessionId = await openOnce(work, {
    ...{
      pcId: pc.pc_id,
      pcName: pc.name,
      memberId: customer.member_id,
      account: customer.account,
      kind,
      source,
    },
    startedAt: instantOf(facts.startedAt),
    endsAt: instantOrNull(plannedEnd(begun)),
    nextAt: instantOrNull(nextChange(begun)),
    freeSeconds: facts.freeSeconds,
    minimumMinor: minimumOf(scope, kind),
    comment: request.comment ?? "",
    staffName: request.staffName,
    details: [source.terms?.priceName ?? kind, request.comment].filter(Boolean).join("; "),
  });
  if (pc.pauses.length > 0) await holdAtOnce(work, sessionId, pc.pauses, request.staffName);
  return {
    ...{ sessionId, pcId: pc.pc_id, pcName: pc.name },
    ...{ memberId: customer.member_id, account: customer.account },
  };
}

/**
 * A guest who logs in goes on as the guest they are: on what they paid before. Where somebody has to settle it, nobody begins by
 * themselves.
 */
function kindFor(asked: SessionKind, memberGroupId: number): SessionKind {
  if (asked !== "member" || memberGroupId >= 0) return asked;
  if (memberGroupId === guestGroupIds.prepaid) return "prepaid";
  if (memberGroupId === guestGroupIds.offer) return "offer";
  throw new Refusal("session.kind_refused", "Please contact the counter");
}

/** What is known before the first second: the same rules then say what pays it. */
async function factsAtStart(
  work: SessionWork,
  { pc, customer, kind }: { pc: FreePc; customer: store.CustomerRow; kind: SessionKind },
): Promise<SessionFacts> {
  const { tx, scope, now } = work;
  const at = epochSeconds(now);
  const offers =
    customer.owns_offers && usesOffers(kind)
      ? ((await listOwnedOffers(tx, scope.cafeId, [customer.member_id])).get(customer.member_id) ?? [])
      : [];
  return factsBefore(scope, work.prices, {
    ...{ kind, at, customer, offers },
    freeSeconds: await freeSecondsOf(work, kind, customer.member_id),
    minimumMinor: minimumOf(scope, kind),
    pcGroupId: pc.pc_group_id,
    bookings: bookedFor(pc.turns, customer.member_id),
  });
}

function firstSource(facts: SessionFacts): Source {
  const source = sourceAt(facts, facts.startedAt);
  if (source !== null && hasSource(facts, facts.startedAt)) return source;
  if (facts.rules.terms === null && usableOffers(facts).length === 0)
    throw new Refusal("pricing.no_price", "No price fits this PC and this member group.");
  throw new Refusal("ledger.insufficient_balance", "Insufficient balance.");
}

/** It begins where a pause lasts. */
async function holdAtOnce(
  work: SessionWork,
  sessionId: number,
  pauses: readonly Pause[],
  staffName: string,
): Promise<void> {
  const begun = await reread(work, sessionId);
  if (begun === null) throw new Error("a session was lost while it began");
  await followPauses(work, begun, pauses, { ...byItself, staffName });
}

/** Whoever comes second at the same instant is told by the unique indexes. */
async function openOnce({ tx, scope, now }: SessionWork, session: store.NewSession): Promise<number> {
  try {
    return await store.openSession(tx, scope.cafeId, now, session);
  } catch (error) {
    switch (brokenConstraint(error)) {
      case "sessions_one_per_pc":
        throw inSession();
      case "sessions_one_per_member":
        throw elsewhere();
      default:
        throw error;
    }
  }
}

/** Free minutes, or what the member's last session left of them within the hour (billing.md 6.4.3). */
async function freeSecondsOf(
  { tx, scope, now }: SessionWork,
  kind: SessionKind,
  memberId: number,
): Promise<number> {
  const freeMinutes = scope.settings.int("free_time_minutes");
  if (freeMinutes === 0 || kind === "free" || kind === "guest") return 0;
  const last = await store.findLastEnded(tx, scope.cafeId, memberId);
  return freeSecondsFor({
    freeMinutes,
    startedAt: epochSeconds(now),
    last:
      last === undefined
        ? null
        : {
            endedAt: epochSeconds(last.ended_at),
            freeSecondsLeft: Math.max(0, last.free_seconds - last.free_used),
          },
  });
}
