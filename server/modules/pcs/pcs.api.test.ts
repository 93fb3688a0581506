import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";
import { addPc } from "./add-pc.ts";

let server: TestServer;
let key: ApiCaller;

beforeAll(async () => {
  server = await openTestServer();
  key = server.caller(await server.makeKey());
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.db.transact(async (tx) => {
    await tx.run("delete from pc_credentials");
    await tx.run("delete from hardware");
    await tx.run("delete from pcs");
  });
  for (const name of ["PC002", "PC001", "11", "101", "10"]) {
    await server.db.transact((tx) => addPc(tx, server.cafe.cafeId, { name }));
  }
});

const enabledOf = async () => {
  const rows = (await key.call("GET", "pcs")).data as { pc_name: string; pc_enabled: number }[];
  return Object.fromEntries(rows.map((row) => [row.pc_name, row.pc_enabled]));
};
const cafePath = (path: string) => `/api/v2/cafe/${server.cafe.cafeId}/${path}`;
const json = { "content-type": "application/json" };
const form = { "content-type": "application/x-www-form-urlencoded" };

describe("lists of PCs", () => {
  test("pcs and pcList are plain arrays by name as text, whatever paging is asked", async () => {
    for (const path of ["pcs", "pcList", "onlinePcList"]) {
      const answer = await key.call("GET", path, { page: 2, limit: 1 });
      expect(answer.message).toBe("success");
      const names = (answer.data as { pc_name: string }[]).map((row) => row.pc_name);
      expect(names).toEqual(["10", "101", "11", "PC001", "PC002"]);
    }
  });

  test("a free PC shows its group's price; initData has all rows", async () => {
    const [row] = (await key.call("GET", "pcList")).data as Record<string, unknown>[];
    expect(row).toMatchObject({
      price_name: "Default",
      status_pay_by_member_id: 0,
      member_id: null,
      is_connected: 0,
    });
    const data = (await key.call("GET", "pcs/action/initData")).data as { pc_list: unknown[] };
    expect(data).toMatchObject({ license_using_billing: 1, shift_status: 0 });
    expect(data.pc_list).toHaveLength(5);
  });

  test("getPcsList finds part of a name; consoleDetail names what is unknown", async () => {
    const found = (await key.call("GET", "pcs/action/getPcsList", { pc_name: "pc0", pc_console_type: "" }))
      .data;
    expect(found).toMatchObject([{ pc_name: "PC001" }, { pc_name: "PC002" }]);
    expect((await key.call("GET", "pcs/action/consoleDetail", { pc_name: "PC001" })).data).toMatchObject({
      pc: { pc_name: "PC001", left_time: null },
    });
    const unknown = await key.call("GET", "pcs/action/consoleDetail", { pc_name: "PC9" });
    expect(unknown).toMatchObject({
      status: 200,
      code: 404,
      error: "pc.not_found",
      message: "PC not found.",
    });
  });
});

describe("setOutOfOrder in every body programs send", () => {
  test.each([
    ["a bare JSON list of rows", json, '[{"pc_name":"PC001","pc_enabled":0}]'],
    ["rows under pcs", json, '{"pcs":[{"pc_name":"PC001","pc_enabled":0,"pc_ip":"x"}]}'],
    ["a bare JSON list of names", json, '["PC001"]'],
    ["names with out_of_order", json, '{"pc_name":["PC001"],"out_of_order":1}'],
    ["a single name with out_of_order", json, '{"pc_name":"PC001","out_of_order":"1"}'],
    ["a form with a list", form, "pc_name[]=PC001&out_of_order=1"],
    ["a form with one name", form, "pc_name=PC001&out_of_order=1"],
    ["a form of rows", form, "pcs[0][pc_name]=PC001&pcs[0][pc_enabled]=0"],
    ["a form with JSON text", form, `pcs=${encodeURIComponent('[{"pc_name":"PC001","pc_enabled":0}]')}`],
  ])("%s takes effect and is read back from pcs", async (_, headers, body) => {
    const answer = await key.raw({
      method: "POST",
      path: cafePath("pcs/action/setOutOfOrder"),
      headers,
      body,
    });
    expect(answer).toMatchObject({ code: 200, message: "success", data: {} });
    expect(await enabledOf()).toMatchObject({ PC001: 0, PC002: 1 });
  });

  test("an unknown name is told and nothing changes", async () => {
    const answer = await key.call("POST", "pcs/action/setOutOfOrder", { pcs: ["PC001", "PC77"] });
    expect(answer).toMatchObject({ code: 404, error: "pc.not_found", message: "PC PC77 not found." });
    expect(await enabledOf()).toMatchObject({ PC001: 1 });
  });

  test("names without out_of_order are refused with the field named", async () => {
    const answer = await key.call("POST", "pcs/action/setOutOfOrder", { pc_name: ["PC001"] });
    expect(answer).toMatchObject({ code: 400, message: "The out_of_order field is required." });
  });
});

describe("PCs, rooms, groups and switches", () => {
  test("a PC is added once under an Idempotency-Key, changed, read, removed", async () => {
    const again = { "idempotency-key": "add-1" };
    const body = { pc_name: "PC009", pc_mac: "02:00:00:00:00:09" };
    const first = await key.call("POST", "pcs", body, again);
    expect(first).toMatchObject({ code: 201, data: { pc_name: "PC009" } });
    expect((await key.call("POST", "pcs", body, again)).text).toBe(first.text);
    expect(await key.call("POST", "pcs", body)).toMatchObject({ code: 409, error: "pc.name_exists" });
    expect(await key.call("PUT", "pcs/PC009", { pc_comment: "new" })).toMatchObject({ code: 200 });
    expect((await key.call("GET", "pcs/pc009")).data).toMatchObject({
      pc: { pc_name: "PC009", pc_mac: "02-00-00-00-00-09", pc_comment: "new" },
    });
    expect(await key.call("DELETE", "pcs/PC009")).toMatchObject({ code: 200, data: {} });
    expect(await key.call("DELETE", "pcs/PC009")).toMatchObject({ code: 404, error: "pc.not_found" });
  });

  test("rooms and groups can be made, listed and removed", async () => {
    const room = await key.call("POST", "rooms", { area_name: "Hall", area_width: 500, area_bookable: 0 });
    expect(room.code).toBe(201);
    const { area_id } = room.data as { area_id: number };
    expect((await key.call("GET", "pcs/action/rooms")).data).toMatchObject([
      { area_name: "Hall", area_width: 500, area_bookable: 0, pcs_number: 0 },
    ]);
    const group = await key.call("POST", "pcGroups", { pc_group_name: "Stage" });
    const { pc_group_id } = group.data as { pc_group_id: number };
    await key.call("PUT", "pcs/PC001", { pc_area_name: "Hall", pc_group_id });
    expect(await key.call("DELETE", `pcGroups/${pc_group_id}`)).toMatchObject({
      code: 409,
      error: "pc_group.in_use",
    });
    expect(await key.call("DELETE", `rooms/${area_id}`)).toMatchObject({ code: 200 });
    expect((await key.call("GET", "pcs/PC001")).data).toMatchObject({
      pc: { pc_area_name: "", pc_group_name: "Stage" },
    });
    expect((await key.call("GET", "pricePcGroups")).data).toMatchObject([
      { pc_group_name: "Default" },
      { pc_group_name: "Stage" },
    ]);
  });

  test("the plan is saved in one call; rooms in it need a right of their own", async () => {
    const room = { area_name: "Attic", area_frame_x: 20, area_frame_width: 400, area_frame_height: 300 };
    const pcs = [{ pc_name: "PC001", pc_box_left: 40, pc_box_top: 60, pc_area_name: "Attic" }];
    await server.addStaff("Mover", "staff", ["layout_update"]);
    await server.addStaff("Planner", "staff", ["layout_update", "pc_edit"]);
    const [mover, planner] = await Promise.all(
      ["Mover", "Planner"].map(async (name) => server.caller(await server.signIn(name))),
    );
    const save = (caller: ApiCaller | undefined, body: object) =>
      caller?.call("POST", "pcs/action/saveLayout", { ...body });
    expect(await save(mover, { areas: [room], pcs })).toMatchObject({
      code: 403,
      error: "permission.denied",
    });
    expect(await save(planner, { areas: [room], pcs })).toMatchObject({ code: 200, data: { saved: 1 } });
    const [made] = (await key.call("GET", "rooms")).data as { area_id: number; area_name: string }[];
    expect(made).toMatchObject({ ...room, area_width: 400, area_height: 300, pcs_number: 1 });

    const moved = { pcs: [{ pc_name: "PC001", pc_box_left: 80 }] };
    expect(await save(mover, moved)).toMatchObject({ code: 200 });
    expect((await key.call("GET", "pcs/PC001")).data).toMatchObject({
      pc: { pc_box_left: 80, pc_box_top: 60, pc_area_name: "Attic", pc_area_id: made?.area_id },
    });
    expect(await save(mover, { removed_area_ids: [made?.area_id] })).toMatchObject({ code: 403 });
    expect(await save(planner, { areas: [{ area_id: made?.area_id, area_frame_width: 0 }] })).toMatchObject({
      code: 400,
    });
    expect(await save(planner, {})).toMatchObject({ code: 400, message: "The pcs field is required." });
    expect(await save(planner, { removed_area_ids: [made?.area_id] })).toMatchObject({ code: 200 });
    expect((await key.call("GET", "rooms")).data).toEqual([]);
  });

  test("a switch without a driver is offline; waking says success or error for each PC", async () => {
    const made = await key.call("POST", "hardware", {
      hardware_name: "PS5",
      hardware_driver: "none",
      hardware_secret: "s3cret",
    });
    const { hardware_id } = made.data as { hardware_id: number };
    expect((await key.call("GET", "hardware")).text).not.toContain("s3cret");
    const answer = await key.call("POST", "hardware/action/switch", {
      hardware_ids: hardware_id,
      switch: "on",
    });
    expect(answer).toMatchObject({ code: 409, error: "device.offline" });
    expect((await key.call("POST", "pcs/action/wake", { pc_names: "PC001,PC002" })).data).toEqual({
      results: [
        { pc_name: "PC001", status: "error" },
        { pc_name: "PC002", status: "error" },
      ],
    });
  });

  test("staff without the right change nothing, but read", async () => {
    await server.addStaff("Desk", "staff");
    const desk = server.caller(await server.signIn("Desk"));
    expect(await desk.call("POST", "pcs", { pc_name: "PC010" })).toMatchObject({ code: 403 });
    expect(await desk.call("POST", "pcs/action/pairCode", { pc_name: "PC001" })).toMatchObject({ code: 403 });
    expect(await desk.call("GET", "pcs")).toMatchObject({ code: 200 });
  });
});

describe("pairing", () => {
  const enrol = (pair_code: string, pc_name: string, public_key = publicKey()) =>
    server
      .caller()
      .call("POST", "/api/v2/pc/enrol", { pair_code, pc_name, public_key, agent_version: "1.0.0" });
  const publicKey = () => generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" }).x ?? "";
  const pairCode = async (pc_name: string) => {
    const answer = await key.call("POST", "pcs/action/pairCode", { pc_name });
    return (answer.data as { pair_code: string; pair_text: string }).pair_code;
  };

  test("a code pairs a PC without any other key, and answers where and whom to trust", async () => {
    const answer = await enrol(await pairCode("PC050"), "PC050");
    expect(answer).toMatchObject({
      code: 201,
      data: {
        cafe_id: server.cafe.cafeId,
        license_name: server.cafe.licenseName,
        pc_name: "PC050",
        servers: [{ code: "main", url: server.baseUrl }],
      },
    });
    const { credential_id, servers, server_keys } = answer.data as {
      credential_id: string;
      servers: { pins: string[] }[];
      server_keys: { public_key: string }[];
    };
    expect(servers[0]?.pins[0]).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(server_keys[0]?.public_key ?? "", "base64url")).toHaveLength(32);
    expect((await key.call("GET", "pcs/action/credentials", { pc_name: "PC050" })).data).toMatchObject([
      { credential_id, pc_name: "PC050", role: "client", last_seen_utc: null },
    ]);
    expect(await key.call("POST", "pcs/action/cancelCredential", { credential_id })).toMatchObject({
      code: 200,
    });
    expect((await key.call("GET", "pcs/action/credentials")).data).toEqual([]);
  });

  test("wrong names are counted though they are refused: after five the code is dead", async () => {
    const code = await pairCode("PC050");
    for (let n = 0; n < 5; n++) {
      expect(await enrol(code, "PC051")).toMatchObject({ code: 400, error: "pc.pair_code_wrong" });
    }
    expect(await enrol(code, "PC050")).toMatchObject({ code: 400, error: "pc.pair_code_wrong" });
  });

  test("without code and ticket, and with a ticket, nobody is paired", async () => {
    const call = (more: object) =>
      server
        .caller()
        .call("POST", "/api/v2/pc/enrol", { pc_name: "PC050", public_key: publicKey(), ...more });
    expect(await call({})).toMatchObject({ code: 400, error: "request.validation" });
    expect(await call({ boot_ticket: "t" })).toMatchObject({ code: 400, error: "pc.pair_code_wrong" });
  });

  test("settings are for paired PCs only", async () => {
    expect(await key.call("GET", "/api/v2/pc/settings")).toMatchObject({ code: 401 });
  });
});

test("each change of a PC, room, group or switch is one row of who, before and after; no change is none", async () => {
  const before = await server.db.row<{ last: number }>(
    "select coalesce(max(billing_log_id), 0)::bigint as last from billing_logs",
  );
  const made = async (
    method: "POST" | "PUT" | "DELETE",
    path: string,
    body: Record<string, unknown> = {},
  ) => {
    const answer = await key.call(method, path, body);
    expect([200, 201]).toContain(answer.code);
    return answer.data as Record<string, number>;
  };
  const { area_id: area } = await made("POST", "rooms", { area_name: "Hall" });
  const { pc_group_id: group } = await made("POST", "pcGroups", { pc_group_name: "Quiet" });
  await made("POST", "pcs", { pc_name: "Z1" });
  await made("PUT", "pcs/Z1", { pc_name: "Z2", pc_group_id: group, pc_area_name: "Hall" });
  await made("PUT", "pcs/Z2", { pc_area_name: "Hall" });
  await made("PUT", `rooms/${area}`, { area_name: "Big hall" });
  const { hardware_id: device } = await made("POST", "hardware", {
    hardware_name: "plug",
    hardware_driver: "none",
  });
  await made("PUT", `hardware/${device}`, { hardware_secret: "never-shown" });
  await made("DELETE", `hardware/${device}`);
  await made("DELETE", "pcs/Z2");
  await made("DELETE", `pcGroups/${group}`);
  await made("DELETE", `rooms/${area}`);
  const rows = await server.db.rows(
    `select pc_name, staff_name, details from billing_logs where event = 'CONFIG_UPDATE' and billing_log_id > $1
     order by billing_log_id`,
    [before?.last ?? 0],
  );
  expect(rows).toEqual(
    [
      ["", "room Hall added"],
      ["", "PC group Quiet added"],
      ["Z1", "PC Z1 added"],
      ["Z2", 'PC Z1: name: "Z1" → "Z2"; group: "Default" → "Quiet"; room: "" → "Hall"'],
      ["", 'room Hall: name: "Hall" → "Big hall"'],
      ["", "switch plug added"],
      ["", "switch plug: key set: false → true"],
      ["", "switch plug removed"],
      ["Z2", "PC Z2 removed"],
      ["", "PC group Quiet removed"],
      ["", "room Big hall removed"],
    ].map(([pc_name, details]) => ({ pc_name, staff_name: "API", details })),
  );
});
