import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { startHall, type Hall, type HallPc } from "../../../pc/hall.ts";
import { systemClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/** The real PC program against the real server, in real time (pc-protocol.md 2, 3). */

let server: TestServer;
let api: ApiCaller;
let dir: string;
let hall: Hall;
let member: { id: number; account: string };
let members = 0;

beforeAll(async () => {
  server = await openTestServer({ clock: systemClock });
  api = server.caller(await server.makeKey());
  dir = mkdtempSync(join(tmpdir(), "netcafe-realtime-"));
  hall = await openHall(["PC1", "PC2"], 1);
});
afterAll(async () => {
  await hall.stop();
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});
beforeEach(async () => {
  const account = `player${++members}`;
  const made = await api.call("POST", "members", {
    member_account: account,
    member_password: "secret",
    member_confirm: "secret",
  });
  member = { id: (made.data as { member_id: number }).member_id, account };
  await topUp(20);
  for (const name of ["PC1", "PC2"])
    await within(() => expect(pc(name).state()).toMatchObject({ state: "locked", offline: false }), 10_000);
});
afterEach(() => api.call("POST", "pcSessions/checkout", { pc_name: "PC1" }));

async function pairText({ pcName, role }: { pcName: string; role: string }): Promise<string> {
  const answer = await api.call("POST", "pcs/action/pairCode", { pc_name: pcName, role });
  return (answer.data as { pair_text: string }).pair_text;
}
const openHall = (pcNames: string[], bootPcs?: number) =>
  startHall({ pcNames, dir, pairText, ...(bootPcs === undefined ? {} : { bootPcs }) });
const within = (check: () => void | Promise<void>, timeout = 1_000) =>
  vi.waitFor(check, { timeout, interval: 10 });
const pc = (name: string): HallPc => {
  const found = hall.pcs.get(name);
  if (found === undefined)
    throw new Error(`${name} is not in the hall: ${hall.failed.get(name) ?? "unknown"}`);
  return found;
};
const topUp = (value: number) =>
  api.call("POST", "members/action/topup", { topup_ids: String(member.id), topup_value: value });
const command = (action: string, target: string, data: unknown, caller = api) =>
  caller.call("POST", "pcSessions/sendWssCommand", { action, target, data });

async function sitDown(): Promise<void> {
  expect(await pc("PC1").logIn({ account: member.account, password: "secret" })).toEqual({ kind: "session" });
  await within(() =>
    expect(pc("PC1").state()).toMatchObject({
      state: "session",
      member_account: member.account,
      member_balance: "20.00",
    }),
  );
}

test("a member logs in at the PC by password and is in session; a wrong password is refused", async () => {
  await expect(pc("PC1").logIn({ account: member.account, password: "wrong" })).rejects.toThrow(
    "Incorrect account or password",
  );
  expect(pc("PC1").state().state).toBe("locked");
  await sitDown();
  await expect(pc("PC2").logIn({ account: member.account, password: "secret" })).rejects.toThrow(
    "another PC",
  );
});

test("after a top-up by API and a push the PC holds the new balance within a second", async () => {
  await sitDown();
  await topUp(5);
  expect(
    (await api.call("POST", "pcSessions/pushClientStatus", { pc_name: "pc1", member_id: member.id })).text,
  ).toBe('{"code":200,"message":"success","data":{}}');
  await within(() => expect(pc("PC1").state().member_balance).toBe("25.00"));
});

test("without the push it holds the new balance within a second as well", async () => {
  await sitDown();
  const before = pc("PC1").state().left;
  await topUp(7);
  await within(() => expect(pc("PC1").state().member_balance).toBe("27.00"));
  expect(pc("PC1").state().left > before).toBe(true);
});

test("the PC locks within a second when staff end the session, and when the customer does", async () => {
  await sitDown();
  await api.call("POST", "pcSessions/checkout", { pc_name: "PC1" });
  await within(() => expect(pc("PC1").state().state).toBe("locked"));
  await topUp(
    20 -
      Number(
        ((await api.call("GET", `members/${member.id}`)).data as { member: { member_balance: string } })
          .member.member_balance,
      ),
  );
  await sitDown();
  expect(await pc("PC1").requestCheckout()).toBe("");
  await within(() => expect(pc("PC1").state().state).toBe("locked"));
});

test("nobody begins at a PC that is out of order", async () => {
  await api.call("POST", "pcs/action/setOutOfOrder", { pc_name: "PC2", out_of_order: 1 });
  await expect(pc("PC2").logIn({ account: member.account, password: "secret" })).rejects.toThrow(
    "out of order",
  );
  await api.call("POST", "pcs/action/setOutOfOrder", { pc_name: "PC2", out_of_order: 0 });
  expect(await pc("PC2").logIn({ account: member.account, password: "secret" })).toEqual({ kind: "session" });
  await api.call("POST", "pcSessions/checkout", { pc_name: "PC2" });
});

test("a push for a PC without link succeeds, for an unknown one it does not", async () => {
  await api.call("POST", "pcs", { pc_name: "DARK" });
  expect((await api.call("POST", "pcSessions/pushClientStatus", { pc_name: "DARK" })).code).toBe(200);
  expect((await api.call("POST", "pcSessions/pushClientStatus", { pc_name: "NOPC" })).error).toBe(
    "pc.not_found",
  );
});

test("a message to a PC without link is kept and delivered when it is back; power is refused", async () => {
  const late = await openHall(["LATE"]);
  await within(() => expect(late.pcs.get("LATE")?.state().state).toBe("locked"), 10_000);
  await late.stop();
  await within(
    async () =>
      expect(
        ((await api.call("GET", "pcs/LATE")).data as { pc: { is_connected: number } }).pc.is_connected,
      ).toBe(0),
    5_000,
  );
  const told = await command("admin_message", "client", {
    message: "Hello",
    from: "Ana",
    pc_names: ["LATE"],
  });
  expect(told.data).toMatchObject({ status: "success", results: [{ pc_name: "LATE", status: "success" }] });
  expect((await command("shutdown", "client", { pc_name: "LATE" })).error).toBe("device.offline");
  const kept = () => server.db.row<{ n: number }>("select count(*)::integer as n from queued_frames");
  expect((await kept())?.n).toBe(1);
  const heard: string[] = [];
  const back = await startHall({ pcNames: ["LATE"], dir, pairText, print: (line) => heard.push(line) });
  await within(async () => expect((await kept())?.n).toBe(0), 10_000);
  expect(heard.filter((line) => line.includes("Hello"))).toHaveLength(1);
  await back.stop();
});

test("the boot service is asked and answers; unknown ids, wrong targets and missing rights are refused", async () => {
  await api.call("POST", "bootPcs", { pc_name: "B1", mac: "02-00-00-00-00-B1", pc_mac: "02-00-00-00-00-B1" });
  const rows = (await api.call("GET", "bootPcs")).data as { id: number }[];
  const id = rows[0]?.id ?? 0;
  await within(
    async () =>
      expect((await command("pcs_status", "boot", [])).data).toMatchObject({
        status: "success",
        action: "pcs_status",
        target: "boot",
      }),
    10_000,
  );
  // The service is told of a new boot PC in its own time.
  await within(async () => {
    const power = await command("power", "boot", { power_type: "poweron", ids: [id] });
    expect(power.data).toMatchObject({ status: "success", results: [{ id, status: "success" }] });
  }, 10_000);
  expect((await command("power", "boot", { power_type: "poweron", ids: [id, 999_999] })).error).toBe(
    "boot_pc.not_found",
  );
  expect((await command("power", "boot", { power_type: "explode", ids: [id] })).code).toBe(400);
  expect((await command("power", "client", { pc_names: ["PC1"] })).code).toBe(400);
  expect((await command("format_disk", "client", { pc_names: ["PC1"] })).code).toBe(400);
  expect((await command("shutdown", "client", { pc_names: ["NOPC"] })).error).toBe("pc.not_found");
  expect((await command("ewelink_switch", "server", { device_names: ["x"], switch: "on" })).error).toBe(
    "device.offline",
  );
  await server.addStaff(`Clerk${members}`, "staff", ["member_add"]);
  const clerk = server.caller(await server.signIn(`Clerk${members}`));
  expect((await command("pcs_status", "boot", [], clerk)).error).toBe("permission.denied");
  expect((await command("shutdown", "client", { pc_names: ["PC1"] }, clerk)).error).toBe("permission.denied");
});

test("announcements left by a process that died are delivered by the next start", async () => {
  await sitDown();
  await server.db.transact(async (tx) => {
    await tx.run("update sessions set ends_at = $2 where member_id = $1 and ended_at is null", [
      member.id,
      new Date(Date.now() + 86_400_000 * 365),
    ]);
  });
  const { hub } = server.app;
  await hub.close();
  await server.db.transact((tx) =>
    tx.announce(server.cafe.cafeId, "members.money", { member_ids: [member.id] }),
  );
  const left = () => server.db.row<{ n: number }>("select count(*)::integer as n from outbox");
  expect((await left())?.n).toBe(1);
  const next = await openTestServer({ beside: server });
  await within(async () => expect((await left())?.n).toBe(0), 5_000);
  // What an announcement leads to may take a little longer than taking it off the list.
  await within(async () => {
    const row = await server.db.row<{ ends_at: Date }>(
      "select ends_at from sessions where member_id = $1 and ended_at is null",
      [member.id],
    );
    expect(row?.ends_at.getTime()).toBeLessThan(Date.now() + 86_400_000 * 30);
  }, 5_000);
  await next.close();
});
