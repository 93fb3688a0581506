import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/** What fetchBonus says is what the till gives: staff without a right of their own give exactly that (billing.md 4). */
const clock = new TurnedClock("2026-03-02T10:00:00Z");
let server: TestServer;
let desk: ApiCaller;
let memberId = 0;

beforeAll(async () => {
  server = await openTestServer({ clock });
  await server.addStaff("sam", "staff", ["topup", "member_add"]);
  desk = server.caller(await server.signIn("sam"));
  const password = { member_password: "choose-one", member_confirm: "choose-one" };
  const added = await desk.call("POST", "members", { member_account: "player1", ...password });
  memberId = (added.data as { member_id: number }).member_id;
});
afterAll(() => server.close());

const row = fc.record({ limit: fc.integer({ min: 1, max: 120 }), value: fc.integer({ min: 0, max: 4_000 }) });
const settings = fc.record({
  price_bonus: fc.uniqueArray(row, { minLength: 1, maxLength: 4, selector: ({ limit }) => limit }),
  bonus_unit: fc.constantFrom("currency", "percent"),
  topup_bonus_field_type: fc.constantFrom("bonus", "coin"),
  topup_reward_percent: fc.array(fc.nat({ max: 150 }), { minLength: 7, maxLength: 7 }),
});

it("for all settings and amounts, the bonus that is fetched may be given and one cent more may not", async () => {
  const admin = server.caller(await server.signIn());
  await fc.assert(
    fc.asyncProperty(settings, fc.integer({ min: 1, max: 15_000 }), async (asked, cents) => {
      clock.turn(20); // Calls are counted by the minute.
      const rows = asked.price_bonus
        .sort((a, b) => a.limit - b.limit)
        .map(({ limit, value }) => ({ limit, value: value / 100 }));
      const saved = await admin.call("PUT", "configs/loyaltySettings", { ...asked, price_bonus: rows });
      expect(saved.code, saved.message).toBe(200);
      const topUp = { topup_ids: memberId, topup_value: (cents / 100).toFixed(2) };
      const fetched = await desk.call("POST", "members/action/fetchBonus", topUp);
      const { bonus, add_coin } = fetched.data as { bonus: string; add_coin: number };
      const more = { topup_balance_bonus: (Number(bonus) + 0.01).toFixed(2), add_coin, comment: "more" };
      expect(await desk.call("POST", "members/action/topup", { ...topUp, ...more })).toMatchObject({
        code: 403,
      });
      const due = { topup_balance_bonus: bonus, add_coin };
      expect(await desk.call("POST", "members/action/topup", { ...topUp, ...due })).toMatchObject({
        code: 200,
      });
      const last = await server.db.row(
        "select bonus_minor, coins_hundredths from billing_logs where event = 'TOPUP' order by billing_log_id desc limit 1",
      );
      expect(last).toEqual({
        bonus_minor: Math.round(Number(bonus) * 100),
        coins_hundredths: add_coin * 100,
      });
    }),
    { numRuns: 15 },
  );
});
