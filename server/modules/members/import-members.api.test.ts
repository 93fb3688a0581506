import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiAnswer, ApiCaller } from "../../testing/api-caller.ts";
import { adminPassword, openTestServer, type TestServer } from "../../testing/test-server.ts";
import { verifyLedger } from "../ledger/index.ts";

/** Import of members over HTTP (api-v2.md 2.7). */

let server: TestServer;
const clock = new TurnedClock("2026-03-02T10:00:00.000Z");
let api: ApiCaller;
let made = 0;

beforeAll(async () => {
  server = await openTestServer({ clock });
  api = server.caller(await server.makeKey());
  await api.call("POST", "memberGroups", { member_group_name: "Gold" });
});
beforeEach(() => {
  clock.turn(60);
  made += 1;
});
afterEach(async () => {
  for await (const { broken } of verifyLedger(server.db)) expect(broken).toBeNull();
});
afterAll(() => server.close());

function upload(
  csv: string | Uint8Array,
  fields: Record<string, string> = {},
  caller = api,
): Promise<ApiAnswer> {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head =
    '--b\r\ncontent-disposition: form-data; name="file"; filename="m.csv"\r\ncontent-type: text/csv\r\n\r\n';
  const body = Buffer.concat([
    Buffer.from(parts.join("") + head),
    Buffer.from(csv),
    Buffer.from("\r\n--b--\r\n"),
  ]);
  const headers = { "content-type": "multipart/form-data; boundary=b" };
  const path = `/api/v2/cafe/${server.cafe.cafeId}/members/action/import`;
  return caller.raw({ method: "POST", path, headers, body });
}
const send = (members: unknown, fields: Record<string, unknown> = {}, headers?: Record<string, string>) =>
  api.call("POST", "members/action/import", { members, ...fields }, headers);
const find = async (account: string) =>
  (
    (await api.call("POST", "members/action/memberInfo", { member_account: account })).data as {
      member: Record<string, unknown> | null;
    }
  ).member;

describe("a CSV file", () => {
  it("adds members with everything it holds", async () => {
    const csv =
      "\uFEFFAccount;First name;member_last_name;phone;birthday;member_group_name;comments;password;unknown\r\n" +
      'ada;Ada;Lovelace;"555;1";1990-12-10;gold;"says ""hi""\nthere";secret;x\r\n\r\n' +
      "bob;Böb;;;;;;;\r\n";
    expect((await upload(csv)).data).toEqual({ created: 2, updated: 0, skipped: 0, errors: [] });
    expect(await find("ada")).toMatchObject({
      member_first_name: "Ada",
      member_last_name: "Lovelace",
      member_phone: "555;1",
      member_birthday: "1990-12-10",
      member_group_name: "Gold",
      member_comments: 'says "hi"\nthere',
    });
    expect(await find("bob")).toMatchObject({
      member_first_name: "Böb",
      member_group_id: 0,
      member_is_active: 1,
    });
    const verify = { member_account: "ada", member_password: "secret" };
    expect((await api.call("POST", "members/action/memberInfo", verify)).data).toMatchObject({
      verify: true,
    });
  });

  it("names each wrong row as a table shows it, and writes the others", async () => {
    const csv = [
      "member_account,member_birthday,member_group_id,member_password",
      "row2,,,",
      "G_guest,,,",
      "row4,1990-13-01,,",
      "row5,,424242,",
      "ROW2,,,",
      "row7,,,abc",
      ",1990-01-01,,",
      "row9,,-2,",
    ].join("\n");
    const { data } = await upload(csv);
    const { errors, ...counts } = data as { errors: { row: number; message: string }[] };
    expect(counts).toEqual({ created: 1, updated: 0, skipped: 0 });
    expect(errors.map(({ row }) => row)).toEqual([3, 4, 5, 6, 7, 8, 9]);
    expect(errors[1]?.message).toBe("The member_birthday must be a date (YYYY-MM-DD).");
    expect(errors[3]?.message).toBe("The member_account ROW2 is in row 2 already.");
    expect(errors[5]?.message).toBe("The member_account field is required.");
  });

  it.each<[string, string | Uint8Array, string]>([
    [
      "no account column",
      "name,phone\na,1",
      "The first line of the file must name the fields, member_account among them.",
    ],
    ["no rows", "member_account\n", "The file must hold at least one member."],
    [
      "a quote that stays open",
      'member_account\n"a',
      "The file cannot be read: The quote that opens in row 2 is never closed.",
    ],
    [
      "another encoding",
      Buffer.from([0x61, 0xff, 0xfe]),
      "The file must be text in UTF-8: save it as CSV UTF-8.",
    ],
  ])("is refused with %s", async (_what, csv, message) => {
    expect(await upload(csv)).toMatchObject({ code: 400, error: "request.validation", message });
  });

  it("may hold 20,000 rows", async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => `many${index},First ${index},Last ${index}`);
    const csv = ["member_account,member_first_name,member_last_name", ...rows].join("\n");
    const asked = { on_duplicate: "update" };
    expect((await upload(csv, asked)).data).toEqual({ created: 20_000, updated: 0, skipped: 0, errors: [] });
    expect((await upload(csv, asked)).data).toEqual({ created: 0, updated: 20_000, skipped: 0, errors: [] });
  }, 60_000);
});

describe("accounts that are there already", () => {
  const rows = () => [
    { member_account: `Old${made}`, member_first_name: "New name" },
    { member_account: `fresh${made}` },
  ];
  const seed = async () => {
    const before = {
      member_account: `old${made}`,
      member_first_name: "Before",
      member_phone: "555",
      member_is_active: 0,
    };
    await send([before]);
  };

  it("are left alone by skip, which is the default", async () => {
    await seed();
    expect((await send(rows())).data).toEqual({ created: 1, updated: 0, skipped: 1, errors: [] });
    expect(await find(`old${made}`)).toMatchObject({ member_first_name: "Before" });
  });

  it("are changed by update, as far as the row says something", async () => {
    await seed();
    expect((await send(rows(), { on_duplicate: "update" })).data).toEqual({
      created: 1,
      updated: 1,
      skipped: 0,
      errors: [],
    });
    expect(await find(`old${made}`)).toMatchObject({
      member_account: `old${made}`,
      member_first_name: "New name",
      member_phone: "555",
      member_is_active: 0,
    });
  });

  it("stop everything with refuse", async () => {
    await seed();
    const { data } = await send(rows(), { on_duplicate: "refuse" });
    expect(data).toEqual({
      ...{ created: 0, updated: 0, skipped: 0 },
      errors: [{ row: 1, message: `Member account Old${made} already exists.` }],
    });
    expect(await find(`fresh${made}`)).toBeNull();
  });

  it("a dry run says the same and writes nothing", async () => {
    await seed();
    const dry = (await send(rows(), { on_duplicate: "update", dry_run: 1 })).data;
    expect(await find(`fresh${made}`)).toBeNull();
    expect((await send(rows(), { on_duplicate: "update" })).data).toEqual(dry);
  });
});

describe("who and how often", () => {
  it("a repeated key imports once", async () => {
    const key = { "idempotency-key": "import-1" };
    const first = await send([{ member_account: `once${made}` }], {}, key);
    expect(first.data).toMatchObject({ created: 1 });
    expect((await send([{ member_account: `once${made}` }], {}, key)).text).toBe(first.text);
  });

  it("staff need member_edit too", async () => {
    await server.addStaff("Ann", "staff", ["member_add"]);
    const ann = server.caller(await server.signIn("Ann", adminPassword));
    expect(await upload("member_account\nx", {}, ann)).toMatchObject({ error: "permission.denied" });
  });

  it("refuses neither file nor list, a list of other things, and too many passwords", async () => {
    expect(await api.call("POST", "members/action/import", {})).toMatchObject({
      error: "request.validation",
    });
    expect(await send(["a"])).toMatchObject({ error: "request.validation" });
    const rows = Array.from({ length: 501 }, (_, index) => ({
      member_account: `pw${index}`,
      member_password: "secret",
    }));
    expect(await send(rows)).toMatchObject({ error: "request.validation" });
  });

  it("two imports at once never make one account twice", async () => {
    const rows = Array.from({ length: 50 }, (_, index) => ({ member_account: `both${index}` }));
    const answers = await Promise.all([send(rows), send(rows)]);
    const created = answers.map(({ data }) => (data as { created: number }).created).sort((a, b) => a - b);
    expect(created).toEqual([0, 50]);
  });
});
