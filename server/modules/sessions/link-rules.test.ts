import { describe, expect, test } from "vitest";
import { lockedBy, locksAt, nextEvent } from "./link-rules.ts";
import { epoch, offerOf, sessionOf, type SampleSession } from "./session-samples.ts";
import type { Hold, SessionFacts } from "./session-rules.ts";
import { sourceAt } from "./source-rules.ts";
import { usedSeconds } from "./span-rules.ts";
import { secondsLeftInAll, spentBy, withSource } from "./timeline-rules.ts";

/** When a session stands still because its PC locks without link (pc-protocol.md 6.5). At 4.00 an hour. */

const at = epoch("2026-03-02T10:00:00");
const minutes = (n: number) => at + n * 60;

function begun(sample: Omit<SampleSession, "at">, holds: Hold[] = []): SessionFacts {
  const facts = sessionOf({ at, ...sample });
  const source = sourceAt(facts, at);
  if (source === null) throw new Error("no source");
  return { ...withSource(facts, source, at), holds };
}

describe("what comes first", () => {
  test.each<[string, SessionFacts, ReturnType<typeof nextEvent>]>([
    ["no lease is known: its source ends", begun({ balanceMinor: 400 }), { kind: "source", at: minutes(60) }],
    [
      "the lease ends before the money: the PC locks",
      begun({ balanceMinor: 400, leasedUntil: minutes(20) }),
      { kind: "lock", at: minutes(20) },
    ],
    [
      "the money ends before the lease",
      begun({ balanceMinor: 400, leasedUntil: minutes(240) }),
      { kind: "source", at: minutes(60) },
    ],
    [
      "both in the same second: the time is over, nothing is held",
      begun({ balanceMinor: 400, leasedUntil: minutes(60) }),
      { kind: "source", at: minutes(60) },
    ],
    [
      "money came in while the PC was away: it locks at the old end",
      begun({ balanceMinor: 800, leasedUntil: minutes(60) }),
      { kind: "lock", at: minutes(60) },
    ],
    [
      "a free session has no end of its own",
      begun({ kind: "free", leasedUntil: minutes(240) }),
      { kind: "lock", at: minutes(240) },
    ],
    [
      "a postpaid one neither",
      begun({ kind: "postpaid", leasedUntil: minutes(240) }),
      { kind: "lock", at: minutes(240) },
    ],
    [
      "in a pause nothing locks",
      begun({ balanceMinor: 400, leasedUntil: minutes(20) }, [{ from: minutes(10), to: null }]),
      null,
    ],
    [
      "after a pause that outlasted the lease it locks as it ends",
      begun({ balanceMinor: 400, leasedUntil: minutes(20) }, [{ from: minutes(10), to: minutes(50) }]),
      { kind: "lock", at: minutes(50) },
    ],
    [
      "after a shorter pause it locks at its own instant",
      begun({ balanceMinor: 400, leasedUntil: minutes(20) }, [{ from: minutes(10), to: minutes(15) }]),
      { kind: "lock", at: minutes(20) },
    ],
  ])("%s", (_, facts, expected) => {
    expect(nextEvent(facts)).toEqual(expected);
  });
});

test("before its start nothing locks", () => {
  expect(locksAt(sessionOf({ at, balanceMinor: 400, leasedUntil: minutes(20) }))).toBeNull();
});

test("what is left is the same whenever it is asked after the PC has locked", () => {
  const facts = begun({ balanceMinor: 400, leasedUntil: minutes(20) });
  for (const later of [minutes(20), minutes(21), minutes(500)]) {
    const locked = lockedBy(facts, later);
    expect([usedSeconds(locked, later), secondsLeftInAll(locked, later)]).toEqual([1200, 2400]);
  }
  expect(lockedBy(facts, minutes(20) - 1)).toBe(facts);
});

test("windows go on: an offer that closes while the PC is locked gives way then", () => {
  const offer = offerOf(1, 7200, {}, { hours: { fromMinute: 10 * 60, toMinute: 11 * 60 } });
  const facts = begun({ balanceMinor: 400, offers: [offer], leasedUntil: minutes(20) });
  const locked = lockedBy(facts, minutes(30));
  expect(nextEvent(locked)).toEqual({ kind: "source", at: minutes(60) });
});

describe("what a PC may use of the member's money up to the end of its lease (billing.md 7.4)", () => {
  const lot = { amountMinor: 100, expiresAt: null };
  test.each<[string, SessionFacts, number, { bonusMinor: number; balanceMinor: number }]>([
    [
      "a part of the balance",
      begun({ balanceMinor: 1_000 }),
      minutes(60),
      { bonusMinor: 0, balanceMinor: 400 },
    ],
    [
      "bonus first",
      begun({ balanceMinor: 1_000, lots: [lot] }),
      minutes(60),
      { bonusMinor: 100, balanceMinor: 300 },
    ],
    [
      "never more than there is",
      begun({ balanceMinor: 200 }),
      minutes(240),
      { bonusMinor: 0, balanceMinor: 200 },
    ],
    [
      "an offer first, then the balance",
      begun({ balanceMinor: 1_000, offers: [offerOf(1, 1_800)] }),
      minutes(60),
      { bonusMinor: 0, balanceMinor: 200 },
    ],
    [
      "an offer that lasts takes none",
      begun({ offers: [offerOf(1, 7_200)] }),
      minutes(60),
      { bonusMinor: 0, balanceMinor: 0 },
    ],
  ])("%s", (_, facts, until, expected) => {
    expect(spentBy(facts, until)).toEqual(expected);
  });
});
