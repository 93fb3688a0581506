import { instantOfLocal } from "../../kernel/local-time.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import type { CafeScope } from "../cafes/index.ts";
import { calculationInWords } from "./calculation-rules.ts";
import { chargeFor, type BookedCharge } from "./charge-rules.ts";
import { changedPrice, usualPrice } from "./change-price.ts";
import type { MemberGroupFacts, PcGroupFacts } from "./price-facts.ts";
import { choosePrice, groupsWithoutPrice } from "./price-rules.ts";
import type { NamedPrice } from "./price-store.ts";
import { chargeTermsFor } from "./price-terms.ts";
import type { PriceChange } from "./price-wire.ts";
import { freeSecondsFor, secondsOf, type Stretch } from "./stretch-rules.ts";

/** What a time would cost, and where no price holds: the same functions by which sessions are charged. */

export interface PreviewAsked {
  /** A price that is there, or null: the one that holds, or a new one when something of a price is said. */
  priceId: number | null;
  change: PriceChange;
  pcGroup: PcGroupFacts;
  memberGroup: MemberGroupFacts;
  date: string;
  timeStart: string;
  timeEnd: string;
}

export interface Preview {
  price: NamedPrice;
  /** Whether it is a price that is stored. */
  isStored: boolean;
  /** The price that would hold for the two groups if this one were stored as it is here; null = none. */
  holding: NamedPrice | null;
  discountPercent: string;
  usedSeconds: number;
  booked: BookedCharge;
  words: string;
}

/**
 * What a session of that time would be charged if nothing else paid for it, free minutes and minimum included, and how it comes about.
 * Refuses `request.validation`, `price.not_found`, `pricing.no_price`.
 */
export function previewPrice(scope: CafeScope, prices: readonly NamedPrice[], asked: PreviewAsked): Preview {
  const { price, isStored } = pricePreviewed(prices, asked);
  const interval = intervalOf(scope.zone, asked);
  const terms = chargeTermsFor(scope, price, asked.memberGroup);
  const stretch: Stretch = {
    terms,
    intervals: [interval],
    freeSeconds: freeSecondsFor({
      freeMinutes: scope.settings.int("free_time_minutes"),
      startedAt: interval.from,
      last: null,
    }),
    chargedBefore: { chargeMinor: 0, taxMinor: 0 },
  };
  const booked = chargeFor({ stretch, fundsMinor: null });
  const others = prices.filter(({ id }) => id !== price.id);
  return {
    price,
    isStored,
    holding: choosePrice([...others, price], asked.pcGroup.id, asked.memberGroup.id),
    discountPercent: terms.discountPercent,
    usedSeconds: secondsOf(stretch.intervals),
    booked,
    words: calculationInWords(stretch, booked, scope.exponent),
  };
}

/** A new price comes after all others of its order, as its id will. */
const idOfNew = Number.MAX_SAFE_INTEGER;

function pricePreviewed(
  prices: readonly NamedPrice[],
  { priceId, change, pcGroup, memberGroup }: PreviewAsked,
): { price: NamedPrice; isStored: boolean } {
  if (priceId !== null) {
    const stored = prices.find(({ id }) => id === priceId);
    if (stored === undefined) throw notFound("price.not_found", "Price");
    return { price: changedPrice(stored, change), isStored: true };
  }
  if (change.type !== undefined)
    return { price: { ...changedPrice(usualPrice, change), id: idOfNew, version: 1 }, isStored: false };
  const holding = choosePrice(prices, pcGroup.id, memberGroup.id);
  if (holding === null)
    throw new Refusal("pricing.no_price", `No price fits ${pcGroup.name} and ${memberGroup.name}.`);
  return { price: holding, isStored: true };
}

/** Zones and their changes of the clocks are known well enough within these years. */
const knownYears = { first: "2000", last: "2099" };

/** From the local time to the next local time of the end: of the same day, or of the next one. */
function intervalOf(zone: string, { date, timeStart, timeEnd }: PreviewAsked) {
  if (date < knownYears.first || date > `${knownYears.last}-12-31`)
    throw invalidField("date", `The date must be between ${knownYears.first} and ${knownYears.last}.`);
  const at = (day: string, time: string): number => {
    const moved = time === "24:00" ? nextDay(day) : day;
    const instant = instantOfLocal(`${moved} ${time === "24:00" ? "00:00" : time}`, zone);
    if (instant === null) throw invalidField("date", "The date must be a date (YYYY-MM-DD).");
    return Math.floor(instant.getTime() / 1000);
  };
  const from = at(date, timeStart);
  const to = at(timeEnd <= timeStart ? nextDay(date) : date, timeEnd);
  // An hour that the clocks skip may leave nothing between the two.
  return { from, to: Math.max(from, to) };
}

function nextDay(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10);
}

export interface Coverage {
  prices: { pcGroupId: number; memberGroupId: number; price: NamedPrice | null }[];
  gaps: { pcGroupId: number; memberGroupId: number }[];
}

/** Which price holds for each pair of groups, and the pairs for which none does (billing.md 6.1). */
export function coverageOf(
  prices: readonly NamedPrice[],
  pcGroups: readonly PcGroupFacts[],
  memberGroups: readonly MemberGroupFacts[],
): Coverage {
  const pcGroupIds = pcGroups.map(({ id }) => id);
  const memberGroupIds = memberGroups.map(({ id }) => id);
  return {
    prices: pcGroupIds.flatMap((pcGroupId) =>
      memberGroupIds.map((memberGroupId) => ({
        pcGroupId,
        memberGroupId,
        price: choosePrice(prices, pcGroupId, memberGroupId),
      })),
    ),
    gaps: groupsWithoutPrice(prices, { pcGroupIds, memberGroupIds }),
  };
}
