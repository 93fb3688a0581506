import { Input, NumberInput, SimpleGrid } from "@mantine/core";
import { useState } from "react";
import { t } from "../text/en.ts";
import type { SpecialField } from "./settings-form.tsx";

/** Seven percents, Monday first; a missing one is 100 (billing.md 4). */
export function percentsOf(value: unknown): number[] {
  let list: unknown = value;
  try {
    list = JSON.parse(String(value));
  } catch {
    // What cannot be read counts as nothing given.
  }
  const given: unknown[] = Array.isArray(list) ? list : [];
  return Array.from({ length: 7 }, (_, day) => {
    const percent = given[day];
    return percent === undefined || percent === null || percent === "" ? 100 : Number(percent);
  });
}

export function WeekdaysField({ label, help, value, disabled, error, onChange }: SpecialField) {
  const [percents, setPercents] = useState<(number | string)[]>(() => percentsOf(value));
  const set = (day: number, percent: number | string) => {
    const next = percents.map((before, at) => (at === day ? percent : before));
    setPercents(next);
    onChange(JSON.stringify(next));
  };
  return (
    <Input.Wrapper label={label} description={help} error={error} labelElement="div">
      <SimpleGrid cols={{ base: 2, xs: 4, md: 7 }} spacing="xs" mt={4}>
        {t.loyalty.weekdays.map((weekday, day) => (
          <NumberInput
            key={weekday}
            label={weekday}
            suffix=" %"
            min={0}
            max={1000}
            clampBehavior="none"
            hideControls
            disabled={disabled}
            value={percents[day] ?? 100}
            error={isPercent(percents[day]) ? null : t.loyalty.weekdayWrong}
            onChange={(percent) => set(day, percent)}
          />
        ))}
      </SimpleGrid>
    </Input.Wrapper>
  );
}

const isPercent = (value: number | string | undefined) =>
  typeof value === "number" && value >= 0 && value <= 1000;
