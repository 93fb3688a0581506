import type { Right } from "../../contract/rights.ts";
import type { PcRow, PcState } from "../live/pc-state.ts";
import { kindOf } from "../live/session-kind.ts";
import { t } from "../text/en.ts";

export const pcActions = [
  ...(["start", "addTime", "addOffer", "move", "end", "pause"] as const),
  ...(["message", "reboot", "shutdown", "wake", "out", "push"] as const),
] as const;
export type PcAction = (typeof pcActions)[number];

const rightOf: Record<Exclude<PcAction, "start">, Right | null> = {
  addTime: "session_manage",
  addOffer: "session_manage",
  move: "session_manage",
  end: "session_manage",
  pause: "pause",
  message: "pc_power",
  reboot: "pc_power",
  shutdown: "pc_power",
  wake: "pc_power",
  out: "pc_power",
  push: null,
};

type May = (right: Right) => boolean;

/** What of the signed-in decides about acts. */
export interface Who {
  may: May;
  needsShift: boolean;
}

/** Why an action cannot be taken on a PC now, as a sentence; null when it can. The server decides again. */
export function whyNot(action: PcAction, pc: PcRow, state: PcState, { may, needsShift }: Who): string | null {
  const right = missingRight(action, may);
  if (right !== null) return t.common.noRight(right);
  if (needsShift) return t.shifts.needed;
  const { why } = t.computers;
  switch (action) {
    case "start":
      if (state === "out") return why.out;
      return pc.pc_in_using !== 0 ? why.busy : null;
    case "addTime":
    case "addOffer":
    case "move":
    case "end":
    case "pause":
      return pc.pc_in_using === 0 ? why.notBusy : whyNotRunning(action, pc);
    case "wake":
      if (pc.is_connected === 1) return why.connected;
      return pc.pc_mac === "" ? why.noMac : null;
    case "message":
    case "reboot":
    case "shutdown":
    case "push":
      return pc.is_connected === 0 ? why.offline : null;
    case "out":
      return null;
  }
}

/** Whoever may start members or guests may start: the dialog offers what the right covers. */
function missingRight(action: PcAction, may: May): Right | null {
  if (action === "start")
    return may("session_manage") || may("session_start_member") ? null : "session_manage";
  const right = rightOf[action];
  return right === null || may(right) ? null : right;
}

function whyNotRunning(action: "addTime" | "addOffer" | "move" | "end" | "pause", pc: PcRow): string | null {
  const { why } = t.hall;
  const kind = kindOf(pc);
  switch (action) {
    case "addTime":
      if (kind === "prepaid" || kind === "offer") return null;
      return kind === "member" ? why.memberTopUp : why.noTime;
    case "addOffer":
      return kind === "member" || kind === "prepaid" || kind === "offer" ? null : why.noOffer;
    case "move":
      return pc.pc_console_type === 0 ? null : why.console;
    case "pause":
      return pc.is_paused === 1 ? why.paused : null;
    case "end":
      return null;
  }
}
