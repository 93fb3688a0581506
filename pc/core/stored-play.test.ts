import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ClientStatus } from "../../contract/frames/client-status.ts";
import type { Lease } from "../../contract/frames/lease.ts";
import { firstState, isOpen, type PcState } from "./pc-state.ts";
import { step } from "./step.ts";
import { playOf, resumption, type Moment, type StoredPlay } from "./stored-play.ts";

const status = { member_account: "player1", session_id: 9001, state_no: 1, pc_paused: 0 } as ClientStatus;
const lease = (leftSeconds: number | null, change: Partial<Lease> = {}): Lease => ({
  ...{ v: 1, kid: "k1", cafe: 10001, pc: "c-1", lease_no: 7, session_id: 9001, kind: "member" },
  ...{ issued_ms: 0, left_s: leftSeconds, run: "down", valid_s: 14_400, valid_until_ms: 14_400_000 },
  ...change,
});

const at = (seconds: number, bootId = "boot-1"): Moment => ({
  wallMs: seconds * 1000,
  monoMs: bootId === "boot-1" ? seconds * 1000 : 0,
  bootId,
});

function playing(held: Lease): PcState {
  const opened = step({ ...firstState(true), offline: false }, { kind: "status", status }, 0).state;
  return step(opened, { kind: "lease", lease: held }, 0).state;
}

const stored = (seconds: number, held = lease(600), change: Partial<StoredPlay> = {}): StoredPlay => ({
  ...(playOf(playing(held), at(seconds), null) as StoredPlay),
  ...change,
});

/** The PC after a restart without link at this instant. */
function restarted(play: StoredPlay, now: Moment, leaseNo = 7): PcState {
  const event = resumption(play, { ...now, leaseNo });
  const fresh = firstState(true);
  return event === null ? fresh : step(fresh, event, now.monoMs).state;
}

describe("a restart without link (pc-protocol.md 6.5 rule 3)", () => {
  const rows: [string, StoredPlay, Moment, number, boolean][] = [
    ["the session goes on", stored(60), at(90), 7, true],
    ["after a reboot of the machine too", stored(60), at(90, "boot-2"), 7, true],
    ["but not once its time is over", stored(60), at(600), 7, false],
    ["nor after a reboot when its time is over", stored(60), at(600, "boot-2"), 7, false],
    ["a lease without end goes on", stored(60, lease(null)), at(9_000), 7, true],
    ["but not past valid_s", stored(60, lease(null)), at(14_400), 7, false],
    ["a wall clock put back locks", stored(60), at(59, "boot-2"), 7, false],
    [
      "a second restart within 2 minutes locks",
      stored(60, lease(600), { resumedWallMs: 50_000 }),
      at(169),
      7,
      false,
    ],
    ["one later than that does not", stored(60, lease(600), { resumedWallMs: 50_000 }), at(170), 7, true],
    ["an older lease than the newest seen locks", stored(60), at(90), 8, false],
  ];
  test.each(rows)("%s", (_guarantee, play, now, leaseNo, opens) => {
    expect(isOpen(restarted(play, now, leaseNo).name)).toBe(opens);
  });

  test("a wall clock put back in the same run of the machine wins no second", () => {
    const play = stored(60);
    const now: Moment = { wallMs: 61_000, monoMs: 300_000, bootId: "boot-1" };
    const state = restarted(play, now);
    expect(step(state, { kind: "tick" }, 599_999).state.name).toBe("session");
    expect(step(state, { kind: "tick" }, 600_000).state.name).toBe("locked");
  });

  test("a pause is still a pause, and does not count", () => {
    const paused = {
      ...stored(60, lease(600, { run: "hold" })),
      status: { ...status, pc_paused: 1 as const },
    };
    expect(restarted(paused, at(9_000)).name).toBe("paused");
  });

  test("nothing is stored of a PC that is locked or has no lease", () => {
    expect(playOf(firstState(true), at(1), null)).toBeNull();
    expect(playOf({ ...playing(lease(600)), held: null }, at(1), null)).toBeNull();
    expect(playOf({ ...playing(lease(600)), name: "locked" }, at(1), null)).toBeNull();
  });

  test("what the server has said is not replaced by what was stored", () => {
    const event = resumption(stored(60), { ...at(90), leaseNo: 7 })!;
    const heard = step(
      { ...firstState(true), offline: false },
      { kind: "status", status: { ...status, member_account: "" } },
      0,
    ).state;
    expect(step({ ...heard, offline: true }, event, 0).state.name).toBe("locked");
  });

  test("however often it is restarted, a PC plays no second more than its lease gives", () => {
    const stretch = fc.record({ plays: fc.nat(300), isOff: fc.nat(300), reboots: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(stretch, { maxLength: 8 }),
        fc.integer({ min: 1, max: 900 }),
        (run, leftSeconds) => {
          let state = playing(lease(leftSeconds));
          let now = 0;
          let played = 0;
          for (const { plays, isOff } of run) {
            for (let second = 0; second < plays && isOpen(state.name); second++) {
              now += 1;
              state = step({ ...state, offline: true }, { kind: "tick" }, now * 1000).state;
              if (isOpen(state.name)) played += 1;
            }
            const play = playOf(state, at(now), null);
            now += isOff;
            state = play === null ? state : restarted(play, at(now));
          }
          expect(played).toBeLessThanOrEqual(leftSeconds);
        },
      ),
    );
  });
});
