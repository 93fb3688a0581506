import { systemClock } from "../server/kernel/clock.ts";
import { openDatabase, type Db } from "../server/kernel/db/database.ts";
import { secureIds } from "../server/kernel/ids.ts";
import { openLog } from "../server/kernel/log.ts";
import { StartRefusal } from "../server/kernel/start-refusal.ts";
import { resetAdmin } from "../server/modules/access/index.ts";
import { numberOption, openPlace, placeOf, readOptions } from "./open-place.ts";

const help = `netcafe reset-admin [options]    let the Admin in again, also while the server runs

  --cafe ID      which café, where there are several
  --data DIR     data folder (NETCAFE_DATA; default .netcafe)
  DATABASE_URL   the PostgreSQL of one's own, when the server uses one

Prints a new password, this once. Two-factor sign-in of the Admin is off afterwards, the addresses of all staff are
cleared, and whoever is signed in as Admin is signed out. The log of the café tells of it.
`;

/** `netcafe reset-admin`: for whoever owns the machine and lost the Admin's password or phone; answers the exit code. */
export async function resetAdminCommand(args: string[]): Promise<number> {
  const { values, positionals } = readOptions("reset-admin", args, {
    data: { type: "string" },
    cafe: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const [unknown] = positionals;
  if (unknown !== undefined)
    throw new StartRefusal(
      `netcafe reset-admin takes no "${unknown}" (netcafe reset-admin --help says what there is)`,
    );
  const asked = numberOption("--cafe", values.cafe);
  const log = openLog("error");
  const place = await openPlace(placeOf(values.data), log);
  const db = openDatabase(place.target, log, 2);
  try {
    const cafe = await chosenCafe(db, asked);
    const made = await resetAdmin({ db, ids: secureIds }, cafe.cafe_id, systemClock.now());
    if (made === null) throw new StartRefusal(`Café ${cafe.cafe_id} has no Admin.`);
    const rows = [
      ["Café id", cafe.cafe_id],
      ["Licence", cafe.license_name],
      ["Staff", made.staffName],
      ["Password", `${made.password}   (shown this once)`],
    ];
    for (const [name, value] of rows) process.stdout.write(`  ${String(name).padEnd(9)} ${value}\n`);
    return 0;
  } finally {
    await db.close();
    await place.close();
  }
}

interface CafeRow {
  cafe_id: number;
  license_name: string;
  name: string;
}

/** The café that was asked for, or the only one. */
async function chosenCafe(db: Db, asked: number | null): Promise<CafeRow> {
  const [found] = await db.rows<{ there: boolean }>(
    "select to_regclass('staff_factors') is not null as there",
  );
  if (found?.there !== true)
    throw new StartRefusal(
      "The database holds no staff of this Netcafe: start this one on it once, then try again.",
    );
  const cafes = await db.rows<CafeRow>("select cafe_id, license_name, name from cafes order by cafe_id");
  const [only, second] = asked === null ? cafes : cafes.filter(({ cafe_id: id }) => id === asked);
  if (only === undefined)
    throw new StartRefusal(asked === null ? "No café has been set up yet." : `There is no café ${asked}.`);
  if (second === undefined) return only;
  const names = cafes.map(({ cafe_id: id, name }) => `${id} (${name})`);
  throw new StartRefusal(`There are several cafés: choose one with --cafe. ${names.join(", ")}`);
}
