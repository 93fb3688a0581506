import { Alert, Input, Stack, Switch, UnstyledButton } from "@mantine/core";
import { useState, type KeyboardEvent, type PointerEvent } from "react";
import { t } from "../text/en.ts";
import {
  clockOf,
  hasHalfHours,
  isWithin,
  moved,
  paint,
  partsOf,
  tiers,
  toHalfHours,
  toHours,
  type Cell,
  type Week,
} from "./week-paint.ts";

const g = t.prices.grid;

interface Props {
  week: Week;
  /** The rate that a drag paints with. */
  brush: number;
  disabled: boolean;
  error: string | undefined;
  onChange: (week: Week) => void;
  onBrush: (tier: number) => void;
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

const cellAt = (target: Element | null): Cell | null => {
  const place = target?.closest("[data-cell]")?.getAttribute("data-cell")?.split("-").map(Number);
  return place ? { day: place[0] ?? 0, part: place[1] ?? 0 } : null;
};

/** What is selected reaches from the anchor to the cell in focus; while a pointer is down it is what would be painted. */
interface Selection {
  anchor: Cell;
  focus: Cell;
  isDrawn: boolean;
}

const start: Cell = { day: 0, part: 0 };

function WeekCells({ week, brush, disabled, onChange, onBrush }: Omit<Props, "error">) {
  const [selection, setSelection] = useState<Selection>({ anchor: start, focus: start, isDrawn: false });
  const parts = partsOf(week);
  // Half hours may have become hours since: the cell in focus is then that of its hour.
  const inside = (cell: Cell) => (cell.part < parts ? cell : { ...cell, part: Math.floor(cell.part / 2) });
  const [anchor, focus] = [inside(selection.anchor), inside(selection.focus)];
  const shown = selection.isDrawn ? paint(week, anchor, focus, brush) : week;
  const fill = (a: Cell, b: Cell) => {
    if (!disabled) onChange(paint(week, a, b, brush));
  };

  const pointer = {
    onPointerDown(event: PointerEvent<HTMLDivElement>) {
      const cell = cellAt(event.target as Element);
      if (cell === null || disabled || event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setSelection({ anchor: cell, focus: cell, isDrawn: true });
    },
    onPointerMove(event: PointerEvent<HTMLDivElement>) {
      if (!selection.isDrawn) return;
      const cell = cellAt(document.elementFromPoint(event.clientX, event.clientY));
      if (cell !== null) setSelection({ ...selection, focus: cell });
    },
    onPointerUp() {
      if (!selection.isDrawn) return;
      fill(anchor, focus);
      setSelection({ anchor: focus, focus, isDrawn: false });
    },
    onPointerCancel: () => setSelection({ ...selection, isDrawn: false }),
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const tier = tiers.find((each) => String(each) === event.key);
    const next = moved(focus, event.key, parts);
    if (next !== null) {
      setSelection({ anchor: event.shiftKey ? anchor : next, focus: next, isDrawn: false });
      event.currentTarget.querySelector<HTMLElement>(`[data-cell="${next.day}-${next.part}"]`)?.focus();
    } else if (tier !== undefined && !disabled) {
      onBrush(tier);
      onChange(paint(week, anchor, focus, tier));
    } else if (event.key === " " || event.key === "Enter") fill(anchor, focus);
    else return;
    event.preventDefault();
  };

  return (
    <div
      className="week"
      role="grid"
      aria-label={g.label}
      aria-readonly={disabled}
      data-parts={parts}
      onKeyDown={onKeyDown}
      {...pointer}
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
            onClick={() => fill({ day: at, part: 0 }, { day: at, part: parts - 1 })}
          >
            {day}
          </UnstyledButton>
        ))}
      </div>
      {Array.from({ length: parts }, (_, part) => (
        <div role="row" className="week-row" key={part}>
          <UnstyledButton
            role="rowheader"
            className="week-hour"
            tabIndex={-1}
            aria-label={disabled ? clockOf(part, parts) : g.paintHour(clockOf(part, parts))}
            onClick={() => fill({ day: 0, part }, { day: 6, part })}
          >
            {clockOf(part, parts)}
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
                aria-label={g.cell(
                  g.longDays[day] ?? "",
                  clockOf(part, parts),
                  clockOf(part + 1, parts),
                  tier,
                )}
                onFocus={() => {
                  // Shift and an arrow bring the focus here with an anchor elsewhere; a tap or Tab brings it here alone.
                  if (focus.day !== day || focus.part !== part)
                    setSelection({ anchor: { day, part }, focus: { day, part }, isDrawn: selection.isDrawn });
                }}
              >
                {tier}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}
