import { Alert, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { readPages } from "../../contract/operations/configs.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { LoyaltyForm } from "../forms/loyalty-form.tsx";
import { readMoney } from "../forms/money-input.ts";
import { useBonus } from "../forms/use-bonus.ts";
import { percentsOf } from "../forms/weekdays-field.tsx";
import { t } from "../text/en.ts";
import { localDay, weekdayOf } from "../ui/local-day.ts";
import { moneyText } from "../ui/money.ts";
import { QueryView } from "../ui/query-view.tsx";
import { RefusalAlert } from "../ui/refusal-alert.tsx";

export function LoyaltyPage() {
  const call = useCall();
  const [unsaved, setUnsaved] = useState(0);
  const settings = useQuery({
    queryKey: ["configs", "loyalty"],
    queryFn: () => call(readPages.loyaltySettings, {}),
  });
  return (
    <Stack maw={900}>
      <Title order={1} size="h2">
        {t.loyalty.title}
      </Title>
      <QueryView query={settings}>
        {(values) => (
          <>
            <Preview percents={percentsOf(values["topup_reward_percent"])} unsaved={unsaved > 0} />
            <LoyaltyForm values={values} onChanges={setUnsaved} />
          </>
        )}
      </QueryView>
    </Stack>
  );
}

/** What the saved settings give today, in the server's own figures: it knows the café's weekday and the rounding. */
function Preview({ percents, unsaved }: { percents: readonly number[]; unsaved: boolean }) {
  const { cafe } = useSignedIn();
  const [typed, setTyped] = useState("100");
  const money = readMoney(typed);
  const amount = "amount" in money && Number(money.amount) > 0 ? money.amount : null;
  const bonus = useBonus({ memberId: null, amount, promo: "" });
  const p = t.loyalty.preview;
  const day = weekdayOf(localDay(new Date(), cafe.timezone));
  const weekday = t.loyalty.weekdays[day] ?? "";
  const parts = [
    ...(Number(bonus.data?.bonus) > 0 ? [p.bonus(moneyText(bonus.data?.bonus ?? null, cafe.currency))] : []),
    ...((bonus.data?.add_coin ?? 0) > 0 ? [p.coins(bonus.data?.add_coin ?? 0)] : []),
  ];
  return (
    <Paper withBorder p="md" component="section" aria-label={p.title}>
      <Stack gap="xs">
        <Title order={2} size="h4">
          {p.title}
        </Title>
        <Text size="sm" c="dimmed">
          {p.help} {p.today(weekday, String(percents[day] ?? 100))}
        </Text>
        <TextInput
          label={`${p.amount} (${cafe.currency})`}
          inputMode="decimal"
          maw={180}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={"wrong" in money && typed !== "" ? t.topUp.wrong[money.wrong] : null}
          data-testid="loyalty-amount"
        />
        <Text fw={600} role="status" data-testid="loyalty-gives">
          {bonus.waiting && t.topUp.bonusAsking}
          {bonus.data !== undefined &&
            p.gives(moneyText(amount, cafe.currency), weekday, parts.join(" + ") || p.nothing)}
        </Text>
        <RefusalAlert error={bonus.error} />
        {unsaved && (
          <Alert color="orange" p="xs">
            {p.unsaved}
          </Alert>
        )}
      </Stack>
    </Paper>
  );
}
