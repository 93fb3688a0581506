import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { findBannedNames, findBrokenLinks, readBannedWords } from "./judge-documents.ts";
import {
  countLines,
  findForeignWords,
  findLongFiles,
  findLooseVersions,
  findMisnumberedMigrations,
  findModulesWithoutDoor,
  findResolvedFields,
  isCode,
  type RepositoryFile,
} from "./judge-files.ts";

/** Every file that is tracked, or would be with the next commit; a deleted one is not there to be read. A clone that
 * another user made is read as well. */
function listPaths(): string[] {
  const listed = execFileSync(
    "git",
    ["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const paths = [...new Set(listed.split("\0"))].filter((path) => path !== "");
  return paths.filter((path) => existsSync(path) && statSync(path).isFile()).sort();
}

function readTexts(paths: readonly string[]): RepositoryFile[] {
  const texts: RepositoryFile[] = [];
  for (const path of paths) {
    const bytes = readFileSync(path);
    // Pictures and fonts have no lines to judge.
    if (!bytes.includes(0)) texts.push({ path, text: bytes.toString("utf8") });
  }
  return texts;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

const paths = listPaths();
const files = readTexts(paths);
const textOf = (path: string) => files.find((file) => file.path === path)?.text;
const code = files.filter(({ path }) => isCode(path) && !path.startsWith("tools/fixtures/"));

const complaints = [
  ...findLongFiles(code),
  ...findForeignWords(files),
  ...findResolvedFields(textOf("package-lock.json") ?? ""),
  ...findLooseVersions(textOf("package.json") ?? "{}"),
  ...findModulesWithoutDoor(paths),
  ...findMisnumberedMigrations(paths),
  ...findBrokenLinks(files, paths),
  ...findBannedNames(code, readBannedWords(textOf("docs/glossary.md") ?? "")),
];
if (code.length === 0) complaints.push("Not one file of code was found, so nothing was checked.");

for (const complaint of complaints) console.error(complaint);
const typical = median(code.map(({ text }) => countLines(text)));
console.log(
  `Repository: ${files.length} files, ${code.length} of code, median ${typical} lines, ${complaints.length} complaints.`,
);
process.exitCode = complaints.length === 0 ? 0 : 1;
