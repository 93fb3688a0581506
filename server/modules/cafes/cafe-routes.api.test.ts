import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pages, settingKeys } from "../../../contract/setting-keys.ts";
import type { ApiAnswer, ApiCaller } from "../../testing/api-caller.ts";
import { adminPassword, openTestServer, type TestCafe, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
let key: ApiCaller;
let admin: ApiCaller;
let nobody: ApiCaller;

beforeAll(async () => {
  server = await openTestServer();
  key = server.caller(await server.makeKey());
  admin = server.caller(await server.signIn());
  nobody = server.caller();
});
afterAll(() => server.close());

const dataOf = (answer: ApiAnswer) => answer.data as Record<string, unknown>;
const cafePath = (rest: string) => `/api/v2/cafe/${server.cafe.cafeId}/${rest}`;

describe("configs", () => {
  test("all pages are read in one call, each as it is read alone", async () => {
    const all = dataOf(await key.call("GET", "configs"));
    expect(Object.keys(all)).toEqual(pages);
    for (const page of pages) expect(dataOf(await key.call("GET", `configs/${page}`))).toEqual(all[page]);
    expect(Object.values(all).flatMap((page) => Object.keys(page as object))).toEqual(
      settingKeys.map((setting) => setting.key),
    );
  });

  test("every value that is read may be written back as it is, and that changes nothing", async () => {
    for (const page of pages) {
      const values = dataOf(await key.call("GET", `configs/${page}`));
      const answer = await key.call("PUT", `configs/${page}`, values);
      expect([page, answer.message, answer.data]).toEqual([page, "success", { changed: [] }]);
    }
  });

  test("a form changes settings too, and json may be given as real JSON or as its text", async () => {
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const body = new URLSearchParams({
      price_bonus: '[{"limit":50,"value":5}]',
      use_bonus_first: "0",
    }).toString();
    expect(
      (await key.raw({ method: "PUT", path: cafePath("configs/loyaltySettings"), headers: form, body })).data,
    ).toEqual({
      changed: ["use_bonus_first", "price_bonus"],
    });
    const again = await key.call("PUT", "configs/loyaltySettings", {
      price_bonus: [{ limit: 50, value: 5 }],
    });
    expect(again.data).toEqual({ changed: [] });
    expect(dataOf(await key.call("GET", "configs/loyaltySettings"))).toMatchObject({
      price_bonus: '[{"limit":50,"value":5}]',
      use_bonus_first: 0,
    });
  });

  test("a wrong value is refused with the field and what would be right", async () => {
    const answer = await key.call("PUT", "configs/centerSettings", { timezone: "Mars" });
    expect(answer).toMatchObject({ status: 200, code: 400, error: "request.validation" });
    expect(answer.message).toBe(
      "The timezone must be an offset such as +08:00 or a zone such as Europe/Vienna.",
    );
  });

  test("staff read settings, and change them only with the right config_edit", async () => {
    await server.addStaff("reader", "staff");
    await server.addStaff("editor", "staff", ["config_edit"]);
    const reader = server.caller(await server.signIn("reader"));
    const editor = server.caller(await server.signIn("editor"));
    expect((await reader.call("GET", "configs/gameSettings")).code).toBe(200);
    expect(await reader.call("PUT", "configs/gameSettings", { game_drive: "E" })).toMatchObject({
      code: 403,
      error: "permission.denied",
    });
    expect((await editor.call("PUT", "configs/gameSettings", { game_drive: "E" })).data).toEqual({
      changed: ["game_drive"],
    });
    expect((await nobody.call("GET", "configs")).code).toBe(401);
  });
});

describe("a secret", () => {
  test("reads as ***, and *** keeps it", async () => {
    const gateway = { name: "gate", key: "sk_live_9" };
    expect((await key.call("PUT", "configs/paymentSettings", { payment_gateway: gateway })).data).toEqual({
      changed: ["payment_gateway"],
    });
    const read = await key.call("GET", "configs/paymentSettings");
    expect(dataOf(read)["payment_gateway"]).toBe("***");
    expect(read.text).not.toContain("sk_live_9");
    expect((await key.call("PUT", "configs/paymentSettings", { payment_gateway: "***" })).data).toEqual({
      changed: [],
    });
  });
});

describe("pictures", () => {
  const boundary = "netcafe-test-boundary";
  const put = (caller: ApiCaller, bytes: Buffer, mediaType: string, name = "cafe_logo") => {
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\ncontent-type: ${mediaType}\r\n\r\n`;
    const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
    const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
    return caller.raw({ method: "PUT", path: cafePath(`configs/images/${name}`), headers, body });
  };
  const png = Buffer.from("\x89PNG\r\n\x1a\npixels", "latin1");
  const path = () => cafePath("configs/images/cafe_logo");

  test("anybody reads one, unchanged ones are not sent again, an empty file removes it", async () => {
    expect(await nobody.call("GET", path())).toMatchObject({ code: 404, error: "image.not_found" });
    expect((await put(key, png, "text/plain")).message).toBe("success");
    const read = await nobody.call("GET", path());
    expect(read.headers["content-type"]).toBe("image/png");
    const etag = String(read.headers["etag"]);
    expect((await nobody.call("GET", path(), {}, { "if-none-match": etag })).status).toBe(304);
    expect((await put(key, Buffer.alloc(0), "image/png")).message).toBe("success");
    expect((await nobody.call("GET", path())).error).toBe("image.not_found");
  });

  test("a drawing that says it is a PNG is refused", async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
    expect(await put(key, svg, "image/png")).toMatchObject({ code: 400, error: "image.invalid" });
    expect((await nobody.call("GET", path())).error).toBe("image.not_found");
  });

  test("there is no other name", async () => {
    expect((await put(key, png, "image/png", "passwords")).code).toBe(400);
  });
});

describe("the licence", () => {
  test("is read with a key and changed by the Admin only", async () => {
    const asked = { license_icafename: "Café Nuevo", license_latlng: "40.4168,-3.7038" };
    expect(await key.call("PUT", "license/info", asked)).toMatchObject({
      code: 403,
      error: "permission.denied",
    });
    expect((await admin.call("PUT", "license/info", asked)).data).toEqual({ object_id: server.cafe.cafeId });
    const { info } = dataOf(await key.call("GET", "license/info"));
    expect(info).toMatchObject({
      license_icafename: "Café Nuevo",
      lat: 40.4168,
      lng: -3.7038,
      license_pcs: 500,
      object_id: server.cafe.cafeId,
    });
    expect(Object.keys(info as object).slice(0, 3)).toEqual([
      "license_name",
      "license_machine",
      "license_expired",
    ]);
  });

  test("tells anybody which server holds the café", async () => {
    const found = await nobody.call("GET", "/api/v2/auth/serverCode", {
      licenseName: server.cafe.licenseName,
    });
    expect(found.data).toEqual({
      server_code: "main",
      base_url: server.baseUrl,
      cafe_id: server.cafe.cafeId,
    });
    expect(
      await nobody.call("GET", "/api/v2/auth/serverCode", { licenseName: "000000000000" }),
    ).toMatchObject({
      code: 404,
      error: "license.not_found",
    });
  });

  test("base/query answers PCs, rooms, groups, sign of the currency and zone", async () => {
    expect(dataOf(await key.call("GET", "base/query"))).toMatchObject({
      pcs_init: {
        pc_list: [],
        room_list: [],
        pc_group_list: [expect.objectContaining({ pc_group_id: server.cafe.pcGroupId })],
      },
      license_using_billing: 1,
      shift_status: 0,
      currency: "€",
      timezone: "Europe/Madrid",
    });
  });
});

describe("sub cafés", () => {
  let child: TestCafe;
  beforeAll(async () => {
    child = await server.addCafe("Child");
  });

  test("thirty guesses at once at the other Admin's password try ten", async () => {
    const guarded = await server.addCafe("Guarded");
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, guess) =>
        admin.call("POST", "subcafes", {
          license_name: guarded.licenseName,
          license_password: `guess ${guess}`,
          share: "members",
        }),
      ),
    );
    expect(answers.filter(({ error }) => error === "license.credentials_wrong")).toHaveLength(10);
    expect(answers.filter(({ error }) => error === "auth.too_many_logins")).toHaveLength(20);
  });

  test("are linked by the Admin with the password of the other café's Admin, read from both sides, and unlinked", async () => {
    const asked = {
      license_name: child.licenseName,
      license_password: adminPassword,
      share: "members,prices",
      comment: "new",
    };
    expect((await key.call("POST", "subcafes", asked)).error).toBe("permission.denied");
    expect(await admin.call("POST", "subcafes", { ...asked, license_password: "guess" })).toMatchObject({
      code: 400,
      error: "license.credentials_wrong",
    });
    expect(await admin.call("POST", "subcafes", asked)).toMatchObject({
      code: 201,
      data: { cafe_id: child.cafeId },
    });
    expect(await admin.call("POST", "subcafes", asked)).toMatchObject({
      code: 409,
      error: "subcafe.name_exists",
    });
    const childAdmin = server.caller(await server.signIn("Admin", adminPassword, child), child.cafeId);
    const listed = dataOf(await childAdmin.call("GET", "subcafes"))["child"];
    expect(listed).toEqual(dataOf(await key.call("GET", "subcafes"))["child"]);
    expect(listed).toMatchObject([
      { is_main: 1 },
      { cafe_id: child.cafeId, share: ["members", "prices"], pcs_number: 0, online_number: 0 },
    ]);
    expect((await admin.call("PUT", `subcafes/${child.cafeId}`, { share: "prices" })).data).toEqual({
      cafe_id: child.cafeId,
    });
    expect(dataOf(await key.call("GET", `subcafes/${child.cafeId}`))["subcafe"]).toMatchObject({
      share: ["prices"],
      comment: "new",
    });
    expect((await admin.call("DELETE", `subcafes/${child.cafeId}`)).data).toEqual({});
    expect((await admin.call("DELETE", `subcafes/${child.cafeId}`)).error).toBe("subcafe.not_found");
  });

  test("passwords cannot be guessed without end", async () => {
    const asked = { license_name: child.licenseName, license_password: "guess" };
    const answers: (string | undefined)[] = [];
    for (let attempt = 0; attempt < 11; attempt++)
      answers.push((await admin.call("POST", "subcafes", asked)).error);
    expect(answers.at(-1)).toBe("auth.too_many_logins");
  });
});
