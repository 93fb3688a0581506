import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextChange } from "./change-rules.ts";
import { openSpanOf, type SessionFacts, type Source } from "./session-rules.ts";
import { bookedOf, epoch, moneyTermsOf, offerOf, sessionOf } from "./session-samples.ts";
import { settlementOf } from "./settle-rules.ts";
import { hasSource, sourceAt } from "./source-rules.ts";
import { secondsLived, stretchNoFor } from "./span-rules.ts";
import { plannedEnd, secondsLeftInAll, stepped, withoutSource, withSource } from "./timeline-rules.ts";

/** Which source pays, when it changes and what is booked (billing.md 6.4, 7.2); rows of 13 by their number. */

function begun(facts: SessionFacts): SessionFacts {
  const source = sourceAt(facts, facts.startedAt);
  if (source === null) throw new Error("no source");
  return withSource(facts, source, facts.startedAt);
}

/** What happens by itself until nothing more does: the source, from when to when, and what was booked. */
function lifeOf(
  facts: SessionFacts,
): { kind: string; offer: number | null; from: number; to: number; total: number }[] {
  let here = begun(facts);
  for (let step = 0; step < 50; step += 1) {
    const at = nextChange(here);
    if (at === null) break;
    const next = stepped(here, at);
    here = next.facts;
    if (next.ended) break;
  }
  return here.spans.map((span) => ({
    kind: span.kind,
    offer: span.ownedOfferId,
    from: span.from,
    to: span.to ?? Infinity,
    total: span.booked.chargeMinor,
  }));
}

const at10 = epoch("2026-03-02T10:00:00");
const minutes = (n: number) => n * 60;

describe("worked examples", () => {
  test("row 15: money, an offer and money again at a dynamic price are one stretch", () => {
    const terms = moneyTermsOf(
      0,
      {},
      {
        type: "dynamic",
        dynamicRows: [
          { minutes: 60, amountMinor: 400 },
          { minutes: 180, amountMinor: 900 },
        ],
      },
    );
    const offer = offerOf(1, minutes(60), {}, { hours: { fromMinute: 11 * 60, toMinute: 12 * 60 } });
    const life = lifeOf(sessionOf({ at: at10, balanceMinor: 650, offers: [offer], rules: { terms } }));
    expect(life).toMatchObject([
      { kind: "money", from: at10, to: at10 + minutes(60), total: 400 },
      { kind: "offer", from: at10 + minutes(60), to: at10 + minutes(120) },
      { kind: "money", from: at10 + minutes(120), to: at10 + minutes(180), total: 250 },
    ]);
  });

  test("row 17: rounding counts once over the whole stretch", () => {
    const terms = moneyTermsOf(400, {}, { roundingMinor: 50 });
    const opensAt = at10 + 1125;
    const offer = offerOf(1, 600, {}, { validFrom: opensAt });
    const facts = begun(sessionOf({ at: at10, balanceMinor: 1000, offers: [offer], rules: { terms } }));
    const first = stepped(facts, nextChange(facts) ?? 0).facts;
    expect(first.spans[0]?.booked.chargeMinor).toBe(150);
    const second = stepped(first, nextChange(first) ?? 0).facts;
    const span = openSpanOf(second);
    expect(span?.kind).toBe("money");
    if (span !== undefined) expect(settlementOf(second, span, span.from + 450).booked?.chargeMinor).toBe(50);
  });

  test("row 21: how long balance and bonus last", () => {
    const lot = [{ amountMinor: 200, expiresAt: null }];
    const left = (discountPercent: string, balanceMinor: number, lots: typeof lot | []) => {
      const facts = sessionOf({
        at: at10,
        balanceMinor,
        lots,
        rules: { terms: moneyTermsOf(400, { discountPercent }) },
      });
      return hasSource(facts, at10) ? secondsLeftInAll(begun(facts), at10) : 0;
    };
    expect(left("0", 1250, lot)).toBe(13_050);
    expect(left("15", 1250, lot)).toBe(15_352);
    expect(left("100", 0, [])).toBeNull();
    expect(left("0", 1, [])).toBe(9);
    expect(left("0", 0, [])).toBe(0);
  });

  test("row 25: booked time, the offers in their order, then money, then the end", () => {
    const at11 = epoch("2026-03-02T11:00:00");
    const start = epoch("2026-03-02T12:00:00");
    const day = 86_400;
    const offers = [
      offerOf(3, minutes(120), { priority: 9 }, { hours: { fromMinute: 14 * 60, toMinute: 18 * 60 } }),
      offerOf(2, minutes(60), { priority: 5, expiresAt: start + day }),
      offerOf(1, minutes(60), { priority: 5, expiresAt: start + 3 * day }),
    ];
    const bookings = [bookedOf(at11 - minutes(30), start)];
    const life = lifeOf(sessionOf({ at: at11, balanceMinor: 200, offers, bookings }));
    expect(life.map(({ kind, offer, to }) => [kind, offer, to])).toEqual([
      ["booking", null, start],
      ["offer", 2, start + minutes(60)],
      ["offer", 1, start + minutes(120)],
      ["offer", 3, start + minutes(240)],
      ["money", null, start + minutes(270)],
    ]);
  });

  test("row 31: a window over midnight ends the offer with its rest kept", () => {
    const friday = epoch("2026-03-06T23:00:00");
    const offer = offerOf(
      1,
      minutes(600),
      {},
      { weekdays: [5], hours: { fromMinute: 22 * 60, toMinute: 8 * 60 } },
    );
    const facts = begun(sessionOf({ at: friday, offers: [offer] }));
    const change = nextChange(facts);
    expect(change).toBe(epoch("2026-03-07T08:00:00"));
    const after = stepped(facts, change ?? 0);
    expect(after.ended).toBe(true);
    expect(after.facts.offers[0]?.leftSeconds).toBe(minutes(60));
  });
});

describe("bookings of the session's PC", () => {
  const own = (from: number, to: number) => bookedOf(at10 + minutes(from), at10 + minutes(to));
  const other = (from: number, to: number) => ({ ...own(from, to), isOwn: false });
  const hold = (from: number, to: number) => ({ ...own(from, to), pays: false });
  const minutesOf = (facts: SessionFacts) =>
    lifeOf(facts).map(({ kind, from, to }) => [kind, (from - at10) / 60, (to - at10) / 60]);
  const rich = { at: at10, balanceMinor: 4000 };

  test.each<[string, Parameters<typeof sessionOf>[0], (string | number)[][]]>([
    [
      "own time that begins is the better source",
      { ...rich, balanceMinor: 400, bookings: [own(30, 60)] },
      [
        ["money", 0, 30],
        ["booking", 30, 60],
        ["money", 60, 90],
      ],
    ],
    ["somebody else's time ends the session", { ...rich, bookings: [other(30, 60)] }, [["money", 0, 30]]],
    [
      "no free minutes in booked time, and none after it",
      { ...rich, freeSeconds: 600, balanceMinor: 200, bookings: [own(0, 60)] },
      [
        ["booking", 0, 60],
        ["money", 60, 90],
      ],
    ],
    [
      "booked time comes before free minutes that run",
      { ...rich, freeSeconds: 600, bookings: [own(5, 60), other(60, 90)] },
      [
        ["free_minutes", 0, 5],
        ["booking", 5, 60],
      ],
    ],
    [
      "an offer is kept for after the booked time",
      { at: at10, offers: [offerOf(1, minutes(60))], bookings: [own(20, 60)] },
      [
        ["offer", 0, 20],
        ["booking", 20, 60],
        ["offer", 60, 100],
      ],
    ],
    [
      "a hold keeps the PC and pays nothing",
      { ...rich, balanceMinor: 400, bookings: [hold(30, 60)] },
      [["money", 0, 60]],
    ],
    [
      "a postpaid guest is checked out",
      { at: at10, kind: "postpaid", bookings: [other(30, 60)] },
      [["postpaid", 0, 30]],
    ],
    ["so is who plays for nothing", { at: at10, kind: "free", bookings: [other(30, 60)] }, [["free", 0, 30]]],
    [
      "two own times in a row",
      { at: at10, bookings: [own(0, 30), own(30, 50)] },
      [
        ["booking", 0, 30],
        ["booking", 30, 50],
      ],
    ],
  ])("%s", (_title, sample, expected) => {
    expect(minutesOf(sessionOf(sample))).toEqual(expected);
  });

  test("what is left never passes the start of another's time, and that does not move while the session stands still", () => {
    const facts = begun(sessionOf({ ...rich, bookings: [other(30, 60)] }));
    expect(secondsLeftInAll(facts, at10 + 600)).toBe(minutes(20));
    const paused = { ...facts, holds: [{ from: at10 + 600, to: null }] };
    expect(nextChange(paused)).toBe(at10 + minutes(30));
  });

  test("in somebody else's time nothing pays, whatever there is", () => {
    const facts = sessionOf({ ...rich, freeSeconds: 600, bookings: [other(-10, 60)] });
    expect(sourceAt(facts, at10)).toBeNull();
    expect(hasSource(facts, at10)).toBe(false);
  });

  test("booked time alone is enough to start a session", () => {
    expect(hasSource(sessionOf({ at: at10, bookings: [own(-10, 60)] }), at10)).toBe(true);
  });
});

describe("which source pays", () => {
  const lot = (amountMinor: number, expiresAt: number | null = null) => ({ amountMinor, expiresAt });
  test.each<[string, Parameters<typeof sessionOf>[0], string | null]>([
    ["balance", { at: at10, balanceMinor: 100 }, "money"],
    ["nothing at all", { at: at10 }, null],
    [
      "less than a second's worth",
      { at: at10, rules: { terms: moneyTermsOf(400_000_000) }, balanceMinor: 1 },
      null,
    ],
    ["an offer before money", { at: at10, balanceMinor: 100, offers: [offerOf(1, 60)] }, "offer"],
    ["an offer for other PCs", { at: at10, offers: [offerOf(1, 60, {}, { pcGroupIds: [9] })] }, null],
    ["an offer that has expired", { at: at10, offers: [offerOf(1, 60, { expiresAt: at10 })] }, null],
    ["an offer where no price fits", { at: at10, offers: [offerOf(1, 60)], rules: { terms: null } }, "offer"],
    [
      "a discount of 100 % uses no offers",
      { at: at10, offers: [offerOf(1, 60)], rules: { terms: moneyTermsOf(400, { discountPercent: "100" }) } },
      "money",
    ],
    ["a loan when all else is spent", { at: at10, rules: { mayOweMinor: 100 } }, "loan"],
    ["no loan above the debt allowed", { at: at10, loanMinor: 100, rules: { mayOweMinor: 100 } }, null],
    [
      "no loan where the balance may not pay",
      { at: at10, rules: { mayOweMinor: 100, usesBalance: false } },
      null,
    ],
    [
      "bonus alone where the balance may not pay",
      { at: at10, balanceMinor: 100, lots: [lot(50)], rules: { usesBalance: false } },
      "money",
    ],
    [
      "free minutes come first",
      { at: at10, balanceMinor: 100, freeSeconds: 60, offers: [offerOf(1, 60)] },
      "free_minutes",
    ],
    ["postpaid", { at: at10, kind: "postpaid" }, "postpaid"],
    ["free", { at: at10, kind: "free", rules: { terms: null } }, "free"],
    ["billing off", { at: at10, kind: "guest", rules: { terms: null } }, "off"],
  ])("%s", (_, sample, kind) => {
    expect(sourceAt(sessionOf(sample), at10)?.kind ?? null).toBe(kind);
  });

  test("free minutes alone start no session", () => {
    expect(hasSource(sessionOf({ at: at10, freeSeconds: 600 }), at10)).toBe(false);
  });

  test("outside its hours bonus pays nothing, and the border is a change of source", () => {
    const hours = Array.from({ length: 7 }, () => Array.from({ length: 24 }, (_, hour) => hour < 11));
    const life = lifeOf(
      sessionOf({ at: at10, balanceMinor: 400, lots: [lot(1000)], rules: { bonusHours: hours } }),
    );
    expect(life).toMatchObject([
      { kind: "money", to: at10 + minutes(60), total: 400 },
      { kind: "money", to: at10 + minutes(120), total: 400 },
    ]);
  });

  test("a lot that expires in mid-session pays up to then, and only its rest is lost", () => {
    const life = lifeOf(sessionOf({ at: at10, balanceMinor: 400, lots: [lot(1000, at10 + minutes(30))] }));
    expect(life).toMatchObject([
      { kind: "money", to: at10 + minutes(30), total: 200 },
      { kind: "money", to: at10 + minutes(90), total: 400 },
    ]);
  });

  test("from balance to loan and no further than the debt allowed", () => {
    const life = lifeOf(sessionOf({ at: at10, balanceMinor: 200, rules: { mayOweMinor: 100 } }));
    expect(life).toMatchObject([
      { kind: "money", to: at10 + minutes(30), total: 200 },
      { kind: "loan", to: at10 + minutes(45), total: 100 },
    ]);
  });

  test("an offer used first expires after its first use, in mid-session too", () => {
    const offer = offerOf(
      1,
      minutes(600),
      {},
      { expiry: { kind: "after_first_use", seconds: minutes(120) } },
    );
    expect(lifeOf(sessionOf({ at: at10, offers: [offer], balanceMinor: 400 }))).toMatchObject([
      { kind: "offer", to: at10 + minutes(120) },
      { kind: "money", to: at10 + minutes(180) },
    ]);
  });

  test.each([
    ["in the middle of its window", { fromMinute: 10 * 60 + 15, toMinute: 12 * 60 }, at10 + minutes(30)],
    ["before its window", { fromMinute: 10 * 60 + 45, toMinute: 12 * 60 }, at10 + minutes(45)],
    ["and valid all day", { fromMinute: 0, toMinute: 0 }, at10 + minutes(30)],
  ])("an offer bought in mid-session %s pays no second before it was bought", (_, hours, from) => {
    const offer = offerOf(1, minutes(20), { boughtAt: at10 + minutes(30) }, { hours });
    expect(lifeOf(sessionOf({ at: at10, offers: [offer], balanceMinor: 400 }))).toMatchObject([
      { kind: "money", to: from },
      { kind: "offer", from, to: from + minutes(20) },
      { kind: "money", to: at10 + minutes(80) },
    ]);
  });

  test("a postpaid session ends when its due reaches the most it may", () => {
    const facts = sessionOf({ at: at10, kind: "postpaid", rules: { postpaidMostMinor: 600 } });
    expect(lifeOf(facts)).toMatchObject([{ kind: "postpaid", to: at10 + minutes(90), total: 600 }]);
  });

  test("a postpaid session ends there once, although its tax was rounded up beyond it", () => {
    const terms = moneyTermsOf(355, { tax: { percent: "10", included: false } });
    const facts = sessionOf({ at: at10, kind: "postpaid", rules: { terms, postpaidMostMinor: 225 } });
    // 2074 s cost 204.52 and 20.45 of tax, within 225; booked are 205 and 21.
    expect(lifeOf(facts)).toMatchObject([{ kind: "postpaid", to: at10 + 2_074, total: 205 }]);
    expect(lifeOf(facts)).toHaveLength(1);
  });
});

describe("standing still", () => {
  const facts = begun(sessionOf({ at: at10, balanceMinor: 400 }));

  test("a hold takes its time out of use, cost and end", () => {
    const held = { ...facts, holds: [{ from: at10 + 600, to: at10 + 1200 }] };
    expect(plannedEnd(held)).toBe(at10 + 3600 + 600);
    const span = openSpanOf(held);
    if (span !== undefined)
      expect(settlementOf(held, span, at10 + 1800)).toMatchObject({
        usedSeconds: 1200,
        fromBalanceMinor: 133,
      });
  });

  test("while it lasts nothing is used up, and what is left does not change", () => {
    const held = { ...facts, holds: [{ from: at10 + 600, to: null }] };
    expect(nextChange(held)).toBeNull();
    expect(secondsLeftInAll(held, at10 + 600)).toBe(3000);
    expect(secondsLeftInAll(held, at10 + 90_000)).toBe(3000);
  });

  test("an offer that is bought meanwhile takes over when it is bought, whenever its window opened", () => {
    const hours = { fromMinute: 10 * 60 + 12, toMinute: 0 };
    const offer = offerOf(1, minutes(600), { boughtAt: at10 + 900 }, { hours });
    const held = { ...facts, offers: [offer], holds: [{ from: at10 + 600, to: null }] };
    expect(nextChange(held)).toBe(at10 + 900);
  });

  test("it does not stop the hours of an offer", () => {
    const offer = offerOf(1, minutes(600), {}, { hours: { fromMinute: 0, toMinute: 11 * 60 } });
    const held = {
      ...begun(sessionOf({ at: at10, offers: [offer] })),
      holds: [{ from: at10 + 60, to: null }],
    };
    expect(nextChange(held)).toBe(at10 + minutes(60));
  });
});

const samples = fc.record({
  rate: fc.integer({ min: 1, max: 5_000 }),
  balance: fc.integer({ min: 0, max: 3_000 }),
  lots: fc.array(
    fc.record({
      amount: fc.integer({ min: 1, max: 500 }),
      hours: fc.option(fc.integer({ min: 1, max: 20 })),
    }),
    { maxLength: 3 },
  ),
  offers: fc.array(
    fc.record({
      minutes: fc.integer({ min: 1, max: 300 }),
      priority: fc.integer({ min: 0, max: 2 }),
      from: fc.integer({ min: 0, max: 23 }),
      to: fc.integer({ min: 0, max: 23 }),
      expires: fc.option(fc.integer({ min: 1, max: 40 })),
    }),
    { maxLength: 3 },
  ),
  mayOwe: fc.integer({ min: 0, max: 400 }),
  free: fc.integer({ min: 0, max: 900 }),
  rounding: fc.constantFrom(0, 50),
  bonusFirst: fc.boolean(),
  hold: fc.option(
    fc.record({ from: fc.integer({ min: 1, max: 20_000 }), seconds: fc.integer({ min: 1, max: 20_000 }) }),
  ),
});

function sampled(one: typeof samples extends fc.Arbitrary<infer T> ? T : never): SessionFacts {
  return sessionOf({
    at: at10,
    balanceMinor: one.balance,
    lots: one.lots
      .map(({ amount, hours }) => ({
        amountMinor: amount,
        expiresAt: hours === null ? null : at10 + hours * 3600,
      }))
      .sort((a, b) => (a.expiresAt ?? Infinity) - (b.expiresAt ?? Infinity)),
    offers: one.offers.map((offer, index) =>
      offerOf(
        index + 1,
        minutes(offer.minutes),
        {
          priority: 9 - index,
          expiresAt: offer.expires === null ? null : at10 + offer.expires * 3600,
        },
        { hours: { fromMinute: offer.from * 60, toMinute: offer.to * 60 } },
      ),
    ),
    freeSeconds: one.free,
    rules: {
      mayOweMinor: one.mayOwe,
      bonusFirst: one.bonusFirst,
      terms: moneyTermsOf(one.rate, {}, { roundingMinor: one.rounding }),
    },
  });
}

describe("for any session", () => {
  test("each second belongs to exactly one source, and nothing is charged that was not there", () => {
    fc.assert(
      fc.property(samples, (one) => {
        const facts = sampled(one);
        if (!hasSource(facts, at10)) return;
        const life = lifeOf(facts);
        expect(life[0]?.from).toBe(at10);
        for (const [index, span] of life.entries()) {
          expect(span.to).toBeGreaterThanOrEqual(span.from);
          if (index > 0) expect(span.from).toBe(life[index - 1]?.to);
        }
        const funds = one.balance + one.lots.reduce((sum, { amount }) => sum + amount, 0) + one.mayOwe;
        expect(life.reduce((sum, { total }) => sum + total, 0)).toBeLessThanOrEqual(funds);
      }),
      { numRuns: 300 },
    );
  });

  test("whenever it is asked, the end foretold is the same", () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 0, max: 1, noNaN: true }), (one, part) => {
        const facts = sampled(one);
        if (!hasSource(facts, at10)) return;
        let here = begun(facts);
        const end = plannedEnd(here);
        if (end === null) return;
        const until = at10 + Math.floor((end - at10) * part);
        for (let at = nextChange(here); at !== null && at <= until && at < end; at = nextChange(here))
          here = stepped(here, at).facts;
        expect(plannedEnd(here)).toBe(end);
      }),
      { numRuns: 300 },
    );
  });

  test("settling in the middle changes neither the sum nor the end", () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 20_000 }), (one, cut) => {
        const facts = sampled({ ...one, hold: null, lots: [], offers: [], free: 0 });
        if (!hasSource(facts, at10)) return;
        const whole = begun(facts);
        const end = plannedEnd(whole);
        if (end === null || at10 + cut >= end) return;
        const at = at10 + cut;
        let here = whole;
        for (let change = nextChange(here); change !== null && change <= at; change = nextChange(here))
          here = stepped(here, change).facts;
        const span = openSpanOf(here);
        if (span === undefined) return;
        const after = withoutSource(here, span, at, settlementOf(here, span, at));
        const again: Source | null = sourceAt(after, at);
        if (again === null) return;
        expect(plannedEnd(withSource(after, again, at))).toBe(end);
      }),
      { numRuns: 300 },
    );
  });

  test("a hold shifts the end of money by its length", () => {
    fc.assert(
      fc.property(samples, (one) => {
        if (one.hold === null) return;
        const facts = sampled({ ...one, lots: [], offers: [] });
        if (!hasSource(facts, at10)) return;
        const plain = begun(facts);
        const end = plannedEnd(plain);
        const hold = { from: at10 + one.hold.from, to: at10 + one.hold.from + one.hold.seconds };
        const span = openSpanOf(plain);
        if (end === null || span?.kind !== "money" || nextChange(plain) !== end || hold.from >= end) return;
        const held = { ...plain, holds: [hold] };
        expect(plannedEnd(held)).toBe(end + one.hold.seconds);
        expect(secondsLived(span, held.holds, end + one.hold.seconds)).toBe(end - at10);
      }),
      { numRuns: 200 },
    );
  });

  test("money at the same terms goes on in the same stretch", () => {
    const facts = begun(sessionOf({ at: at10, balanceMinor: 400 }));
    expect(stretchNoFor(facts, moneyTermsOf())).toBe(1);
    expect(stretchNoFor(facts, moneyTermsOf(500, {}, { version: 2 }))).toBe(2);
    // However the stored text orders its keys.
    const { charge, priceName } = moneyTermsOf();
    const { price, ...others } = charge;
    expect(stretchNoFor(facts, { charge: { ...others, price: { ...price } }, priceName })).toBe(1);
  });
});
