import { t } from "../text/en.ts";

export interface CostPoint {
  minutes: number;
  amount: number;
}

const width = 320;
const height = 150;
const edge = { left: 44, right: 10, top: 10, bottom: 22 };

/** The cost of a dynamic price over the minutes: straight between the rows, dashed after the last one. */
export function CostCurve({
  points,
  show,
}: {
  points: readonly CostPoint[];
  show: (amount: number) => string;
}) {
  const last = points.at(-1);
  if (last === undefined) return null;
  const most = { minutes: last.minutes * 1.3, amount: last.amount * 1.3 };
  const x = (minutes: number) => edge.left + ((width - edge.left - edge.right) * minutes) / most.minutes;
  const y = (amount: number) =>
    height - edge.bottom - ((height - edge.top - edge.bottom) * amount) / most.amount;
  const at = ({ minutes, amount }: CostPoint) => `${x(minutes).toFixed(1)},${y(amount).toFixed(1)}`;
  const said = points.map(({ minutes, amount }) => t.prices.rows.point(show(amount), minutes)).join(", ");
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      className="cost-curve"
      role="img"
      aria-label={t.prices.rows.curve(said)}
    >
      <path
        className="cost-axis"
        d={`M${edge.left},${edge.top} V${height - edge.bottom} H${width - edge.right}`}
      />
      {points.map((point) => (
        <g key={point.minutes}>
          <path
            className="cost-guide"
            d={`M${edge.left},${y(point.amount)} H${x(point.minutes)} V${height - edge.bottom}`}
          />
          <text x={edge.left - 4} y={y(point.amount) + 3} textAnchor="end">
            {point.amount}
          </text>
          <text x={x(point.minutes)} y={height - edge.bottom + 13} textAnchor="middle">
            {point.minutes}
          </text>
        </g>
      ))}
      <polyline className="cost-line" points={[{ minutes: 0, amount: 0 }, ...points].map(at).join(" ")} />
      <polyline className="cost-line" strokeDasharray="5 4" points={`${at(last)} ${at(most)}`} />
      {points.map((point) => (
        <circle key={point.minutes} className="cost-dot" cx={x(point.minutes)} cy={y(point.amount)} r={3.5} />
      ))}
    </svg>
  );
}
