import type { Right } from "../../contract/rights.ts";
import type { PcRow, PcState } from "../live/pc-state.ts";
import { t } from "../text/en.ts";

export const pcActions = ["start", "end", "message", "reboot", "shutdown", "wake", "out", "push"] as const;
export type PcAction = (typeof pcActions)[number];

const rightOf: Record<PcAction, Right | null> = {
  start: "session_start_member",
  end: "session_manage",
  message: "pc_power",
  reboot: "pc_power",
  shutdown: "pc_power",
  wake: "pc_power",
  out: "pc_power",
  push: null,
};

/** Why an action cannot be taken on a PC now, as a sentence; null when it can. The server decides again. */
export function whyNot(
  action: PcAction,
  pc: PcRow,
  state: PcState,
  may: (right: Right) => boolean,
): string | null {
  const right = rightOf[action];
  if (right !== null && !may(right)) return t.common.noRight(right);
  const { why } = t.computers;
  switch (action) {
    case "start":
      if (state === "out") return why.out;
      return pc.pc_in_using !== 0 ? why.busy : null;
    case "end":
      return pc.pc_in_using === 0 ? why.notBusy : null;
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
