/** What the repository demands of its own files. Paths are relative to its root, with forward slashes. */
export interface RepositoryFile {
  path: string;
  text: string;
}

const longestCode = 400;
const longestTest = 600;

/** Words that would tie the repository to one machine or one origin; in pieces, so that this file passes itself. */
const foreignWords: readonly [RegExp, string][] = [
  [
    new RegExp("registry\\.np" + "mjs|npm" + "mirror|registry\\.ya" + "rnpkg", "i"),
    "names a package registry",
  ],
  [new RegExp("(?<![\\w.}/~-])/(?:wo" + "rk|ro" + "ot)/"), "names a path of one machine"],
  [
    new RegExp(
      "\\b(?:Cl" + "aude|Chat" + "GPT|Anth" + "ropic|Open" + "AI|Co" + "pilot|LL" + "M|A" + "I-generated)\\b",
      "i",
    ),
    "speaks of how it was made",
  ],
];

export function isCode(path: string): boolean {
  return /\.tsx?$/.test(path);
}

function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path);
}

export function countLines(text: string): number {
  return text === "" ? 0 : text.replace(/\n$/, "").split("\n").length;
}

/** Code above 400 lines, tests above 600: the seam was missed. */
export function findLongFiles(files: readonly RepositoryFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    if (!isCode(path)) return [];
    const lines = countLines(text);
    const limit = isTest(path) ? longestTest : longestCode;
    return lines > limit ? [`${path} has ${lines} lines; at most ${limit} are allowed.`] : [];
  });
}

/** Lines that name a package registry, a path of one machine, or how the work was done. */
export function findForeignWords(files: readonly RepositoryFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    text
      .split("\n")
      .flatMap((line, index) =>
        foreignWords
          .filter(([pattern]) => pattern.test(line))
          .map(([, fault]) => `${path}:${index + 1} ${fault}.`),
      ),
  );
}

/** A lock file with `resolved` fields ties every installation to the registry of the one who wrote it. */
export function findResolvedFields(lockText: string): string[] {
  const count = lockText.match(/^\s*"resolved":/gm)?.length ?? 0;
  return count === 0 ? [] : [`package-lock.json has ${count} "resolved" fields; it may have none.`];
}

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** Versions in package.json are exact, so that two installations are the same. */
export function findLooseVersions(manifestText: string): string[] {
  const manifest = JSON.parse(manifestText) as Manifest;
  return Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
    .map(([name, version]) => `package.json asks for ${name} ${version}; pin an exact version.`);
}

/** Every module has a first file to read and one door. */
export function findModulesWithoutDoor(paths: readonly string[]): string[] {
  const present = new Set(paths);
  const folders = new Set(paths.flatMap((path) => /^server\/modules\/[^/]+(?=\/)/.exec(path) ?? []));
  return [...folders].flatMap((folder) =>
    ["README.md", "index.ts"]
      .filter((name) => !present.has(`${folder}/${name}`))
      .map((name) => `${folder} has no ${name}.`),
  );
}

/**
 * Migrations are named NNNN-title.sql, each number once. Numbers may be left out: works on different subjects take theirs
 * from different ranges.
 */
export function findMisnumberedMigrations(paths: readonly string[]): string[] {
  const named = paths
    .flatMap((path) => /^server\/migrations\/([^/]+\.sql)$/.exec(path)?.[1] ?? [])
    .filter((name) => name !== "schema.sql")
    .sort();
  const taken = new Set<string>();
  return named.flatMap((name) => {
    const number = /^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1];
    if (number === undefined) return [`server/migrations/${name} should be named NNNN-title.sql.`];
    if (taken.has(number)) return [`server/migrations/${name} bears a number that another migration has.`];
    taken.add(number);
    return [];
  });
}
