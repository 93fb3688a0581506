import { existsSync } from "node:fs";
import { cruise, type ICruiseOptions, type ICruiseResult } from "dependency-cruiser";
import extractOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import extractTsConfig from "dependency-cruiser/config-utl/extract-ts-config";

export interface Violation {
  rule: string;
  from: string;
  to: string;
}

export interface ImportReport {
  /** Files of ours that were read; 0 means that nothing was judged. */
  modulesSeen: number;
  violations: Violation[];
  /** Every rule that was in force. */
  rules: string[];
}

/** Where Netcafe's own code lives; a folder that does not exist yet is passed over. */
export const realTree = ["contract", "server", "panel", "portal", "pc", "cli", "bench", "e2e", "tools"];
export const fixtureTree = "tools/fixtures/import-rules";

/** Judges the imports of all files below `folders` by .dependency-cruiser.cjs. */
export async function judgeImports(folders: readonly string[]): Promise<ImportReport> {
  const options: ICruiseOptions = await extractOptions("./.dependency-cruiser.cjs");
  // The fixture is excluded from every ordinary run, so that its planted violations are seen only when asked for.
  if (folders.every((folder) => folder.startsWith("tools/fixtures"))) delete options.exclude;
  const present = folders.filter((folder) => existsSync(folder));
  const { output } = await cruise(present, { ...options, outputType: "json" }, undefined, {
    tsConfig: extractTsConfig("tsconfig.json"),
  });
  const result: ICruiseResult = typeof output === "string" ? (JSON.parse(output) as ICruiseResult) : output;
  return {
    modulesSeen: result.modules.filter((module) =>
      present.some((folder) => module.source.startsWith(`${folder}/`)),
    ).length,
    violations: result.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
    rules: (options.ruleSet?.forbidden ?? []).map((rule) => rule.name ?? "unnamed"),
  };
}
