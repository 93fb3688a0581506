import { createHash, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type TLSSocket } from "node:tls";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TurnedClock } from "../clock.ts";
import { StartRefusal } from "../start-refusal.ts";
import { openAuthority, watchRenewal, type ServerIdentity } from "./index.ts";

const daySeconds = 86_400;
// Real sockets check validity against the real clock, so the day of the tests is today.
const today = new Date();
const inDays = (days: number) => new Date(today.getTime() + days * daySeconds * 1000);

let dir: string;
let closing: (() => void)[];

beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), "netcafe-tls-")), "tls");
  closing = [];
});

afterEach(async () => {
  for (const close of closing) close();
  await rm(join(dir, ".."), { recursive: true, force: true });
});

const open = (now = today, hostNames: string[] = []) => openAuthority({ dir, hostNames, now });

async function serve(identity: ServerIdentity): Promise<Server> {
  const server = createServer({ key: identity.keyPem, cert: identity.certPem }, (socket) =>
    socket.end("hello"),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => server.close());
  return server;
}

async function visit(server: Server, ca: string, name = "localhost"): Promise<TLSSocket> {
  const { port } = server.address() as AddressInfo;
  const address = /^[\d.:]+$/.test(name);
  const socket = connect({ host: "127.0.0.1", port, ca, servername: address ? "" : name });
  closing.push(() => socket.destroy());
  await once(socket, "secureConnect");
  return socket;
}

/** What the visitor was shown; Node hands the certificate of a connection out once. */
function shown(socket: TLSSocket): { pin: string; notAfter: Date } {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) throw new Error("no certificate was shown");
  const spki = certificate.publicKey.export({ type: "spki", format: "der" });
  return { pin: createHash("sha256").update(spki).digest("base64url"), notAfter: certificate.validToDate };
}

test("a client that trusts the authority reaches the server by name, by address and by given name, and sees the pinned key", async () => {
  const identity = await open(today, ["Café.example", "192.0.2.7"]);
  const server = await serve(identity);
  for (const name of ["localhost", "127.0.0.1", "xn--caf-dma.example"]) {
    const socket = await visit(server, identity.caPem, name);
    expect(socket.authorized).toBe(true);
    expect(shown(socket).pin).toBe(identity.spkiPin);
  }
  expect(new X509Certificate(identity.certPem).checkIP("192.0.2.7")).toBe("192.0.2.7");
  expect(new X509Certificate(identity.certPem).checkIP("::1")).toBe("::1");
});

test("a name the certificate does not carry, and an authority that did not sign it, are not trusted", async () => {
  const identity = await open();
  const server = await serve(identity);
  await expect(visit(server, identity.caPem, "elsewhere.example")).rejects.toThrow(/does not match/);
  const other = await openAuthority({ dir: `${dir}-other`, hostNames: [], now: today });
  await expect(visit(server, other.caPem)).rejects.toThrow(/certificate/);
});

test("a second start changes nothing", async () => {
  const first = await open();
  expect(await open(inDays(300))).toEqual(first);
});

test("the certificate lasts at most 397 days, the authority ten years", async () => {
  const identity = await open();
  const days = (pem: string) => {
    const { validFromDate, validToDate } = new X509Certificate(pem);
    return (validToDate.getTime() - validFromDate.getTime()) / 1000 / daySeconds;
  };
  expect(days(identity.certPem)).toBeLessThanOrEqual(397);
  expect(days(identity.certPem)).toBeGreaterThan(396);
  expect(days(identity.caPem)).toBeGreaterThan(3650);
});

test.each([
  ["less than 30 days are left", 370, []],
  ["the names changed", 1, ["new.example"]],
  ["the clock was put back before its beginning", -2, []],
])("the certificate is renewed under the same key when %s", async (_reason, days, names: string[]) => {
  const first = await open();
  const next = await open(inDays(days), names);
  expect(next.certPem).not.toBe(first.certPem);
  expect({ pin: next.spkiPin, key: next.keyPem, ca: next.caPem }).toEqual({
    pin: first.spkiPin,
    key: first.keyPem,
    ca: first.caPem,
  });
});

test("whoever trusts the first authority trusts what is signed after the authority was renewed", async () => {
  const first = await open(inDays(-3300));
  const later = await open(today);
  expect(later.caPem).not.toBe(first.caPem);
  const socket = await visit(await serve(later), first.caPem);
  expect(socket.authorized).toBe(true);
});

test("keys are for their owner alone, and no draft is left behind", async () => {
  await open();
  expect((await readdir(dir)).sort()).toEqual(["ca.key", "ca.pem", "server.key", "server.pem"]);
  for (const name of ["ca.key", "server.key"]) expect((await stat(join(dir, name))).mode & 0o777).toBe(0o600);
  expect((await stat(dir)).mode & 0o777).toBe(0o700);
});

test.each(["ca.key", "ca.pem", "server.key", "server.pem"])(
  "a damaged %s is refused in one sentence and left as it is",
  async (name) => {
    await open();
    await writeFile(join(dir, name), "-----BEGIN NOTHING-----");
    const refused = await open().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StartRefusal);
    expect((refused as Error).message).toMatch(new RegExp(`^The file .*${name} is damaged; restore .*\\.$`));
    expect(await readFile(join(dir, name), "utf8")).toBe("-----BEGIN NOTHING-----");
  },
);

test.each(["ca.key", "server.key"])("a lost %s is refused, not replaced by a stranger's", async (name) => {
  await open();
  await rm(join(dir, name));
  await expect(open()).rejects.toThrow(/is missing beside its certificate/);
});

test.each(["ca.pem", "server.pem"])("a lost %s is made again from its key", async (name) => {
  const first = await open();
  await rm(join(dir, name));
  const next = await open();
  expect(next.spkiPin).toBe(first.spkiPin);
  expect((await visit(await serve(next), first.caPem)).authorized).toBe(true);
});

test("a host name that no certificate can carry is refused by name", async () => {
  await expect(open(today, ["bad name"])).rejects.toThrow(/The host name "bad name"/);
});

test("a running server takes the renewed certificate, and new visitors see it under the same pin", async () => {
  const clock = new TurnedClock(inDays(-380));
  const current = await open(clock.now());
  const server = await serve(current);
  const renewed = new Promise<ServerIdentity>((settle, reject) => {
    closing.push(watchRenewal({ dir, hostNames: [], clock, current, renewed: settle, failed: reject }));
  });
  clock.turn(375 * daySeconds);
  const next = await renewed;
  server.setSecureContext({ key: next.keyPem, cert: next.certPem });
  const socket = await visit(server, current.caPem);
  expect(shown(socket)).toEqual({ pin: current.spkiPin, notAfter: next.notAfter });
  expect(next.notAfter.getTime()).toBeGreaterThan(current.notAfter.getTime());
});

test("a renewal that fails is told and tried again; a stopped watch tells nothing", async () => {
  const clock = new TurnedClock(today);
  const current = await open();
  await writeFile(join(dir, "server.pem"), "damaged");
  const told: unknown[] = [];
  let tell = (): void => undefined;
  const failed = (reason: unknown) => {
    told.push(reason);
    tell();
  };
  const stop = watchRenewal({ dir, hostNames: [], clock, current, renewed: failed, failed });
  for (const times of [1, 2]) {
    const next = new Promise<void>((settle) => (tell = settle));
    clock.turn(daySeconds);
    await next;
    expect(told).toHaveLength(times);
  }
  expect(told[0]).toBeInstanceOf(StartRefusal);
  stop();
  clock.turn(daySeconds);
  expect(told).toHaveLength(2);
});
