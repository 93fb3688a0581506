import { openDatabase, type ConnectionTarget, type Db, type Tx } from "../server/kernel/db/database.ts";
import { openLog, type Log } from "../server/kernel/log.ts";
import { Refusal } from "../server/kernel/refusal.ts";
import { StartRefusal } from "../server/kernel/start-refusal.ts";
import { verifyBooks } from "../server/verify-books.ts";
import { numberOption, openPlace, placeOf, readOptions } from "./open-place.ts";
import { printStatement } from "./print-statement.ts";

const help = `netcafe verify [options]    check every invariant of the books; changes no row, also while the server runs

  --member ID    print this member's statement instead, line by line to the balance that is kept
  --from DAY     the statement's first day, café time (2026-03-01); before it there is an opening balance
  --to DAY       its last day
  --cafe ID      the member's café, where several have that id
  --data DIR     data folder (NETCAFE_DATA; default .netcafe)
  DATABASE_URL   the PostgreSQL of one's own, when the server uses one

Answers 0 when the books are in order, 1 when a row is broken: the first one is named. Of a statement: 0 when its
movements come to what the account holds, 1 when they do not.
`;

/** `netcafe verify`: checks the books of every café on the database and answers the exit code (billing.md 2). */
export async function verify(args: string[]): Promise<number> {
  const { values, positionals } = readOptions("verify", args, {
    data: { type: "string" },
    member: { type: "string" },
    cafe: { type: "string" },
    from: { type: "string" },
    to: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const [unknown] = positionals;
  if (unknown !== undefined)
    throw new StartRefusal(`netcafe verify takes no "${unknown}" (netcafe verify --help says what there is)`);
  const memberId = numberOption("--member", values.member);
  const cafeId = numberOption("--cafe", values.cafe);
  if (cafeId !== null && memberId === null)
    throw new StartRefusal("--cafe goes with --member; without it every café is checked.");
  const [fromDay, toDay] = [values.from ?? null, values.to ?? null];
  if ((fromDay ?? toDay) !== null && memberId === null)
    throw new StartRefusal("--from and --to go with --member; without it everything is checked.");
  const log = openLog("error");
  const place = await openPlace(placeOf(values.data), log);
  try {
    if (memberId === null) return await checkBooks(place.target, log);
    return await onBooks(place.target, log, (db) =>
      db.transact(async (tx) => {
        await readOneInstant(tx);
        const asked = { memberId, cafeId, fromDay, toDay };
        return printStatement(tx, asked, (line) => void process.stdout.write(`${line}\n`));
      }),
    );
  } finally {
    await place.close();
  }
}

/** Checks all books of a database, a line for each guarantee; the exit code. */
export function checkBooks(target: ConnectionTarget, log: Log): Promise<number> {
  return onBooks(target, log, async (db) => {
    // Tables that grew since their statistics were taken would be joined row by row, which takes hours.
    await db.rows("analyze transfers, entries, bonus_lots, billing_logs, members, seals");
    const first = await db.transact(firstBroken);
    process.stdout.write(first === null ? "the books are in order\n" : `the first broken row: ${first}\n`);
    return first === null ? 0 : 1;
  });
}

async function onBooks(
  target: ConnectionTarget,
  log: Log,
  work: (db: Db) => Promise<number>,
): Promise<number> {
  const db = openDatabase(target, log, 2);
  try {
    await refuseForeignDatabase(db);
    return await work(db);
  } finally {
    await db.close();
  }
}

const readOneInstant = (tx: Tx) => tx.run("set transaction isolation level repeatable read, read only");

/** Runs all checks on one instant of the books, a line each; the first broken row, or null. */
async function firstBroken(tx: Tx): Promise<string | null> {
  await readOneInstant(tx);
  let first: string | null = null;
  for await (const { guarantee, broken } of verifyBooks(tx)) {
    process.stdout.write(`${broken === null ? "holds " : "BROKEN"}  ${guarantee}\n`);
    first ??= broken;
  }
  return first;
}

async function refuseForeignDatabase(db: Db): Promise<void> {
  const found = await db
    .row<{ there: boolean; current: boolean }>(
      "select to_regclass('entries') is not null as there, to_regclass('seals') is not null as current",
    )
    .catch((error: unknown) => {
      const reason =
        error instanceof Refusal
          ? (error.detail ?? error.message)
          : error instanceof Error
            ? error.message
            : String(error);
      throw new StartRefusal(`The database cannot be read: ${reason}.`, { cause: error });
    });
  if (found?.there !== true)
    throw new StartRefusal("The database holds no books: no Netcafe has been started on it yet.");
  if (!found.current)
    throw new StartRefusal(
      "The database was made by an older Netcafe: start this one on it once, then check it.",
    );
}
