import { Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { moneyText } from "../ui/money.ts";
import type { CheckoutTyped, ReadCheckout, Settling } from "./checkout-values.ts";
import { TenderChoice } from "./desk-parts.tsx";
import { tenderName } from "./tenders.ts";

const h = t.hall;

interface Props {
  typed: CheckoutTyped;
  set: (change: Partial<CheckoutTyped>) => void;
  settling: Settling;
  read: ReadCheckout;
  taken: readonly string[];
  /** Two ways only where one session is settled: the server settles each by itself. */
  isOne: boolean;
}

/** How what is due is paid, or how what is left goes back. */
export function CheckoutWays({ typed, set, settling, read, taken, isOne }: Props) {
  if (Number(settling.due) > 0) return <Due {...{ typed, set, settling, read, taken, isOne }} />;
  return Number(settling.back) === 0 ? null : <Back typed={typed} set={set} />;
}

function Back({ typed, set }: Pick<Props, "typed" | "set">) {
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {h.backBy}
      </Text>
      <SegmentedControl
        fullWidth
        aria-label={h.backBy}
        data={[
          { value: "asPaid", label: h.backAsPaid },
          { value: "cash", label: t.pay.cash },
        ]}
        value={typed.back}
        onChange={(value) => set({ back: value === "cash" ? "cash" : "asPaid" })}
      />
    </div>
  );
}

function Due({ typed, set, settling, read, taken, isOne }: Props) {
  const { cafe } = useSignedIn();
  const isTwo = isOne && typed.ways === "two";
  return (
    <Stack gap="sm">
      {isOne && taken.length > 1 && (
        <SegmentedControl
          fullWidth
          aria-label={h.split}
          data={[
            { value: "one", label: h.oneWay },
            { value: "two", label: h.twoWays },
          ]}
          value={typed.ways}
          onChange={(value) => set({ ways: value === "two" ? "two" : "one" })}
        />
      )}
      <TenderChoice
        label={isTwo ? h.first : h.tender}
        value={typed.first}
        onChange={(first) => set({ first })}
        taken={taken}
      />
      {isTwo && (
        <>
          <TextInput
            label={`${h.firstAmount} (${cafe.currency})`}
            description={h.splitRange(moneyText(settling.due, cafe.currency))}
            inputMode="decimal"
            autoComplete="off"
            value={typed.firstAmount}
            onChange={(event) => set({ firstAmount: event.currentTarget.value })}
            error={read.problem}
            data-testid="end-first-amount"
          />
          <TenderChoice
            label={h.second}
            value={typed.second}
            onChange={(second) => set({ second })}
            taken={taken}
            used={typed.first}
          />
          <Group justify="flex-end">
            <Text role="status" fw={600} className="pc-time" data-testid="end-rest">
              {read.rest === null
                ? ""
                : h.restIs(moneyText(read.rest, cafe.currency), tenderName(Number(typed.second)))}
            </Text>
          </Group>
        </>
      )}
      {!isOne && (
        <Text size="xs" c="dimmed">
          {h.oneWayOfMany}
        </Text>
      )}
      {Number(settling.back) > 0 &&
        (typed.first === "0" ? (
          <Back typed={typed} set={set} />
        ) : (
          <Text size="sm">{h.backSameWay(tenderName(Number(typed.first)))}</Text>
        ))}
    </Stack>
  );
}
