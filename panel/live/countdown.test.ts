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

  it.each([
    ["at once", 10_900, 10, 60],
    ["in the same second of the server", 10_001, 10, 60],
    ["with the server's next second, however soon after", 10_999, 11, 59],
    ["ten seconds later", 10_400, 20, 50],
    ["below zero when the time is over", 10_000, 75, -5],
    ["no more than there was, when the page is behind the server", 10_000, 4, 60],
  ])("counts down %s", (_when, atMs, serverSecond, left) => {
    expect(secondsLeft({ seconds: 60, atMs, paused: false }, serverSecond)).toBe(left);
  });

  it("counts up what is used, never from below zero", () => {
    expect(secondsUsed({ seconds: 60, atMs: 10_900, paused: false }, 12)).toBe(62);
    expect(secondsUsed({ seconds: -1, atMs: 10_900, paused: false }, 10)).toBe(0);
  });

  it("stands still while the session is paused", () => {
    const counting = { seconds: 60, atMs: 0, paused: true };
    expect([secondsLeft(counting, 30), secondsUsed(counting, 30)]).toEqual([60, 60]);
  });

  it("leaves a session without an end without one", () => {
    expect(secondsLeft({ seconds: null, atMs: 0, paused: false }, 1)).toBeNull();
  });
});
