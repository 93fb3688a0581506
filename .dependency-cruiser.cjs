// Who may import whom. Every path may be preceded by the folder of the fixture with planted violations, so that the
// same rules hold for both trees (tools/check-imports.ts runs them over both).
const root = "^(?:tools/fixtures/import-rules/)?";

/** A module imports only modules of a lower level, and those only through their index.ts. */
const levels = [
  ["cafes", "access"],
  ["ledger", "pricing", "pcs"],
  ["shifts", "members", "bootpcs", "offers", "logs"],
  ["shop"],
  ["bookings"],
  ["sessions", "games", "events"],
  ["reports", "realtime", "webhooks"],
];

const modules = `${root}server/modules/`;
/** The door of a module, and the one for rules of higher modules: what is pure of it. */
const doors = [`${modules}[^/]+/index\\.ts$`, `${modules}([^/]+)/\\1-rules\\.ts$`];
const tests = "\\.test\\.tsx?$";
/** Kernel files without input, output, clock or chance. */
const pureKernel = `${root}server/kernel/(?:money|assert|local-time|refusal)\\.ts$`;

const levelRules = levels.map((names, index) => ({
  name: `level-${index + 1}-imports-lower-levels-only`,
  comment: "Commands go down the levels; upward a module announces through the outbox.",
  severity: "error",
  from: { path: `${modules}(${names.join("|")})/`, pathNot: tests },
  to: { path: `${modules}(?:${levels.slice(index).flat().join("|")})/`, pathNot: `${modules}$1/` },
}));

const clientRules = ["panel", "portal", "pc"].map((client) => ({
  name: `${client}-knows-only-the-contract`,
  comment: "Nothing the server keeps to itself may be relied on by a page or a PC.",
  severity: "error",
  from: { path: `${root}${client}/`, pathNot: tests },
  to: {
    path: `${root}(?:server|panel|portal|pc|cli|bench|e2e|tools(?!/fixtures))/`,
    pathNot: `${root}${client}/`,
  },
}));

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "A cycle has no first file to read.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "imports-resolve",
      comment: "An import that leads nowhere is an import no rule can judge.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    ...levelRules,
    {
      name: "every-module-has-a-level",
      comment: "A new module is given its level here before it imports anything.",
      severity: "error",
      from: { path: `${modules}(?!(?:${levels.flat().join("|")})/)[^/]+/` },
      to: {},
    },
    {
      name: "modules-meet-at-their-doors",
      comment:
        "The door of a module is its index.ts; for rules of higher modules <module>-rules.ts, what is pure of it.",
      severity: "error",
      from: { path: `${modules}([^/]+)/`, pathNot: tests },
      to: { path: `${modules}[^/]+/`, pathNot: [`${modules}$1/`, ...doors] },
    },
    {
      name: "outsiders-enter-by-the-door",
      comment: "The only door of a module is its index.ts.",
      severity: "error",
      from: { pathNot: [modules, tests] },
      to: { path: `${modules}[^/]+/`, pathNot: `${modules}[^/]+/index\\.ts$` },
    },
    {
      name: "only-composition-knows-all-modules",
      comment:
        "Modules are put together in one place: the files directly in server/, the command line, the demo, test set-up.",
      severity: "error",
      from: {
        path: root,
        pathNot: [
          modules,
          `${root}server/[^/]+\\.ts$`,
          `${root}(?:server/testing|server/demo|cli|bench|e2e)/`,
          tests,
        ],
      },
      to: { path: modules },
    },
    {
      name: "kernel-knows-no-business",
      comment: "The kernel has no business meaning; it is used, it uses nothing of ours but the contract.",
      severity: "error",
      from: { path: `${root}server/kernel/`, pathNot: tests },
      to: {
        path: `${root}(?:server|panel|portal|pc|cli|bench|e2e|tools(?!/fixtures))/`,
        pathNot: `${root}server/kernel/`,
      },
    },
    {
      name: "rules-are-pure",
      comment: "Rules decide from their arguments alone: no input or output, no clock, no chance.",
      severity: "error",
      from: { path: "-rules\\.ts$" },
      to: {
        pathNot: [
          "-rules\\.ts$",
          pureKernel,
          `${root}contract/`,
          "node_modules/(?:temporal-polyfill|typebox)/",
        ],
      },
    },
    {
      name: "contract-imports-nothing",
      comment: "What the outside relies on depends on nothing the inside may change.",
      severity: "error",
      from: { path: `${root}contract/`, pathNot: tests },
      to: { pathNot: [`${root}contract/`, "node_modules/typebox/"] },
    },
    ...clientRules,
    {
      name: "no-test-code-in-production",
      comment: "What serves a café imports nothing that is made for tests.",
      severity: "error",
      from: {
        path: `${root}(?:contract|server|panel|portal|pc|cli)/`,
        pathNot: [tests, `${root}server/testing/`],
      },
      to: { path: [tests, `${root}server/testing/`] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^tools/fixtures/|^panel/dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".js", ".mjs", ".cjs", ".json", ".d.ts"],
    },
  },
};
