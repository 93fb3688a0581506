import { Alert, Button, Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useId, type ReactNode } from "react";
import { t } from "../text/en.ts";
import { moneyText } from "../ui/money.ts";
import { tenders } from "./tenders.ts";
import type { AmountButton } from "./desk-settings.ts";

interface AmountProps {
  currency: string;
  typed: string;
  onChange: (typed: string) => void;
  onBlur?: () => void;
  error: ReactNode;
}

export function AmountField({ currency, typed, onChange, onBlur, error }: AmountProps) {
  return (
    <TextInput
      label={`${t.topUp.amount} (${currency})`}
      inputMode="decimal"
      autoComplete="off"
      size="lg"
      styles={fieldLabel}
      data-autofocus
      data-testid="topup-amount"
      value={typed}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={onBlur}
      error={error}
    />
  );
}

/** The label of a large field is as large as those of the others. */
export const fieldLabel = { label: { fontSize: "var(--mantine-font-size-sm)" } } as const;

interface ButtonsProps {
  buttons: readonly AmountButton[];
  currency: string;
  chosen: string | null;
  onChoose: (amount: string) => void;
}

export function AmountButtons({ buttons, currency, chosen, onChoose }: ButtonsProps) {
  return (
    <Group gap="xs" role="group" aria-label={t.topUp.amounts}>
      {buttons.map(({ money, minutes }) => {
        const isChosen = chosen !== null && Number(chosen) === Number(money);
        return (
          <Button
            key={money}
            variant={isChosen ? "filled" : "light"}
            aria-pressed={isChosen}
            h="auto"
            mih={44}
            py={6}
            px="sm"
            flex="1 0 100px"
            onClick={() => onChoose(money)}
          >
            <Stack gap={0}>
              <span>{moneyText(money, currency)}</span>
              {minutes > 0 && (
                <Text span size="xs" fw={400}>
                  {t.topUp.minutes(minutes)}
                </Text>
              )}
            </Stack>
          </Button>
        );
      })}
    </Group>
  );
}

interface TenderProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Ways that can be chosen; the others are shown, and why not. */
  taken: readonly string[];
  /** A way that is chosen already, for another part of the sum. */
  used?: string;
}

export function TenderChoice({ label, value, onChange, taken, used }: TenderProps) {
  const id = useId();
  const isOff = (each: string) => !taken.includes(each) || each === used;
  const others = tenders.filter(({ value: each }) => !taken.includes(each));
  return (
    <div>
      <Text size="sm" fw={500} mb={4} id={id}>
        {label}
      </Text>
      <SegmentedControl
        fullWidth
        aria-labelledby={id}
        data={tenders.map((tender) => ({ ...tender, disabled: isOff(tender.value) }))}
        value={value}
        onChange={onChange}
      />
      {others.length > 0 && (
        <Text size="xs" c="dimmed" mt={4}>
          {t.topUp.notTaken(others.map(({ label: name }) => name).join(", "))}
        </Text>
      )}
    </div>
  );
}

interface OutcomeProps {
  failures: number;
  isUnanswered: boolean;
  /** Whether the call was sent from this very dialog. */
  isOfNow: boolean;
  onDrop: () => void;
}

/** What is known of a call whose answer was lost, and the two ways on. */
export function OutcomeNote({ failures, isUnanswered, isOfNow, onDrop }: OutcomeProps) {
  if (failures > 0)
    return (
      <Alert color="orange" role="status">
        {t.topUp.trying(failures)}
      </Alert>
    );
  if (!isUnanswered) return null;
  return (
    <Alert
      color="orange"
      role="alert"
      icon={<IconAlertTriangle aria-hidden />}
      title={t.topUp.uncertainTitle}
      data-testid="booking-unanswered"
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{isOfNow ? t.topUp.uncertain : t.topUp.uncertainBefore}</Text>
        <Text size="xs" c="dimmed">
          {t.topUp.dropHelp}
        </Text>
        <Button size="compact-sm" variant="default" onClick={onDrop} data-testid="booking-drop">
          {t.topUp.drop}
        </Button>
      </Stack>
    </Alert>
  );
}
