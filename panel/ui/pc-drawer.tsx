import { Drawer, Group, Stack, Table, Text } from "@mantine/core";
import { usePcActions } from "../forms/use-pc-actions.tsx";
import { Link } from "@tanstack/react-router";
import { useSignedIn } from "../api/session.ts";
import type { LivePc } from "../live/live-store.ts";
import type { PcState } from "../live/pc-state.ts";
import { kindOf } from "../live/session-kind.ts";
import { t } from "../text/en.ts";
import { localText, moneyText } from "./money.ts";
import { GuardedButton } from "./guarded-button.tsx";
import { whyNot } from "./pc-actions.ts";
import { PcMenu } from "./pc-menu.tsx";
import { lookOf, styleOf } from "./pc-look.ts";
import { PcTime } from "./pc-time.tsx";

interface Props {
  pc: LivePc | undefined;
  state: PcState;
  onClose: () => void;
}

/** Everything known of one PC; stays live while it is open. */
export function PcDrawer({ pc, state, onClose }: Props) {
  return (
    <Drawer
      opened={pc !== undefined}
      onClose={onClose}
      position="right"
      title={pc?.pc_name}
      closeButtonProps={{ "aria-label": t.common.close }}
    >
      {pc && <Details pc={pc} state={state} />}
    </Drawer>
  );
}

function Details({ pc, state }: { pc: LivePc; state: PcState }) {
  const { cafe } = useSignedIn();
  const { Icon, label, color } = lookOf(state, pc.is_paused === 1);
  const c = t.computers;
  const kind = kindOf(pc);
  const busy = pc.pc_in_using !== 0;
  const rows: [string, React.ReactNode][] = [
    ...(busy
      ? ([
          [
            c.member,
            pc.member_id === null || pc.member_id <= 0 ? (
              (pc.member_account ?? "–")
            ) : (
              <Link to="/members/$memberId" params={{ memberId: String(pc.member_id) }}>
                {pc.member_account}
              </Link>
            ),
          ],
          [t.hall.kind, kind === null ? "–" : t.hall.kinds[kind]],
          [t.hall.time, <PcTime key="time" pc={pc} />],
          [c.started, localText(pc.status_connect_time_local)],
          [c.ends, localText(pc.status_disconnect_time_local)],
          [c.balance, moneyText(pc.member_balance, cafe.currency)],
          [c.bonus, moneyText(pc.member_balance_bonus, cafe.currency)],
          [c.offer, pc.offer_in_using ?? "–"],
        ] satisfies [string, React.ReactNode][])
      : []),
    [c.group, pc.pc_group_name],
    [c.room, pc.pc_area_name || "–"],
    [c.price, pc.price_name],
    [c.booking, pc.recent_booking ?? "–"],
    [c.connected, pc.is_connected === 1 ? t.common.yes : t.common.no],
    [c.address, pc.pc_ip || "–"],
    [c.mac, pc.pc_mac || "–"],
    [c.agent, pc.pc_agent_version || "–"],
    [c.comment, pc.pc_comment || "–"],
  ];
  return (
    <Stack>
      <Group justify="space-between">
        <span className="pc-state" style={styleOf(color)}>
          <Icon size={20} aria-hidden /> {label}
        </span>
        <Group gap={4}>
          <Text size="sm" c="dimmed">
            {t.common.actions}
          </Text>
          <PcMenu pc={pc} state={state} />
        </Group>
      </Group>
      <QuickActs pc={pc} state={state} />
      <Table variant="vertical" layout="fixed">
        <Table.Tbody>
          {rows.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th w={130}>{name}</Table.Th>
              <Table.Td>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}

/** What a desk does most, one touch away. */
function QuickActs({ pc, state }: { pc: LivePc; state: PcState }) {
  const { may } = useSignedIn();
  const act = usePcActions();
  const acts = pc.pc_in_using === 0 ? (["start"] as const) : (["addTime", "move", "end"] as const);
  return (
    <Group gap="xs" grow>
      {acts.map((action) => (
        <GuardedButton
          key={action}
          px={6}
          variant={action === "start" || action === "end" ? "filled" : "default"}
          why={whyNot(action, pc, state, may)}
          onClick={() => act(action, [pc])}
          data-testid={`quick-${action}`}
        >
          {t.computers[action]}
        </GuardedButton>
      ))}
    </Group>
  );
}
