import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDataFolder } from "../server/kernel/data-folder/index.ts";
import { openDatabase } from "../server/kernel/db/database.ts";
import { migrate } from "../server/kernel/db/migrate.ts";
import { silentLog } from "../server/kernel/log.ts";
import { startPostgres } from "../server/kernel/postgres/index.ts";
import { sealBooks, topUpMembers } from "../server/modules/ledger/index.ts";
import { addCafe, addMember, topUpOf } from "../server/modules/ledger/test-books.ts";

const command = fileURLToPath(new URL("netcafe.ts", import.meta.url));
let dataDir: string;

async function run(args: string[], environment: Record<string, string> = {}) {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [command, "verify", ...args], {
    env: { ...inherited, ...environment },
  });
  let output = "";
  child.stdout.on("data", (part: Buffer) => (output += part.toString()));
  child.stderr.on("data", (part: Buffer) => (output += part.toString()));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, output };
}

/** Runs `work` while a server holds the folder, as `netcafe serve` does. */
async function whileServing(work: (url: string) => Promise<void>): Promise<void> {
  const folder = await openDataFolder(dataDir);
  const postgres = await startPostgres({ dataDir: folder.path, log: silentLog });
  try {
    await work(postgres.url);
  } finally {
    await postgres.stop();
    await folder.release();
  }
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "netcafe-verify-"));
  await whileServing(async (url) => {
    const db = openDatabase(url, silentLog, 2);
    await migrate(db, new Date());
    await addCafe(db, 10_001);
    await addMember(db, 10_001, 1);
    await topUpMembers(db, topUpOf(10_001, [1], { valueMinor: 1000 }));
    await db.close();
  });
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

describe("netcafe verify", () => {
  it("starts the folder's database for the check and says that the books are in order", async () => {
    const { code, output } = await run(["--data", dataDir]);
    expect(output).toMatch(/^holds {3}the entries of each transfer sum to zero in each unit$/m);
    expect(output.trimEnd().split("\n").at(-1)).toBe("the books are in order");
    expect(code).toBe(0);
  });

  it("checks the database of a server that runs, and names the broken row", async () => {
    await whileServing(async (url) => {
      expect(await run(["--data", dataDir])).toMatchObject({ code: 0 });
      const db = openDatabase(url, silentLog, 1);
      const set = (amount: number) =>
        db.transact((tx) => tx.run("update members set balance_minor = $1", [amount]));
      await set(999);
      for (const { code, output } of [await run(["--data", dataDir]), await run([], { DATABASE_URL: url })]) {
        expect(output.trimEnd().split("\n").at(-1)).toBe(
          "the first broken row: café 10001, member 1 (player1): balance kept 999, entries say 1000",
        );
        expect(code).toBe(1);
      }
      await set(1000);
      await db.close();
    });
  });

  it("names a sealed row that was changed behind the triggers, and prints a member's statement", async () => {
    await whileServing(async (url) => {
      const db = openDatabase(url, silentLog, 1);
      await sealBooks(db, new Date());
      const set = (name: string) =>
        db.transact((tx) =>
          tx.script(
            `set local session_replication_role = replica; update transfers set actor_name = '${name}'`,
          ),
        );
      const { actor } = topUpOf(10_001, [1], {});
      await set("Eve");
      const { code, output } = await run(["--data", dataDir]);
      expect(output).toMatch(/^BROKEN {2}each sealed row is as it was sealed/m);
      expect(output).toMatch(
        /the first broken row: café 10001, transfers row \d+ was changed after it was sealed \(seal 1\)$/m,
      );
      expect(code).toBe(1);
      await set(actor.actorName);
      expect(await run(["--data", dataDir])).toMatchObject({ code: 0 });
      const statement = await run(["--member", "1", "--data", dataDir]);
      expect(statement.output).toMatch(/Top-up \(cash\) +\+10\.00 +\+10\.00 +10\.00$/m);
      expect(statement.code).toBe(0);
      expect(await run(["--cafe", "10001", "--data", dataDir])).toMatchObject({ code: 1 });
      await db.close();
    });
  });

  it("says in one sentence where there are no books", async () => {
    const { code, output } = await run(["--data", join(dataDir, "nowhere")]);
    expect(output).toMatch(/^netcafe: There are no books in /);
    expect(code).toBe(1);
  });

  it("explains itself", async () => {
    const { code, output } = await run(["--help"]);
    expect(code).toBe(0);
    expect(output).toContain("--data DIR");
  });
});
