import fc from "fast-check";
import { expect, test } from "vitest";
import { KeptRows } from "./kept-rows.ts";
import type { PcRow } from "./pc-store.ts";
import { pcsRowOf, type PcNow } from "./pc-wire.ts";
import { aSession } from "./test-cafe.ts";

const cafe = { cafeId: 10001, exponent: 2, zone: "UTC" };

const pcOf = (name: string, isEnabled = true): PcRow => ({
  pc_id: 1,
  name,
  console_type: 0,
  pc_group_id: 1,
  pc_group_name: "Default",
  room_id: null,
  room_name: "",
  ip: "",
  mac: "",
  comment: "",
  box_position: "",
  box_top: 0,
  box_left: 0,
  is_enabled: isEnabled,
  turn_off_monitor_seconds: 0,
  agent_version: "",
  state_no: 0,
  last_heard_at: null,
});

/** A few PCs that are handed out again and again, as `KeptPcs` does, and what may be true of them. */
const pcs = [pcOf("PC1"), pcOf("PC2"), pcOf("PC2", false), pcOf("PC3")];
const session = fc.option(
  fc.record({
    sessionId: fc.constantFrom(1, 2),
    isPaused: fc.boolean(),
    usedSeconds: fc.nat(3),
    balanceMinor: fc.nat(3),
  }),
  { nil: undefined },
);
const pcNow = fc.record({
  pc: fc.constantFrom(...pcs),
  session: session.map((said) => said && { ...aSession, ...said }),
  booking: fc.option(fc.constant({ at: new Date("2026-03-02T18:00:00Z"), isNow: false }), { nil: undefined }),
  isConnected: fc.boolean(),
  groupPriceName: fc.constantFrom("Default", "VIP"),
});

test("kept rows say what rows made anew would say, whatever was said before", () => {
  const kept = new KeptRows();
  fc.assert(
    fc.property(fc.uniqueArray(pcNow, { selector: ({ pc }) => pc, maxLength: 4 }), (now: PcNow[]) => {
      expect(kept.of({ cafe, pcs: now })).toEqual(now.map((one) => pcsRowOf(cafe, one)));
    }),
    { numRuns: 500 },
  );
});

test("a list that says the same is the same list, also while a session runs on", () => {
  const kept = new KeptRows();
  const at = (usedSeconds: number, isPaused = false): PcNow[] => [
    {
      pc: pcOf1,
      session: { ...aSession, usedSeconds, isPaused },
      booking: undefined,
      isConnected: true,
      groupPriceName: "",
    },
    { pc: pcOf2, session: undefined, booking: undefined, isConnected: false, groupPriceName: "" },
  ];
  const [pcOf1, pcOf2] = [pcOf("PC1"), pcOf("PC2")];
  const first = kept.of({ cafe, pcs: at(1) });
  expect(kept.of({ cafe, pcs: at(2) })).toBe(first);
  expect(kept.of({ cafe, pcs: at(3, true) })).not.toBe(first);
});
