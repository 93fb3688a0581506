import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coversAt, firstLapse, nextMoment, queuePlace, turnsOf, type BookedTime } from "./turn-rules.ts";

/** Whose turn a PC is (billing.md 11). Hours of a day as numbers: 10 is 10:00. */

const hours = (count: number) => count * 3_600;

function booked(
  bookingId: number,
  from: number,
  to: number,
  place = 0,
  more: Partial<BookedTime> = {},
): BookedTime {
  return {
    ...{ bookingId, from: hours(from), to: hours(to), place, endedAt: null },
    ...{ graceSeconds: 900, queueHoldSeconds: 600, isUsed: false },
    ...more,
  };
}

const inHours = (bookings: readonly BookedTime[]) =>
  turnsOf(bookings).map(({ bookingId, from, to }) => [bookingId, from / 3_600, to / 3_600]);

describe("turns", () => {
  const used = { isUsed: true };
  test.each<[string, BookedTime[], number[][]]>([
    ["one alone has its time", [booked(1, 10, 12)], [[1, 10, 12]]],
    [
      "two that touch have each its own",
      [booked(1, 10, 12), booked(2, 12, 13)],
      [
        [1, 10, 12],
        [2, 12, 13],
      ],
    ],
    ["who waits behind a longer one has none", [booked(1, 10, 12), booked(2, 10, 12, 1)], [[1, 10, 12]]],
    [
      "who waits has the PC once the one before is over",
      [booked(1, 10, 12, 0, used), booked(2, 11, 13, 1)],
      [
        [1, 10, 12],
        [2, 12, 13],
      ],
    ],
    [
      "the one before lapsed",
      [booked(1, 10, 12, 0, { endedAt: hours(10) + 900 }), booked(2, 10, 12, 1)],
      [
        [1, 10, 10.25],
        [2, 10.25, 12],
      ],
    ],
    [
      "the one before was cancelled before its start",
      [booked(1, 10, 12, 0, { endedAt: hours(9) }), booked(2, 10, 12, 1)],
      [[2, 10, 12]],
    ],
    [
      "three in a row: the last has what the second leaves",
      [booked(1, 10, 11), booked(2, 10, 12, 1), booked(3, 10, 13, 2)],
      [
        [1, 10, 11],
        [2, 11, 12],
        [3, 12, 13],
      ],
    ],
    [
      "the second is cancelled while it waits",
      [booked(1, 10, 11), booked(2, 10, 12, 1, { endedAt: hours(10.5) }), booked(3, 10, 13, 2)],
      [
        [1, 10, 11],
        [3, 11, 13],
      ],
    ],
    ["none", [], []],
  ])("%s", (_title, bookings, expected) => {
    expect(inHours(bookings)).toEqual(expected);
  });

  test("an instant lies in the turn from its first second to before its end", () => {
    const turns = turnsOf([booked(1, 10, 12), booked(2, 12, 13)]);
    const at = (hour: number, seconds = 0) => coversAt(turns, hours(hour) + seconds)?.bookingId ?? null;
    expect([at(10, -1), at(10), at(12, -1), at(12), at(13, -1), at(13)]).toEqual([null, 1, 1, 2, 2, null]);
  });
});

describe("lapses", () => {
  const at = (hour: number, seconds = 0) => hours(hour) + seconds;
  test.each<[string, BookedTime[], number, ReturnType<typeof firstLapse>]>([
    ["a second before the grace is over", [booked(1, 10, 12)], at(10, 899), null],
    [
      "unused when the grace is over",
      [booked(1, 10, 12)],
      at(10, 900),
      { kind: "unused", bookingId: 1, at: at(10, 900), from: at(10) },
    ],
    ["somebody came", [booked(1, 10, 12, 0, { isUsed: true })], at(13), null],
    ["without grace it is held to its end", [booked(1, 10, 12, 0, { graceSeconds: 0 })], at(13), null],
    ["a grace longer than the time", [booked(1, 10, 12, 0, { graceSeconds: 9_000 })], at(13), null],
    [
      "who waited and came to the PC late is held for the time of the queue",
      [booked(1, 10, 12, 0, { endedAt: at(10, 900) }), booked(2, 10, 12, 1)],
      at(13),
      { kind: "unused", bookingId: 2, at: at(10, 1_500), from: at(10, 900) },
    ],
    [
      "who waited and came to it before the start has the ordinary grace",
      [booked(1, 10, 12, 0, { endedAt: at(9) }), booked(2, 10, 12, 1)],
      at(13),
      { kind: "unused", bookingId: 2, at: at(10, 900), from: at(10) },
    ],
    [
      "the PC never came to who waited",
      [booked(1, 10, 12, 0, { isUsed: true }), booked(2, 10, 12, 1)],
      at(12),
      { kind: "never_came", bookingId: 2, at: at(12), from: at(10) },
    ],
    [
      "not before the end of the time",
      [booked(1, 10, 12, 0, { isUsed: true }), booked(2, 10, 12, 1)],
      at(12, -1),
      null,
    ],
  ])("%s", (_title, bookings, until, expected) => {
    expect(firstLapse(bookings, until)).toEqual(expected);
  });

  test("the next moment: near, begun, lapsed, over, then nothing", () => {
    const one = booked(1, 10, 12);
    const next = (after: number) => nextMoment(one, turnsOf([one]), after);
    expect([next(0), next(at(9.5)), next(at(10)), next(at(10, 900)), next(at(12))]).toEqual([
      at(9.5),
      at(10),
      at(10, 900),
      at(12),
      null,
    ]);
  });
});

/** At a moment of the day somebody books a time to come, or one that is still live is ended, by whatever. */
interface Act {
  after: number;
  /** Null: nothing is booked, one is ended. */
  book: { inSeconds: number; length: number } | null;
  ends: number;
}

/** A day of acts as they come in, each booking put behind all it overlaps. */
function dayOf(acts: readonly Act[]): BookedTime[] {
  let now = 100;
  let bookings: BookedTime[] = [];
  for (const { after, book, ends } of acts) {
    now += after;
    if (book !== null) {
      const wanted = { from: now + book.inSeconds, to: now + book.inSeconds + book.length };
      const place = queuePlace(bookings, wanted);
      const made = { bookingId: bookings.length + 1, ...wanted, place, endedAt: null };
      bookings = [...bookings, { ...made, graceSeconds: 10, queueHoldSeconds: 5, isUsed: false }];
    } else if (bookings[ends] !== undefined && bookings[ends].endedAt === null) {
      const endedAt = now;
      bookings = bookings.map((one, index) => (index === ends ? { ...one, endedAt } : one));
    }
  }
  return bookings;
}

describe("whatever is booked, cancelled and lapses", () => {
  const acts = fc.array(
    fc.record({
      after: fc.integer({ min: 0, max: 20 }),
      book: fc.option(
        fc.record({
          inSeconds: fc.integer({ min: 1, max: 60 }),
          length: fc.integer({ min: 1, max: 60 }),
        }),
        { freq: 2 },
      ),
      ends: fc.integer({ min: 0, max: 10 }),
    }),
    { maxLength: 25 },
  );

  test("no two turns overlap, and none leaves its booking's own time", () => {
    fc.assert(
      fc.property(acts, (day) => {
        const bookings = dayOf(day);
        const turns = turnsOf(bookings);
        turns
          .slice(1)
          .forEach((turn, index) => expect(turn.from).toBeGreaterThanOrEqual(turns[index]?.to ?? 0));
        for (const turn of turns) {
          const booking = bookings.find(({ bookingId }) => bookingId === turn.bookingId);
          expect(turn.from).toBeGreaterThanOrEqual(booking?.from ?? Infinity);
          expect(turn.to).toBeLessThanOrEqual(Math.min(booking?.to ?? 0, booking?.endedAt ?? Infinity));
        }
      }),
    );
  });

  test("live bookings in one place of the queue never overlap", () => {
    fc.assert(
      fc.property(acts, (day) => {
        const live = dayOf(day).filter(({ endedAt }) => endedAt === null);
        for (const one of live)
          for (const other of live)
            if (one.bookingId < other.bookingId && one.place === other.place)
              expect(one.to <= other.from || other.to <= one.from).toBe(true);
      }),
    );
  });

  test("carried out lapse by lapse, all come to an end: used, over, lapsed, or never come to", () => {
    fc.assert(
      fc.property(acts, fc.array(fc.boolean(), { minLength: 25, maxLength: 25 }), (day, comes) => {
        let bookings = dayOf(day.filter(({ book }) => book !== null));
        let last = 0;
        for (
          let lapse = firstLapse(bookings, Infinity);
          lapse !== null;
          lapse = firstLapse(bookings, Infinity)
        ) {
          const { bookingId, at: endedAt, kind } = lapse;
          expect(endedAt).toBeGreaterThanOrEqual(last);
          last = endedAt;
          const came = kind === "unused" && comes[bookingId - 1] === true;
          bookings = bookings.map((one) =>
            one.bookingId !== bookingId ? one : came ? { ...one, isUsed: true } : { ...one, endedAt },
          );
        }
        const turns = turnsOf(bookings);
        for (const one of bookings.filter(({ endedAt }) => endedAt === null))
          expect(turns.some(({ bookingId }) => bookingId === one.bookingId)).toBe(true);
      }),
    );
  });
});
