import { resolve } from "node:path";
import { systemClock } from "../server/kernel/clock.ts";
import { openLog } from "../server/kernel/log.ts";
import { StartRefusal } from "../server/kernel/start-refusal.ts";
import { writeBackup } from "../server/backup/index.ts";
import { numberOption, openPlace, placeOf, readOptions } from "./open-place.ts";

const help = `netcafe backup FILE [options]    write everything into one file, also while the server runs

  --cafe ID      only this café, to be restored into another installation
  --data DIR     data folder (NETCAFE_DATA; default .netcafe)
  DATABASE_URL   the PostgreSQL of one's own, when the server uses one

The file holds password hashes and the server's keys: it is made for its owner alone (0600). Keep it so.
`;

/** `netcafe backup`: one file of one instant; answers the exit code (docs/how-to/backup.md). */
export async function backup(args: string[]): Promise<number> {
  const { values, positionals } = readOptions("backup", args, {
    data: { type: "string" },
    cafe: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const file = oneFile("backup", positionals);
  const cafeId = numberOption("--cafe", values.cafe);
  const config = placeOf(values.data);
  const place = await openPlace(config, openLog("error"));
  try {
    const header = await writeBackup({
      ...{ target: place.target, file, cafeId, dataDir: config.dataDir, now: systemClock.now() },
      progress: (sentence) => void process.stderr.write(`${sentence}\n`),
    });
    const rows = header.tables.reduce((sum, table) => sum + table.rows, 0);
    process.stdout.write(
      `${file}: ${cafeId === null ? "all cafés" : `café ${cafeId}`}, ${rows} rows of ${header.tables.length} tables\n`,
    );
    return 0;
  } finally {
    await place.close();
  }
}

/** The file a command names. Refuses none and several. */
export function oneFile(command: string, names: string[]): string {
  const [file, second] = names;
  if (file === undefined || second !== undefined)
    throw new StartRefusal(
      `netcafe ${command} takes one file: netcafe ${command} FILE (netcafe ${command} --help says more)`,
    );
  return resolve(file);
}
