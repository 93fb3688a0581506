import { Anchor, Group, Paper, SimpleGrid, Stack, Table, Tabs, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { getMember } from "../../contract/operations/members.ts";
import type { Right } from "../../contract/rights.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { MemberOffers } from "../forms/member-offers.tsx";
import { MemberStatement } from "../forms/member-statement.tsx";
import { useMemberDialogs } from "../forms/use-member-dialogs.tsx";
import { useMemberRemoval } from "../forms/use-member-removal.tsx";
import { t } from "../text/en.ts";
import { ownMoney } from "../ui/decimal.ts";
import { GuardedButton } from "../ui/guarded-button.tsx";
import { MemberLots } from "../ui/member-lots.tsx";
import { MemberOrders } from "../ui/member-orders.tsx";
import { MemberSessions } from "../ui/member-sessions.tsx";
import { MemberStatus, nameOf, type Member } from "../ui/member-status.tsx";
import { localText, moneyText } from "../ui/money.ts";
import { QueryView } from "../ui/query-view.tsx";

export function MemberPage() {
  const { memberId } = useParams({ from: "/shell/members/$memberId" });
  const call = useCall();
  const member = useQuery({
    queryKey: ["members", "one", memberId],
    queryFn: () => call(getMember, { memberId: Number(memberId) }),
  });
  return (
    <Stack>
      <Anchor component={Link} to="/members" size="sm">
        ← {t.members.back}
      </Anchor>
      <QueryView query={member}>{(data) => <MemberView member={data.member} />}</QueryView>
    </Stack>
  );
}

function MemberView({ member }: { member: Member }) {
  const { cafe } = useSignedIn();
  const m = t.members;
  const figures: [string, string][] = [
    [m.balance, moneyText(member.member_balance, cafe.currency)],
    [m.bonus, moneyText(member.member_balance_bonus, cafe.currency)],
    [m.coins, Number(member.member_coin_balance).toLocaleString()],
    [m.loan, moneyText(member.member_loan, cafe.currency)],
  ];
  return (
    <Stack>
      <Group justify="space-between">
        <Group>
          <Title order={1} size="h2">
            {member.member_account}
          </Title>
          <MemberStatus member={member} />
        </Group>
        <MemberActions member={member} />
      </Group>
      <SimpleGrid cols={{ base: 2, sm: 4 }}>
        {figures.map(([label, value]) => (
          <Paper key={label} withBorder p="md">
            <Text size="sm" c="dimmed">
              {label}
            </Text>
            <Text size="xl" fw={700} className="pc-time">
              {value}
            </Text>
          </Paper>
        ))}
      </SimpleGrid>
      <Tabs defaultValue="statement" keepMounted={false}>
        <Tabs.List mb="sm">
          {memberTabs.map(({ name, label }) => (
            <Tabs.Tab key={name} value={name} data-testid={`tab-${name}`}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {memberTabs.map(({ name, Content }) => (
          <Tabs.Panel key={name} value={name}>
            <Content member={member} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}

const memberTabs = [
  { name: "statement", label: t.statement.title, Content: MemberStatement },
  { name: "bonus", label: t.lots.title, Content: MemberLots },
  { name: "sessions", label: t.memberSessions.title, Content: MemberSessions },
  { name: "offers", label: t.memberOffers.title, Content: MemberOffers },
  { name: "orders", label: t.memberOrders.title, Content: MemberOrders },
  { name: "details", label: t.members.details, Content: MemberDetails },
] as const;

function MemberDetails({ member }: { member: Member }) {
  const m = t.members;
  const rows: [string, string][] = [
    [m.name, nameOf(member) || "–"],
    [m.phone, member.member_phone || "–"],
    [m.email, member.member_email || "–"],
    [m.birthday, member.member_birthday ?? "–"],
    [m.group, member.member_group_name],
    [m.points, Number(member.member_points).toLocaleString()],
    [m.playsOn, member.member_pc_name || "–"],
    [m.timeLeft, member.left_time],
    [m.created, localText(member.member_create_local)],
    [
      m.expires,
      member.member_expire_time_local.startsWith("0000")
        ? t.common.never
        : localText(member.member_expire_time_local),
    ],
    [m.comments, member.member_comments || "–"],
  ];
  return (
    <Paper withBorder maw={640}>
      <Table variant="vertical">
        <Table.Tbody>
          {rows.map(([label, value]) => (
            <Table.Tr key={label}>
              <Table.Th w={160}>{label}</Table.Th>
              <Table.Td>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

/** Everything that can be done to the member; what the signed-in may not do says which right is missing. */
function MemberActions({ member }: { member: Member }) {
  const { may } = useSignedIn();
  const navigate = useNavigate();
  const dialogs = useMemberDialogs();
  const removal = useMemberRemoval(() => void navigate({ to: "/members" }));
  const m = t.members;
  const a = t.memberActions;
  const needs = (right: Right) => (may(right) ? null : t.common.noRight(right));
  const guest = member.member_group_id < 0;
  const noBalance = Number(member.member_balance) > 0 ? null : a.noBalance;
  const actions: { label: string; why: string | null; act: () => void; color?: string; testId?: string }[] = [
    { label: a.message, why: null, act: () => dialogs.message(member), testId: "member-message" },
    {
      label: a.loan,
      why: needs("loan_add"),
      act: () => dialogs.money(member, "loan"),
      testId: "member-loan",
    },
    {
      label: a.points,
      why: needs("point_add") ?? (guest ? a.guestPoints : null),
      act: () => dialogs.money(member, "points"),
      testId: "member-points",
    },
    {
      label: a.deduct,
      why: needs("topup_refund") ?? noBalance,
      act: () => dialogs.money(member, "deduct"),
      testId: "member-deduct",
    },
    { label: m.edit, why: needs("member_edit"), act: () => dialogs.edit(member) },
    {
      label: member.member_is_active === 0 ? m.activate : m.deactivate,
      why: needs("member_edit"),
      act: () => removal.toggleActive(member),
    },
    { label: m.remove, why: needs("member_delete"), act: () => removal.remove(member), color: "red" },
  ];
  return (
    <Group gap="xs">
      <GuardedButton why={needs("topup")} onClick={() => dialogs.topUp(member)} data-testid="member-topup">
        {m.topUp}
      </GuardedButton>
      <GuardedButton
        variant="default"
        why={needs("topup_refund") ?? (Number(ownMoney(member)) > 0 ? null : a.nothingToRefund)}
        onClick={() => dialogs.refund(member)}
        data-testid="member-refund"
      >
        {m.refund}
      </GuardedButton>
      {actions.map(({ label, why, act, color, testId }) => (
        <GuardedButton
          key={label}
          variant={color === undefined ? "default" : "light"}
          color={color}
          why={why}
          onClick={act}
          data-testid={testId}
        >
          {label}
        </GuardedButton>
      ))}
    </Group>
  );
}
