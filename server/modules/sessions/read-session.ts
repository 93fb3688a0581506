import type { Queries } from "../../kernel/db/database.ts";
import { minorFromDecimal } from "../../kernel/money.ts";
import type { CafeScope } from "../cafes/index.ts";
import { listTurns } from "../bookings/index.ts";
import { listOwnedOffers, type OwnedOffer } from "../offers/index.ts";
import { chargeTermsFor, choosePrice, type NamedPrice } from "../pricing/index.ts";
import { readBonusHours } from "./bonus-hours-rules.ts";
import { bookedFor } from "./pc-bookings.ts";
import type { Plan } from "./plan-rules.ts";
import type { MoneyTerms, SessionFacts, SessionKind, SessionRules, Span } from "./session-rules.ts";
import type { CustomerRow, SessionRow, SpanRow } from "./session-store.ts";
import { termsOfStored } from "./stored-terms.ts";

/** From rows to what the rules ask for. */

export const epochSeconds = (instant: Date): number => Math.floor(instant.getTime() / 1000);
export const instantOf = (seconds: number): Date => new Date(seconds * 1000);
export const instantOrNull = (seconds: number | null): Date | null =>
  seconds === null ? null : instantOf(seconds);

/** What the rules foretold of a session when it was last touched. */
export const planOf = ({ ends_at: endsAt, next_at: nextAt }: SessionRow): Plan => ({
  endsAt: endsAt === null ? null : epochSeconds(endsAt),
  nextAt: nextAt === null ? null : epochSeconds(nextAt),
});

export interface Reading {
  queries: Queries;
  scope: CafeScope;
  prices: readonly NamedPrice[];
}

/** The running sessions of rows, each with its customer's offers. */
export async function factsOfRows(reading: Reading, rows: readonly SessionRow[]): Promise<SessionFacts[]> {
  const owners = rows.filter((row) => row.owns_offers && usesOffers(row.kind)).map((row) => row.member_id);
  const owned =
    owners.length === 0
      ? new Map<number, OwnedOffer[]>()
      : await listOwnedOffers(reading.queries, reading.scope.cafeId, owners);
  const turns = await turnsOfRows(reading, rows);
  return rows.map((row) =>
    factsOfRow(reading, row, {
      offers: owned.get(row.member_id) ?? [],
      bookings: bookedFor(turns.get(row.pc_id) ?? [], row.member_id),
    }),
  );
}

/** Most PCs have no bookings, so that they need not be asked for. */
async function turnsOfRows({ queries, scope }: Reading, rows: readonly SessionRow[]) {
  const booked = rows.filter((row) => row.has_bookings);
  const since = Math.min(...booked.map((row) => row.started_at.getTime()));
  return listTurns(
    queries,
    scope.cafeId,
    booked.map((row) => row.pc_id),
    new Date(since),
  );
}

export const usesOffers = (kind: SessionKind) => kind === "member" || kind === "prepaid" || kind === "offer";

function factsOfRow(
  { scope, prices }: Reading,
  row: SessionRow,
  { offers, bookings }: Pick<SessionFacts, "offers" | "bookings">,
): SessionFacts {
  const spans = row.spans.map(spanOf);
  const group = { pcGroupId: row.pc_group_id, memberGroupId: row.member_group_id };
  return {
    kind: row.kind,
    startedAt: epochSeconds(row.started_at),
    freeSeconds: row.free_seconds,
    spans,
    holds: row.holds,
    leasedUntil: row.leased_until,
    place: group,
    money: { balanceMinor: row.balance_minor, loanMinor: row.loan_minor, lots: row.lots },
    ...{ offers, bookings },
    rules: rulesOf(scope, prices, {
      ...group,
      kind: row.kind,
      discountPcTime: row.discount_pc_time,
      minimumMinor: row.minimum_minor,
    }),
  };
}

function spanOf(row: SpanRow): Span {
  return {
    no: row.no,
    kind: row.source,
    ownedOfferId: row.owned_offer_id,
    from: row.from,
    to: row.to,
    stretchNo: row.stretch_no,
    terms: row.terms === null ? null : { charge: termsOfStored(row.terms), priceName: row.price_name },
    usesBonus: row.uses_bonus,
    booked: { chargeMinor: row.charge_minor, taxMinor: row.tax_minor },
  };
}

/** A session that has not begun: asked whether and how long it could run. */
export function factsBefore(
  scope: CafeScope,
  prices: readonly NamedPrice[],
  start: {
    kind: SessionKind;
    at: number;
    freeSeconds: number;
    minimumMinor: number;
    pcGroupId: number;
    customer: Pick<
      CustomerRow,
      "member_group_id" | "discount_pc_time" | "balance_minor" | "loan_minor" | "lots"
    >;
    offers: readonly OwnedOffer[];
    bookings: SessionFacts["bookings"];
  },
): SessionFacts {
  const { customer } = start;
  return {
    kind: start.kind,
    startedAt: start.at,
    freeSeconds: start.freeSeconds,
    spans: [],
    holds: [],
    leasedUntil: null,
    place: { pcGroupId: start.pcGroupId, memberGroupId: customer.member_group_id },
    money: { balanceMinor: customer.balance_minor, loanMinor: customer.loan_minor, lots: customer.lots },
    ...{ offers: start.offers, bookings: start.bookings },
    rules: rulesOf(scope, prices, {
      kind: start.kind,
      pcGroupId: start.pcGroupId,
      memberGroupId: customer.member_group_id,
      discountPcTime: customer.discount_pc_time,
      minimumMinor: start.minimumMinor,
    }),
  };
}

interface WhoAndWhere {
  kind: SessionKind;
  pcGroupId: number;
  memberGroupId: number;
  discountPcTime: number;
  minimumMinor: number;
}

function rulesOf(scope: CafeScope, prices: readonly NamedPrice[], who: WhoAndWhere): SessionRules {
  const { settings } = scope;
  const isMember = who.kind === "member";
  return {
    zone: scope.zone,
    bonusFirst: settings.flag("use_bonus_first"),
    // What a guest paid is for PC time alone.
    usesBalance: !isMember || settings.flag("allow_balance_for_pc_time"),
    mayOweMinor: isMember ? minorOfSetting(scope, "allow_auto_loan") : 0,
    bonusHours: readBonusHours(settings.json("bonus_available_time")),
    postpaidMostMinor: minorOfSetting(scope, "postpaid_max_balance"),
    crossesPcGroups: settings.flag("allow_offer_cross_pc_group"),
    terms: moneyTerms(scope, prices, who),
  };
}

/** What PC time costs this customer on PCs of a group now; null = no price fits (billing.md 6.1). */
export function moneyTerms(
  scope: CafeScope,
  prices: readonly NamedPrice[],
  who: Omit<WhoAndWhere, "kind">,
): MoneyTerms | null {
  const price = choosePrice(prices, who.pcGroupId, who.memberGroupId);
  if (price === null) return null;
  const group = { id: who.memberGroupId, discountPercent: String(who.discountPcTime) };
  // The floor is that of the session's start.
  const charge = { ...chargeTermsFor(scope, price, group), minimumMinor: who.minimumMinor };
  return { priceName: price.name, charge };
}

/** Floor of prepaid and postpaid sessions (billing.md 6.4.4). */
export const minimumOf = (scope: CafeScope, kind: SessionKind): number =>
  kind === "prepaid" || kind === "postpaid" ? minorOfSetting(scope, "minimum_charge") : 0;

export function minorOfSetting(scope: CafeScope, key: string): number {
  return minorFromDecimal(scope.settings.text(key), scope.exponent) ?? 0;
}
