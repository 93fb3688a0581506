import { SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { minutesText } from "../ui/minutes-text.ts";
import { moneyText } from "../ui/money.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import { AmountButtons, AmountField, fieldLabel, TenderChoice } from "./desk-parts.tsx";
import type { DeskSettings } from "./desk-settings.ts";
import { amountOf, amountProblem } from "./money-input.ts";
import { minutesOf, type AskedTime, type TimeSaleTyped } from "./time-sale.ts";
import type { SoldTime, useSoldTime } from "./use-sold-time.ts";

const h = t.hall;

interface Props {
  typed: TimeSaleTyped;
  set: (change: Partial<TimeSaleTyped>) => void;
  settings: DeskSettings | undefined;
  asked: AskedTime | null;
  sold: ReturnType<typeof useSoldTime>;
  count: number;
  touched: boolean;
  wrong: string | undefined;
}

/** Money or minutes, and how it is paid; what it lasts or costs is the server's word. */
export function TimeSaleFields({ typed, set, settings, asked, sold, count, touched, wrong }: Props) {
  const { cafe } = useSignedIn();
  return (
    <Stack>
      <SegmentedControl
        fullWidth
        aria-label={h.sellBy}
        data={[
          { value: "money", label: h.bySum },
          { value: "minutes", label: h.byMinutes },
        ]}
        value={typed.by}
        onChange={(value) => set({ by: value === "minutes" ? "minutes" : "money" })}
      />
      {typed.by === "money" ? (
        <>
          <AmountButtons
            buttons={settings?.buttons ?? []}
            currency={cafe.currency}
            chosen={amountOf(typed.amount)}
            onChoose={(amount) => set({ amount })}
          />
          <AmountField
            currency={cafe.currency}
            typed={typed.amount}
            onChange={(amount) => set({ amount })}
            error={wrong ?? amountProblem(typed.amount, touched)}
          />
        </>
      ) : (
        <TextInput
          label={h.minutes}
          inputMode="numeric"
          autoComplete="off"
          size="lg"
          styles={fieldLabel}
          data-testid="sale-minutes"
          value={typed.minutes}
          onChange={(event) => set({ minutes: event.currentTarget.value })}
          error={
            wrong ??
            ((touched || typed.minutes !== "") && minutesOf(typed.minutes) === null ? h.minutesWrong : null)
          }
        />
      )}
      <TenderChoice
        label={h.tender}
        value={typed.tender}
        onChange={(tender) => set({ tender })}
        taken={settings?.taken ?? ["0"]}
      />
      <div role="status" data-testid="sale-worth">
        <Worth asked={asked} sold={sold} count={count} currency={cafe.currency} />
      </div>
      <RefusalAlert error={sold.error} />
    </Stack>
  );
}

function Worth({
  asked,
  sold,
  count,
  currency,
}: Pick<Props, "asked" | "sold" | "count"> & { currency: string }) {
  const money = (amount: string) => moneyText(amount, currency);
  if (asked === null) return <Text c="dimmed">{h.enter}</Text>;
  if (sold.total === null) return sold.error === null ? <Text c="dimmed">{h.asking}</Text> : null;
  const [first] = sold.parts;
  const isSame = sold.parts.every(({ cost, minutes }) => cost === first?.cost && minutes === first.minutes);
  const told = (part: SoldTime) =>
    "mins" in asked
      ? isSame
        ? h.costs(money(part.cost))
        : h.costsIn(part.groupName, money(part.cost))
      : isSame
        ? h.lasts(minutesText(part.minutes))
        : h.lastsIn(part.groupName, minutesText(part.minutes));
  return (
    <>
      {(isSame ? sold.parts.slice(0, 1) : sold.parts).map((part) => (
        <Text key={part.groupId} fw={600}>
          {told(part)}
        </Text>
      ))}
      {count > 1 && <Text size="sm">{h.inAll(money(sold.total), count)}</Text>}
    </>
  );
}
