import { Button, Menu, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconArrowsExchange, IconCashRegister, IconReceipt, IconFlagCheck } from "@tabler/icons-react";
import { lazy, Suspense, type ReactNode } from "react";
import { useQuery } from "@tanstack/react-query";
import { currentShift } from "../../contract/operations/shifts.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { localText, moneyText } from "../ui/money.ts";

const s = t.shifts;

// Loaded when they are opened: the first page stays small.
const StartShiftForm = lazy(async () => ({
  default: (await import("../forms/start-shift-form.tsx")).StartShiftForm,
}));
const EndShiftForm = lazy(async () => ({
  default: (await import("../forms/end-shift-form.tsx")).EndShiftForm,
}));
const MoveCashForm = lazy(async () => ({
  default: (await import("../forms/move-cash-form.tsx")).MoveCashForm,
}));
const ExpenseForm = lazy(async () => ({ default: (await import("../forms/expense-form.tsx")).ExpenseForm }));

const open = (title: string, form: ReactNode) =>
  modals.open({ title, children: <Suspense fallback={<Text>{t.common.loading}</Text>}>{form}</Suspense> });

export const openStartShift = () => open(s.startTitle, <StartShiftForm />);

/** One's shift in the frame of every page: to start it, or what should be in its drawer and what can be done with it. */
export function ShiftMenu() {
  const { shift, shift_required: required } = useSignedIn();
  if (shift === null) {
    return (
      <Button
        variant={required === 1 ? "filled" : "subtle"}
        color={required === 1 ? "orange" : "gray"}
        size="compact-md"
        leftSection={<IconCashRegister size={18} aria-hidden />}
        onClick={openStartShift}
        data-testid="shift-menu"
        title={required === 1 ? s.needed : undefined}
      >
        {s.start}
      </Button>
    );
  }
  return <OpenShift since={shift.shift_start_time} />;
}

function OpenShift({ since }: { since: string }) {
  const { may } = useSignedIn();
  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          px="xs"
          leftSection={<IconCashRegister size={18} aria-hidden />}
          aria-label={s.openLabel(localText(since))}
          data-testid="shift-menu"
        >
          <Text size="sm" visibleFrom="sm">
            {s.open(since.slice(11, 16))}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <CashInHand />
        </Menu.Label>
        <Menu.Item
          leftSection={<IconReceipt size={16} aria-hidden />}
          disabled={!may("expense_add")}
          onClick={() => open(s.expenseTitle, <ExpenseForm />)}
        >
          {s.expense}
          {!may("expense_add") && (
            <Text size="xs" c="dimmed">
              {t.common.noRight("expense_add")}
            </Text>
          )}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowsExchange size={16} aria-hidden />}
          onClick={() => open(s.moveTitle, <MoveCashForm />)}
        >
          {s.move}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconFlagCheck size={16} aria-hidden />}
          onClick={() => open(s.endTitle, <EndShiftForm />)}
          data-testid="shift-menu-end"
        >
          {s.end}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Asked anew whenever the menu opens. */
function CashInHand() {
  const call = useCall();
  const { cafe } = useSignedIn();
  const now = useQuery({
    queryKey: ["shifts", "current"],
    queryFn: () => call(currentShift, {}),
    staleTime: 0,
  });
  const cash = now.data?.shift?.shift_cash_expected;
  return cash === undefined ? t.common.loading : s.cash(moneyText(cash, cafe.currency));
}
