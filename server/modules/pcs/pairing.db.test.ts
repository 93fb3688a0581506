import { generateKeyPairSync, verify, createPublicKey } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parsePairText, pairCodeForm } from "../../../contract/frames/pair-text.ts";
import type { Caller } from "../../kernel/http/caller.ts";
import { secureIds } from "../../kernel/ids.ts";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { cancelCredential } from "./cancel-credential.ts";
import { changePc, removePc } from "./change-pc.ts";
import { findCredential, listCredentials, markCredentialSeen } from "./credential-store.ts";
import { enrolPc } from "./enrol-pc.ts";
import { makePairCode, pairTextOf } from "./make-pair-code.ts";
import { findPcByName } from "./pc-store.ts";
import { ensureServerKey, listServerKeys, signText } from "./server-key.ts";
import { listAnnounced, listLogs, liveFactsOf, makeTestCafe } from "./test-cafe.ts";

const now = new Date("2026-01-01T00:00:00Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const caller: Caller = { kind: "key", cafeId: 0, keyId: 1, name: "API", rateScope: "key:1" };
const publicKeyText = () => generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" }).x ?? "";

let testing: TestDatabase;
let cafeId: number;

beforeAll(async () => (testing = await openTestDatabase()));
afterAll(() => testing.close());
beforeEach(async () => ({ cafeId } = await makeTestCafe(testing.db, now)));

const codeFor = async (pcName: string, role: "client" | "boot" | "server" = "client", at = now) =>
  (await testing.db.transact((tx) => makePairCode(tx, secureIds, { cafeId, pcName, role, now: at }))).code;

const enrol = (pairCode: string, pcName: string, at = now, publicKey = publicKeyText()) =>
  testing.db.transact((tx) =>
    enrolPc(tx, {
      pairCode,
      publicKey,
      pcName,
      agentVersion: "1.0.0",
      os: "linux",
      hostname: "DESK01",
      net: [{ mac: "02:00:00:00:00:01", ip: "192.0.2.11" }],
      now: at,
      ids: secureIds,
    }),
  );

describe("pair codes", () => {
  test("a code is ten unmistakable characters; of it only the hash is stored; an unknown PC is added", async () => {
    const code = await codeFor("PC001");
    expect(code).toMatch(pairCodeForm);
    const stored = await testing.db.rows<{ row: string }>(
      "select pair_codes::text as row from pair_codes where cafe_id = $1",
      [cafeId],
    );
    expect(stored).toHaveLength(1);
    expect(stored[0]?.row).not.toContain(code);
    expect(await findPcByName(testing.db, cafeId, "PC001")).toBeDefined();
  });

  test("boot and local service are no PCs", async () => {
    const code = await codeFor("boothost", "boot");
    expect(await findPcByName(testing.db, cafeId, "boothost")).toBeUndefined();
    expect(await enrol(code, "boothost")).toMatchObject({ role: "boot", pcName: "boothost" });
  });

  test("an older unused code of the PC dies, of two made at once one lives", async () => {
    const first = await codeFor("PC001");
    const second = await codeFor("pc001");
    expect(await enrol(first, "PC001")).toBeNull();
    expect(await enrol(second, "PC001")).not.toBeNull();
    const codes = await Promise.all(Array.from({ length: 10 }, () => codeFor("PC002")));
    const enrolled = await Promise.all(codes.map((code) => enrol(code, "PC002")));
    expect(enrolled.filter((one) => one !== null)).toHaveLength(1);
  });

  test("the pair text names host, port, code and pin", () => {
    const pin = "A".repeat(43);
    const text = pairTextOf("https://cloud.example:8443", "7KQM2XPD4H", pin);
    expect(text).toBe(`netcafe:cloud.example:8443#7KQM2XPD4H#${pin}`);
    expect(parsePairText(pairTextOf("https://[::1]/", "7KQM2XPD4H", pin))).toMatchObject({
      host: "[::1]",
      port: 443,
      pin,
    });
  });
});

describe("enrolment", () => {
  test("binds the public key to café and PC, fills in its network address, and is logged", async () => {
    const key = publicKeyText();
    const enrolled = await enrol(await codeFor("PC001"), "pc001", now, key);
    expect(enrolled).toMatchObject({ cafeId, pcName: "PC001", role: "client" });
    const credential = await findCredential(testing.db, enrolled?.credentialId ?? "");
    const pc = await findPcByName(testing.db, cafeId, "PC001");
    expect(credential).toMatchObject({
      cafe_id: cafeId,
      pc_id: pc?.pc_id,
      pc_name: "PC001",
      agent_version: "1.0.0",
    });
    expect(credential?.public_key.toString("base64url")).toBe(key);
    expect(pc).toMatchObject({ mac: "02-00-00-00-00-01", ip: "192.0.2.11" });
    const [log] = await listLogs(testing.db, cafeId, "PC_ENROL");
    expect(log).toMatchObject({ pc_name: "PC001", details: expect.stringContaining("DESK01") as string });
  });

  test("a code works once, also when ten try it at the same instant", async () => {
    const code = await codeFor("PC001");
    const enrolled = await Promise.all(Array.from({ length: 10 }, () => enrol(code, "PC001")));
    expect(enrolled.filter((one) => one !== null)).toHaveLength(1);
    expect(await listCredentials(testing.db, cafeId, null)).toHaveLength(1);
  });

  test("a code lives for fifteen minutes", async () => {
    const code = await codeFor("PC001");
    expect(await enrol(code, "PC001", later(900))).toBeNull();
    expect(await enrol(code, "PC001", later(899))).not.toBeNull();
  });

  test("five wrong names kill a code; four do not", async () => {
    const first = await codeFor("PC001");
    for (let wrong = 0; wrong < 4; wrong++) expect(await enrol(first, "PC777")).toBeNull();
    expect(await enrol(first, "PC001")).not.toBeNull();
    const second = await codeFor("PC001");
    for (let wrong = 0; wrong < 5; wrong++) expect(await enrol(second, "PC777")).toBeNull();
    expect(await enrol(second, "PC001")).toBeNull();
  });

  test("an unknown code enrols nobody, and anything but an Ed25519 key is refused", async () => {
    expect(await enrol("2222222222", "PC001")).toBeNull();
    const code = await codeFor("PC001");
    for (const bad of ["", "AAAA", "!".repeat(43), publicKeyText().slice(1)]) {
      await expect(enrol(code, "PC001", now, bad)).rejects.toMatchObject({ error: "request.validation" });
    }
    expect(await enrol(code.toLowerCase(), "PC001")).not.toBeNull();
  });

  test("enrolling again cancels the old credential and has its link closed", async () => {
    const first = await enrol(await codeFor("PC001"), "PC001");
    const second = await enrol(await codeFor("PC001"), "PC001");
    expect(await findCredential(testing.db, first?.credentialId ?? "")).toBeUndefined();
    expect(await findCredential(testing.db, second?.credentialId ?? "")).toBeDefined();
    expect(await listAnnounced(testing.db, cafeId, "pc.credential_cancelled")).toEqual([
      { credential_id: first?.credentialId },
    ]);
  });

  test("a PC that is removed before it enrols cannot; one removed after loses its credential", async () => {
    const remove = (pcName: string) =>
      testing.db.transact((tx) => removePc(tx, { cafeId, now, live: liveFactsOf(), pcName }));
    const code = await codeFor("PC001");
    await remove("PC001");
    expect(await enrol(code, "PC001")).toBeNull();
    const enrolled = await enrol(await codeFor("PC001"), "PC001");
    await remove("PC001");
    expect(await findCredential(testing.db, enrolled?.credentialId ?? "")).toBeUndefined();
    expect(await enrol(await codeFor("PC001"), "PC001")).not.toBeNull();
  });

  test("a renamed PC keeps its credential under the new name", async () => {
    const enrolled = await enrol(await codeFor("PC001"), "PC001");
    const asked = { name: "Stage" };
    await testing.db.transact((tx) =>
      changePc(tx, { cafeId, caller, now, live: liveFactsOf(), pcName: "PC001", asked }),
    );
    const credential = await findCredential(testing.db, enrolled?.credentialId ?? "");
    expect(credential?.pc_name).toBe("Stage");
    expect(await listAnnounced(testing.db, cafeId, "pc.renamed")).toEqual([
      { pc_name: "Stage", old_pc_name: "PC001", credential_ids: [enrolled?.credentialId] },
    ]);
  });

  test("a log-in is noted on credential and PC", async () => {
    const enrolled = await enrol(await codeFor("PC001"), "PC001");
    const credentialId = enrolled?.credentialId ?? "";
    await testing.db.transact((tx) =>
      markCredentialSeen(tx, { credentialId, at: later(5), agentVersion: "1.1.0" }),
    );
    expect(await findCredential(testing.db, credentialId)).toMatchObject({
      last_seen_at: later(5),
      agent_version: "1.1.0",
    });
    expect(await findPcByName(testing.db, cafeId, "PC001")).toMatchObject({
      last_heard_at: later(5),
      agent_version: "1.1.0",
    });
  });
});

describe("cancelling", () => {
  const cancel = (asked: { pcName?: string; credentialId?: string }) =>
    testing.db.transact((tx) => cancelCredential(tx, { cafeId, caller, now, ...asked }));

  test("ends a credential at once, with a log row and a word to the links; a second time it is unknown", async () => {
    const enrolled = await enrol(await codeFor("PC001"), "PC001");
    const credentialId = enrolled?.credentialId ?? "";
    await cancel({ credentialId });
    expect(await findCredential(testing.db, credentialId)).toBeUndefined();
    expect(await listLogs(testing.db, cafeId, "PC_CREDENTIAL_CANCEL")).toEqual([
      {
        event: "PC_CREDENTIAL_CANCEL",
        pc_name: "PC001",
        staff_name: "API",
        details: `credential ${credentialId}`,
      },
    ]);
    expect(await listAnnounced(testing.db, cafeId, "pc.credential_cancelled")).toEqual([
      { credential_id: credentialId },
    ]);
    await expect(cancel({ credentialId })).rejects.toMatchObject({ error: "credential.not_found" });
  });

  test("by name ends all of it; a PC without any stays as it is; an unknown name is refused", async () => {
    await enrol(await codeFor("PC001"), "PC001");
    await cancel({ pcName: "pc001" });
    expect(await listCredentials(testing.db, cafeId, "PC001")).toEqual([]);
    await cancel({ pcName: "PC001" });
    await expect(cancel({ pcName: "PC999" })).rejects.toMatchObject({ error: "pc.not_found" });
    await expect(cancel({})).rejects.toMatchObject({ error: "request.validation" });
  });

  test("another café's credential is unknown", async () => {
    const enrolled = await enrol(await codeFor("PC001"), "PC001");
    const other = await makeTestCafe(testing.db, now);
    const credentialId = enrolled?.credentialId ?? "";
    const cancelled = testing.db.transact((tx) =>
      cancelCredential(tx, { cafeId: other.cafeId, caller, now, credentialId }),
    );
    await expect(cancelled).rejects.toMatchObject({ error: "credential.not_found" });
    expect(await findCredential(testing.db, credentialId)).toBeDefined();
  });
});

test("the server's key is made once, and what it signs can be checked with its public half", async () => {
  const keys = await Promise.all(
    Array.from({ length: 8 }, () => testing.db.transact((tx) => ensureServerKey(tx, secureIds, now))),
  );
  expect(new Set(keys.map((key) => key.kid)).size).toBe(1);
  const [key] = await listServerKeys(testing.db);
  if (key === undefined) throw new Error("no key");
  const publicKey = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: key.publicKey }, format: "jwk" });
  expect(verify(null, Buffer.from("text"), publicKey, Buffer.from(signText(key, "text"), "base64url"))).toBe(
    true,
  );
  expect(Buffer.from(key.publicKey, "base64url")).toHaveLength(32);
});
