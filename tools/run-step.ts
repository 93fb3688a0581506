import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { countCases, type CaseCounts } from "./case-counts.ts";
import type { Step } from "./check-steps.ts";

export interface Outcome {
  name: string;
  passed: boolean;
  durationSeconds: number;
  /** What a light step printed; tests print as they go. */
  output: string;
  cases: CaseCounts;
}

/** Longest a command may take before it is stopped and counted as failed. */
const limitMs = 40 * 60_000;

/** Runs one step to its end; never throws for what the step did. */
export async function runStep(step: Step): Promise<Outcome> {
  const begun = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "netcafe-checks-"));
  const reportPath = join(folder, "report.json");
  try {
    const obstacle = step.obstacle?.() ?? null;
    const ran =
      obstacle === null ? await runCommands(step, reportPath) : { passed: false, output: `${obstacle}\n` };
    const cases = step.kind === "tests" ? countCases(readReport(reportPath)) : { passed: 0, failed: 0 };
    const passed = ran.passed && cases.failed === 0;
    return { name: step.name, ...ran, passed, durationSeconds: (performance.now() - begun) / 1000, cases };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runCommands(step: Step, reportPath: string): Promise<{ passed: boolean; output: string }> {
  let output = "";
  let passed = true;
  for (const command of step.commands()) {
    const reporting = step.kind === "tests" ? ["--reporter=json", `--outputFile.json=${reportPath}`] : [];
    const ran = await runOnNode([...command, ...reporting], step);
    output += ran.output;
    passed &&= ran.passed;
  }
  return { passed, output };
}

function runOnNode(args: string[], step: Step): Promise<{ passed: boolean; output: string }> {
  // The Node of the package comes first, so that programs started by programs run on it too.
  const path = `${resolve("node_modules/.bin")}${delimiter}${process.env.PATH ?? ""}`;
  const child = spawn(process.execPath, args, {
    env: { ...process.env, PATH: path, ...step.environment?.() },
    stdio: step.kind === "tests" ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"],
    timeout: limitMs,
  });
  let output = "";
  const keep = (chunk: Buffer) => (output += chunk.toString());
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  return new Promise((settle) => {
    child.on("error", (error) => settle({ passed: false, output: `${output}${error.message}\n` }));
    child.on("close", (code, signal) => {
      if (signal !== null) output += `Stopped by ${signal}.\n`;
      settle({ passed: code === 0, output });
    });
  });
}

function readReport(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // The runner ended before it could report; countCases takes that as one failure.
    return null;
  }
}
