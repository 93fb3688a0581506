import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const typescript = ["**/*.{ts,tsx}"];
const tests = ["**/*.test.{ts,tsx}", "server/testing/**/*.ts", "e2e/**/*.ts"];
/** Programs whose output is their purpose; everything else writes through the log. */
const programs = ["cli/**/*.ts", "tools/**/*.ts", "bench/**/*.ts"];

export default defineConfig(
  globalIgnores(["**/node_modules/", "**/dist/", "coverage/", ".netcafe/", "tools/fixtures/"]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  {
    files: typescript,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A promise nobody waits for is a write nobody knows to have failed.
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      // A new state must be decided everywhere it matters, not fall into a default.
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/ban-ts-comment": ["error", { "ts-expect-error": "allow-with-description" }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true, allow: [{ from: "lib", name: ["Error", "URL"] }] },
      ],
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidOperator: true, ignoreVoidReturningFunctions: true },
      ],
      // A value of the wire or the database may be otherwise than its type says; looking twice is no fault.
      "@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: true }],
      // Two packages that declare the same class (ws) are one at run time.
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      // Fastify's handlers and hooks are async by contract, with or without something to wait for.
      "@typescript-eslint/require-await": "off",
      // A typed row or answer is read through a type parameter that only the result needs: query<Row>(sql).
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      // Text is counted in code points, which is what a limit of the contract means.
      "@typescript-eslint/no-misused-spread": [
        "error",
        { allow: [{ from: "lib", name: "string" }, "string"] },
      ],
      // TypeBox answers `{}` for an object without keys, and means it.
      "@typescript-eslint/no-generated-empty-object-type": "off",
      // A type argument written out, though it is the default, tells the reader which one is meant.
      "@typescript-eslint/no-unnecessary-type-arguments": "off",
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 70, skipBlankLines: true, skipComments: true }],
      "max-depth": ["error", 3],
      "no-console": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "prefer-const": "error",
    },
  },
  {
    // One page or form is one function of markup; its length is counted by the file.
    files: ["panel/**/*.tsx", "portal/**/*.tsx"],
    rules: { "max-lines-per-function": ["error", { max: 150, skipBlankLines: true, skipComments: true }] },
  },
  { files: programs, rules: { "no-console": "off" } },
  {
    files: tests,
    rules: {
      "max-lines": ["error", { max: 600, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": "off",
      "no-console": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-misused-spread": "off",
    },
  },
  {
    // Configuration is plain JavaScript, read by tools before any type is known.
    files: ["**/*.{js,mjs,cjs}"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { module: "writable", require: "readonly", process: "readonly" } },
  },
  { files: ["panel/vite.config.ts"], extends: [tseslint.configs.disableTypeChecked] },
);
