import { Divider, Menu, Text } from "@mantine/core";
import {
  IconArrowsRightLeft,
  IconBroadcast,
  IconClockPlus,
  IconId,
  IconListDetails,
  IconMessage,
  IconPlayerPause,
  IconPlayerPlay,
  IconReceipt,
  IconPower,
  IconRefresh,
  IconSunrise,
  IconTicket,
  IconTool,
  type Icon,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useSignedIn } from "../api/session.ts";
import { usePcActions } from "../forms/use-pc-actions.tsx";
import type { LivePc } from "../live/live-store.ts";
import type { PcState } from "../live/pc-state.ts";
import { t } from "../text/en.ts";
import { keyOf } from "./hall-keys.ts";
import { pcActions, whyNot, type PcAction } from "./pc-actions.ts";

const icons: Record<PcAction, Icon> = {
  start: IconPlayerPlay,
  addTime: IconClockPlus,
  addOffer: IconTicket,
  move: IconArrowsRightLeft,
  end: IconReceipt,
  pause: IconPlayerPause,
  message: IconMessage,
  reboot: IconRefresh,
  shutdown: IconPower,
  wake: IconSunrise,
  out: IconTool,
  push: IconBroadcast,
};

export function labelOf(action: PcAction, pc: LivePc): string {
  if (action === "out") return pc.pc_enabled === 0 ? t.computers.outOff : t.computers.outOn;
  return t.computers[action];
}

interface Props {
  /** Undefined = closed. */
  pc: LivePc | undefined;
  state: PcState;
  /** Place in the window, px. */
  at: { x: number; y: number };
  onClose: () => void;
  /** Undefined where the details are shown already. */
  onDetails?: ((pcName: string) => void) | undefined;
}

/** What can be done with a PC; what cannot be done says why. One menu for all PCs of the page. */
export function PcMenu({ pc, state, at, onClose, onDetails }: Props) {
  return (
    <Menu
      opened={pc !== undefined}
      onChange={(opened) => !opened && onClose()}
      position="right-start"
      offset={2}
      width={270}
      returnFocus
    >
      <Menu.Target>
        <span className="menu-place" style={{ left: at.x, top: at.y }} />
      </Menu.Target>
      <Menu.Dropdown className="pc-acts">
        {pc && <Acts pc={pc} state={state} onDetails={onDetails} />}
      </Menu.Dropdown>
    </Menu>
  );
}

function Acts({ pc, state, onDetails }: { pc: LivePc; state: PcState; onDetails: Props["onDetails"] }) {
  const me = useSignedIn();
  const act = usePcActions();
  const navigate = useNavigate();
  const { pc_name: name } = pc;
  const whyNoLog = me.may("log_read") ? null : t.common.noRight("log_read");
  return (
    <>
      <Menu.Label>{name}</Menu.Label>
      {pcActions.map((action) => (
        <Act
          key={action}
          label={labelOf(action, pc)}
          Icon={icons[action]}
          hint={keyOf(action)}
          why={whyNot(action, pc, state, me)}
          onClick={() => act(action, [pc])}
          testId={`act-${action}`}
        />
      ))}
      <Divider my={4} />
      <Act
        label={t.computers.log}
        Icon={IconListDetails}
        hint={keyOf("log")}
        why={whyNoLog}
        onClick={() => void navigate({ to: "/logs", search: { pc: name } })}
        testId="act-log"
      />
      {onDetails && (
        <Act
          label={t.computers.openDetails}
          Icon={IconId}
          hint={t.hall.keys.enter}
          why={null}
          onClick={() => onDetails(name)}
          testId="act-details"
        />
      )}
    </>
  );
}

interface ActProps {
  label: string;
  Icon: Icon;
  hint: string | null;
  why: string | null;
  onClick: () => void;
  testId: string;
}

function Act({ label, Icon, hint, why, onClick, testId }: ActProps) {
  return (
    <Menu.Item
      leftSection={<Icon size={16} aria-hidden />}
      rightSection={
        hint === null || why !== null ? undefined : (
          <Text size="xs" c="dimmed" component="kbd">
            {hint}
          </Text>
        )
      }
      data-disabled={why !== null || undefined}
      aria-disabled={why !== null}
      closeMenuOnClick={why === null}
      title={why ?? undefined}
      data-testid={testId}
      onClick={() => why === null && onClick()}
    >
      {label}
      {why !== null && (
        <Text size="xs" c="dimmed">
          {why}
        </Text>
      )}
    </Menu.Item>
  );
}
