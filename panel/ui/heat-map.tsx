import { t } from "../text/en.ts";

const r = t.reports.use;

interface Props {
  rows: readonly { name: string; data: readonly number[] }[];
  columns: readonly string[];
}

/** Hours by weekday and hour: the fuller the colour the more; each figure stands in its cell. */
export function HeatMap({ rows, columns }: Props) {
  const most = Math.max(...rows.flatMap(({ data }) => data), 0);
  const colour = (value: number) =>
    value === 0
      ? "var(--mantine-color-default-hover)"
      : `color-mix(in srgb, var(--mantine-primary-color-filled) ${Math.round(15 + (60 * value) / most)}%, transparent)`;
  return (
    <div className="heat-scroll">
      <table className="heat-map" aria-label={r.map}>
        <thead>
          <tr>
            <th scope="col">{r.day}</th>
            {columns.map((hour) => (
              <th key={hour} scope="col">
                {hour}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, data }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {columns.map((hour, index) => {
                const value = data[index] ?? 0;
                return (
                  <td
                    key={hour}
                    style={{ background: colour(value) }}
                    title={r.cell(name, hour, value.toFixed(2))}
                  >
                    {value === 0 ? "" : value >= 10 ? Math.round(value) : value.toFixed(1)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
