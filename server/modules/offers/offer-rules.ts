import { type OffsetSpan, offsetSpanAt, offsetSpansOf } from "../../kernel/local-time.ts";
import type { OfferTerms, OwnedOffer } from "./owned-offer-rules.ts";

/** When and where the time of an owned offer runs, and which one is used first (billing.md 7.2, 8). */

/** A window as the wall clock shows it: which weekdays begin one, and its hours. */
export type WeekWindow = Pick<OfferTerms, "weekdays" | "hours">;

/** Whether the time of an offer runs, and when that changes; null = never again. */
export interface WindowState {
  isOpen: boolean;
  changesAt: number | null;
}

const daySeconds = 86_400;
/** From 1970-01-01, a Thursday, back to the Monday before. */
const secondsFromMonday = 3 * daySeconds;
/** One week that the clocks skip a window in, one more, and a day for what lies across midnight. */
const horizonSeconds = 15 * daySeconds;

/**
 * Whether the time of an offer may run at an epoch second, by its valid dates, weekdays and hours, and the next second at which that
 * changes. A window is asked of the wall clock of the zone: hours that come twice or not at all count as often as they are lived through.
 * Expiry is not part of it.
 */
export function windowAt(terms: OfferTerms, zone: string, at: number): WindowState {
  const from = terms.validFrom ?? -Infinity;
  const to = terms.validTo ?? Infinity;
  if (at >= to || from >= to) return { isOpen: false, changesAt: null };
  if (at >= from) {
    const isOpen = isInWeek(terms, zone, at);
    const change = nextChangeInWeek(terms, zone, at);
    if (change !== null && change < to) return { isOpen, changesAt: change };
    return { isOpen, changesAt: isOpen && to < Infinity ? to : null };
  }
  const opensAt = isInWeek(terms, zone, from) ? from : nextChangeInWeek(terms, zone, from);
  return { isOpen: false, changesAt: opensAt !== null && opensAt < to ? opensAt : null };
}

/** Whether the wall clock of the zone stands in a window of the week. */
export function isInWeek(window: WeekWindow, zone: string, at: number): boolean {
  const wall = at + offsetSpanAt(at, zone).offsetSeconds + secondsFromMonday;
  const day = Math.floor(wall / daySeconds);
  const second = wall - day * daySeconds;
  const from = window.hours.fromMinute * 60;
  const to = window.hours.toMinute * 60;
  if (from === to) return beginsOn(window, day);
  if (from < to) return beginsOn(window, day) && from <= second && second < to;
  return second >= from ? beginsOn(window, day) : second < to && beginsOn(window, day - 1);
}

/** Whether the offer may be used on a PC of this group by a member of that one. */
export function fitsPlace(
  terms: OfferTerms,
  place: { pcGroupId: number; memberGroupId: number; crossesPcGroups: boolean },
): boolean {
  const { pcGroupIds, memberGroupIds } = terms;
  const fitsPc = place.crossesPcGroups || pcGroupIds.length === 0 || pcGroupIds.includes(place.pcGroupId);
  return fitsPc && (memberGroupIds.length === 0 || memberGroupIds.includes(place.memberGroupId));
}

/** Higher priority first, then the one that expires first (never = last), then the one bought first. */
export function inOrderOfUse(offers: readonly OwnedOffer[]): OwnedOffer[] {
  return [...offers].sort(
    (a, b) =>
      b.priority - a.priority || compareExpiry(a.expiresAt, b.expiresAt) || a.ownedOfferId - b.ownedOfferId,
  );
}

/** When the offer expires once it has been used at this epoch second; only the first use starts an expiry. */
export function expiresAtAfterFirstUse(offer: OwnedOffer, firstUsedAt: number): number | null {
  const { kind, seconds } = offer.terms.expiry;
  if (kind !== "after_first_use") return offer.expiresAt;
  return (offer.firstUsedAt ?? firstUsedAt) + seconds;
}

function compareExpiry(a: number | null, b: number | null): number {
  if (a === b) return 0;
  return (a ?? Infinity) - (b ?? Infinity);
}

function beginsOn({ weekdays }: WeekWindow, dayFromMonday: number): boolean {
  if (weekdays.length === 0) return true;
  return weekdays.includes((((dayFromMonday % 7) + 7) % 7) + 1);
}

/** The next second after `at` at which `isInWeek` turns; null when it never does. */
function nextChangeInWeek(window: WeekWindow, zone: string, at: number): number | null {
  const isOpen = isInWeek(window, zone, at);
  for (const span of offsetSpansOf({ from: at, to: at + horizonSeconds }, zone)) {
    for (const instant of bordersWithin(span, window)) {
      if (instant > at && isInWeek(window, zone, instant) !== isOpen) return instant;
    }
  }
  return null;
}

/** The seconds of a span at which a window may open or close, in order; its first is one, because the clocks may jump there. */
function* bordersWithin({ from, to, offsetSeconds }: OffsetSpan, window: WeekWindow): Generator<number> {
  yield from;
  const shift = offsetSeconds + secondsFromMonday;
  const firstDay = Math.floor((from + shift) / daySeconds);
  for (let day = firstDay; day * daySeconds - shift < to; day++) {
    for (const border of bordersOfDay(window)) {
      const instant = day * daySeconds + border - shift;
      if (from < instant && instant < to) yield instant;
    }
  }
}

/** Seconds of the day at which a window may open or close, in order. */
function bordersOfDay({ hours }: WeekWindow): number[] {
  const { fromMinute, toMinute } = hours;
  if (fromMinute === toMinute) return [0];
  return [Math.min(fromMinute, toMinute) * 60, Math.max(fromMinute, toMinute) * 60];
}
