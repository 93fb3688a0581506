import { Button, Drawer, Group, Stack, Table, Text } from "@mantine/core";
import { IconDotsVertical, IconListDetails } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { usePcActions } from "../forms/use-pc-actions.tsx";
import { useSignedIn } from "../api/session.ts";
import type { LivePc } from "../live/live-store.ts";
import type { PcState } from "../live/pc-state.ts";
import { kindOf } from "../live/session-kind.ts";
import { t } from "../text/en.ts";
import { GuardedButton } from "./guarded-button.tsx";
import { below } from "./hall-view.ts";
import { localText, moneyText } from "./money.ts";
import { whyNot, type PcAction } from "./pc-actions.ts";
import { lookOf, styleOf } from "./pc-look.ts";
import { PcTime } from "./pc-time.tsx";

interface Props {
  pc: LivePc | undefined;
  state: PcState;
  onClose: () => void;
  onMenu: (pcName: string, at: { x: number; y: number }) => void;
}

/** Everything known of one PC; stays live while it is open. */
export function PcDrawer({ pc, state, onClose, onMenu }: Props) {
  return (
    <Drawer
      opened={pc !== undefined}
      onClose={onClose}
      position="right"
      title={
        <Text fw={700} size="lg" component="span">
          {pc?.pc_name}
        </Text>
      }
      closeButtonProps={{ "aria-label": t.common.close }}
    >
      {pc && <Details pc={pc} state={state} onMenu={onMenu} />}
    </Drawer>
  );
}

const c = t.computers;

function Details({ pc, state, onMenu }: { pc: LivePc; state: PcState; onMenu: Props["onMenu"] }) {
  const { Icon, label, color } = lookOf(state, pc.is_paused === 1);
  const busy = pc.pc_in_using !== 0;
  return (
    <Stack>
      <Group justify="space-between">
        <span className="pc-state" style={styleOf(color)}>
          <Icon size={20} aria-hidden /> {label}
        </span>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconDotsVertical size={16} aria-hidden />}
          aria-haspopup="menu"
          aria-label={c.actionsOf(pc.pc_name)}
          onClick={(event) => onMenu(pc.pc_name, below(event.currentTarget))}
        >
          {t.common.actions}
        </Button>
      </Group>
      {busy && (
        <Text className="drawer-time" ta="center" component="div">
          <PcTime pc={pc} />
        </Text>
      )}
      <QuickActs pc={pc} state={state} />
      {busy && <SessionFacts pc={pc} />}
      <Facts rows={machineRows(pc)} label={t.hall.machine} />
      <LogLink pcName={pc.pc_name} />
    </Stack>
  );
}

type FactRow = readonly [name: string, value: React.ReactNode];

function SessionFacts({ pc }: { pc: LivePc }) {
  const { cafe } = useSignedIn();
  const kind = kindOf(pc);
  const isMember = pc.member_id !== null && pc.member_id > 0;
  const rows: FactRow[] = [
    [
      c.member,
      isMember ? (
        <Link to="/members/$memberId" params={{ memberId: String(pc.member_id) }}>
          {pc.member_account}
        </Link>
      ) : (
        (pc.member_account ?? "–")
      ),
    ],
    [t.hall.kind, kind === null ? "–" : t.hall.kinds[kind]],
    [c.started, localText(pc.status_connect_time_local)],
    [c.ends, localText(pc.status_disconnect_time_local)],
    [c.balance, moneyText(pc.member_balance, cafe.currency)],
    [c.bonus, moneyText(pc.member_balance_bonus, cafe.currency)],
    [c.offer, pc.offer_in_using ?? "–"],
  ];
  return <Facts rows={rows} label={t.hall.sessionNow} />;
}

const machineRows = (pc: LivePc): FactRow[] => [
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

function Facts({ rows, label }: { rows: readonly FactRow[]; label: string }) {
  return (
    <Table variant="vertical" layout="fixed" aria-label={label} verticalSpacing={5}>
      <Table.Tbody>
        {rows.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th w={150}>{name}</Table.Th>
            <Table.Td>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** What a desk does most, one touch away. */
function QuickActs({ pc, state }: { pc: LivePc; state: PcState }) {
  const me = useSignedIn();
  const act = usePcActions();
  const kind = kindOf(pc);
  const acts: readonly Exclude<PcAction, "out">[] =
    pc.pc_in_using === 0
      ? ["start"]
      : kind === "member"
        ? ["addOffer", "move", "end"]
        : kind === "prepaid" || kind === "offer"
          ? ["addTime", "move", "end"]
          : ["move", "end"];
  return (
    <Group gap="xs" grow>
      {acts.map((action) => (
        <GuardedButton
          key={action}
          px={6}
          variant={action === "start" || action === "end" ? "filled" : "default"}
          why={whyNot(action, pc, state, me)}
          onClick={() => act(action, [pc])}
          data-testid={`quick-${action}`}
        >
          {c[action]}
        </GuardedButton>
      ))}
    </Group>
  );
}

function LogLink({ pcName }: { pcName: string }) {
  const { may } = useSignedIn();
  if (!may("log_read"))
    return (
      <Text size="sm" c="dimmed">
        {c.log}: {t.common.noRight("log_read")}
      </Text>
    );
  return (
    <Button
      renderRoot={(props) => <Link to="/logs" search={{ pc: pcName }} {...props} />}
      variant="default"
      leftSection={<IconListDetails size={16} aria-hidden />}
      data-testid="pc-log"
    >
      {c.log}
    </Button>
  );
}
