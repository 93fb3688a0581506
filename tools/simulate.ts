import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

// Days in a café by chance (server/testing/days): `npm run simulate -- --seed 7 --days 30`, or `--seeds 20` for the first
// twenty, with 100 PCs and 2,000 members unless said. `npm run simulate:nightly` plays many seeds that differ from night to
// night, in a small café: there the same few PCs and members meet more often, which finds more. A seed that fails is written into kept-seeds.json: commit it, and the tests play it from then on.

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    seeds: { type: "string" },
    days: { type: "string" },
    pcs: { type: "string" },
    members: { type: "string" },
    nightly: { type: "boolean", default: false },
  },
});

const perNight = 60;
const countFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, place) => first + place);

function seedsAsked(): number[] {
  if (values.seed !== undefined) return [Number(values.seed)];
  const count = values.seeds === undefined ? undefined : Number(values.seeds);
  if (!values.nightly) return count === undefined ? [7] : countFrom(1, count);
  const night = Math.floor(Date.now() / 86_400_000);
  return countFrom(night * 1_000, count ?? perNight);
}

const { status } = spawnSync(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", "--project", "server", "server/testing/days"],
  {
    stdio: "inherit",
    env: {
      ...process.env,
      NETCAFE_SEEDS: seedsAsked().join(","),
      NETCAFE_DAYS: values.days ?? (values.nightly ? "1" : "3"),
      NETCAFE_PCS: values.pcs ?? (values.nightly ? "20" : "100"),
      NETCAFE_MEMBERS: values.members ?? (values.nightly ? "200" : "2000"),
    },
  },
);
process.exitCode = status ?? 1;
