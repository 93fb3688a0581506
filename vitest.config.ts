import { defineConfig } from "vitest/config";

// Three kinds of test, told apart by name: pure (*.test.ts), with PostgreSQL and HTTP (*.db.test.ts, *.api.test.ts), in a browser (e2e).
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{contract,server,pc,cli,tools,panel}/**/*.test.ts"],
          exclude: ["**/*.db.test.ts", "**/*.api.test.ts", "**/node_modules/**"],
          // Some try hundreds of cases; on a busy machine they take their time.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "server",
          include: ["{server,pc,cli}/**/*.{db,api}.test.ts"],
          globalSetup: ["server/testing/global-database.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["e2e/**/*.test.ts"],
          // For stories whose server runs in the test, on a clock that is moved.
          globalSetup: ["server/testing/global-database.ts"],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
