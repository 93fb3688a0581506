import { describe, expect, it } from "vitest";
import { kindOf } from "./session-kind.ts";
import { shownTime } from "./shown-time.ts";

const running = {
  atMs: 1_000,
  is_paused: 0 as 0 | 1,
  pc_in_using: 1,
  member_group_id: -2 as number | null,
  status_connect_time_left: "00:10:00" as string | null,
  status_connect_time_duration: "00:05:00" as string | null,
};

describe("kind of a session", () => {
  it.each([
    [1, -2, "prepaid"],
    [1, -3, "postpaid"],
    [1, -4, "offer"],
    [1, -5, "free"],
    [1, -1, "guest"],
    [1, 0, "member"],
    [1, 7, "member"],
    [1, null, "member"],
    [0, null, null],
  ])("in use %s with member group %s it is %s", (pc_in_using, member_group_id, kind) => {
    expect(kindOf({ pc_in_using, member_group_id })).toBe(kind);
  });
});

describe("time of a session", () => {
  it("counts down what is left", () => {
    expect(shownTime(running)(61)).toEqual({ seconds: 540, word: "left" });
  });

  it("says by how much the end is passed", () => {
    expect(shownTime({ ...running, status_connect_time_left: "00:00:02" })(6)).toEqual({
      seconds: 3,
      word: "over",
    });
  });

  it.each([-3, -5])("counts up what is used in member group %s, even if a booking ends it", (group) => {
    expect(shownTime({ ...running, member_group_id: group })(61)).toEqual({ seconds: 360, word: "used" });
  });

  it("counts up what is used where nothing ends it", () => {
    expect(shownTime({ ...running, member_group_id: 3, status_connect_time_left: null })(2)).toEqual({
      seconds: 301,
      word: "used",
    });
  });

  it.each([-2, -3])("stands still while paused in member group %s", (group) => {
    const paused = { ...running, is_paused: 1 as const, member_group_id: group };
    expect(shownTime(paused)(900)).toEqual(shownTime(paused)(1));
  });

  it("is nothing on a free PC", () => {
    const free = { pc_in_using: 0, status_connect_time_left: null, status_connect_time_duration: null };
    expect(shownTime({ ...running, ...free })(5)).toBeNull();
  });
});
