import { Alert, Input, Stack, Switch, UnstyledButton } from "@mantine/core";
import { t } from "../text/en.ts";
import { useWeekPainting, type Painting } from "./use-week-painting.ts";
import { clockOf, hasHalfHours, isWithin, partsOf, toHalfHours, toHours } from "./week-paint.ts";

const g = t.prices.grid;

interface Props extends Painting {
  error: string | undefined;
}

/** The week as a calendar, days across and hours down: painted by mouse, finger or keys. Each cell shows the number of its rate. */
export function WeekGridField({ week, brush, disabled, error, onChange, onBrush }: Props) {
  const halves = partsOf(week) === 48;
  return (
    <Input.Wrapper label={g.title} description={g.help} error={error} labelElement="div">
      <Stack gap="xs" mt="xs">
        <Switch
          label={g.halfHours}
          checked={halves}
          disabled={disabled}
          onChange={(event) => onChange(event.currentTarget.checked ? toHalfHours(week) : toHours(week))}
          data-testid="price-half-hours"
        />
        {hasHalfHours(week) && (
          <Alert color="gray" p="xs">
            {g.halfLost}
          </Alert>
        )}
        <WeekCells {...{ week, brush, disabled, onChange, onBrush }} />
      </Stack>
    </Input.Wrapper>
  );
}

function WeekCells(props: Painting) {
  const { week, disabled } = props;
  const parts = partsOf(week);
  const painting = useWeekPainting(props);
  return (
    <div
      className="week"
      role="grid"
      aria-label={g.label}
      aria-readonly={disabled}
      data-parts={parts}
      {...painting.handlers}
    >
      <div role="row" className="week-row">
        <span />
        {g.days.map((day, at) => (
          <UnstyledButton
            key={day}
            role="columnheader"
            className="week-head"
            tabIndex={-1}
            aria-label={disabled ? g.longDays[at] : g.paintDay(g.longDays[at] ?? "")}
            onClick={() => painting.fill({ day: at, part: 0 }, { day: at, part: parts - 1 })}
          >
            {day}
          </UnstyledButton>
        ))}
      </div>
      {Array.from({ length: parts }, (_, part) => (
        <WeekRow key={part} {...{ part, parts, disabled, painting }} />
      ))}
    </div>
  );
}

interface RowProps {
  part: number;
  parts: number;
  disabled: boolean;
  painting: ReturnType<typeof useWeekPainting>;
}

/** One hour or half hour of all days. */
function WeekRow({ part, parts, disabled, painting }: RowProps) {
  const { anchor, focus, shown } = painting;
  const [from, to] = [clockOf(part, parts), clockOf(part + 1, parts)];
  return (
    <div role="row" className="week-row">
      <UnstyledButton
        role="rowheader"
        className="week-hour"
        tabIndex={-1}
        aria-label={disabled ? from : g.paintHour(from)}
        onClick={() => painting.fill({ day: 0, part }, { day: 6, part })}
      >
        {from}
      </UnstyledButton>
      {shown.map((row, day) => {
        const tier = row[part] ?? 1;
        return (
          <div
            key={day}
            role="gridcell"
            className="week-cell"
            data-cell={`${day}-${part}`}
            data-tier={tier}
            tabIndex={focus.day === day && focus.part === part ? 0 : -1}
            aria-selected={isWithin({ day, part }, anchor, focus)}
            aria-label={g.cell(g.longDays[day] ?? "", from, to, tier)}
            onFocus={painting.onFocusOf({ day, part })}
          >
            {tier}
          </div>
        );
      })}
    </div>
  );
}
