import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fixtureTree, judgeImports, realTree, type ImportReport } from "./judge-imports.ts";

/** The rule that each file of the fixture breaks on purpose, by path. */
function readPlanted(): Map<string, string> {
  const planted = new Map<string, string>();
  for (const entry of readdirSync(fixtureTree, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const rule = /^\/\/ planted: (\S+)/.exec(readFileSync(path, "utf8"))?.[1];
    if (rule !== undefined) planted.set(path, rule);
  }
  return planted;
}

/** What is wrong with the checker itself: planted violations it missed, sound files it blamed, rules without a trial. */
function judgeChecker(report: ImportReport, planted: ReadonlyMap<string, string>): string[] {
  const complaints: string[] = [];
  for (const [path, rule] of planted) {
    const seen = report.violations.some((violation) => violation.from === path && violation.rule === rule);
    if (!seen) complaints.push(`${path} breaks ${rule} on purpose and was not reported.`);
  }
  for (const violation of report.violations) {
    if (planted.has(violation.from)) continue;
    complaints.push(`${violation.from} is sound and was reported for ${violation.rule}.`);
  }
  const tried = new Set(planted.values());
  for (const rule of report.rules) {
    if (!tried.has(rule)) complaints.push(`The rule ${rule} has no planted violation in ${fixtureTree}.`);
  }
  return complaints;
}

const planted = readPlanted();
const fixture = await judgeImports([fixtureTree]);
const real = await judgeImports(realTree);

const complaints = judgeChecker(fixture, planted);
if (real.modulesSeen === 0) complaints.push("No file of the real tree was seen, so nothing was checked.");
for (const { rule, from, to } of real.violations) complaints.push(`${rule}: ${from} → ${to}`);

for (const complaint of complaints) console.error(complaint);
console.log(
  `Import rules: ${planted.size} planted violations tried, ${real.modulesSeen} files seen, ${complaints.length} complaints.`,
);
process.exitCode = complaints.length === 0 ? 0 : 1;
