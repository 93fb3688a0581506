import { describe, expect, test } from "vitest";
import { dueClosing, nothingTold, type ClosingSettings, type ToldClosing } from "./closing.ts";

/** pc-protocol.md 6.4 "Closing". */
const settings: ClosingSettings = {
  minutes: [30, 10, 1],
  opens: "10:00",
  closes: "02:00",
  zone: "Europe/Madrid",
};
/** Madrid is an hour ahead of UTC in winter. */
const at = (utc: string) => Date.parse(`2026-03-02T${utc}Z`);
const closing = Math.floor(at("01:00:00") / 60_000);
const told = (...minutes: number[]): ToldClosing => ({ at: closing, minutes });

describe("the customer is told that the café closes", () => {
  test.each<[string, string, ToldClosing, Partial<ClosingSettings>, string | null]>([
    ["not yet", "00:29:59", nothingTold, {}, null],
    ["half an hour before", "00:30:00", nothingTold, {}, "We close in 30 minutes"],
    ["not again", "00:35:00", told(30), {}, null],
    ["ten minutes before", "00:50:00", told(30), {}, "We close in 10 minutes"],
    ["the time that is left, after a jump", "00:55:00", told(), {}, "We close in 5 minutes"],
    ["in the last minute", "00:59:30", told(30, 10), {}, "We close in 1 minute"],
    ["not once it is closed", "01:00:00", told(30, 10, 1), {}, null],
    [
      "anew the next day",
      "00:30:00",
      { at: closing - 1440, minutes: [30, 10, 1] },
      {},
      "We close in 30 minutes",
    ],
    ["never where it is always open", "00:30:00", nothingTold, { opens: "00:00", closes: "23:59" }, null],
    ["by an offset too", "00:30:00", nothingTold, { zone: "+01:00" }, "We close in 30 minutes"],
    ["nothing where nothing is set", "00:30:00", nothingTold, { minutes: [] }, null],
  ])("%s", (_, utc, before, change, text) => {
    expect(dueClosing(at(utc), before, { ...settings, ...change })?.text ?? null).toBe(text);
  });

  test("each minute once", () => {
    let before = nothingTold;
    const texts: string[] = [];
    for (let ms = at("00:20:00"); ms < at("01:05:00"); ms += 1000) {
      const due = dueClosing(ms, before, settings);
      if (due === null) continue;
      texts.push(due.text);
      before = due.told;
    }
    expect(texts).toEqual(["We close in 30 minutes", "We close in 10 minutes", "We close in 1 minute"]);
  });
});
