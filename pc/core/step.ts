import { dueClosing } from "./closing.ts";
import { leaseEnd, sourceSecondsLeft } from "./countdown.ts";
import type { ClientStatus } from "../../contract/frames/client-status.ts";
import type { Lease } from "../../contract/frames/lease.ts";
import { dueWarning } from "./warnings.ts";
import { firstState, isOpen, type PcCommand, type PcEvent, type PcState, type Step } from "./pc-state.ts";

/** Maintenance ends by itself after this long when the frame names no minutes. */
const maintenanceMinutes = 60;

/**
 * The life of a PC as a pure function (pc-protocol.md 6.1, 6.2, 6.5). `nowMs` is a clock that only moves forward and
 * runs in sleep. The server's state decides; by itself a PC only ever locks.
 */
export function step(state: PcState, event: PcEvent, nowMs: number): Step {
  switch (event.kind) {
    case "enrolled":
      return state.name === "new"
        ? go({ ...firstState(true), leaseNo: state.leaseNo }, [lock("Connecting")])
        : stay(state);
    case "not_enrolled":
      return go({ ...firstState(false), leaseNo: state.leaseNo }, closing(state, "This PC is not enrolled"));
    case "link_up":
      return linkUp(state);
    case "link_down":
      return linkDown(state, nowMs);
    case "status":
      return takeStatus(state, event.status, nowMs);
    case "lease":
      return takeLease(state, event.lease, nowMs);
    case "resumed":
      return resume(state, event, nowMs);
    case "start_page":
      if (state.name !== "locked" || state.offline) return stay(state);
      return go({ ...state, name: "start", waitingAccount: event.account });
    case "log_out":
      return state.name === "start" ? go({ ...state, name: "locked", waitingAccount: "" }) : stay(state);
    case "leave":
      return leaveAlone(state);
    case "maintenance":
      return maintenance(state, event, nowMs);
    case "warnings":
      return stay({ ...state, warnings: event.settings, closing: event.closing });
    case "tick":
      return noticeClosing(tick(state, nowMs), event.wallMs);
  }
}

function linkUp(state: PcState): Step {
  if (!state.offline) return stay(state);
  const commands: PcCommand[] = state.status ? [{ kind: "journal", entry: "link_back", data: {} }] : [];
  return go({ ...state, offline: false }, commands);
}

function linkDown(state: PcState, nowMs: number): Step {
  if (state.offline) return stay(state);
  const lost: PcCommand = { kind: "journal", entry: "link_lost", data: {} };
  // Nobody plays yet on the start page, and without link nobody can begin (6.2).
  const name = state.name === "start" ? "locked" : state.name;
  const next = tick({ ...state, name, waitingAccount: "", offline: true }, nowMs);
  return { state: next.state, commands: [lost, ...next.commands] };
}

/** A state that is older than the last one is dropped; the same number again is harmless and shown anew (2.4). */
function takeStatus(state: PcState, status: ClientStatus, nowMs: number): Step {
  if (state.name === "new" || (state.status && status.state_no < state.status.state_no)) return stay(state);
  // After the PC locked itself the old lease is spent; the new one follows this state.
  const spent = state.selfLocked !== "" || state.held?.lease.session_id !== status.session_id;
  const held = spent ? null : state.held;
  const next: PcState = { ...state, status, statusAtMs: nowMs, held, waitingAccount: "", selfLocked: "" };
  if (state.name === "maintenance") return go(next);
  if (status.member_account !== "") return enter(state, next, status);
  // A state without a session does not throw a member off the start page (6.2).
  if (state.name === "start" && status.pc_enabled !== 0) {
    return go({ ...next, name: "start", waitingAccount: state.waitingAccount });
  }
  const text = status.pc_enabled === 0 ? "Out of order" : "Welcome";
  return go({ ...next, name: "locked" }, closing(state, text));
}

function enter(before: PcState, next: PcState, status: ClientStatus): Step {
  const name = status.pc_paused === 1 ? "paused" : "session";
  const sameSession = before.status?.session_id === status.session_id;
  const commands: PcCommand[] = [];
  if (isOpen(before.name) && !sameSession) commands.push({ kind: "leave" });
  if (!isOpen(before.name) || !sameSession) commands.push({ kind: "unlock", account: status.member_account });
  if (name !== before.name && (name === "paused" || before.name === "paused")) {
    commands.push({ kind: "cover", on: name === "paused" });
  }
  return go({ ...next, name }, commands);
}

/** Only a higher lease counts, so that an old one kept or replayed gives nothing (6.5 rule 1). */
function takeLease(state: PcState, lease: Lease, nowMs: number): Step {
  if (lease.lease_no <= state.leaseNo) return stay(state);
  const taken = { ...state, leaseNo: lease.lease_no };
  const fits = state.status?.session_id === lease.session_id;
  return go(fits ? { ...taken, held: { lease, receivedAtMs: nowMs } } : taken);
}

/** Only before anything was heard of the server, and only what the lease still gives (6.5 rule 3). */
function resume(state: PcState, event: Extract<PcEvent, { kind: "resumed" }>, nowMs: number): Step {
  const { status, lease, statusAgeMs, leaseAgeMs } = event;
  if (state.name !== "connecting" || !state.offline || state.status !== null) return stay(state);
  const held = { lease, receivedAtMs: nowMs - leaseAgeMs };
  if (leaseEnd({ held, offline: true, nowMs }) !== null) return stay(state);
  const entered = enter(state, { ...state, status, statusAtMs: nowMs - statusAgeMs, held }, status);
  const told: PcCommand = { kind: "journal", entry: "agent_restarted", data: { session_goes_on: 1 } };
  return { state: entered.state, commands: [...entered.commands, told] };
}

/** Without link "Leave" locks the PC; staff decide later from when the session is over (6.5). */
function leaveAlone(state: PcState): Step {
  if (!state.offline || !isOpen(state.name)) return stay(state);
  const text = "Please contact the counter";
  const entry: PcCommand = { kind: "journal", entry: "leave_request", data: {} };
  return go({ ...state, name: "locked", selfLocked: text }, [...closing(state, text), entry]);
}

function maintenance(state: PcState, { on, minutes }: { on: boolean; minutes: number }, nowMs: number): Step {
  if (on) {
    if (state.name === "new" || state.name === "connecting") return stay(state);
    const lasts = minutes > 0 ? minutes : maintenanceMinutes;
    const next: PcState = { ...state, name: "maintenance", maintenanceUntilMs: nowMs + lasts * 60_000 };
    return go(next, [{ kind: "note", text: `Maintenance for ${lasts} minutes` }]);
  }
  return state.name === "maintenance" ? endMaintenance(state, nowMs) : stay(state);
}

/** Locks at once; with link the state the server gave last is entered again (6.2). */
function endMaintenance(state: PcState, nowMs: number): Step {
  const locked: PcState = { ...state, name: "connecting", maintenanceUntilMs: null };
  const commands: PcCommand[] = [lock("Connecting")];
  if (state.offline || !state.status) return go(locked, commands);
  const again = takeStatus(locked, state.status, nowMs);
  return {
    state: { ...again.state, statusAtMs: state.statusAtMs },
    commands: [...commands, ...again.commands],
  };
}

function tick(state: PcState, nowMs: number): Step {
  if (state.maintenanceUntilMs !== null && nowMs >= state.maintenanceUntilMs)
    return endMaintenance(state, nowMs);
  if (!isOpen(state.name)) return stay(state);
  const { held, offline } = state;
  // A link that was lost between a state and its lease: nothing says how long the customer may play.
  const bare = offline ? ("Please contact the counter" as const) : null;
  const end = held === null ? bare : leaseEnd({ held, offline, nowMs });
  if (end === null) return held === null ? stay(state) : warn(state, nowMs);
  const next: PcState = { ...state, name: "locked", selfLocked: end };
  const entry: PcCommand = {
    kind: "journal",
    entry: "lease_end_lock",
    data: { reason: end, lease_no: held?.lease.lease_no ?? state.leaseNo },
  };
  return go(next, [...closing(state, end), entry]);
}

function noticeClosing(after: Step, wallMs: number | undefined): Step {
  const { state, commands } = after;
  if (wallMs === undefined || !isOpen(state.name)) return after;
  const due = dueClosing(wallMs, state.toldClosing, state.closing);
  if (due === null) return after;
  return go({ ...state, toldClosing: due.told }, [...commands, { kind: "note", text: due.text }]);
}

function warn(state: PcState, nowMs: number): Step {
  const left = sourceSecondsLeft(state, nowMs);
  if (state.status === null || left === null) return stay(state);
  const due = dueWarning(state.status, left, state.warned, state.warnings);
  if (due === null) return stay(state);
  return go({ ...state, warned: due.warned }, [{ kind: "note", text: due.text }]);
}

function closing(before: PcState, text: string): PcCommand[] {
  return isOpen(before.name) ? [lock(text), { kind: "leave" }] : [lock(text)];
}

function lock(text: string): PcCommand {
  return { kind: "lock", text };
}

function go(state: PcState, commands: PcCommand[] = []): Step {
  return { state, commands };
}

function stay(state: PcState): Step {
  return { state, commands: [] };
}
