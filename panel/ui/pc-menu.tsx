import { ActionIcon, Menu, Text } from "@mantine/core";
import {
  IconArrowsRightLeft,
  IconBroadcast,
  IconClockPlus,
  IconDotsVertical,
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
import { useSignedIn } from "../api/session.ts";
import { usePcActions } from "../forms/use-pc-actions.tsx";
import type { LivePc } from "../live/live-store.ts";
import type { PcState } from "../live/pc-state.ts";
import { t } from "../text/en.ts";
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

function labelOf(action: PcAction, pc: LivePc): string {
  if (action === "out") return pc.pc_enabled === 0 ? t.computers.outOff : t.computers.outOn;
  return t.computers[action];
}

/** What can be done with a PC; what cannot be done says why. */
export function PcMenu({ pc, state }: { pc: LivePc; state: PcState }) {
  const { may } = useSignedIn();
  const act = usePcActions();
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={30} aria-label={t.computers.actionsOf(pc.pc_name)}>
          <IconDotsVertical size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown className="pc-acts">
        {pcActions.map((action) => {
          const why = whyNot(action, pc, state, may);
          const Icon = icons[action];
          return (
            <Menu.Item
              key={action}
              leftSection={<Icon size={16} aria-hidden />}
              data-disabled={why !== null || undefined}
              aria-disabled={why !== null}
              closeMenuOnClick={why === null}
              title={why ?? undefined}
              data-testid={`act-${action}`}
              onClick={() => why === null && act(action, [pc])}
            >
              {labelOf(action, pc)}
              {why !== null && (
                <Text size="xs" c="dimmed">
                  {why}
                </Text>
              )}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
