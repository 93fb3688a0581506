import type { Tx } from "../../kernel/db/database.ts";
import { brokenConstraint } from "../../kernel/db/database-errors.ts";
import type { CafeScope } from "../cafes/index.ts";
import { expireBonus } from "../ledger/index.ts";
import { lockPcByName, type PcRow } from "../pcs/index.ts";
import { choosePrice, freeSecondsFor, listPrices } from "../pricing/index.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import { endOfMoney, wholeSecond, type SessionTerms } from "./session-cost.ts";
import * as store from "./session-store.ts";

export interface StartRequest {
  scope: CafeScope;
  pcName: string;
  memberId: number;
  now: Date;
  /** As the log shows it; "" when the member started by themselves. */
  staffName: string;
}

export interface Started {
  sessionId: number;
  pcId: number;
  pcName: string;
  memberId: number;
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

/**
 * Starts a member's session on a free PC, on the price that holds now. Refuses pc.not_found, pc.out_of_order,
 * pc.in_session, member.not_found, auth.account_*, session.member_elsewhere, pricing.no_price and
 * ledger.insufficient_balance when the money would not last a second (billing.md 6.5, 7.1).
 */
export async function startSession(tx: Tx, request: StartRequest): Promise<Started> {
  const { scope, now } = request;
  const { cafeId } = scope;
  const pc = await lockPcByName(tx, cafeId, request.pcName);
  if (pc === undefined) throw notFound("pc.not_found", "PC");
  if (!pc.is_enabled) throw new Refusal("pc.out_of_order", "This PC is out of order.");
  await store.lockCustomer(tx, cafeId, request.memberId);
  await expireBonus(tx, cafeId, request.memberId, now);
  const customer = await store.findCustomer(tx, cafeId, request.memberId);
  if (customer === undefined) throw notFound("member.not_found", "Member");
  refuseUnfitAccount(customer, now);
  if ((await store.findRunningOfPc(tx, cafeId, pc.pc_id)) !== undefined) throw inSession();
  if ((await store.listRunningOfMembers(tx, cafeId, [request.memberId])).length > 0) throw elsewhere();

  const startedAt = wholeSecond(now);
  const terms = await termsFor(tx, scope, pc, customer, startedAt);
  const money = { balanceMinor: customer.balance_minor, lots: customer.lots };
  const endsAt = endOfMoney(terms, money, startedAt);
  // Free minutes alone start no session: the money must last a second after them.
  const paidEnd = endOfMoney({ ...terms, freeSeconds: 0 }, money, startedAt);
  if (paidEnd !== null && paidEnd <= startedAt)
    throw new Refusal("ledger.insufficient_balance", "Insufficient balance.");
  const kind = terms.charge === null ? "guest" : "member";
  const session = {
    cafeId,
    pcId: pc.pc_id,
    pcName: pc.name,
    memberId: customer.member_id,
    kind,
    startedAt,
    endsAt,
    terms,
  } as const;
  const sessionId = await insertOnce(tx, session);
  const log = {
    cafeId,
    at: now,
    event: "SESSION_START",
    memberId: customer.member_id,
    account: customer.account,
    pcName: pc.name,
  };
  await store.writeSessionLog(tx, {
    ...log,
    staffName: request.staffName,
    details: terms.priceName,
    sessionId,
  });
  await tx.announce(cafeId, "sessions.changed", { pc_ids: [pc.pc_id] });
  return { sessionId, pcId: pc.pc_id, pcName: pc.name, memberId: customer.member_id };
}

/** Whoever comes second at the same instant is told by the unique indexes. */
async function insertOnce(tx: Tx, session: store.NewSession): Promise<number> {
  try {
    return await store.insertSession(tx, session);
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

async function termsFor(
  tx: Tx,
  scope: CafeScope,
  pc: PcRow,
  customer: store.CustomerRow,
  startedAt: Date,
): Promise<SessionTerms> {
  const { settings } = scope;
  if (!settings.flag("license_using_billing")) {
    return { charge: null, priceName: "", freeSeconds: 0, bonusFirst: true, useBalance: true };
  }
  const price = choosePrice(await listPrices(tx, scope.cafeId), pc.pc_group_id, customer.member_group_id);
  if (price === null) throw new Refusal("pricing.no_price", "No price fits this PC and this member group.");
  const taxPercent = settings.text("tax4_percentage");
  return {
    charge: {
      price,
      zone: scope.zone,
      discountPercent: String(customer.discount_pc_time),
      tax:
        Number(taxPercent) > 0
          ? { percent: taxPercent, included: settings.flag("tax_included_in_price") }
          : null,
      minimumMinor: 0,
    },
    priceName: price.name,
    freeSeconds: await freeSeconds(tx, scope, customer.member_id, startedAt),
    bonusFirst: settings.flag("use_bonus_first"),
    useBalance: settings.flag("allow_balance_for_pc_time"),
  };
}

/** Free minutes, or what the member's last session left of them within the hour (billing.md 6.4.3). */
async function freeSeconds(tx: Tx, scope: CafeScope, memberId: number, startedAt: Date): Promise<number> {
  const freeMinutes = scope.settings.int("free_time_minutes");
  if (freeMinutes === 0) return 0;
  const last = await store.findLastEnded(tx, scope.cafeId, memberId);
  const seconds = (instant: Date) => Math.floor(instant.getTime() / 1000);
  return freeSecondsFor({
    freeMinutes,
    startedAt: seconds(startedAt),
    last:
      last === undefined
        ? null
        : {
            endedAt: seconds(last.ended_at),
            freeSecondsLeft: Math.max(
              0,
              last.terms.freeSeconds - (seconds(last.ended_at) - seconds(last.started_at)),
            ),
          },
  });
}
