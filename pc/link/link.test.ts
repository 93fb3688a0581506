import { createPublicKey, verify } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { dataObject, type Frame } from "../../contract/frames/frame.ts";
import { joinLeaseToken } from "../../contract/frames/lease.ts";
import { formatPairText } from "../../contract/frames/pair-text.ts";
import { proofText } from "../../contract/frames/proof.ts";
import { Pc } from "../start-pc.ts";
import { selfSigned, startHub, type Hub, type Identity } from "../testing/peer-hub.ts";
import { callApi } from "./call-api.ts";
import { enrol, readCredential } from "./credential.ts";
import { openPcKey } from "./pc-key.ts";
import { openPinnedTls } from "./pinned-tls.ts";
import type { Timing } from "./timing.ts";

let identity: Identity;
const undo: (() => void | Promise<void>)[] = [];

beforeAll(() => {
  identity = selfSigned();
});

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "netcafe-pc-"));
  undo.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A clock that stands still until turned; chance is always one half. */
class TurnedTiming implements Timing {
  #now = 0;
  #waiting: { at: number; wake: () => void }[] = [];
  monoMs = () => this.#now;
  wallMs = () => this.#now;
  random = () => 0.5;
  after = (ms: number, wake: () => void) => {
    const entry = { at: this.#now + ms, wake };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== entry);
    };
  };
  turn(ms: number): void {
    const end = this.#now + ms;
    for (let due = this.#due(end); due; due = this.#due(end)) {
      this.#now = due.at;
      this.#waiting = this.#waiting.filter((other) => other !== due);
      due.wake();
    }
    this.#now = end;
  }
  #due(end: number) {
    return this.#waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}

async function openHub(): Promise<Hub> {
  const hub = await startHub(identity);
  undo.push(() => hub.stop());
  return hub;
}

async function startPc(hub: Hub, timing = new TurnedTiming()) {
  const dir = folder();
  const key = openPcKey(dir);
  const pairText = formatPairText({
    host: "localhost",
    port: hub.port,
    pairCode: "7KQM2XPD4H",
    pin: identity.pin,
  });
  const credential = await enrol({ pairText, pcName: "PC01", dir, key, net: [] });
  const said: string[] = [];
  const pc = new Pc({
    credential,
    key,
    dir,
    bootId: "boot-1",
    net: [],
    timing,
    allowPower: false,
    power: () => undefined,
    say: (text) => {
      said.push(text);
      hub.peer.changed();
    },
    onChange: hub.peer.changed,
  });
  undo.push(() => pc.stop());
  return { pc, dir, said, timing };
}

async function letIn(hub: Hub, count = 1): Promise<Frame> {
  const login = await hub.peer.login(count);
  hub.peer.answer(login, {
    pc_name: "PC01",
    license_server_code: "main",
    server_ms: 1,
    settings_version: 1,
    data_version: 1,
    relay_token: "relay-1",
    servers: [],
    server_keys: [],
    maintenance: 0,
  });
  return login;
}

const session = {
  pc_name: "PC01",
  member_account: "player1",
  state_no: 5,
  session_id: 9001,
  pc_paused: 0,
  pc_enabled: 1,
};
const status = {
  client_status: {
    ...session,
    ...{ member_group_id: 1, status_connect_time_left: "01:00:00" },
    ...{ status_member_offer_id: 0, available_offers: [] },
  },
};

async function bytesSentTo(pins: string[]): Promise<{ refused: string; bytes: number }> {
  let bytes = 0;
  let closed = () => {};
  const over = new Promise<void>((resolve) => (closed = resolve));
  const server = createTlsServer({ key: identity.key, cert: identity.cert }, (socket) => {
    socket.on("data", (part: Buffer) => (bytes += part.length));
    socket.on("error", () => undefined);
    socket.on("close", closed);
  });
  server.on("tlsClientError", closed);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  undo.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const url = `https://localhost:${(server.address() as AddressInfo).port}`;
  const refused = await callApi({
    server: { url, pins },
    path: "/api/v2/pc/enrol",
    body: { pair_code: "secret" },
  }).then(
    () => "",
    (error: unknown) => (error as Error).message,
  );
  await over;
  return { refused, bytes };
}

test("a server with another key than the pinned one is refused before a byte is sent to it", async () => {
  const { refused, bytes } = await bytesSentTo(["A".repeat(43)]);
  expect(refused).toMatch(/another key than the pinned one/);
  expect(bytes).toBe(0);
});

test("a private certificate without pin is refused before a byte is sent", async () => {
  const { refused, bytes } = await bytesSentTo([]);
  expect(refused).toMatch(/not publicly trusted and no pin/);
  expect(bytes).toBe(0);
});

test("any one of the pins is enough, and an address without TLS is refused", async () => {
  const hub = await openHub();
  const socket = await openPinnedTls(hub.url, ["B".repeat(43), identity.pin]);
  socket.destroy();
  await expect(openPinnedTls("http://localhost:1", [identity.pin])).rejects.toThrow(/https/);
});

test("enrolment keeps the private key and the credential for their owner alone", async () => {
  const hub = await openHub();
  const { dir } = await startPc(hub);
  expect(statSync(join(dir, "pc-key.pem")).mode & 0o777).toBe(0o600);
  expect(statSync(join(dir, "credential.json")).mode & 0o777).toBe(0o600);
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  expect(readCredential(dir)?.credential_id).toBe("c-0001");
  expect(hub.enrolled[0]).toMatchObject({
    pair_code: "7KQM2XPD4H",
    pc_name: "PC01",
    public_key: openPcKey(dir).publicKey,
  });
  expect(JSON.stringify(hub.enrolled)).not.toContain(
    readFileSync(join(dir, "pc-key.pem"), "utf8").split("\n")[1],
  );
});

test("the login proves the enrolled key for this host, boot and nonce", async () => {
  const hub = await openHub();
  await startPc(hub);
  const data = dataObject(await hub.peer.login());
  const text = proofText({
    host: `localhost:${hub.port}`,
    cafeId: 10001,
    credentialId: "c-0001",
    bootId: "boot-1",
    nonce: "nonce-1",
  });
  const raw = Buffer.from(String(hub.enrolled[0]?.public_key), "base64url");
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw]);
  const key = createPublicKey({ key: spki, format: "der", type: "spki" });
  expect(verify(null, Buffer.from(text), key, Buffer.from(String(data.proof), "base64url"))).toBe(true);
  expect(data).toMatchObject({ cafe_id: 10001, credential_id: "c-0001", boot_id: "boot-1", lease_no: 0 });
});

test("a state opens the PC, a signed lease is taken and answered, a forged one is not", async () => {
  const hub = await openHub();
  const { pc } = await startPc(hub);
  await letIn(hub);
  hub.peer.send("client_status", status, { id: "s1" });
  await hub.peer.until(() => pc.state().state === "session");
  expect(pc.state()).toMatchObject({
    pc_name: "PC01",
    member_account: "player1",
    left: "01:00:00",
    offline: false,
  });

  const lease = {
    v: 1,
    kid: "k1",
    cafe: 10001,
    pc: "c-0001",
    lease_no: 7,
    session_id: 9001,
    kind: "member",
    run: "down",
  };
  const json = JSON.stringify({ ...lease, issued_ms: 1, left_s: 60, valid_s: 600, valid_until_ms: 2 });
  const signedText = Buffer.from(json).toString("base64url");
  hub.peer.send(
    "lease",
    { token: joinLeaseToken({ signedText, signature: hub.serverKey.sign(`${signedText}x`) }) },
    { id: "l1" },
  );
  hub.peer.send(
    "lease",
    { token: joinLeaseToken({ signedText, signature: hub.serverKey.sign(signedText) }) },
    { id: "l2" },
  );
  const answerTo = (id: string) => hub.peer.until(() => hub.peer.received.find((frame) => frame.id === id));
  expect(await answerTo("l1")).toMatchObject({ status: "error" });
  expect(await answerTo("l2")).toMatchObject({ status: "success", data: { lease_no: 7 } });
});

const leaseToken = (hub: Hub, leftSeconds: number) => {
  const lease = {
    ...{
      v: 1,
      kid: "k1",
      cafe: 10001,
      pc: "c-0001",
      lease_no: 7,
      session_id: 9001,
      kind: "member",
      run: "down",
    },
    ...{ issued_ms: 1, left_s: leftSeconds, valid_s: 3600, valid_until_ms: 2 },
  };
  const signedText = Buffer.from(JSON.stringify(lease)).toString("base64url");
  return joinLeaseToken({ signedText, signature: hub.serverKey.sign(signedText) });
};

describe("a restart without link", () => {
  /** A PC in a session of ten minutes that is ended, with its server, after five minutes. */
  async function endInSession() {
    const hub = await openHub();
    const { pc, dir, timing } = await startPc(hub);
    await letIn(hub);
    hub.peer.send("client_status", status, { id: "s1" });
    hub.peer.send("lease", { token: leaseToken(hub, 600) }, { id: "l1" });
    await hub.peer.until(() => hub.peer.received.find((frame) => frame.id === "l1"));
    timing.turn(300_000);
    await pc.stop();
    await hub.stop();
    return { dir, timing };
  }

  /** The same PC, started anew; resolves when its first try to reach the server has failed. */
  async function startAgain({ dir, timing }: { dir: string; timing: TurnedTiming }) {
    let told: (text: string) => void = () => undefined;
    const failed = new Promise<string>((resolve) => (told = resolve));
    const pc = new Pc({
      ...{ credential: readCredential(dir)!, key: openPcKey(dir), dir, bootId: "boot-1", net: [], timing },
      allowPower: false,
      power: () => undefined,
      say: told,
      onChange: () => undefined,
    });
    undo.push(() => pc.stop());
    expect(await failed).toContain("No link");
    await new Promise((resolve) => setImmediate(resolve));
    return pc;
  }

  test("goes on with the session until its time is over", async () => {
    const before = await endInSession();
    const pc = await startAgain(before);
    expect(pc.state()).toMatchObject({ state: "session", member_account: "player1", offline: true });
    before.timing.turn(299_000);
    expect(pc.state().state).toBe("session");
    before.timing.turn(1000);
    expect(pc.state().state).toBe("locked");
  });

  test("stays locked the second time, and every time after", async () => {
    const before = await endInSession();
    await (await startAgain(before)).stop();
    for (let again = 0; again < 2; again++) {
      const pc = await startAgain(before);
      expect(pc.state().state).toBe("connecting");
      await pc.stop();
      before.timing.turn(200_000);
    }
  });

  test("stays locked when the stored session was changed", async () => {
    const before = await endInSession();
    const path = join(before.dir, "play.json");
    const stored = readFileSync(path, "utf8");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    writeFileSync(path, stored.replace("600,", "999,"));
    expect(readFileSync(path, "utf8")).not.toBe(stored);
    expect((await startAgain(before)).state().state).toBe("connecting");
  });
});

test("a request sent twice is carried out once and given the same answer again", async () => {
  const hub = await openHub();
  const { said } = await startPc(hub);
  await letIn(hub);
  const message = { message: "We close in 20 minutes", from: "Staff" };
  hub.peer.send("admin_message", message, { id: "m1" });
  hub.peer.send("admin_message", message, { id: "m1" });
  const answers = await hub.peer.until(() => {
    const found = hub.peer.received.filter((frame) => frame.id === "m1");
    return found.length === 2 && found;
  });
  expect(answers[1]).toEqual(answers[0]);
  expect(said.filter((text) => text.includes("We close"))).toHaveLength(1);
});

test("a lost link keeps the customer playing, is tried again after its wait, and the journal follows the login", async () => {
  const hub = await openHub();
  const { pc, timing, said } = await startPc(hub);
  await letIn(hub);
  hub.peer.send("client_status", status, { id: "s1" });
  hub.peer.send("lease", { token: leaseToken(hub, 600) }, { id: "l1" });
  await hub.peer.until(() => hub.peer.received.find((frame) => frame.id === "l1"));
  hub.peer.sockets.at(-1)!.close(4503);
  await hub.peer.until(() => pc.state().offline);
  expect(pc.state().state).toBe("session");
  expect(said.at(-1)).toContain("next try in 5 s");

  timing.turn(4999);
  expect(hub.peer.sockets).toHaveLength(1);
  timing.turn(1);
  expect(dataObject(await letIn(hub, 2)).boot_id).toBe("boot-1");
  const journal = await hub.peer.until(() => hub.peer.received.find((frame) => frame.action === "journal"));
  const { entries } = dataObject(journal) as { entries: { n: number; kind: string }[] };
  expect(entries.map(({ n, kind }) => [n, kind])).toEqual([
    [1, "link_lost"],
    [2, "link_back"],
  ]);
});

test("a pulse goes out at every wss_ping_interval, and a hub that stays silent is left after wss_ping_timeout", async () => {
  const hub = await openHub();
  const { pc, timing, said } = await startPc(hub);
  await letIn(hub);
  hub.peer.send("client_status", status, { id: "s1" });
  hub.peer.send("lease", { token: leaseToken(hub, 600) }, { id: "l1" });
  await hub.peer.until(() => hub.peer.received.find((frame) => frame.id === "l1"));
  hub.peer.sockets.at(-1)!.pause();
  timing.turn(130_000);
  await hub.peer.until(() => pc.state().offline);
  expect(said.at(-1)).toMatch(/Nothing was heard of the hub for 120 s/);
  expect(pc.state().state).toBe("session");
});

test("a cancelled credential locks the PC and is tried again in 5 minutes", async () => {
  const hub = await openHub();
  const { pc, said } = await startPc(hub);
  await letIn(hub);
  hub.peer.sockets.at(-1)!.close(4401);
  await hub.peer.until(() => pc.state().state === "new");
  expect(said.some((text) => text.includes("next try in 300 s"))).toBe(true);
});
