import type { ClientStatus } from "../../contract/frames/client-status.ts";
import type { Lease } from "../../contract/frames/lease.ts";
import { neverClosing, nothingTold, type ClosingSettings, type ToldClosing } from "./closing.ts";
import { nothingWarned, usualWarnings, type Warned, type WarningSettings } from "./warnings.ts";

/** pc-protocol.md 6.1. */
export type StateName = "new" | "connecting" | "locked" | "start" | "session" | "paused" | "maintenance";

/** The lease in force and when it came, on the clock that only moves forward. */
export interface HeldLease {
  lease: Lease;
  receivedAtMs: number;
}

export interface PcState {
  name: StateName;
  /** No link to the hub. */
  offline: boolean;
  /** The newest state of the server; null until the first. */
  status: ClientStatus | null;
  /** When it came, on the clock that only moves forward; the page's clocks count from here. */
  statusAtMs: number;
  held: HeldLease | null;
  /** Highest lease seen, whether in force or not; only higher ones are taken. */
  leaseNo: number;
  /** Account on the start page. */
  waitingAccount: string;
  maintenanceUntilMs: number | null;
  warnings: WarningSettings;
  warned: Warned;
  closing: ClosingSettings;
  toldClosing: ToldClosing;
  /** Why the PC locked itself in a session the server may still hold; "" otherwise. */
  selfLocked: "" | "Time is over" | "Please contact the counter";
}

export type PcEvent =
  | { kind: "enrolled" }
  | { kind: "link_up" }
  | { kind: "link_down" }
  | { kind: "not_enrolled" }
  | { kind: "status"; status: ClientStatus }
  | { kind: "lease"; lease: Lease }
  /** After a restart without link: the session stored before it, and how long ago its state and lease came. */
  | { kind: "resumed"; status: ClientStatus; lease: Lease; statusAgeMs: number; leaseAgeMs: number }
  | { kind: "start_page"; account: string }
  | { kind: "log_out" }
  /** The customer wants to leave, and there is no link to say so. */
  | { kind: "leave" }
  | { kind: "maintenance"; on: boolean; minutes: number }
  | { kind: "warnings"; settings: WarningSettings; closing: ClosingSettings }
  /** With the wall clock, which only notices may go by. */
  | { kind: "tick"; wallMs?: number };

/** What the machine is to do after a step. */
export type PcCommand =
  | { kind: "unlock"; account: string }
  | { kind: "lock"; text: string }
  | { kind: "leave" }
  | { kind: "cover"; on: boolean }
  | { kind: "note"; text: string }
  | {
      kind: "journal";
      entry: "link_lost" | "link_back" | "lease_end_lock" | "leave_request" | "agent_restarted" | "reboot";
      data: Record<string, unknown>;
    };

export interface Step {
  state: PcState;
  commands: PcCommand[];
}

export function firstState(enrolled: boolean): PcState {
  return {
    name: enrolled ? "connecting" : "new",
    offline: true,
    status: null,
    statusAtMs: 0,
    held: null,
    leaseNo: 0,
    waitingAccount: "",
    maintenanceUntilMs: null,
    warnings: usualWarnings,
    warned: nothingWarned,
    closing: neverClosing,
    toldClosing: nothingTold,
    selfLocked: "",
  };
}

/** Whether a session's customer may use the machine. */
export function isOpen(name: StateName): boolean {
  return name === "session" || name === "paused";
}
