import { describe, expect, it } from "vitest";
import { clockText, secondsLeft, secondsOf, secondsUsed } from "./countdown.ts";

describe("countdown", () => {
  it.each([
    ["00:39:49", 2389],
    ["26:00:01", 93_601],
    ["-00:01:30", -90],
    ["", null],
    [null, null],
    ["1:2:3", null],
  ])("reads the duration %s as %s seconds", (text, seconds) => {
    expect(secondsOf(text)).toBe(seconds);
  });

  it.each([
    [2389, "0:39:49"],
    [93_601, "26:00:01"],
    [-90, "−0:01:30"],
    [0, "0:00:00"],
    [-0.4, "0:00:00"],
  ])("writes %s seconds as %s", (seconds, text) => {
    expect(clockText(seconds)).toBe(text);
  });

  it("counts down from the moment the row was read", () => {
    expect(secondsLeft({ seconds: 60, readAtMs: 1000, paused: false }, 11_400)).toBe(50);
  });

  it("goes below zero when the time is over", () => {
    expect(secondsLeft({ seconds: 5, readAtMs: 0, paused: false }, 8000)).toBe(-3);
  });

  it("stands still while the session is paused", () => {
    const counting = { seconds: 60, readAtMs: 0, paused: true };
    expect([secondsLeft(counting, 30_000), secondsUsed(counting, 30_000)]).toEqual([60, 60]);
  });

  it("never adds time when the clock runs backwards", () => {
    expect(secondsLeft({ seconds: 60, readAtMs: 5000, paused: false }, 0)).toBe(60);
  });

  it("leaves a session without an end without one", () => {
    expect(secondsLeft({ seconds: null, readAtMs: 0, paused: false }, 1000)).toBeNull();
  });
});
