import { expect, test } from "vitest";
import { rangeOfPreset, type Preset } from "./report-ranges.ts";

test.each<[Preset, string, string, string]>([
  ["today", "2026-03-01", "2026-03-01", "2026-03-01"],
  ["yesterday", "2026-03-01", "2026-02-28", "2026-02-28"],
  ["week", "2026-03-01", "2026-02-23", "2026-03-01"],
  ["week", "2026-03-02", "2026-03-02", "2026-03-02"],
  ["month", "2026-03-15", "2026-03-01", "2026-03-15"],
  ["lastMonth", "2026-03-31", "2026-02-01", "2026-02-28"],
  ["lastMonth", "2026-01-05", "2025-12-01", "2025-12-31"],
  ["year", "2028-02-29", "2028-01-01", "2028-02-29"],
])("%s on %s is %s to %s", (preset, today, from, to) => {
  expect(rangeOfPreset(preset, today)).toEqual({ from, to });
});
