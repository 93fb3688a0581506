import { describe, expect, test } from "vitest";
import {
  whyNotAsked,
  whyNotCancel,
  whyNotPc,
  type Asked,
  type BookingTerms,
  type PcFacts,
} from "./asked-rules.ts";

/** One row a refusal, in the order in which they are told (billing.md 11). */

const now = 1_000_000;
const hour = 3600;
const terms: BookingTerms = {
  ...{ membersMay: true, inUseByMembers: false, inUseByDesk: false, queues: false, onceADay: true },
  ...{ leastHoursBefore: 2, leastMinutes: 60, kinds: ["hold", "time", "offer"], offers: [] },
};
const asked: Asked = {
  ...{ kind: "time", by: "member", now, from: now + 2 * hour, to: now + 3 * hour, productId: null },
};

describe("what is asked", () => {
  test.each<[string, Partial<Asked>, Partial<BookingTerms>, string | null]>([
    ["all is well", {}, {}, null],
    ["members may not", {}, { membersMay: false }, "feature.disabled"],
    ["the desk may", { by: "staff" }, { membersMay: false }, null],
    ["a program with the key may", { by: "key" }, { membersMay: false }, null],
    ["a member holds nothing", { kind: "hold" }, {}, "feature.disabled"],
    ["a kind that is off", { kind: "offer", productId: 7 }, { kinds: ["hold", "time"] }, "feature.disabled"],
    [
      "an offer that is not for booking",
      { kind: "offer", productId: 7 },
      { offers: [8] },
      "feature.disabled",
    ],
    ["an offer that is", { kind: "offer", productId: 7, to: now + 2 * hour + 60 }, { offers: [7] }, null],
    ["now is no future", { from: now, to: now + hour }, {}, "booking.in_past"],
    ["too soon by a second", { from: now + 2 * hour - 1 }, {}, "booking.too_soon"],
    ["too short by a second", { to: now + 3 * hour - 1 }, {}, "booking.too_short"],
    ["a hold may be soon and short", { kind: "hold", by: "staff", from: now + 60, to: now + 120 }, {}, null],
    ["more than a week", { to: now + 2 * hour + 8 * 24 * hour }, {}, "request.validation"],
    [
      "more than a year ahead",
      { from: now + 400 * 24 * hour, to: now + 400 * 24 * hour + hour },
      {},
      "request.validation",
    ],
  ])("%s", (_title, more, others, error) => {
    expect(whyNotAsked({ ...asked, ...more }, { ...terms, ...others })?.error ?? null).toBe(error);
  });
});

describe("the PC", () => {
  const pc: PcFacts = { isEnabled: true, isInUse: false, isBookable: true, place: 0, isBookedThatDay: false };
  test.each<[string, Partial<PcFacts>, Partial<Asked>, Partial<BookingTerms>, string | null]>([
    ["free", {}, {}, {}, null],
    ["out of order", { isEnabled: false, place: 1 }, {}, {}, "pc.out_of_order"],
    ["in a room that is not for booking", { isBookable: false }, {}, {}, "feature.disabled"],
    ["the desk books there all the same", { isBookable: false }, { by: "staff" }, {}, null],
    ["in use", { isInUse: true }, {}, {}, "pc.in_session"],
    ["in use, members may", { isInUse: true }, {}, { inUseByMembers: true }, null],
    [
      "in use, members may, the desk may not",
      { isInUse: true },
      { by: "staff" },
      { inUseByMembers: true },
      "pc.in_session",
    ],
    ["in use, the desk may", { isInUse: true }, { by: "staff" }, { inUseByDesk: true }, null],
    [
      "in use, a program may what either may",
      { isInUse: true },
      { by: "key" },
      { inUseByMembers: true },
      null,
    ],
    ["taken", { place: 1 }, {}, {}, "booking.occupied"],
    ["taken, with a queue", { place: 1 }, {}, { queues: true }, null],
    ["the queue is full", { place: 11 }, {}, { queues: true }, "booking.occupied"],
    ["booked that day already", { isBookedThatDay: true }, {}, {}, "booking.once_a_day"],
    ["as often as one likes", { isBookedThatDay: true }, {}, { onceADay: false }, null],
  ])("%s", (_title, facts, more, others, error) => {
    expect(whyNotPc({ ...asked, ...more }, { ...terms, ...others }, { ...pc, ...facts })?.error ?? null).toBe(
      error,
    );
  });
});

describe("cancelling", () => {
  const booking = { kind: "time" as const, turnFrom: now + hour, from: now + hour, isOver: false };
  test.each<
    [
      string,
      Parameters<typeof whyNotCancel>[0],
      Parameters<typeof whyNotCancel>[1]["by"],
      number,
      string | null,
    ]
  >([
    ["an hour before", booking, "member", 60, null],
    ["a minute too late", booking, "member", 61, "booking.cancel_window"],
    ["the desk is not held to it", booking, "staff", 61, null],
    ["begun", { ...booking, turnFrom: now, from: now }, "staff", 0, "booking.started"],
    [
      "begun, but the PC did not come to who waits",
      { ...booking, turnFrom: null, from: now - 60 },
      "staff",
      0,
      null,
    ],
    [
      "a hold that has begun",
      { ...booking, kind: "hold", turnFrom: now - 60, from: now - 60 },
      "staff",
      0,
      null,
    ],
    ["over", { ...booking, isOver: true }, "key", 0, "booking.started"],
  ])("%s", (_title, one, by, cancelMinutes, error) => {
    expect(whyNotCancel(one, { by, now, cancelMinutes })?.error ?? null).toBe(error);
  });
});
