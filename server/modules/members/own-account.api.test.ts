import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/** What members read and change of their own account (api-v2.md 2.1, 2.9). */
const clock = new TurnedClock("2026-03-02T10:00:00Z");
const password = "first secret";
let test: TestServer;
let desk: ApiCaller;
let memberId = 0;

beforeAll(async () => {
  test = await openTestServer({ clock });
  desk = test.caller(await test.signIn());
  memberId = await add("player1", { member_email: "ana@cafe.example" });
});
afterAll(() => test.close());

async function add(account: string, more: object = {}): Promise<number> {
  const fields = { member_account: account, member_password: password, member_confirm: password, ...more };
  return ((await desk.call("POST", "members", fields)).data as { member_id: number }).member_id;
}

const logIn = (account = "player1", secret = password) =>
  test.caller().call("POST", "/api/v2/auth/memberLogin", {
    ...{ license_name: test.cafe.licenseName, member_account: account, member_password: secret },
  });
async function portal(account = "player1", secret = password): Promise<ApiCaller> {
  return test.caller(((await logIn(account, secret)).data as { token: string }).token);
}
const set = async (page: string, values: object) =>
  expect((await desk.call("PUT", `configs/${page}`, { ...values })).code).toBe(200);
const lastLog = () =>
  test.db.row(
    "select event, member_account, staff_name, details from billing_logs order by billing_log_id desc",
  );

describe("one's own account", () => {
  it("is changed field by field, and the log says that the member did it", async () => {
    const own = await portal();
    const changed = await own.call("PUT", "memberSelf", {
      member_first_name: "Ana",
      member_phone: "600 100",
    });
    expect(changed).toMatchObject({ code: 200, data: { member_id: memberId } });
    expect((await own.call("GET", "memberSelf")).data).toMatchObject({
      ...{ member_first_name: "Ana", member_phone: "600 100", member_email: "ana@cafe.example" },
    });
    expect(await lastLog()).toMatchObject({
      ...{
        event: "MEMBER_UPDATE",
        staff_name: "",
        details: expect.stringContaining("by the member") as string,
      },
    });
  });

  it("keeps its name unless the café lets members choose, and never takes another's", async () => {
    const own = await portal();
    await add("taken");
    const rename = (member_account: string) => own.call("PUT", "memberSelf", { member_account });
    expect(await rename("player9")).toMatchObject({ code: 403, error: "feature.disabled" });
    await set("memberSettings", { allow_change_member_account: 1 });
    expect(await rename("taken")).toMatchObject({ code: 409, error: "member.account_exists" });
    expect(await rename("G_me")).toMatchObject({ code: 400, error: "member.account_invalid" });
    expect(await rename("player9")).toMatchObject({ code: 200 });
    expect(await rename("player1")).toMatchObject({ code: 200 });
    await set("memberSettings", { allow_change_member_account: 0 });
  });

  it("shows what moved its money, and nobody else's", async () => {
    await desk.call("POST", "members/action/topup", { topup_ids: memberId, topup_value: "5.00" });
    const { data } = await (await portal()).call("GET", "memberBalanceHistory", { page: 1 });
    expect(data).toMatchObject({
      items: [{ log_event: "TOPUP", log_money: "5.00" }],
      summary: { topup: "5.00", spend: "0.00" },
    });
    expect(Object.keys((data as { items: object[] }).items[0] ?? {})).toEqual([
      "log_date_local",
      "log_event",
      "log_money",
      "log_card",
      "log_coin",
      "log_spend",
      "log_bonus",
    ]);
    const other = await portal("taken");
    expect((await other.call("GET", "memberBalanceHistory")).data).toMatchObject({ items: [] });
  });

  it("gets each message once, always as a list", async () => {
    const own = await portal();
    await desk.call("POST", "members/action/sendMessage", {
      member_ids: memberId,
      message: "Your food is ready.",
    });
    const read = (member_account: string) => own.call("GET", "memberMessage", { member_account });
    expect(await read("taken")).toMatchObject({ code: 403, error: "permission.other_member" });
    expect((await read("PLAYER1")).data).toEqual({
      log_list: [{ log_details: "Your food is ready.", log_staff_name: expect.any(String) as string }],
    });
    expect((await read("player1")).data).toEqual({ log_list: [] });
  });

  it("writes to the café under its own name", async () => {
    const own = await portal();
    const say = (about: object) =>
      own.call("POST", "customerFeedback", { subject: "Headset", message: "silent", ...about });
    expect(await say({ member_account: "taken" })).toMatchObject({ code: 403 });
    expect(await say({ pc_name: "PC99" })).toMatchObject({ code: 404, error: "pc.not_found" });
    expect(await say({})).toMatchObject({ code: 200, data: {} });
    expect((await desk.call("GET", "feedback")).data).toMatchObject({
      items: [{ log_member_account: "player1", subject: "Headset" }],
    });
  });
});

describe("one's own photo", () => {
  const pixel =
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  it("is a stock picture or one of at most 80 KB", async () => {
    const own = await portal();
    const send = (member_photo: string) => own.call("POST", "updateAvatar", { member_photo });
    expect((await send("#5.png")).data).toEqual({ member_photo: "#5.png" });
    const { member_photo: address } = (await send(pixel)).data as { member_photo: string };
    expect(address).toContain(`/members/${memberId}/photo?v=`);
    for (const wrong of ["", "#x.png", "data:image/svg+xml;base64,AAAA", "https://elsewhere.example/a.png"])
      expect(await send(wrong), wrong).toMatchObject({ code: 400 });
    const large = `data:image/png;base64,${Buffer.alloc(81 * 1024, 0x89).toString("base64")}`;
    expect(await send(large)).toMatchObject({ code: 400, error: "image.invalid" });
    await set("memberSettings", { allow_member_upload_photo: 0 });
    expect(await send(pixel)).toMatchObject({ code: 403, error: "feature.disabled" });
    expect(await send("#6.png")).toMatchObject({ code: 200 });
    await set("memberSettings", { allow_member_upload_photo: 1 });
  });
});

describe("one's own password", () => {
  it("is changed with the present one only, and log-ins at the portal end", async () => {
    const [own, elsewhere] = [await portal(), await portal()];
    const change = (fields: object) =>
      own.call("POST", "memberChangePassword", {
        ...{ member_id: memberId, old_password: password, new_password: "second secret", ...fields },
      });
    expect(await change({ member_id: memberId + 1 })).toMatchObject({ code: 403 });
    expect(await change({ old_password: "wrong" })).toMatchObject({
      code: 400,
      error: "auth.bad_credentials",
    });
    expect(await change({ new_password: "abc" })).toMatchObject({
      ...{
        code: 400,
        error: "member.password_invalid",
        data: { fields: { new_password: [expect.any(String)] } },
      },
    });
    expect(await change({})).toMatchObject({ code: 200, data: { member_id: memberId } });
    expect((await elsewhere.call("GET", "memberSelf")).code).toBe(401);
    expect((await logIn()).code).toBe(400);
    expect((await logIn("player1", "second secret")).code).toBe(200);
    const log = (await lastLog()) as { details: string };
    expect(log.details).toBe("password, by the member");
  });

  it("is set anew by a mailed code: the newest, once, for 15 minutes and five tries", async () => {
    const about = { license_name: test.cafe.licenseName, member_account: "player1" };
    const forget = (more: object = {}) =>
      test.caller().call("POST", "/api/v2/auth/memberForgotPassword", { ...about, ...more });
    const reset = (reset_code: string, new_password = "third secret") =>
      test.caller().call("POST", "/api/v2/auth/memberResetPassword", { ...about, reset_code, new_password });
    const newest = () => /code is (\d{8})/.exec(test.mails.at(-1)?.text ?? "")?.[1] ?? "";
    expect(await forget()).toMatchObject({ code: 403, error: "feature.disabled" });
    await set("memberSettings", { portal_reset_password_way: 2 });
    expect((await forget({ member_account: "nobody" })).text).toEqual((await forget()).text);
    expect(test.mails).toHaveLength(1);
    expect(test.mails[0]?.to).toBe("ana@cafe.example");
    const first = newest();

    clock.turn(16 * 60);
    expect(await reset(first)).toMatchObject({ code: 400, error: "auth.reset_code_wrong" });
    await forget();
    const second = newest();
    clock.turn(60);
    await forget();
    expect(await reset(second)).toMatchObject({ error: "auth.reset_code_wrong" });
    for (let n = 0; n < 4; n++) await reset("00000000");
    expect(await reset(newest())).toMatchObject({ error: "auth.reset_code_wrong" });
    clock.turn(11 * 60);
    await forget();
    const own = await portal("player1", "second secret");
    expect(await reset(newest())).toMatchObject({ code: 200 });
    expect((await own.call("GET", "memberSelf")).code).toBe(401);
    expect((await logIn("player1", "third secret")).code).toBe(200);
    expect(await reset(newest(), "fourth secret")).toMatchObject({ error: "auth.reset_code_wrong" });
    const sent = test.mails.length;
    await forget();
    expect(test.mails).toHaveLength(sent);
  });
});
