import { Box, Group, Stack, Text } from "@mantine/core";
import { t } from "../text/en.ts";
import { clockText, type DayPart, weekOf } from "./week-strip.ts";

const o = t.offers;

/** A week of windows: a bar for each day, open parts coloured; read aloud as words. */
export function WeekStrip({
  weekdays,
  from,
  to,
  label,
}: {
  weekdays: readonly number[];
  from: number;
  to: number;
  label: string;
}) {
  return (
    <Stack gap={2} miw={150} role="group" aria-label={label}>
      {weekOf(weekdays, from, to).map((parts, place) => (
        <Day key={o.days[place]} name={o.days[place] ?? ""} full={o.dayNames[place] ?? ""} parts={parts} />
      ))}
      <Group gap={0} justify="space-between" ml={28} wrap="nowrap" aria-hidden>
        {["0", "6", "12", "18", "24"].map((hour) => (
          <Text key={hour} size="xs" c="dimmed">
            {hour}
          </Text>
        ))}
      </Group>
    </Stack>
  );
}

function Day({ name, full, parts }: { name: string; full: string; parts: readonly DayPart[] }) {
  const words = parts.map((part) => `${clockText(part.from)}–${clockText(part.to)}`).join(", ");
  return (
    <Group gap={6} wrap="nowrap" role="img" aria-label={`${full}: ${words === "" ? o.stripNone : words}`}>
      <Text size="xs" c="dimmed" w={22} aria-hidden>
        {name}
      </Text>
      <Box
        pos="relative"
        h={10}
        flex={1}
        bg="var(--mantine-color-default-border)"
        style={{ borderRadius: 3 }}
      >
        {parts.map((part) => (
          <Box
            key={part.from}
            pos="absolute"
            h="100%"
            bg="var(--mantine-primary-color-filled)"
            left={`${part.from / 14.4}%`}
            w={`${(part.to - part.from) / 14.4}%`}
            style={{ borderRadius: 3 }}
          />
        ))}
      </Box>
    </Group>
  );
}
