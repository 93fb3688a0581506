import { Group, Input, Radio, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { t } from "../text/en.ts";
import { hoursOfTiers, tiers, type Week } from "./week-paint.ts";

const g = t.prices.grid;

interface Props {
  rates: readonly string[];
  week: Week;
  brush: number;
  disabled: boolean;
  errorOf: (index: number) => string | undefined;
  onRate: (index: number, typed: string) => void;
  onBrush: (tier: number) => void;
}

/** The four rates: what they cost an hour, how much of the week is painted with each, and which one paints. */
export function RatesField({ rates, week, brush, disabled, errorOf, onRate, onBrush }: Props) {
  const hours = hoursOfTiers(week);
  return (
    <Radio.Group
      label={g.rates}
      value={String(brush)}
      onChange={(value) => onBrush(Number(value))}
      data-testid="price-brush"
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt={4}>
        {tiers.map((tier, index) => (
          <Group key={tier} wrap="nowrap" gap="xs" align="flex-start" className="rate" data-tier={tier}>
            <Stack gap={0} w={110}>
              <Radio
                value={String(tier)}
                label={g.rate(tier)}
                disabled={disabled}
                data-testid={`price-brush-${tier}`}
              />
              <Text size="xs" mt={2}>
                {hours.has(tier) ? g.hours(String(hours.get(tier))) : g.unused}
              </Text>
            </Stack>
            <TextInput
              flex={1}
              aria-label={g.rateAmount(tier)}
              inputMode="decimal"
              rightSection={<Input.Description>{g.perHour}</Input.Description>}
              value={rates[index] ?? ""}
              disabled={disabled}
              error={errorOf(index)}
              onChange={(event) => onRate(index, event.currentTarget.value)}
              data-testid={`price-rate-${tier}`}
            />
          </Group>
        ))}
      </SimpleGrid>
    </Radio.Group>
  );
}
