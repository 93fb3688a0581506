import { expect, test } from "vitest";
import { findBannedNames, findBrokenLinks, readBannedWords } from "./judge-documents.ts";
import {
  findForeignWords,
  findLongFiles,
  findLooseVersions,
  findMisnumberedMigrations,
  findModulesWithoutDoor,
  findResolvedFields,
} from "./judge-files.ts";

const lines = (count: number) => "x\n".repeat(count);

test("code may have 400 lines and a test 600, and not one more", () => {
  const sound = [
    { path: "server/a.ts", text: lines(400) },
    { path: "server/a.test.ts", text: lines(600) },
    { path: "docs/a.md", text: lines(900) },
  ];
  expect(findLongFiles(sound)).toEqual([]);
  expect(findLongFiles([{ path: "panel/a.tsx", text: lines(401) }])).toEqual([
    "panel/a.tsx has 401 lines; at most 400 are allowed.",
  ]);
  expect(findLongFiles([{ path: "server/a.api.test.ts", text: lines(601) }])).toHaveLength(1);
});

test.each([
  ["https://registry.np" + "mjs.org/x", "names a package registry"],
  ["cd /wo" + "rk/main", "names a path of one machine"],
  ["HOME=/ro" + "ot/x", "names a path of one machine"],
  ["written with Cl" + "aude", "speaks of how it was made"],
])("the line %j is reported with its number", (line, fault) => {
  expect(findForeignWords([{ path: "a.md", text: `fine\n${line}\n` }])).toEqual([`a.md:2 ${fault}.`]);
});

test.each([
  "./ro" + "ot/a",
  "src/wo" + "rk/b",
  "/wo" + "rkspace/a",
  "below /ro" + "ot",
  'id="root"',
  "the working day",
])("the line %j is left in peace", (line) =>
  expect(findForeignWords([{ path: "a.md", text: line }])).toEqual([]),
);

test("a lock file that names where packages came from is reported", () => {
  expect(findResolvedFields('{\n "version": "1.0.0"\n}')).toEqual([]);
  expect(findResolvedFields('{\n  "resolved": "https://example.org/a.tgz"\n}')).toHaveLength(1);
});

test("versions are exact", () => {
  const manifest = { dependencies: { a: "1.2.3", b: "18.4.0-beta.17" }, devDependencies: { c: "^1.2.3" } };
  expect(findLooseVersions(JSON.stringify(manifest))).toEqual([
    "package.json asks for c ^1.2.3; pin an exact version.",
  ]);
});

test("a module without a README or a door is reported", () => {
  const paths = [
    "server/modules/shop/index.ts",
    "server/modules/shop/README.md",
    "server/modules/games/index.ts",
  ];
  expect(findModulesWithoutDoor(paths)).toEqual(["server/modules/games has no README.md."]);
  expect(findModulesWithoutDoor([])).toEqual([]);
});

test("migrations bear each number once and no free names; a number may be left out", () => {
  const inFolder = (...names: string[]) => names.map((name) => `server/migrations/${name}`);
  expect(findMisnumberedMigrations(inFolder("0001-cafes.sql", "0002-ledger.sql", "schema.sql"))).toEqual([]);
  expect(findMisnumberedMigrations(inFolder("0001-cafes.sql", "0003-ledger.sql"))).toEqual([]);
  expect(findMisnumberedMigrations(inFolder("0001-cafes.sql", "0001-ledger.sql"))).toHaveLength(1);
  expect(findMisnumberedMigrations(inFolder("cafes.sql"))).toHaveLength(1);
});

test("relative links lead somewhere; anchors, addresses and examples are not followed", () => {
  const text = [
    "[a](../README.md#top) [b](how-to/) [c](https://example.org) [d](#here) `[e](gone.md)`",
    "```",
    "[f](gone.md)",
    "```",
  ].join("\n");
  const paths = ["README.md", "docs/how-to/start.md", "docs/index.md"];
  expect(findBrokenLinks([{ path: "docs/index.md", text }], paths)).toEqual([]);
  expect(findBrokenLinks([{ path: "docs/index.md", text: "[x](gone.md)" }], paths)).toEqual([
    "docs/index.md links to gone.md, which is not there.",
  ]);
});

test("a word the glossary rules out is not part of a declared name, except on the wire", () => {
  const banned = readBannedWords(
    "| Word | Not |\n| --- | --- |\n| member | customer, `client` |\n| PC | |\n",
  );
  expect(banned).toEqual(["customer", "client"]);
  const text = "const customerId = 1;";
  expect(findBannedNames([{ path: "server/a.ts", text }], banned)).toHaveLength(1);
  expect(findBannedNames([{ path: "server/a-wire.ts", text }], banned)).toEqual([]);
  expect(findBannedNames([{ path: "server/a.ts", text: "const customary = 1;" }], banned)).toEqual([]);
});
