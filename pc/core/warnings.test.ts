import { describe, expect, test } from "vitest";
import type { ClientStatus } from "../../contract/frames/client-status.ts";
import { readClosing, readWarnings } from "./read-warnings.ts";
import { dueWarning, nothingWarned, usualWarnings, type Warned } from "./warnings.ts";

/** pc-protocol.md 6.4 "Minutes". */
const status = (change: Partial<ClientStatus> = {}) =>
  ({
    session_id: 9001,
    member_account: "player1",
    member_balance_realtime: "0.00",
    member_balance_bonus_realtime: "0.00",
    status_member_offer_id: 0,
    offer_in_using: "",
    available_offers: [],
    pc_paused: 0,
    ...change,
  }) as unknown as ClientStatus;
const offer = (id: number, name: string) => ({
  product_name: name,
  product_seconds: 3600,
  member_offer_id: id,
  member_offer_left_seconds: 300,
  member_offer_expire_at: null,
});
const onOffer = {
  status_member_offer_id: 7,
  offer_in_using: "3 hours",
  available_offers: [offer(7, "3 hours")],
};
const onMoney: Warned = { source: "9001/0", minutes: [] };
const told = (...minutes: number[]): Warned => ({ ...onMoney, minutes });

describe("the customer is told", () => {
  test.each<[string, Partial<ClientStatus>, number, Warned, string | null]>([
    ["nothing before the first minute", {}, 301, nothingWarned, null],
    ["at five", {}, 300, nothingWarned, "5 min left"],
    ["not again in the same minute", {}, 280, told(5), null],
    ["at four", {}, 240, told(5), "4 min left"],
    ["only the nearest after a jump", {}, 61, nothingWarned, "2 min left"],
    ["not those before it afterwards", {}, 60, told(5, 4, 3, 2), "1 min left"],
    ["nothing while another offer waits", { available_offers: [offer(9, "night")] }, 60, nothingWarned, null],
    [
      "nothing of an offer while another waits",
      { ...onOffer, available_offers: [offer(7, "3 hours"), offer(9, "night")] },
      60,
      nothingWarned,
      null,
    ],
    ["of the last offer, which is the end", onOffer, 60, nothingWarned, "1 min left"],
    [
      "of the last offer, which goes over to the balance",
      { ...onOffer, member_balance_realtime: "2.00" },
      60,
      nothingWarned,
      "1 min left of 3 hours, then the balance is used",
    ],
    ["anew on another source", {}, 300, { source: "9001/7", minutes: [5] }, "5 min left"],
    ["anew in another session", {}, 300, { source: "9000/0", minutes: [5] }, "5 min left"],
    ["nothing while paused", { pc_paused: 1 }, 60, nothingWarned, null],
    ["nothing once it is over", {}, -1, nothingWarned, null],
  ])("%s", (_, change, left, before, text) => {
    expect(dueWarning(status(change), left, before, usualWarnings)?.text ?? null).toBe(text);
  });

  test("each minute once, however often it is asked", () => {
    let warned = nothingWarned;
    const texts: string[] = [];
    for (let left = 400; left >= 0; left--) {
      const due = dueWarning(status(), left, warned, usualWarnings);
      if (due === null) continue;
      texts.push(due.text);
      warned = due.warned;
    }
    expect(texts).toEqual([5, 4, 3, 2, 1].map((minute) => `${minute} min left`));
  });

  test("nothing when the café has set so", () => {
    expect(dueWarning(status(), 60, nothingWarned, { minutes: [], forLast: true })).toBeNull();
    expect(dueWarning(status(), 60, nothingWarned, { ...usualWarnings, forLast: false })).toBeNull();
  });
});

test.each<[Record<string, unknown>, readonly number[], boolean]>([
  [{}, [5, 4, 3, 2, 1], true],
  [{ alert_client_before_end: "[10,1]", alert_for_last_offer: 0 }, [10, 1], false],
  [{ alert_client_before_end: "[]", alert_for_last_offer: "1" }, [], true],
  [{ alert_client_before_end: "[1", alert_for_last_offer: 1 }, [5, 4, 3, 2, 1], true],
  [{ alert_client_before_end: '["1"]' }, [5, 4, 3, 2, 1], true],
])("settings %j", (settings, minutes, forLast) => {
  expect(readWarnings(settings)).toEqual({ minutes, forLast });
});

test.each<[Record<string, unknown>, string]>([
  [{ open_time_start: "10:00", open_time_end: "02:00", timezone: "Europe/Madrid" }, "02:00"],
  [{ open_time_start: "10:00", open_time_end: "02:00", timezone: "+08:00" }, "02:00"],
  [{ open_time_start: "10:00", open_time_end: "02:00", timezone: "Nowhere/Town" }, "23:59"],
  [{ open_time_start: "10", open_time_end: "02:00", timezone: "+00:00" }, "23:59"],
  [{}, "23:59"],
])("opening hours %j", (settings, closes) => {
  expect(readClosing({ notification_before_closing: "[30]", ...settings }).closes).toBe(closes);
});
