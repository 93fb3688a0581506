import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clientStatusFields, type ClientStatus } from "../../contract/frames/client-status.ts";
import type { Lease } from "../../contract/frames/lease.ts";
import { nextTryMs } from "./back-off.ts";
import { formatDuration, readDuration, secondsLeft, shownLeft } from "./countdown.ts";
import { firstState, isOpen, type PcEvent, type PcState, type StateName } from "./pc-state.ts";
import { SeenIds } from "./seen-ids.ts";
import { step } from "./step.ts";

const lockedStatus: ClientStatus = {
  pc_name: "PC01",
  pc_group_id: 1,
  pc_group_name: "VIP",
  license_server_code: "main",
  recent_booking: null,
  member_id: 0,
  member_account: "",
  member_group_id: 0,
  member_group_name: null,
  member_group_desc: null,
  member_group_discount_rate: 0,
  member_group_discount_offer: 0,
  member_balance: "0.00",
  member_balance_bonus: "0.00",
  member_balance_realtime: "0.00",
  member_balance_bonus_realtime: "0.00",
  member_coin_balance: 0,
  member_loan: 0,
  member_points: 0,
  member_balance_bonus_left_seconds: 0,
  status_connect_time_left: null,
  status_connect_time_duration: null,
  status_connect_time_local: null,
  status_disconnect_time_local: null,
  status_pc_token: "",
  status_member_offer_id: 0,
  offer_in_using: "",
  available_offers: [],
  member_birthday: null,
  member_recent_played: "[]",
  member_oauth_platform: "account",
  pc_mining_enabled: 0,
  pc_mining_tool: "",
  pc_mining_options: "",
  state_no: 1,
  session_id: null,
  session_kind: "",
  pc_paused: 0,
  pc_enabled: 1,
};

function playing(state_no: number, change: Partial<ClientStatus> = {}): ClientStatus {
  return {
    ...lockedStatus,
    state_no,
    session_id: 9001,
    session_kind: "member",
    member_account: "player1",
    status_connect_time_left: "00:10:00",
    ...change,
  };
}

function lease(lease_no: number, change: Partial<Lease> = {}): Lease {
  return {
    v: 1,
    kid: "k1",
    cafe: 10001,
    pc: "c-1",
    lease_no,
    session_id: 9001,
    kind: "member",
    issued_ms: 0,
    left_s: 600,
    run: "down",
    valid_s: 14_400,
    valid_until_ms: 14_400_000,
    ...change,
  };
}

const status = (value: ClientStatus): PcEvent => ({ kind: "status", status: value });
const leased = (value: Lease): PcEvent => ({ kind: "lease", lease: value });
const up: PcEvent = { kind: "link_up" };
const down: PcEvent = { kind: "link_down" };

function after(...events: (PcEvent | [number, PcEvent])[]): PcState {
  return events.reduce<PcState>((state, entry) => {
    const [at, event] = Array.isArray(entry) ? entry : [0, entry];
    return step(state, event, at).state;
  }, firstState(true));
}

describe("the states of a PC (pc-protocol.md 6.2)", () => {
  const rows: [string, PcEvent[], StateName][] = [
    ["a state without account locks", [up, status(lockedStatus)], "locked"],
    ["a state with account, after a restart in mid-session, goes on", [up, status(playing(1))], "session"],
    ["without a state nothing opens", [up], "connecting"],
    ["no link leaves a PC without state locked", [up, down], "connecting"],
    [
      "log-in without start waits on the start page",
      [up, status(lockedStatus), { kind: "start_page", account: "a" }],
      "start",
    ],
    [
      "a fresh locked state leaves the member on the start page",
      [
        up,
        status(lockedStatus),
        { kind: "start_page", account: "a" },
        status({ ...lockedStatus, state_no: 2 }),
      ],
      "start",
    ],
    [
      "a lost link ends the start page",
      [up, status(lockedStatus), { kind: "start_page", account: "a" }, down],
      "locked",
    ],
    [
      "log-out ends the start page",
      [up, status(lockedStatus), { kind: "start_page", account: "a" }, { kind: "log_out" }],
      "locked",
    ],
    [
      "without link no start page",
      [up, status(lockedStatus), down, { kind: "start_page", account: "a" }],
      "locked",
    ],
    ["a pause covers", [up, status(playing(1)), status(playing(2, { pc_paused: 1 }))], "paused"],
    ["a resumed session goes on", [up, status(playing(1, { pc_paused: 1 })), status(playing(2))], "session"],
    ["a checkout locks", [up, status(playing(1)), status({ ...lockedStatus, state_no: 2 })], "locked"],
    ["a lost link leaves the customer playing", [up, status(playing(1)), leased(lease(1)), down], "session"],
    [
      "a link that is lost before the first lease locks: nothing says how long to play",
      [up, status(playing(1)), down],
      "locked",
    ],
    [
      "who leaves without link locks the PC",
      [up, status(playing(1)), leased(lease(1)), down, { kind: "leave" }],
      "locked",
    ],
    [
      "with link the server decides, not the PC",
      [up, status(playing(1)), leased(lease(1)), { kind: "leave" }],
      "session",
    ],
    [
      "and is let in again by the server's next state, until staff decide",
      [up, status(playing(1)), leased(lease(1)), down, { kind: "leave" }, up, status(playing(2))],
      "session",
    ],
    ["a cancelled credential locks", [up, status(playing(1)), { kind: "not_enrolled" }], "new"],
    [
      "maintenance opens the machine to staff",
      [up, status(lockedStatus), { kind: "maintenance", on: true, minutes: 5 }],
      "maintenance",
    ],
    [
      "the end of maintenance locks again",
      [
        up,
        status(lockedStatus),
        { kind: "maintenance", on: true, minutes: 5 },
        { kind: "maintenance", on: false, minutes: 0 },
      ],
      "locked",
    ],
    ["out of order locks a free PC", [up, status({ ...lockedStatus, pc_enabled: 0 })], "locked"],
    ["out of order lets a session go on", [up, status(playing(1, { pc_enabled: 0 }))], "session"],
  ];
  test.each(rows)("%s", (_guarantee, events, name) => {
    expect(after(...events).name).toBe(name);
  });

  test("another source of the same session neither locks nor unlocks", () => {
    const before = after(up, status(playing(1)));
    expect(step(before, status(playing(2, { offer_in_using: "3 hours" })), 0).commands).toEqual([]);
  });

  test("another customer's session leaves the first before it unlocks", () => {
    const before = after(up, status(playing(1)));
    const { commands } = step(before, status(playing(2, { session_id: 9002, member_account: "player2" })), 0);
    expect(commands.map((command) => command.kind)).toEqual(["leave", "unlock"]);
  });

  test("maintenance that nobody ends is over after its minutes", () => {
    const before = after(up, status(lockedStatus), { kind: "maintenance", on: true, minutes: 5 });
    expect(step(before, { kind: "tick" }, 299_999).state.name).toBe("maintenance");
    expect(step(before, { kind: "tick" }, 300_000).state.name).toBe("locked");
  });

  test("a lower state_no is dropped", () => {
    const state = after(up, status(playing(5)), status({ ...lockedStatus, state_no: 4 }));
    expect(state.name).toBe("session");
    expect(state.status?.state_no).toBe(5);
  });

  test("every field of a state is named in the contract", () => {
    expect(Object.keys(lockedStatus)).toEqual(clientStatusFields);
  });
});

describe("the lease (pc-protocol.md 6.5)", () => {
  test("without link the PC locks when left_s is reached", () => {
    const state = after(up, status(playing(1)), leased(lease(1)), down);
    expect(step(state, { kind: "tick" }, 599_999).state.name).toBe("session");
    const over = step(state, { kind: "tick" }, 600_000);
    expect(over.state).toMatchObject({ name: "locked", selfLocked: "Time is over" });
    expect(over.commands.map((command) => command.kind)).toEqual(["lock", "leave", "journal"]);
  });

  test("with link it gives the server 15 s for the next state", () => {
    const state = after(up, status(playing(1)), leased(lease(1)));
    expect(step(state, { kind: "tick" }, 614_999).state.name).toBe("session");
    expect(step(state, { kind: "tick" }, 615_000).state.name).toBe("locked");
  });

  test("a link lost within those 15 s locks at once", () => {
    const state = after(up, status(playing(1)), leased(lease(1)));
    expect(step(state, down, 605_000).state.name).toBe("locked");
  });

  test("valid_s reached locks, whatever time is left", () => {
    const state = after(up, status(playing(1)), leased(lease(1, { left_s: null, valid_s: 60 })), down);
    expect(step(state, { kind: "tick" }, 60_000).state).toMatchObject({
      name: "locked",
      selfLocked: "Please contact the counter",
    });
  });

  test("a held lease does not count", () => {
    const state = after(
      up,
      status(playing(1, { pc_paused: 1 })),
      leased(lease(1, { run: "hold", left_s: 5 })),
    );
    expect(step(state, { kind: "tick" }, 3_600_000).state.name).toBe("paused");
    expect(secondsLeft(state, 3_600_000)).toBe(5);
  });

  test("a lower or equal lease_no gives nothing, even after it was replaced", () => {
    const state = after(
      up,
      status(playing(1)),
      leased(lease(7, { left_s: 10 })),
      leased(lease(7)),
      leased(lease(6)),
    );
    expect(state.held?.lease.left_s).toBe(10);
  });

  test("a lease of another session is not taken for this one, but its number counts", () => {
    const state = after(up, status(playing(1)), leased(lease(7, { session_id: 1 })));
    expect(state.held).toBeNull();
    expect(state.leaseNo).toBe(7);
  });

  test("by itself a PC never unlocks", () => {
    const events: fc.Arbitrary<PcEvent> = fc.oneof(
      fc.constant(up),
      fc.constant(down),
      fc.constant<PcEvent>({ kind: "tick" }),
      fc.nat(9).map((no) => leased(lease(no, { left_s: no }))),
      fc.constant<PcEvent>({ kind: "log_out" }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(10_000), events)), (run) => {
        let state = after(up, status(lockedStatus));
        let now = 0;
        for (const [passed, event] of run) {
          now += passed;
          state = step(state, event, now).state;
          expect(isOpen(state.name)).toBe(false);
        }
      }),
    );
  });
});

test("the page's clock counts down from the instant the state came", () => {
  const state = after(up, [1000, status(playing(1))]);
  expect(shownLeft(state, 61_000)).toBe("00:09:00");
  expect(shownLeft(state, 602_000)).toBe("-00:00:01");
  expect(shownLeft(after(up, status(playing(1, { member_group_id: -3 }))), 99_000)).toBe("00:10:00");
  expect(shownLeft(after(up, status(lockedStatus)), 0)).toBe("");
});

test.each([
  ["02:10:00", 7800],
  ["10:00", 600],
  ["45", 45],
  ["-00:00:05", -5],
  ["9999:00:00", 35_996_400],
])("%s is %d seconds", (text, seconds) => {
  expect(readDuration(text)).toBe(seconds);
  expect(readDuration(formatDuration(seconds))).toBe(seconds);
});

describe("waiting between tries (pc-protocol.md 2.3)", () => {
  test.each([
    [0, 1000],
    [1, 2000],
    [4, 16_000],
    [5, 30_000],
    [5000, 30_000],
  ])("after %d failures the wait lies in [0, %d ms)", (failures, boundMs) => {
    expect(nextTryMs({ failures, longestMs: 30_000, random: 0 })).toBe(0);
    expect(nextTryMs({ failures, longestMs: 30_000, random: 0.5 })).toBe(boundMs / 2);
  });

  test("a restarting server is met spread over 10 s", () => {
    expect(nextTryMs({ failures: 0, closeCode: 4503, longestMs: 30_000, random: 0.9 })).toBe(9000);
  });

  test.each([4401, 4404])("after %d a try every 5 minutes", (closeCode) => {
    expect(nextTryMs({ failures: 3, closeCode, longestMs: 30_000, random: 0.1 })).toBe(300_000);
  });
});

test("512 ids are remembered, the oldest forgotten first", () => {
  const seen = new SeenIds<number>();
  for (let n = 0; n < 513; n++) seen.remember(`id-${n}`, n);
  expect(seen.has("id-0")).toBe(false);
  expect(seen.answerTo("id-1")).toBe(1);
  expect(seen.answerTo("id-512")).toBe(512);
});
