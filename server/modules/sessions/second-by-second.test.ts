import fc from "fast-check";
import { expect, test } from "vitest";
import { nextEvent, standingFrom } from "./link-rules.ts";
import { secondBySecond, type Day, type Piece } from "./second-by-second.ts";
import { hasSource, sourceAt } from "./source-rules.ts";
import { bookedOf, epoch, moneyTermsOf, offerOf, sessionOf } from "./session-samples.ts";
import type { SessionFacts } from "./session-rules.ts";
import { stepped, withSource } from "./timeline-rules.ts";

/** The rules against a reckoning second by second: sources, instants and sums must be the same (billing.md 6.4, 7.2, 7.5). */

const at = epoch("2026-03-02T09:40:00");
const most = 6 * 3600;

const days: fc.Arbitrary<Day> = fc.record({
  at: fc.constant(at),
  rate: fc.integer({ min: 1, max: 2_000 }),
  roundingMinor: fc.constantFrom(0, 0, 50),
  freeSeconds: fc.constantFrom(0, 0, 180, 600),
  balance: fc.integer({ min: 0, max: 2_000 }),
  loan: fc.integer({ min: 0, max: 100 }),
  mayOwe: fc.constantFrom(0, 0, 150, 500),
  bonusFirst: fc.boolean(),
  lots: fc
    .array(
      fc.record({
        amount: fc.integer({ min: 1, max: 400 }),
        expiresAt: fc.option(fc.integer({ min: at + 1, max: at + most })),
      }),
      { maxLength: 3 },
    )
    .map((lots) => lots.sort((a, b) => (a.expiresAt ?? Infinity) - (b.expiresAt ?? Infinity))),
  offers: fc
    .array(
      fc.record({
        priority: fc.integer({ min: 0, max: 2 }),
        left: fc.integer({ min: 1, max: 7_200 }),
        fromHour: fc.constantFrom(0, 9, 10, 11, 12, 22),
        toHour: fc.constantFrom(0, 10, 11, 12, 13, 22),
        expiresAt: fc.option(fc.integer({ min: at + 1, max: at + most })),
        expiresAfterFirstUse: fc.option(fc.integer({ min: 60, max: 5_000 })),
      }),
      { maxLength: 3 },
    )
    .map((offers) =>
      offers.map((offer, index) => ({
        ...offer,
        id: index + 1,
        // An offer ends after its purchase or after its first use, not both.
        expiresAt: offer.expiresAfterFirstUse === null ? offer.expiresAt : null,
      })),
    ),
  bookings: fc
    .array(fc.tuple(fc.integer({ min: at, max: at + most }), fc.boolean()), { maxLength: 4 })
    .map((borders) => {
      const sorted = [...new Map(borders)].sort(([one], [other]) => one - other);
      // From border to border, some left out: bookings that touch, and such with a gap between.
      return sorted.flatMap(([from, isOwn], index) => {
        const to = sorted[index + 1]?.[0];
        return to === undefined || (index === 1 && !isOwn) ? [] : [{ from, to, isOwn }];
      });
    }),
  holds: fc
    .array(fc.integer({ min: at + 1, max: at + most }), { minLength: 0, maxLength: 4 })
    .map((instants) => {
      const sorted = [...new Set(instants)].sort((a, b) => a - b);
      return sorted.flatMap((from, index) =>
        index % 2 === 0 && sorted[index + 1] !== undefined ? [{ from, to: sorted[index + 1] as number }] : [],
      );
    }),
  link: fc
    .option(fc.tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 0, max: most })))
    .map((link) =>
      link === null ? null : { locksAt: at + link[0], backAt: at + Math.min(link[0] + link[1], most) },
    ),
});

function factsOf(day: Day): SessionFacts {
  return sessionOf({
    at,
    balanceMinor: day.balance,
    loanMinor: day.loan,
    freeSeconds: day.freeSeconds,
    ...(day.link === null ? {} : { leasedUntil: day.link.locksAt }),
    bookings: day.bookings.map(({ from, to, isOwn }) => bookedOf(from, to, { isOwn })),
    lots: day.lots.map(({ amount, expiresAt }) => ({ amountMinor: amount, expiresAt })),
    offers: day.offers
      .map((offer) =>
        offerOf(
          offer.id,
          offer.left,
          { priority: offer.priority, expiresAt: offer.expiresAt },
          {
            hours: { fromMinute: offer.fromHour * 60, toMinute: offer.toHour * 60 },
            expiry:
              offer.expiresAfterFirstUse === null
                ? { kind: "none", seconds: 0 }
                : { kind: "after_first_use", seconds: offer.expiresAfterFirstUse },
          },
        ),
      )
      .sort(
        (a, b) =>
          b.priority - a.priority ||
          (a.expiresAt ?? Infinity) - (b.expiresAt ?? Infinity) ||
          a.ownedOfferId - b.ownedOfferId,
      ),
    rules: {
      mayOweMinor: day.mayOwe,
      bonusFirst: day.bonusFirst,
      terms: moneyTermsOf(day.rate, {}, { roundingMinor: day.roundingMinor }),
    },
  });
}

/**
 * The life of a session by the rules. Pauses and the PC's return are told when they come, as in the café: whoever comes back
 * into a pause waits for its end, whoever goes on from a pause with a locked PC waits for that.
 */
function byRules(day: Day): Piece[] {
  let facts = factsOf(day);
  const source = sourceAt(facts, at);
  if (source === null) return [];
  facts = withSource(facts, source, at);
  let pausedBy: "pause" | "link" | null = null;
  const goTo = (when: number): boolean => {
    // Later than that nobody looks.
    const instant = Math.min(when, at + most - 1);
    for (let event = nextEvent(facts); event !== null && event.at <= instant; event = nextEvent(facts)) {
      if (event.kind === "lock") {
        facts = standingFrom(facts, event.at);
        pausedBy = "link";
        continue;
      }
      const next = stepped(facts, event.at);
      facts = next.facts;
      if (next.ended) return true;
    }
    return false;
  };
  const goOn = (to: number) => {
    facts = { ...facts, holds: facts.holds.map((hold) => (hold.to === null ? { ...hold, to } : hold)) };
    pausedBy = null;
  };
  const pause = (from: number) => {
    facts = standingFrom(facts, from);
    pausedBy = "pause";
  };
  const acts = [
    ...day.holds.flatMap(({ from, to }) => [
      { when: from, act: () => (pausedBy === null ? pause(from) : undefined) },
      { when: to, act: () => (pausedBy === "pause" ? goOn(to) : undefined) },
    ]),
    ...(day.link === null ? [] : [{ when: day.link.backAt, act: () => comeBack(day.link?.backAt ?? 0) }]),
  ].sort((a, b) => a.when - b.when);
  const comeBack = (when: number) => {
    facts = { ...facts, leasedUntil: null };
    if (pausedBy !== "link") return;
    goOn(when);
    if (day.holds.some(({ from, to }) => from <= when && when < to)) pause(when);
  };
  const isOver = acts.some(({ when, act }) => {
    if (goTo(when)) return true;
    act();
    return goTo(when);
  });
  if (!isOver) goTo(at + most);
  return facts.spans.map((span) => ({
    kind: span.kind as Piece["kind"],
    offer: span.ownedOfferId,
    from: span.from,
    to: span.to ?? span.from,
    charge: span.booked.chargeMinor,
  }));
}

/** What still runs at the end has no end yet on either side. */
function ended(pieces: readonly Piece[]): Piece[] {
  return pieces.filter(({ from, to }) => to > from);
}

test("the rules and a reckoning second by second tell the same life of a session", () => {
  fc.assert(
    fc.property(days, (day) => {
      if (!hasSource(factsOf(day), at)) return;
      expect(ended(byRules(day))).toEqual(ended(secondBySecond(day, most)));
    }),
    { numRuns: Number(process.env["NETCAFE_RUNS"] ?? 150) },
  );
});
