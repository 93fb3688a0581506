import { chooseSteps, type Step } from "./check-steps.ts";
import { runStep, type Outcome } from "./run-step.ts";

// What `npm test` runs: every step, or those named (`node tools/run-checks.ts types lint`). All steps run even when
// one fails; the last line counts test cases, and the exit status is 1 when any step failed.

/** Two processor cores are what the smallest supported machine has. */
const lanes = 2;

async function runLight(steps: Step[]): Promise<Outcome[]> {
  const waiting = [...steps];
  const outcomes: Outcome[] = [];
  const lane = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const outcome = await runStep(step);
      tell(outcome);
      outcomes.push(outcome);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return outcomes;
}

async function runTests(steps: Step[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const step of steps) {
    console.log(`\n${step.name} tests`);
    const outcome = await runStep(step);
    tell(outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}

function tell(outcome: Outcome): void {
  if (!outcome.passed && outcome.output !== "") console.log(`\n${outcome.output.trimEnd()}`);
  console.log(line(outcome));
}

function line({ name, passed, durationSeconds }: Outcome): string {
  return `${name.padEnd(11)} ${durationSeconds.toFixed(1).padStart(7)} s  ${passed ? "passed" : "FAILED"}`;
}

function summarise(outcomes: Outcome[]): void {
  const failed = outcomes.filter((outcome) => !outcome.passed);
  console.log(`\nSummary\n${outcomes.map(line).join("\n")}`);
  if (failed.length > 0) console.log(`Failed steps: ${failed.map((outcome) => outcome.name).join(", ")}`);
  const sum = (count: "passed" | "failed") => outcomes.reduce((total, { cases }) => total + cases[count], 0);
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

try {
  const chosen = chooseSteps(process.argv.slice(2));
  const light = await runLight(chosen.filter((step) => step.kind === "light"));
  const tested = await runTests(chosen.filter((step) => step.kind === "tests"));
  summarise([...light, ...tested]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
