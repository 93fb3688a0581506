import { Button, Group, Paper, TextInput } from "@mantine/core";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { localDay } from "../ui/local-day.ts";
import { presets, rangeOfPreset, type DayRange } from "./report-ranges.ts";

const r = t.reports;

export interface ReportAsked extends DayRange {
  /** "" = everybody. */
  staff: string;
}

/** What the calls of reports are asked with. */
export const reportInput = ({ from, to, staff }: ReportAsked) => ({
  ...{ date_start: from, date_end: to },
  ...(staff.trim() === "" ? {} : { log_staff_name: staff.trim() }),
});

interface Props {
  asked: ReportAsked;
  onChange: (asked: ReportAsked) => void;
}

/** Which days, and whose. */
export function ReportRange({ asked, onChange }: Props) {
  const { cafe } = useSignedIn();
  const set = (change: Partial<ReportAsked>) => onChange({ ...asked, ...change });
  const today = localDay(new Date(), cafe.timezone);
  const day = (name: "from" | "to", label: string) => (
    <TextInput
      label={label}
      type="date"
      value={asked[name]}
      error={name === "from" && asked.from > asked.to ? r.wrongOrder : undefined}
      onChange={(event) => event.currentTarget.value !== "" && set({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <Paper withBorder p="md" component="section" aria-label={r.range}>
      <Group align="flex-start" gap="sm">
        {day("from", r.from)}
        {day("to", r.to)}
        <TextInput
          label={r.staff}
          placeholder={r.everybody}
          aria-description={r.staffHelp}
          value={asked.staff}
          onChange={(event) => set({ staff: event.currentTarget.value })}
        />
      </Group>
      <Group gap="xs" mt="sm">
        {presets.map((preset) => {
          const range = rangeOfPreset(preset, today);
          const isChosen = range.from === asked.from && range.to === asked.to;
          return (
            <Button
              key={preset}
              size="compact-sm"
              variant={isChosen ? "filled" : "light"}
              aria-pressed={isChosen}
              onClick={() => set(range)}
            >
              {r.presets[preset]}
            </Button>
          );
        })}
      </Group>
    </Paper>
  );
}
