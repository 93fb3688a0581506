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
import type { PcState } from "../live/pc-state.ts";
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

/** Colours of a tile as CSS variables; the text colour is readable in light and dark. */
export const styleOf = (color: string, more: CSSProperties = {}): CSSProperties =>
  ({
    "--pc-color": `var(--mantine-color-${color}-6)`,
    "--pc-text": `var(--mantine-color-${color}-text)`,
    ...more,
  }) as CSSProperties;
