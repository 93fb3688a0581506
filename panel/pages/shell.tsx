import {
  AppShell,
  Burger,
  Button,
  Center,
  Divider,
  Group,
  Loader,
  Menu,
  NavLink,
  ScrollArea,
  Stack,
  Text,
} from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import {
  IconApi,
  IconBook,
  IconBuildingStore,
  IconCash,
  IconClockDollar,
  IconDeviceDesktop,
  IconDeviceDesktopPlus,
  IconGift,
  IconListDetails,
  IconLogout,
  IconPackage,
  IconReportMoney,
  IconTicket,
  IconUser,
  IconUserCog,
  IconUserShield,
  IconUsers,
  IconUsersGroup,
} from "@tabler/icons-react";
import { ModalsProvider } from "@mantine/modals";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { sessionQuery, signOut, useSignedIn } from "../api/session.ts";
import { LiveProvider } from "../live/live-provider.tsx";
import { t } from "../text/en.ts";
import { LiveBadge } from "../ui/live-badge.tsx";
import { QueryView } from "../ui/query-view.tsx";
import { Redirect } from "../ui/redirect.tsx";
import { ThemeMenu } from "../ui/theme-menu.tsx";
import { ShiftMenu } from "./shift-menu.tsx";

/** Every page of the signed-in: leads to set-up or sign-in when nobody is. */
export function Shell() {
  const session = useQuery({ ...sessionQuery, refetchInterval: 5 * 60_000 });
  if (session.isPending) {
    return (
      <Center h="100vh">
        <Loader aria-label={t.common.loading} />
      </Center>
    );
  }
  return (
    <QueryView query={session}>
      {({ state }) => {
        if (state === "set-up") return <Redirect href="/set-up" />;
        if (state === "signed-out") return <ToSignIn />;
        return (
          <LiveProvider>
            {/* In here, so that no dialog outlives the sign-in: it would show what it holds, and has nobody to act for. */}
            <ModalsProvider>
              <Frame />
            </ModalsProvider>
          </LiveProvider>
        );
      }}
    </QueryView>
  );
}

function ToSignIn() {
  // Read once: the address changes while the sign-in page is still loading.
  const [back] = useState(() => `${location.pathname}${location.search}`);
  const client = useQueryClient();
  useEffect(() => {
    // Nothing that was read stays behind for whoever comes next.
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
  }, [client]);
  return <Redirect href={`/sign-in?back=${encodeURIComponent(back)}`} />;
}

const mainLinks = [{ to: "/computers", label: t.shell.computers, Icon: IconDeviceDesktop }] as const;
const memberLinks = [
  { to: "/members", label: t.shell.members, Icon: IconUsers },
  { to: "/offers", label: t.shell.offers, Icon: IconClockDollar },
  { to: "/promo-codes", label: t.shell.promo, Icon: IconTicket },
  { to: "/logs", label: t.shell.logs, Icon: IconListDetails },
  { to: "/reports", label: t.shell.reports, Icon: IconReportMoney },
] as const;
const shopLinks = [{ to: "/products", label: t.shell.products, Icon: IconPackage }] as const;
const settingLinks = [
  { to: "/settings/api", label: t.shell.api, Icon: IconApi },
  { to: "/settings/center", label: t.shell.center, Icon: IconBuildingStore },
  { to: "/settings/loyalty", label: t.shell.loyalty, Icon: IconGift },
  { to: "/settings/payment", label: t.shell.payment, Icon: IconCash },
  { to: "/settings/prices", label: t.shell.prices, Icon: IconClockDollar },
  { to: "/settings/member-groups", label: t.shell.groups, Icon: IconUsersGroup },
  { to: "/settings/computers", label: t.shell.pcs, Icon: IconDeviceDesktopPlus },
  { to: "/settings/staff", label: t.shell.staff, Icon: IconUserShield },
] as const;

/** Puts the cursor into the page's search field, wherever the page has one. */
function focusSearch(): void {
  document.querySelector<HTMLInputElement>("[data-search]")?.focus();
}

function Frame() {
  const [opened, { toggle, close }] = useDisclosure();
  const { pathname } = useLocation();
  const { cafe } = useSignedIn();
  useHotkeys([["/", focusSearch]]);
  useEffect(close, [pathname, close]);
  useEffect(() => {
    document.title = `${cafe.name} – Netcafe`;
  }, [cafe.name]);

  const link = ({
    to,
    label,
    Icon,
  }: (typeof mainLinks | typeof memberLinks | typeof shopLinks | typeof settingLinks)[number]) => (
    <NavLink
      key={to}
      component={Link}
      to={to}
      label={label}
      leftSection={<Icon size={18} aria-hidden />}
      active={pathname === to || pathname.startsWith(`${to}/`)}
      aria-current={pathname === to ? "page" : undefined}
    />
  );

  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding={{ base: "sm", sm: "md" }}
    >
      <a href="#content" className="skip-link">
        {t.shell.skip}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="xs">
          <Group wrap="nowrap" gap="xs" miw={0}>
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t.shell.menu} />
            <Text fw={700} truncate>
              {cafe.name}
            </Text>
            <LiveBadge />
          </Group>
          <Group wrap="nowrap" gap={4}>
            <ShiftMenu />
            <ThemeMenu />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t.shell.main}>
        <ScrollArea>
          <Stack gap={2}>
            {mainLinks.map(link)}
            <Divider label={t.shell.people} labelPosition="left" my="xs" />
            {memberLinks.map(link)}
            <Divider label={t.shell.shopping} labelPosition="left" my="xs" />
            {shopLinks.map(link)}
            <Divider label={t.shell.settings} labelPosition="left" my="xs" />
            {settingLinks.map(link)}
            <Divider my="xs" />
            <NavLink
              component="a"
              href="/docs"
              label={t.shell.docs}
              leftSection={<IconBook size={18} aria-hidden />}
            />
          </Stack>
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

function AccountMenu() {
  const { staff, csrfToken } = useSignedIn();
  const client = useQueryClient();
  const leave = async () => {
    const signedOut = await signOut(csrfToken);
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
    client.setQueryData(sessionQuery.queryKey, signedOut);
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          px="xs"
          leftSection={<IconUser size={18} aria-hidden />}
          aria-label={t.shell.account(staff.staff_name)}
        >
          <Text size="sm" truncate maw={{ base: 70, sm: 160 }}>
            {staff.staff_name}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t.shell.roles[staff.staff_role] ?? staff.staff_role}</Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<IconUserCog size={16} aria-hidden />}>
          {t.shell.myAccount}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void leave()}>
          {t.shell.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
