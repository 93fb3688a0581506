import { BackupReader, refuseOtherVersion, restoreBackup } from "../server/backup/index.ts";
import { systemClock } from "../server/kernel/clock.ts";
import { openDatabase, type ConnectionTarget } from "../server/kernel/db/database.ts";
import { migrate, migrationFiles } from "../server/kernel/db/migrate.ts";
import { openLog, type Log } from "../server/kernel/log.ts";
import { StartRefusal } from "../server/kernel/start-refusal.ts";
import { oneFile } from "./backup.ts";
import { numberOption, openIdlePlace, openPlace, placeOf, readOptions } from "./open-place.ts";
import { checkBooks } from "./verify.ts";

const help = `netcafe restore FILE [options]    bring back what netcafe backup wrote, all or nothing, then check the books

  --cafe ID      say which café the file holds; it goes into an installation that does not have it, also while it runs
  --data DIR     data folder; for a whole backup a new or an empty one (NETCAFE_DATA; default .netcafe)
  DATABASE_URL   the PostgreSQL of one's own, when the server uses one

Answers 0 when all is back and the books are in order.
`;

/** `netcafe restore`: answers the exit code (docs/how-to/backup.md). */
export async function restore(args: string[]): Promise<number> {
  const { values, positionals } = readOptions("restore", args, {
    data: { type: "string" },
    cafe: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const file = oneFile("restore", positionals);
  const cafeId = numberOption("--cafe", values.cafe);
  const config = placeOf(values.data);
  const log = openLog("error");
  const backup = await BackupReader.open(file);
  try {
    refuseOtherCafe(backup.header.cafeId, cafeId);
    const isWhole = backup.header.cafeId === null;
    // Asked of the program itself, before a folder is made for what it cannot take in.
    if (isWhole)
      refuseOtherVersion(
        backup.header,
        (await migrationFiles()).map(({ number }) => number),
      );
    const place = isWhole ? await openIdlePlace(config, log) : await openPlace(config, log);
    try {
      if (isWhole) await makeTables(place.target, log);
      const progress = (sentence: string) => void process.stderr.write(`${sentence}\n`);
      await restoreBackup({ target: place.target, backup, dataDir: config.dataDir, progress });
      process.stdout.write(
        `restored ${isWhole ? "all cafés" : `café ${backup.header.cafeId}`} as of ${backup.header.takenAt}\n`,
      );
      return await checkBooks(place.target, log);
    } finally {
      await place.close();
    }
  } finally {
    await backup.close();
  }
}

function refuseOtherCafe(held: number | null, asked: number | null): void {
  if (held === asked) return;
  if (held === null)
    throw new StartRefusal(
      "The file holds a whole installation; one café of it cannot be restored alone. Leave --cafe out.",
    );
  throw new StartRefusal(`The file holds café ${held} alone; say so with --cafe ${held}.`);
}

async function makeTables(target: ConnectionTarget, log: Log): Promise<void> {
  const db = openDatabase(target, log, 1);
  try {
    await migrate(db, systemClock.now());
  } finally {
    await db.close();
  }
}
