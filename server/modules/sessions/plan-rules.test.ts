import { expect, test } from "vitest";
import { nextChange } from "./change-rules.ts";
import { holdsPlan } from "./plan-rules.ts";
import type { SessionFacts } from "./session-rules.ts";
import { epoch, offerOf, sessionOf } from "./session-samples.ts";
import { sourceAt } from "./source-rules.ts";
import { plannedEnd, withSource } from "./timeline-rules.ts";

/** Money at 4.00 an hour: a minor unit lasts nine seconds. */
const at = epoch("2026-03-02T10:00:00");

function running(sample: Omit<Parameters<typeof sessionOf>[0], "at"> = {}): SessionFacts {
  const facts = sessionOf({ at, balanceMinor: 400, ...sample });
  const source = sourceAt(facts, at);
  if (source === null) throw new Error("the sample does not begin");
  return withSource(facts, source, at);
}
const planOf = (facts: SessionFacts) => ({ endsAt: plannedEnd(facts), nextAt: nextChange(facts) });

const facts = running();
const plan = planOf(facts);

test.each<[string, SessionFacts, typeof plan, number, boolean]>([
  ["nothing happened", facts, plan, at + 60, true],
  ["no end at all", running({ kind: "free" }), planOf(running({ kind: "free" })), at + 60, true],
  ["the last second before it is due", facts, plan, at + 3_599, true],
  ["it is due", facts, plan, at + 3_600, false],
  ["money came in", { ...facts, money: { ...facts.money, balanceMinor: 500 } }, plan, at + 60, false],
  ["money went out", { ...facts, money: { ...facts.money, balanceMinor: 300 } }, plan, at + 60, false],
  ["an offer that may run was bought", { ...facts, offers: [offerOf(1, 600)] }, plan, at + 60, false],
  [
    "an offer that opens later was bought",
    { ...facts, offers: [offerOf(1, 600, {}, { hours: { fromMinute: 630, toMinute: 700 } })] },
    plan,
    at + 60,
    false,
  ],
  ["what was foretold was never written down", facts, { endsAt: null, nextAt: null }, at + 60, false],
])("a plan is looked at: %s", (_, known, foretold, now, holds) => {
  expect(holdsPlan(known, foretold, now)).toBe(holds);
});
