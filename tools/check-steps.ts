import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** One thing that `npm test` demands. Its commands run one after another on this Node, each to its end. */
export interface Step {
  name: string;
  /** Light steps run two at a time; tests need the machine, the database and the browser to themselves. */
  kind: "light" | "tests";
  /** Arguments to Node, evaluated when the step begins. */
  commands: () => string[][];
  /** One sentence that says why the step cannot run here, and what would help. */
  obstacle?: () => string | null;
  environment?: () => Record<string, string>;
}

const chromiumPath = () => process.env.NETCAFE_CHROMIUM ?? "/usr/bin/chromium";

/** A `vitest` step; its counts are read from the JSON report beside what people read. */
function tests(name: string, more: Partial<Step> = {}): Step {
  const command = ["node_modules/vitest/vitest.mjs", "run", "--project", name, "--reporter=default"];
  return { name, kind: "tests", commands: () => [command], ...more };
}

export const steps: readonly Step[] = [
  {
    name: "types",
    kind: "light",
    commands: () =>
      ["tsconfig.json", "panel/tsconfig.json"].map((project) => [
        "node_modules/typescript/bin/tsc",
        "-p",
        project,
      ]),
  },
  {
    name: "lint",
    kind: "light",
    commands: () => [
      ["node_modules/eslint/bin/eslint.js", "."],
      ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."],
    ],
  },
  { name: "imports", kind: "light", commands: () => [["tools/check-imports.ts"]] },
  { name: "repository", kind: "light", commands: () => [["tools/check-repository.ts"]] },
  {
    name: "panel",
    kind: "light",
    commands: () =>
      panelIsBuilt() ? [] : [["node_modules/vite/bin/vite.js", "build", "--config", "panel/vite.config.ts"]],
  },
  tests("unit"),
  tests("server"),
  tests("browser", {
    obstacle: () =>
      existsSync(chromiumPath())
        ? null
        : `There is no Chromium at ${chromiumPath()}: install it (apt-get install chromium) or name one in NETCAFE_CHROMIUM.`,
    environment: () => ({ NETCAFE_CHROMIUM: chromiumPath() }),
  }),
];

/** The steps of these names in their usual order, all when none is named. Throws a sentence for an unknown name. */
export function chooseSteps(names: readonly string[]): Step[] {
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    const known = steps.map((step) => step.name).join(", ");
    throw new Error(`There is no step ${unknown.join(", ")}; the steps are ${known}.`);
  }
  return steps.filter((step) => names.length === 0 || names.includes(step.name));
}

// What is older than any file it is made of must be made again.
function panelIsBuilt(): boolean {
  const built = "panel/dist/index.html";
  if (!existsSync(built)) return false;
  const builtAt = statSync(built).mtimeMs;
  return ["panel", "contract"].every((folder) => newestIn(folder) <= builtAt);
}

function newestIn(folder: string): number {
  let newest = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || path.startsWith(join("panel", "dist"))) continue;
    newest = Math.max(newest, statSync(path).mtimeMs);
  }
  return newest;
}
