import { labelEvery, scaleOf } from "./chart-rules.ts";

interface Props {
  /** Says what is shown, to whoever cannot see it. */
  label: string;
  categories: readonly string[];
  values: readonly number[];
  show: (value: number) => string;
}

const width = 760;
const height = 220;
const edge = { left: 56, right: 8, top: 10, bottom: 24 };

/** One bar a category, below the line where a value is below zero. Each tells its figure under the pointer. */
export function BarChart({ label, categories, values, show }: Props) {
  const { low, high, ticks } = scaleOf(values);
  const room = width - edge.left - edge.right;
  const y = (value: number) => edge.top + ((height - edge.top - edge.bottom) * (high - value)) / (high - low);
  const slot = room / Math.max(1, categories.length);
  const every = labelEvery(categories.length, 12);
  return (
    <svg viewBox={`0 0 ${width} ${height}`} className="bar-chart" role="img" aria-label={label}>
      {ticks.map((tick) => (
        <g key={tick}>
          <path className="bar-guide" d={`M${edge.left},${y(tick)} H${width - edge.right}`} />
          <text x={edge.left - 6} y={y(tick) + 4} textAnchor="end">
            {tick.toLocaleString()}
          </text>
        </g>
      ))}
      {categories.map((category, index) => {
        const value = values[index] ?? 0;
        const x = edge.left + slot * index;
        return (
          <g key={category}>
            <rect
              className={value < 0 ? "bar bar-below" : "bar"}
              x={x + slot * 0.12}
              width={slot * 0.76}
              y={Math.min(y(value), y(0))}
              height={Math.abs(y(value) - y(0))}
            >
              <title>{`${category}: ${show(value)}`}</title>
            </rect>
            {index % every === 0 && (
              <text x={x + slot / 2} y={height - 7} textAnchor="middle">
                {category.length > 5 ? category.slice(5) : category}
              </text>
            )}
          </g>
        );
      })}
      <path className="bar-axis" d={`M${edge.left},${y(0)} H${width - edge.right}`} />
    </svg>
  );
}
