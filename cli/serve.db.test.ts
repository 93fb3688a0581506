import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, statfs, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { connect as connectTls } from "node:tls";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openDataFolder } from "../server/kernel/data-folder/index.ts";
import { silentLog } from "../server/kernel/log.ts";
import { startPostgres, type RunningPostgres } from "../server/kernel/postgres/index.ts";
import { refusalFromOutput } from "../server/kernel/postgres/refusals.ts";
import { callerOf, type ApiCaller } from "../server/testing/api-caller.ts";

const command = fileURLToPath(new URL("netcafe.ts", import.meta.url));
const password = "correct horse battery";
const slow = { timeout: 90_000 };
let dir: string;
const living = new Set<ChildProcess>();

beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), "netcafe-serve-"))));
afterEach(() => Promise.all([...living].map((child) => end(child, "SIGKILL"))));
afterAll(() => rm(dir, { recursive: true, force: true }));

interface Run {
  child: ChildProcess;
  /** What it wrote so far. */
  out: () => string;
  err: () => string;
  code: Promise<number | null>;
}

/** `netcafe …` as a real process. */
function run(args: string[], environment: Record<string, string> = {}): Run {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [command, ...args], { env: { ...inherited, ...environment } });
  living.add(child);
  let [out, err] = ["", ""];
  child.stdout.on("data", (part: Buffer) => (out += part.toString()));
  child.stderr.on("data", (part: Buffer) => (err += part.toString()));
  const code = new Promise<number | null>((resolve) =>
    child.on("close", (status) => {
      living.delete(child);
      resolve(status);
    }),
  );
  return { child, out: () => out, err: () => err, code };
}

const places = (dataDir: string) => [
  "--data",
  dataDir,
  "--port",
  "0",
  "--http-port",
  "0",
  "--host",
  "127.0.0.1",
];
const serveOn = (dataDir: string, environment: Record<string, string> = {}, more: string[] = []) =>
  run(["serve", "--json", ...places(dataDir), ...more], environment);

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = new Promise((resolve) => child.once("close", resolve));
  if (child.kill(signal)) await ended;
}

interface ReadyLine {
  ready: true;
  panel: string;
  api: string;
  docs: string;
  cafe_id: number | null;
  license_name: string | null;
  admin_password: string | null;
  ca_file: string;
  set_up: string | null;
}

/** Resolves with the line of a server that is ready; fails with its words when it ended instead. */
async function ready(served: Run): Promise<ReadyLine & { ca: string; baseUrl: string }> {
  const gone = served.code.then((code) =>
    Promise.reject(new Error(`ended with ${code ?? "a signal"}: ${served.err()}`)),
  );
  const told = vi.waitUntil(() => served.out().includes("\n"), { timeout: 45_000, interval: 20 });
  await Promise.race([told, gone]);
  const line = JSON.parse(served.out()) as ReadyLine;
  return { ...line, ca: await readFile(line.ca_file, "utf8"), baseUrl: line.panel.replace(/\/$/, "") };
}

type Ready = Awaited<ReturnType<typeof ready>>;

interface OpenCafe {
  admin: ApiCaller;
  memberId: number;
  signIn(at: Ready): Promise<ApiCaller>;
}

/** Sets the café up as the first person does, with one member. */
async function setUp(at: Ready): Promise<OpenCafe> {
  const nobody = (place: Ready) =>
    callerOf({ baseUrl: place.baseUrl, cafeId: 0, token: undefined, ca: place.ca });
  const made = await nobody(at).call("POST", "/panel/set-up", {
    set_up_code: new URL(at.set_up!).hash.replace("#code=", ""),
    ...{
      cafe_name: "Café",
      country: "ES",
      currency: "EUR",
      timezone: "Europe/Madrid",
      admin_password: password,
    },
  });
  const license = (made.data as { license_name_hint: string }).license_name_hint;
  const signIn = async (place: Ready) => {
    const asked = { license_name: license, staff_name: "Admin", staff_password: password };
    const answer = await nobody(place).call("POST", "/api/v2/auth/staffLogin", asked);
    const { token, cafe } = answer.data as { token: string; cafe: { id: number } };
    return callerOf({ baseUrl: place.baseUrl, cafeId: cafe.id, token, ca: place.ca });
  };
  const admin = await signIn(at);
  const member = await admin.call("POST", "members", {
    ...{ member_account: "player1", member_password: password, member_confirm: password },
  });
  return { admin, memberId: (member.data as { member_id: number }).member_id, signIn };
}

const balanceOf = async (caller: ApiCaller, memberId: number) => {
  const { data } = await caller.call("GET", `members/${memberId}`);
  return (data as { member: { member_balance: string } }).member.member_balance;
};

const postmasterOf = async (dataDir: string) =>
  Number((await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8")).split("\n")[0]);

const oneSentence = /^netcafe: [^\n]+\.\n$/;

async function expectRefused(served: Run, sentence: RegExp): Promise<void> {
  expect(await served.code).toBe(1);
  expect(served.err()).toMatch(oneSentence);
  expect(served.err()).toMatch(sentence);
  expect(served.out()).toBe("");
}

describe("a server from its start to its end", () => {
  it(
    "tells one line of JSON when ready, keeps a second one off its folder, and ends cleanly on SIGTERM",
    slow,
    async () => {
      const dataDir = join(dir, "first");
      const first = serveOn(dataDir);
      const at = await ready(first);
      expect(first.out().match(/\n/g)).toHaveLength(1);
      expect(at).toMatchObject({ ready: true, cafe_id: null, license_name: null, admin_password: null });
      expect(at.api).toBe(`${at.baseUrl}/api/v2/`);
      expect(at.docs).toBe(`${at.baseUrl}/docs`);
      await expectRefused(
        serveOn(dataDir),
        new RegExp(`already in use by another Netcafe \\(process ${first.child.pid}\\)`),
      );
      const { admin, memberId } = await setUp(at);
      expect(await balanceOf(admin, memberId)).toBe("0.00");
      await end(first.child, "SIGTERM");
      expect(await first.code).toBe(0);
      expect(first.err()).toBe("");

      const again = serveOn(dataDir);
      const told = await ready(again);
      expect(told.cafe_id).toBeGreaterThan(0);
      expect(told.license_name).toMatch(/^\d{12}$/);
      expect(told.set_up).toBeNull();
      // A terminal sends Ctrl-C to npm and to the server, and npm sends it on: that is one wish.
      again.child.kill("SIGINT");
      again.child.kill("SIGINT");
      expect(await again.code).toBe(0);
    },
  );

  it("answers a request that is in flight before it ends", slow, async () => {
    const served = serveOn(join(dir, "in-flight"));
    const at = await ready(served);
    const { port } = new URL(at.baseUrl);
    const socket = connectTls({ host: "127.0.0.1", port: Number(port), servername: "localhost", ca: at.ca });
    let heard = "";
    socket.on("data", (part: Buffer) => (heard += part.toString()));
    const closed = new Promise((resolve) => socket.once("close", resolve));
    const body = JSON.stringify({ license_name: "000000000000", staff_name: "Admin", staff_password: "no" });
    const head = [
      "POST /api/v2/auth/staffLogin HTTP/1.1",
      "host: localhost",
      "content-type: application/json",
      `content-length: ${body.length}`,
      "expect: 100-continue",
    ];
    socket.write(`${head.join("\r\n")}\r\n\r\n`);
    // "100 Continue" says that the server holds the request and waits for its body.
    await vi.waitUntil(() => heard.includes("100 Continue"), { timeout: 10_000, interval: 5 });
    served.child.kill("SIGTERM");
    await vi.waitUntil(() => refusesConnections(Number(port)), { timeout: 10_000, interval: 20 });
    socket.write(body);
    await closed;
    expect(heard).toMatch(/HTTP\/1\.1 200 OK[^]*\{"code":\d{3},/);
    expect(await served.code).toBe(0);
  });

  it("comes up by itself after kill -9 with everything it acknowledged", slow, async () => {
    const dataDir = join(dir, "killed");
    const first = serveOn(dataDir);
    const cafe = await setUp(await ready(first));
    const answer = await cafe.admin.call("POST", "members/action/topup", {
      topup_ids: [cafe.memberId],
      topup_value: "12.50",
    });
    expect(answer.code).toBe(200);
    const orphan = await postmasterOf(dataDir);
    await end(first.child, "SIGKILL");
    const second = serveOn(dataDir);
    const at = await ready(second);
    expect(await postmasterOf(dataDir)).not.toBe(orphan);
    expect(await balanceOf(await cafe.signIn(at), cafe.memberId)).toBe("12.50");
    await end(second.child, "SIGTERM");
  });

  it(
    "outlives kill -9 of PostgreSQL: each keyed top-up is there once, and the books are in order",
    slow,
    async () => {
      const dataDir = join(dir, "database-killed");
      const served = serveOn(dataDir, {}, ["--rate-factor", "100"]);
      const at = await ready(served);
      const cafe = await setUp(at);
      const codes = new Set<number>();
      let acknowledged = 0;
      const topUpUntilTaken = async (key: string): Promise<void> => {
        const asked = { topup_ids: [cafe.memberId], topup_value: "1.00" };
        // A refusal comes in no time, the database only when it has recovered.
        for (const until = Date.now() + 60_000; Date.now() < until;) {
          const answer = await cafe.admin.call("POST", "members/action/topup", asked, {
            "idempotency-key": key,
          });
          codes.add(answer.code);
          if (answer.code === 200) {
            acknowledged++;
            return;
          }
          expect(answer).toMatchObject({ code: 503, error: "server.unavailable", status: 503 });
        }
      };
      const lanes = Array.from({ length: 8 }, async (_, lane) => {
        for (let number = 0; number < 25; number++) await topUpUntilTaken(`${lane}-${number}`);
      });
      await vi.waitUntil(() => acknowledged >= 20, { interval: 2, timeout: 20_000 });
      process.kill(await postmasterOf(dataDir), "SIGKILL");
      await Promise.all(lanes);
      expect(codes).toEqual(new Set([200, 503]));
      expect(await balanceOf(cafe.admin, cafe.memberId)).toBe("200.00");
      const check = run(["verify", "--data", dataDir]);
      expect(await check.code).toBe(0);
      expect(check.out()).toContain("the books are in order");
      await end(served.child, "SIGTERM");
      expect(await served.code).toBe(0);
    },
  );
});

describe("a database of one's own", () => {
  let postgres: RunningPostgres;
  let release: () => Promise<void>;

  beforeAll(async () => {
    const folder = await openDataFolder(join(dir, "own-database"));
    postgres = await startPostgres({ dataDir: folder.path, log: silentLog });
    release = () => folder.release();
  });
  afterAll(async () => {
    await postgres.stop();
    await release();
  });

  it("is used instead of the embedded one, and one of a newer version is left alone", slow, async () => {
    const dataDir = join(dir, "beside-own-database");
    const environment = { DATABASE_URL: postgres.url };
    const served = serveOn(dataDir, environment);
    await setUp(await ready(served));
    expect(await readdir(dataDir)).not.toContain("postgres");
    await end(served.child, "SIGTERM");
    expect(await served.code).toBe(0);
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    expect((await client.query("select account from members where member_group_id >= 0")).rows).toEqual([
      { account: "player1" },
    ]);
    await client.query("insert into migrations values (9999, 'from the future', now())");
    await expectRefused(serveOn(dataDir, environment), /made by a newer Netcafe \(its version is 9999/);
    await client.query("delete from migrations where number = 9999");
    await client.end();
  });

  it("a wrong password is said", slow, async () => {
    const wrong = postgres.url.replace(/:[^:@]+@/, ":wrong@");
    await expectRefused(
      serveOn(join(dir, "wrong-password"), { DATABASE_URL: wrong }),
      /DATABASE_URL cannot be used: .*password/,
    );
  });

  it("an address where nothing listens is said", slow, async () => {
    const url = `postgres://netcafe:secret@127.0.0.1:${await freePort()}/netcafe`;
    const served = serveOn(join(dir, "nothing-listens"), { DATABASE_URL: url });
    await expectRefused(served, /DATABASE_URL cannot be used: .*ECONNREFUSED/);
    expect(served.err()).not.toContain("secret");
  });
});

describe("what keeps a server from starting is said in one sentence", () => {
  it.each(["--port", "--http-port"])("a busy %s", slow, async (option) => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen({ host: "127.0.0.1", port: 0 }, resolve));
    const { port } = holder.address() as AddressInfo;
    const dataDir = join(dir, `busy${option}`);
    await expectRefused(
      serveOn(dataDir, {}, [option, String(port)]),
      new RegExp(`Port ${port} \\(${option}\\) on 127.0.0.1 is in use by another program`),
    );
    expect(await readdir(dataDir)).not.toContain("postgres");
    await new Promise((resolve) => holder.close(resolve));
  });

  it("a data folder below a file", slow, async () => {
    const file = join(dir, "file");
    await writeFile(file, "");
    await expectRefused(serveOn(join(file, "data")), /cannot be made because a file is in its way/);
  });

  it("a full disk", slow, async () => {
    const disk = join(dir, "tiny-disk");
    await mkdir(disk);
    const mounted = (await exitCodeOf("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", disk])) === 0;
    if (!mounted) {
      const said = refusalFromOutput(
        "The database cannot be made",
        disk,
        "could not write: No space left on device",
      );
      expect(said.message).toMatch(/full/);
      return;
    }
    try {
      expect((await statfs(disk)).blocks).toBeLessThan(1000);
      await expectRefused(serveOn(join(disk, "data")), /full/);
    } finally {
      await exitCodeOf("umount", [disk]);
    }
  });

  it("an unknown option, by its name", async () => {
    await expectRefused(run(["serve", "--colour"]), /--colour/);
  });

  it("an unknown command, with what there is", async () => {
    const asked = run(["brew"]);
    expect(await asked.code).toBe(2);
    expect(asked.err()).toContain('There is no command "brew".');
  });

  it.each(["--help", "serve --help"])("%s explains and is no failure", async (words) => {
    const asked = run(words.split(" "));
    expect(await asked.code).toBe(0);
    expect(asked.out()).toContain("netcafe serve [options]");
    expect(asked.err()).toBe("");
  });
});

function refusesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connectTls({ host: "127.0.0.1", port, rejectUnauthorized: false }, () => {
      probe.destroy();
      resolve(false);
    });
    probe.once("error", () => resolve(true));
  });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen({ host: "127.0.0.1", port: 0 }, resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

function exitCodeOf(program: string, args: string[]): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: "ignore" });
    child.once("error", () => resolve(null));
    child.once("close", resolve);
  });
}
