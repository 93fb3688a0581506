import { t } from "../text/en.ts";

/** A painted week at a glance: seven lines, Monday at the top, the day from left to right. */
export function WeekStrip({ name, week }: { name: string; week: readonly (readonly number[])[] }) {
  const parts = week[0]?.length ?? 24;
  return (
    <svg
      className="week-strip"
      viewBox={`0 0 ${parts} 7`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t.prices.weekOf(name)}
    >
      {week.flatMap((row, day) =>
        row.map((tier, part) => (
          <rect key={`${day}-${part}`} x={part} y={day} width={1.02} height={0.9} data-tier={tier} />
        )),
      )}
    </svg>
  );
}
