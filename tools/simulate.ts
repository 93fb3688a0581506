import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

// Days in a café by chance: `npm run simulate -- --seed 7 --days 30`, or `--seeds 20` for the first twenty. The test of the
// same name plays half a day; a seed that fails here fails there with NETCAFE_SEEDS and NETCAFE_DAYS set to it.

const { values } = parseArgs({
  options: { seed: { type: "string" }, seeds: { type: "string" }, days: { type: "string", default: "3" } },
});
const seeds =
  values.seeds === undefined
    ? (values.seed ?? "7")
    : Array.from({ length: Number(values.seeds) }, (_, index) => index + 1).join(",");
const { status } = spawnSync(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", "--project", "server", "server/testing/days"],
  { stdio: "inherit", env: { ...process.env, NETCAFE_SEEDS: seeds, NETCAFE_DAYS: values.days } },
);
process.exitCode = status ?? 1;
