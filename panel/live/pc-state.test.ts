import { describe, expect, it } from "vitest";
import { byName, countStates, filterPcs, localMinute, stateOf, type PcRow } from "./pc-state.ts";

const now = "01-31 18:00";
const free = { pc_enabled: 1, pc_in_using: 0, recent_booking: null, is_connected: 1 } as const;

const row = (parts: Partial<PcRow>): PcRow =>
  ({
    ...free,
    pc_name: "PC1",
    pc_group_name: "VIP",
    pc_area_name: "Hall",
    member_account: null,
    ...parts,
  }) as PcRow;

describe("state of a PC", () => {
  it.each([
    ["out of order comes before a running session", { ...free, pc_enabled: 0, pc_in_using: 1 }, "out"],
    [
      "a session comes before a lost connection",
      { ...free, pc_in_using: 1, is_connected: 0 as const },
      "busy",
    ],
    ["a booking that has begun holds the PC", { ...free, recent_booking: "01-31 17:59" }, "booked"],
    ["a later booking leaves it free", { ...free, recent_booking: "01-31 18:30" }, "free"],
    ["a PC that is not connected is offline", { ...free, is_connected: 0 as const }, "offline"],
    ["nothing of these is free", free, "free"],
  ])("%s", (_why, pc, state) => {
    expect(stateOf(pc, now)).toBe(state);
  });

  it("counts every PC once", () => {
    const counts = countStates([free, free, { ...free, pc_enabled: 0 }, { ...free, pc_in_using: 1 }], now);
    expect(counts).toEqual({ out: 1, busy: 1, booked: 0, offline: 0, free: 2 });
  });
});

describe("filter of PCs", () => {
  const pcs = [
    row({ pc_name: "PC1" }),
    row({ pc_name: "PC2", pc_in_using: 1, member_account: "Player1" }),
    row({ pc_name: "XBOX", pc_enabled: 0, pc_area_name: "Lounge" }),
  ];

  it("shows all without a choice", () => {
    expect(filterPcs(pcs, { states: [], search: "" }, now)).toHaveLength(3);
  });

  it("shows the chosen states", () => {
    expect(filterPcs(pcs, { states: ["busy", "out"], search: "" }, now).map((pc) => pc.pc_name)).toEqual([
      "PC2",
      "XBOX",
    ]);
  });

  it.each([
    ["player", ["PC2"]],
    [" lounge ", ["XBOX"]],
    ["pc", ["PC1", "PC2"]],
    ["nobody", []],
  ])("finds %s in names, rooms and members", (search, names) => {
    expect(filterPcs(pcs, { states: [], search }, now).map((pc) => pc.pc_name)).toEqual(names);
  });

  it("sorts numbers in names as numbers", () => {
    expect(["PC10", "PC9", "pc1"].sort(byName)).toEqual(["pc1", "PC9", "PC10"]);
  });
});

describe("café time", () => {
  it.each([
    ["Europe/Vienna", "01-31 19:05"],
    ["+08:00", "02-01 02:05"],
    ["no/zone", "01-31 18:05"],
  ])("is told for %s", (zone, text) => {
    expect(localMinute(zone, new Date("2025-01-31T18:05:00Z"))).toBe(text);
  });
});
