import { posix } from "node:path";
import type { RepositoryFile } from "./judge-files.ts";
import { isCode } from "./judge-files.ts";

/** Relative links in Markdown that lead to no file or folder of the repository. */
export function findBrokenLinks(files: readonly RepositoryFile[], paths: readonly string[]): string[] {
  const known = new Set(["."]);
  for (const path of paths) {
    for (let at = path; at !== "."; at = posix.dirname(at)) known.add(at);
  }
  return files
    .filter(({ path }) => path.endsWith(".md"))
    .flatMap(({ path, text }) =>
      linksIn(text)
        .filter((link) => !known.has(targetOf(path, link)))
        .map((link) => `${path} links to ${link}, which is not there.`),
    );
}

// Examples inside code are no links.
function linksIn(markdown: string): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^()\s]+)(?:\s+"[^"]*")?\)/g)]
    .map((match) => match[1] ?? "")
    .filter((link) => !/^(?:[a-z][a-z+.-]*:|#|\/)/i.test(link));
}

function targetOf(from: string, link: string): string {
  const target = posix.join(posix.dirname(from), decodeURIComponent(link.replace(/[?#].*$/, "")));
  return target.replace(/(?<=.)\/$/, "");
}

/** Words of the glossary's column "not": each the wrong name of a thing that has a right one. */
export function readBannedWords(glossary: string): string[] {
  const rows = glossary
    .split("\n")
    .filter((line) => line.trimStart().startsWith("|"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const column = rows[0]?.findIndex((cell) => cell.toLowerCase() === "not") ?? -1;
  if (column < 0) return [];
  return rows
    .slice(2)
    .flatMap((row) => (row[column] ?? "").split(","))
    .map((word) => word.replace(/[`*"]/g, "").trim().toLowerCase())
    .filter((word) => /^[a-z]+$/.test(word));
}

/**
 * Declared names that contain a banned word as a part of their own (`customerId` for "customer"). The wire's words
 * are not ours to choose, so the contract and *-wire.ts may use them.
 */
export function findBannedNames(files: readonly RepositoryFile[], banned: readonly string[]): string[] {
  if (banned.length === 0) return [];
  const words = new Set(banned);
  return files
    .filter(({ path }) => isCode(path) && !path.startsWith("contract/") && !path.endsWith("-wire.ts"))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/\b(?:const|let|function|class|interface|type)\s+([A-Za-z_]\w*)/g)]
        .map((match) => match[1] ?? "")
        .flatMap((name) => {
          const part = name.split(/(?=[A-Z])|_/).find((piece) => words.has(piece.toLowerCase()));
          return part === undefined
            ? []
            : [`${path} declares ${name}; the glossary has another word for "${part}".`];
        }),
    );
}
