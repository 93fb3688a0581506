import {
  IconCalendarClock,
  IconCircleCheck,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlugConnectedX,
  IconTool,
  type Icon,
} from "@tabler/icons-react";
import type { CSSProperties } from "react";
import type { PcRow, PcState } from "../live/pc-state.ts";
import { kindOf } from "../live/session-kind.ts";
import { t } from "../text/en.ts";

export interface PcLook {
  /** Each state has a shape of its own; colour only helps. */
  Icon: Icon;
  label: string;
  color: string;
}

const looks: Record<PcState, PcLook> = {
  free: { Icon: IconCircleCheck, label: t.computers.states.free, color: "teal" },
  busy: { Icon: IconPlayerPlay, label: t.computers.states.busy, color: "blue" },
  booked: { Icon: IconCalendarClock, label: t.computers.states.booked, color: "violet" },
  offline: { Icon: IconPlugConnectedX, label: t.computers.states.offline, color: "gray" },
  out: { Icon: IconTool, label: t.computers.states.out, color: "red" },
};

export function lookOf(state: PcState, paused: boolean): PcLook {
  const look = looks[state];
  return paused && state === "busy" ? { ...look, Icon: IconPlayerPause, label: t.computers.paused } : look;
}

/** What a screen reader says of a PC: what a click does, its state, and who plays in which kind of session. */
export function nameOf({
  pc,
  state,
  selected,
}: {
  pc: Pick<PcRow, "pc_name" | "is_paused" | "pc_in_using" | "member_group_id" | "member_account">;
  state: PcState;
  selected: boolean | null;
}): string {
  const { label } = lookOf(state, pc.is_paused === 1);
  const kind = kindOf(pc);
  const who = kind === null ? "" : `, ${pc.member_account ?? ""}, ${t.hall.kinds[kind]}`;
  const does = selected === null ? t.computers.details(pc.pc_name) : t.hall.selectPc(pc.pc_name);
  return `${does}: ${label}${who}`;
}

/** Colours of a tile as CSS variables; the text colour is readable in light and dark. */
export const styleOf = (color: string, more: CSSProperties = {}): CSSProperties =>
  ({
    "--pc-color": `var(--mantine-color-${color}-6)`,
    "--pc-text": `var(--mantine-color-${color}-text)`,
    ...more,
  }) as CSSProperties;
