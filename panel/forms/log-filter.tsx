import { Button, Group, Paper, Select, SimpleGrid, TextInput } from "@mantine/core";
import { logEvents, type LogType } from "../../contract/objects/billing-log.ts";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { localDay } from "../ui/local-day.ts";

const l = t.logs;

export interface LogFilterValues {
  date_start: string;
  date_end: string;
  log_type: string;
  event: string;
  member_or_guest: string;
  member: string;
  pc: string;
  staff: string;
}

/** The last seven days of the café, everything, or all of one PC. */
export function freshFilter(zone: string, pc = ""): LogFilterValues {
  const now = new Date();
  return {
    date_start: localDay(now, zone, -6),
    date_end: localDay(now, zone),
    log_type: "all",
    event: "all",
    member_or_guest: "all",
    member: "",
    pc,
    staff: "",
  };
}

/** What is sent: a field that filters nothing is left out. */
export function filterInput(values: LogFilterValues) {
  const { date_start, date_end, ...rest } = values;
  const given = Object.entries(rest)
    .map(([name, value]) => [name, value.trim()] as const)
    .filter(([, value]) => value !== "" && value !== "all");
  return { date_start, date_end, ...Object.fromEntries(given) };
}

const choices = (names: Record<string, string>) =>
  Object.entries(names).map(([value, label]) => ({ value, label }));

interface Props {
  values: LogFilterValues;
  onChange: (values: LogFilterValues) => void;
}

export function LogFilter({ values, onChange }: Props) {
  const { cafe } = useSignedIn();
  const set = (change: Partial<LogFilterValues>) => onChange({ ...values, ...change });
  const range = (days: number) => {
    const now = new Date();
    set({ date_start: localDay(now, cafe.timezone, 1 - days), date_end: localDay(now, cafe.timezone) });
  };
  const events =
    values.log_type in logEvents ? logEvents[values.log_type as LogType] : Object.values(logEvents).flat();
  const text = (name: "member" | "pc" | "staff", label: string, help?: string) => (
    <TextInput
      label={label}
      placeholder={help}
      value={values[name]}
      onChange={(event) => set({ [name]: event.currentTarget.value })}
      data-search={name === "member" || undefined}
    />
  );
  return (
    <Paper withBorder p="md" component="section" aria-label={l.range}>
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
        <TextInput
          label={l.from}
          type="date"
          value={values.date_start}
          onChange={(event) =>
            event.currentTarget.value !== "" && set({ date_start: event.currentTarget.value })
          }
        />
        <TextInput
          label={l.to}
          type="date"
          value={values.date_end}
          onChange={(event) =>
            event.currentTarget.value !== "" && set({ date_end: event.currentTarget.value })
          }
        />
        <Select
          label={l.type}
          data={choices(l.types)}
          allowDeselect={false}
          value={values.log_type}
          onChange={(next) => set({ log_type: next ?? "all", event: "all" })}
        />
        <Select
          label={l.event}
          data={[
            { value: "all", label: l.anyEvent },
            ...events.map((event) => ({ value: event, label: t.events[event] ?? event })),
          ]}
          searchable
          allowDeselect={false}
          value={values.event}
          onChange={(next) => set({ event: next ?? "all" })}
        />
        {text("member", l.member, l.memberHelp)}
        <Select
          label={l.who}
          data={choices(l.whos)}
          allowDeselect={false}
          value={values.member_or_guest}
          onChange={(next) => set({ member_or_guest: next ?? "all" })}
        />
        {text("pc", l.pc)}
        {text("staff", l.staff)}
      </SimpleGrid>
      <Group gap="xs" mt="sm">
        {([1, 7, 30] as const).map((days) => (
          <Button key={days} size="compact-sm" variant="light" onClick={() => range(days)}>
            {{ 1: l.today, 7: l.week, 30: l.month }[days]}
          </Button>
        ))}
        <Button size="compact-sm" variant="subtle" onClick={() => onChange(freshFilter(cafe.timezone))}>
          {l.clear}
        </Button>
      </Group>
    </Paper>
  );
}
