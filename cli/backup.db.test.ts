import { spawn } from "node:child_process";
import { mkdtemp, open, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openDataFolder } from "../server/kernel/data-folder/index.ts";
import { openDatabase, type Db } from "../server/kernel/db/database.ts";
import { migrate } from "../server/kernel/db/migrate.ts";
import { silentLog } from "../server/kernel/log.ts";
import { startPostgres } from "../server/kernel/postgres/index.ts";
import { openAuthority } from "../server/kernel/tls/index.ts";
import { postCharge, sealBooks, topUpMembers } from "../server/modules/ledger/index.ts";
import { addCafe, addMember, startOfBooks, topUpOf } from "../server/modules/ledger/test-books.ts";

// Each command is a process of its own, and most start a PostgreSQL.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const command = fileURLToPath(new URL("netcafe.ts", import.meta.url));
const [first, second] = [10_001, 10_002];
let folder: string;
let whole: string;
const inFolder = (name: string) => join(folder, name);

async function run(...args: string[]) {
  const { DATABASE_URL: _, ...env } = process.env;
  const child = spawn(process.execPath, [command, ...args], { env });
  let output = "";
  child.stdout.on("data", (part: Buffer) => (output += part.toString()));
  child.stderr.on("data", (part: Buffer) => (output += part.toString()));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, output, lastLine: output.trimEnd().split("\n").at(-1) };
}

/** Runs `work` while a server holds the folder, as `netcafe serve` does. */
async function serving<T>(dataDir: string, work: (db: Db) => Promise<T>): Promise<T> {
  const held = await openDataFolder(dataDir);
  const postgres = await startPostgres({ dataDir: held.path, log: silentLog, settings: { fsync: "off" } });
  const db = openDatabase(postgres.url, silentLog, 4);
  try {
    return await work(db);
  } finally {
    await db.close();
    await postgres.stop();
    await held.release();
  }
}

/** Every row of every table, as a count and a digest of its texts; of one café only what is its own. */
async function contentsOf(db: Db, cafeId: number | null = null): Promise<Record<string, object>> {
  const tables = await db.rows<{ name: string; of_cafe: boolean }>(
    `select c.relname::text as name, exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'cafe_id'
       and not a.attisdropped) as of_cafe
     from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
       and c.relname not in ('migrations', 'write_numbers')`,
  );
  const contents: Record<string, object> = {};
  for (const { name, of_cafe } of tables) {
    if (cafeId !== null && !of_cafe) continue;
    const where = cafeId === null ? "" : `where cafe_id = ${cafeId}`;
    const row = await db.row(
      `select count(*) as rows, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest from ${name} t ${where}`,
    );
    contents[name] = row ?? {};
  }
  return contents;
}

/** Some weeks of a café, drawn from a seed: money in and out, charges, loans, marks on rows, keys and tokens. */
async function playSome(db: Db, cafeId: number, seed: number): Promise<void> {
  let state = seed;
  const upTo = (n: number) => (state = (state * 48_271) % 2_147_483_647) % n;
  for (let turn = 0; turn < 60; turn++) {
    const now = new Date(startOfBooks.getTime() + turn * 7_200_000);
    const memberId = upTo(3) + 1;
    const kind = upTo(6);
    if (kind < 3) {
      const about = { valueMinor: upTo(5_000) + 1, bonusMinor: upTo(2) * 200, bonusHours: upTo(3) * 24, now };
      await topUpMembers(
        db,
        topUpOf(cafeId, [memberId], { ...about, coinsHundredths: upTo(400), minorPerPoint: 100 }),
      );
    } else if (kind === 3) {
      await topUpMembers(db, topUpOf(cafeId, [memberId], { valueMinor: -upTo(800) - 1, now }));
    } else if (kind === 4) {
      await db.transact((tx) =>
        postCharge(tx, cafeId, now, {
          ...{
            sessionId: turn,
            memberId,
            chargeMinor: upTo(900),
            taxMinor: 0,
            taxPercent: "0",
            bonusFirst: true,
          },
          ...{
            useBonus: true,
            useBalance: true,
            mayBorrowMinor: upTo(300),
            bonusSince: now,
            usedSeconds: upTo(9_000),
          },
          ...{ pcName: "PC1", details: "Client", staffName: "", shiftId: null },
          actor: { actorKind: "system", actorId: null, actorName: "System" },
        }),
      );
    } else {
      await db.transact((tx) =>
        tx.run(
          `update billing_logs set hidden_at = $2, hidden_by = 'Admin' where (cafe_id, billing_log_id) in
             (select cafe_id, billing_log_id from billing_logs where cafe_id = $1 order by billing_log_id offset $3 limit 1)`,
          [cafeId, now, upTo(20)],
        ),
      );
    }
    if (upTo(20) === 0) await sealBooks(db, now);
  }
  await db.transact(async (tx) => {
    await tx.run(
      `insert into api_keys (cafe_id, kind, token_hash, created_by, created_at, expires_at)
       values ($1::integer, 'key', sha256(convert_to($1::integer::text, 'UTF8')), 'Admin', now(), now() + interval '1 year')`,
      [cafeId],
    );
    await tx.run(
      `insert into subject_tokens (cafe_id, token_hash, kind, member_id, created_at, expires_at)
       values ($1::integer, sha256(convert_to('m' || $1::integer, 'UTF8')), 'member', 1, now(), now() + interval '1 day')`,
      [cafeId],
    );
    await tx.run("insert into settings values ($1, 'timezone', '\"Europe/Madrid\"', now())", [cafeId]);
    await tx.run("insert into images values ($1, 'logo', 'image/png', '\\x00ff0a5c', 'e', now())", [cafeId]);
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "netcafe-backup-"));
  whole = inFolder("whole.backup");
  const source = inFolder("source");
  await openAuthority({ dir: join(source, "tls"), hostNames: [], now: startOfBooks });
  await serving(source, async (db) => {
    await migrate(db, startOfBooks);
    for (const cafe of [first, second]) {
      await addCafe(db, cafe);
      for (const member of [1, 2, 3]) await addMember(db, cafe, member);
      await topUpMembers(
        db,
        topUpOf(cafe, [1, 2, 3], {
          valueMinor: 1000,
          bonusMinor: 200,
          comment: 'Tab\there, "quoted",\nnew line',
        }),
      );
      await playSome(db, cafe, cafe);
    }
    await sealBooks(db, startOfBooks);
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("netcafe backup and restore", () => {
  it("keep one instant of a server at work, and bring it back as it was", async () => {
    let stopped = false;
    await serving(inFolder("source"), async (db) => {
      const desk = async () => {
        for (let n = 1; !stopped; n++)
          await topUpMembers(db, topUpOf(first, [(n % 3) + 1], { valueMinor: n, now: new Date() }));
      };
      const tills = Promise.all([desk(), desk(), desk()]);
      const made = await run("backup", whole, "--data", inFolder("source"));
      stopped = true;
      await tills;
      expect(made).toMatchObject({ code: 0 });
      expect(made.lastLine).toMatch(/whole\.backup: all cafés, \d+ rows of \d+ tables$/);
    });
    expect((await stat(whole)).mode & 0o777).toBe(0o600);
    await expect(stat(`${whole}.part`)).rejects.toThrow();
    const restored = await run("restore", whole, "--data", inFolder("restored"));
    expect(restored).toMatchObject({ code: 0, lastLine: "the books are in order" });
    for (const name of ["server.key", "ca.key", "ca.pem"]) {
      expect(await readFile(inFolder(`restored/tls/${name}`), "utf8")).toBe(
        await readFile(inFolder(`source/tls/${name}`), "utf8"),
      );
    }
    await serving(inFolder("restored"), async (db) => {
      const before = await db.row<{ n: number }>("select max(transfer_id) as n from transfers");
      const [made] = (await topUpMembers(db, topUpOf(first, [1], { valueMinor: 1 }))).members;
      expect(made?.orderId).toBeGreaterThan(before?.n ?? 0);
      await sealBooks(db, new Date());
      expect(
        await db.row(
          "select count(*) as n from transfers t where (written_no, transfer_id) > (select last_transfer_no, last_transfer_id from seals s where s.cafe_id = t.cafe_id order by seal_no desc limit 1)",
        ),
      ).toEqual({ n: 0 });
    });
    expect(await run("verify", "--data", inFolder("restored"))).toMatchObject({ code: 0 });
  });

  it("carry every row: a server at rest and what comes back of it are the same", async () => {
    const file = inFolder("rest.backup");
    expect(await run("backup", file, "--data", inFolder("source"))).toMatchObject({ code: 0 });
    expect(await run("restore", file, "--data", inFolder("same"))).toMatchObject({ code: 0 });
    const source = await serving(inFolder("source"), (db) => contentsOf(db));
    expect(source["api_keys"]).toMatchObject({ rows: 2 });
    expect(await serving(inFolder("same"), (db) => contentsOf(db))).toEqual(source);
  });

  it("move one café of two beside another one, while a server runs there", async () => {
    const file = inFolder("one.backup");
    expect(await run("backup", file, "--cafe", String(second), "--data", inFolder("source"))).toMatchObject({
      code: 0,
    });
    const target = inFolder("other");
    await serving(target, async (db) => {
      await migrate(db, startOfBooks);
      await addCafe(db, 10_007);
      await addMember(db, 10_007, 1);
      await topUpMembers(db, topUpOf(10_007, [1], { valueMinor: 70 }));
      await sealBooks(db, startOfBooks);
      const restored = await run("restore", file, "--cafe", String(second), "--data", target);
      expect(restored).toMatchObject({ code: 0, lastLine: "the books are in order" });
      const there = await contentsOf(db, second);
      const source = await serving(inFolder("source"), (from) => contentsOf(from, second));
      const nothing = { rows: 0, digest: "d41d8cd98f00b204e9800998ecf8427e" };
      for (const left of ["api_keys", "subject_tokens", "outbox"]) {
        expect(source[left], left).not.toEqual(nothing);
        source[left] = nothing;
      }
      expect(there).toEqual(source);
      expect(await contentsOf(db, first)).toEqual(await contentsOf(db, 1));
      for (const cafe of [second, 10_007]) await topUpMembers(db, topUpOf(cafe, [1], { valueMinor: 5 }));
      await sealBooks(db, new Date());
      expect(await db.rows("select cafe_id, max(seal_no) as seals from seals group by 1 order by 1")).toEqual(
        [
          { cafe_id: second, seals: expect.any(Number) as number },
          { cafe_id: 10_007, seals: 2 },
        ],
      );
      expect(await run("verify", "--data", target)).toMatchObject({ code: 0 });
      expect(await run("restore", file, "--cafe", String(second), "--data", target)).toMatchObject({
        ...{ code: 1, lastLine: `netcafe: Café ${second} is here already; nothing was restored.` },
      });
    });
  });
});

describe("netcafe restore refuses, in one sentence,", () => {
  const refused = async (file: string, ...more: string[]) => {
    const { code, output } = await run("restore", file, "--data", inFolder("refused"), ...more);
    expect(code).toBe(1);
    expect(output.trimEnd().split("\n")).toHaveLength(1);
    return output;
  };

  it("a file of which any byte was changed, or the end is missing", async () => {
    const bytes = await readFile(whole);
    const damaged = inFolder("damaged.backup");
    for (const place of [40, bytes.indexOf("\n", 20) + 2, Math.floor(bytes.length / 2), bytes.length - 1]) {
      await writeFile(damaged, bytes);
      const file = await open(damaged, "r+");
      await file.write(Buffer.from([(bytes[place] ?? 0) ^ 1]), 0, 1, place);
      await file.close();
      expect(await refused(damaged)).toMatch(
        /is damaged: its bytes do not fit the SHA-256 at its end\. Nothing was restored\.$/m,
      );
    }
    await truncate(damaged, bytes.length - 1000);
    expect(await refused(damaged)).toMatch(/is damaged/);
    await writeFile(damaged, "something else");
    expect(await refused(damaged)).toMatch(/is no backup of Netcafe/);
    await expect(stat(inFolder("refused"))).rejects.toThrow();
  });

  it("a file that is not there, another café than said, a part of a whole", async () => {
    expect(await refused(inFolder("nothing"))).toMatch(/cannot be read/);
    expect(await refused(whole, "--cafe", "10001")).toMatch(/one café of it cannot be restored alone/);
    expect(await refused(inFolder("one.backup"))).toMatch(/holds café 10002 alone; say so with --cafe 10002/);
  });

  it("an installation that has a café, and one that is running", async () => {
    const source = inFolder("source");
    const inUse = await run("restore", whole, "--data", source);
    expect(inUse.code).toBe(1);
    expect(inUse.output).toContain("already has a café");
    await serving(source, async () => {
      expect(await run("restore", whole, "--data", source)).toMatchObject({ code: 1 });
    });
  });

  it("a backup of another version of the tables", async () => {
    await serving(inFolder("older"), async (db) => {
      await migrate(db, startOfBooks);
      await addCafe(db, 10_009);
      await db.transact((tx) => tx.run("insert into migrations values (9999, 'later', now())"));
      expect(await run("backup", inFolder("newer.backup"), "--data", inFolder("older"))).toMatchObject({
        code: 0,
      });
    });
    expect(await refused(inFolder("newer.backup"))).toMatch(
      /has version 9999 of the tables \(\d+ steps\), this place has \d+ \(\d+\); it was made by a newer Netcafe/,
    );
    await expect(stat(inFolder("refused"))).rejects.toThrow();
  });
});

describe("netcafe backup", () => {
  it("refuses a name that is taken, a café that is not there and a place without books, and leaves nothing behind", async () => {
    const source = inFolder("source");
    expect((await run("backup", whole, "--data", source)).output).toMatch(
      /^netcafe: The file .* is there already/,
    );
    expect((await run("backup", inFolder("x"), "--cafe", "5", "--data", source)).output).toBe(
      "netcafe: There is no café 5 here.\n",
    );
    expect((await run("backup", inFolder("x"), "--data", inFolder("nowhere"))).output).toMatch(
      /^netcafe: There are no books in /,
    );
    expect((await run("backup", inFolder("no/such/x"), "--data", source)).output).toMatch(
      /^netcafe: The file .*x\.part cannot be written/,
    );
    expect((await run("backup", "--data", source)).output).toMatch(/takes one file/);
    await expect(stat(inFolder("x.part"))).rejects.toThrow();
    expect((await run("backup", "--help")).output).toContain("--cafe ID");
  });
});
