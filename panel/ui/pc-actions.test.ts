import { describe, expect, test } from "vitest";
import type { Right } from "../../contract/rights.ts";
import type { PcRow } from "../live/pc-state.ts";
import { t } from "../text/en.ts";
import { pcActions, whyNot, type PcAction } from "./pc-actions.ts";

const everything = { may: () => true, needsShift: false };
const only = (...rights: Right[]) => ({ may: (right: Right) => rights.includes(right), needsShift: false });

const pc = (more: Partial<PcRow> = {}) =>
  ({
    ...{ pc_in_using: 0, pc_enabled: 1, is_connected: 1, is_paused: 0, pc_console_type: 0, pc_mac: "02" },
    ...{ member_group_id: null },
    ...more,
  }) as PcRow;
const busy = (group: number, more: Partial<PcRow> = {}) =>
  pc({ pc_in_using: 1, member_group_id: group, ...more });

describe("an act on a PC", () => {
  test.each<[string, PcAction, PcRow, "free" | "busy" | "out" | "offline", string | null]>([
    ["starts on a free PC", "start", pc(), "free", null],
    ["starts on an offline PC", "start", pc({ is_connected: 0 }), "offline", null],
    ["does not start on a busy PC", "start", busy(-3), "busy", t.computers.why.busy],
    ["does not start on a PC out of order", "start", pc({ pc_enabled: 0 }), "out", t.computers.why.out],
    ["adds time to who paid before", "addTime", busy(-2), "busy", null],
    ["adds no time to a member", "addTime", busy(5), "busy", t.hall.why.memberTopUp],
    ["adds no time to who pays after", "addTime", busy(-3), "busy", t.hall.why.noTime],
    ["adds an offer to a member", "addOffer", busy(0), "busy", null],
    ["adds no offer to who plays free", "addOffer", busy(-5), "busy", t.hall.why.noOffer],
    ["moves a session", "move", busy(-3), "busy", null],
    ["moves none from a console", "move", busy(-3, { pc_console_type: 5 }), "busy", t.hall.why.console],
    ["moves none where nobody plays", "move", pc(), "free", t.computers.why.notBusy],
    ["pauses a session once", "pause", busy(0, { is_paused: 1 }), "busy", t.hall.why.paused],
    ["ends any session", "end", busy(-5), "busy", null],
    ["wakes a PC that is off", "wake", pc({ is_connected: 0 }), "offline", null],
    [
      "wakes none whose card is not known",
      "wake",
      pc({ is_connected: 0, pc_mac: "" }),
      "offline",
      t.computers.why.noMac,
    ],
    [
      "sends nothing to a PC without link",
      "message",
      pc({ is_connected: 0 }),
      "offline",
      t.computers.why.offline,
    ],
  ])("%s", (_does, action, row, state, why) => {
    expect(whyNot(action, row, state, everything)).toBe(why);
  });

  test("names the right that is missing, before anything else", () => {
    for (const action of pcActions.filter((each) => each !== "push"))
      expect(whyNot(action, pc(), "free", only())).toMatch(/lacks the right/);
    expect(whyNot("start", pc(), "free", only("session_start_member"))).toBeNull();
  });

  test("waits for a shift where the café wants one", () => {
    expect(whyNot("start", pc(), "free", { ...everything, needsShift: true })).toBe(t.shifts.needed);
  });
});
