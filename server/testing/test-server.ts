import type { AddressInfo } from "node:net";
import { inject } from "vitest";
import { buildApp, type App } from "../app.ts";
import { TurnedClock, type Clock } from "../kernel/clock.ts";
import { parseAddressList } from "../kernel/http/address.ts";
import { secureIds } from "../kernel/ids.ts";
import { silentLog } from "../kernel/log.ts";
import type { Mail } from "../kernel/mailer.ts";
import { addStaff, hashPassword } from "../modules/access/index.ts";
import { registerServer } from "../modules/cafes/index.ts";
import { startShift } from "../modules/shifts/index.ts";
import { openNewCafe } from "../set-up.ts";
import { callerOf, type ApiCaller } from "./api-caller.ts";
import { openDatabase } from "../kernel/db/database.ts";
import { openTestDatabase, type TestDatabase } from "./test-database.ts";

export const adminPassword = "correct horse battery";

export interface TestCafe {
  cafeId: number;
  licenseName: string;
  pcGroupId: number;
}

export interface TestServer extends TestDatabase {
  app: App;
  clock: Clock;
  baseUrl: string;
  cafe: TestCafe;
  /** Mails the server sent. */
  mails: Mail[];
  /** Calls over real TLS; a token is shown as bearer key. */
  caller(token?: string, cafeId?: number): ApiCaller;
  signIn(staffName?: string, password?: string, cafe?: TestCafe): Promise<string>;
  /** A key of the café that works from this machine. */
  makeKey(cafe?: TestCafe): Promise<string>;
  addCafe(name: string): Promise<TestCafe>;
  /** With an open shift, without which staff may change nothing (api-v2.md 2.15), unless `shift` is false. */
  addStaff(
    name: string,
    role: "manager" | "staff",
    rights?: string[],
    options?: { shift: boolean },
  ): Promise<number>;
  /** What `close` does after the server itself: for whoever has closed that before. */
  closeDatabase(): Promise<void>;
}

export interface TestServerOptions {
  /** A clock to turn, or the system's for what runs in real time; absent: one that stands still. */
  clock?: Clock;
  /** A second process on the database of this server. */
  beside?: TestServer;
  /** No café yet: for the set-up. */
  empty?: boolean;
  /** Proxies whose X-Forwarded-For counts. */
  proxies?: string;
  /** Times the calls a minute that known callers have. */
  rateFactor?: number;
}

/** The database of another process, over connections of one's own; closing leaves it to that process. */
function openBeside({ url }: TestServer): TestDatabase {
  const db = openDatabase(url, silentLog, 8);
  return { db, url, close: () => db.close() };
}

/** The real server on a database of its own, with one café and its Admin. */
export async function openTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { beside } = options;
  const database = beside === undefined ? await openTestDatabase() : openBeside(beside);
  const { db } = database;
  const clock = options.clock ?? beside?.clock ?? new TurnedClock(new Date());
  const mails: Mail[] = [];
  let baseUrl = "";
  const parts = {
    db,
    clock,
    ids: secureIds,
    log: silentLog,
    mailer: { send: async (mail: Mail) => void mails.push(mail) },
    proxies: parseAddressList(options.proxies ?? "").ranges,
    identity: inject("tls"),
    serverCode: "main",
    groupCode: "main",
    baseUrl: () => baseUrl,
    setUpCode: "TESTSETUP234",
    ...(options.rateFactor === undefined ? {} : { rateFactor: options.rateFactor }),
  };
  const app = await buildApp(parts);
  await app.http.listen({ host: "127.0.0.1", port: 0 });
  baseUrl = `https://localhost:${(app.http.server.address() as AddressInfo).port}`;
  if (beside === undefined)
    await db.transact((tx) => registerServer(tx, "main", "main", baseUrl, clock.now()));
  const passwordHash = await hashPassword(adminPassword);
  const addCafe = (name: string): Promise<TestCafe> =>
    db.transact((tx) =>
      openNewCafe(
        tx,
        parts,
        { name, countryCode: "ES", currencyCode: "EUR", zone: "Europe/Madrid" },
        passwordHash,
      ),
    );
  const none = { cafeId: 0, licenseName: "", pcGroupId: 0 };
  const cafe = beside?.cafe ?? (options.empty ? none : await addCafe("Test Café"));
  const caller = (token?: string, cafeId = cafe.cafeId) =>
    callerOf({ baseUrl, cafeId, token, ca: inject("tls").caPem });
  const signIn = async (staffName = "Admin", password = adminPassword, at = cafe) => {
    const answer = await caller().call("POST", "/api/v2/auth/staffLogin", {
      license_name: at.licenseName,
      staff_name: staffName,
      staff_password: password,
    });
    return (answer.data as { token: string }).token;
  };
  return {
    ...database,
    app,
    clock,
    baseUrl,
    cafe,
    mails,
    caller,
    signIn,
    addCafe,
    async makeKey(at = cafe) {
      const admin = caller(await signIn("Admin", adminPassword, at), at.cafeId);
      await admin.call("PUT", "apiSettings", { api_access_ip: "127.0.0.1,::1" });
      const answer = await admin.call("POST", "apiSettings/action/createKey");
      return (answer.data as { key: string }).key;
    },
    addStaff(name, role, rights = [], { shift } = { shift: true }) {
      const { cafeId } = cafe;
      const now = clock.now();
      return db.transact(async (tx) => {
        const staffId = await addStaff(tx, {
          ...{ cafeId, name, role, passwordHash, now },
          rights: rights as never,
        });
        const opened = { cafeId, staffId, staffName: name, now, exponent: 2, floatMinor: 0, comment: "" };
        if (shift) await startShift(tx, opened);
        return staffId;
      });
    },
    closeDatabase: () => database.close(),
    async close() {
      await app.close();
      await database.close();
    },
  };
}
