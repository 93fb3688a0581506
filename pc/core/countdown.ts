import type { ClientStatus } from "../../contract/frames/client-status.ts";
import type { HeldLease, PcState } from "./pc-state.ts";

/** With link the PC gives the server's own end this long before it locks by itself (pc-protocol.md 6.5 rule 2). */
export const graceWithLinkMs = 15_000;

/** When a lease locks the PC: its time is over, or nothing was heard of the hub for too long (pc-protocol.md 6.5). */
export function leaseEnd({ held, offline, nowMs }: { held: HeldLease; offline: boolean; nowMs: number }) {
  const passedMs = nowMs - held.receivedAtMs;
  const { left_s: leftSeconds, run, valid_s: validSeconds } = held.lease;
  // A held lease stands still: paused time is not counted.
  const counts = leftSeconds !== null && run !== "hold";
  const endMs = counts ? leftSeconds * 1000 : Infinity;
  if (passedMs >= endMs + (offline ? 0 : graceWithLinkMs)) return "Time is over" as const;
  if (passedMs >= validSeconds * 1000 && endMs > passedMs) return "Please contact the counter" as const;
  return null;
}

/** Seconds left over all sources by the lease, never below 0; null = nothing ends the session, or no lease. */
export function secondsLeft(state: PcState, nowMs: number): number | null {
  if (!state.held || state.held.lease.left_s === null) return null;
  const { left_s: leftSeconds, run } = state.held.lease;
  const passedMs = run === "hold" ? 0 : nowMs - state.held.receivedAtMs;
  return Math.max(0, Math.ceil(leftSeconds - passedMs / 1000));
}

/** Seconds left of the source in use, counted on since the state came; null where no clock runs down. */
export function sourceSecondsLeft(state: PcState, nowMs: number): number | null {
  const { status } = state;
  if (!status || status.status_connect_time_left === null || !countsDown(status)) return null;
  const seconds = readDuration(status.status_connect_time_left);
  return seconds === null ? null : seconds - Math.floor((nowMs - state.statusAtMs) / 1000);
}

/** The page's own clock: left of the source in use as `HH:MM:SS`, counted on since the state came; "" while locked. */
export function shownLeft(state: PcState, nowMs: number): string {
  const { status } = state;
  if (!status || status.member_account === "" || status.status_connect_time_left === null) return "";
  const seconds = sourceSecondsLeft(state, nowMs);
  return seconds === null ? status.status_connect_time_left : formatDuration(seconds);
}

/** Postpaid, free and billing off count up or not at all; a pause holds the clock (pc-protocol.md 3.3). */
function countsDown(status: ClientStatus): boolean {
  return status.pc_paused !== 1 && ![-1, -3, -5].includes(status.member_group_id);
}

/** Seconds of HH:MM:SS, MM:SS or SS, a leading minus = over; null when it is none of these. */
export function readDuration(text: string): number | null {
  const parts = /^(-?)(?:(?:(\d+):)?(\d+):)?(\d+)$/.exec(text);
  if (!parts) return null;
  const [, sign, hours = "0", minutes = "0", seconds = "0"] = parts;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === "-" ? -total : total;
}

export function formatDuration(seconds: number): string {
  const whole = Math.abs(Math.trunc(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  const text = `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return seconds < 0 ? `-${text}` : text;
}
