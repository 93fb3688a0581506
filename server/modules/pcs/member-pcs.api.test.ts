import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/** The hall as members see it (api-v2.md 2.9, 4.10). */
let server: TestServer;
let desk: ApiCaller;
let own: ApiCaller;
let memberId = 0;

beforeAll(async () => {
  server = await openTestServer();
  desk = server.caller(await server.signIn());
  for (const pc_name of ["PC1", "PC2", "PC3"]) await desk.call("POST", "pcs", { pc_name });
  const secret = { member_password: "choose-one", member_confirm: "choose-one" };
  const made = await desk.call("POST", "members", { member_account: "player1", ...secret });
  memberId = (made.data as { member_id: number }).member_id;
  await desk.call("POST", "members/action/topup", { topup_ids: memberId, topup_value: "5.00" });
  const login = await server.caller().call("POST", "/api/v2/auth/memberLogin", {
    ...{ license_name: server.cafe.licenseName, member_account: "player1", member_password: "choose-one" },
  });
  own = server.caller((login.data as { token: string }).token);
  await desk.call("PUT", "pcs/PC3", { pc_enabled: 0 });
});
afterAll(() => server.close());

test("which PCs are free, without a word of who plays", async () => {
  await desk.call("POST", "pcSessions/action/startFree", { pc_name: "PC1", comment: "test" });
  const { data } = await own.call("GET", "memberPcs");
  expect(data).toEqual(
    [
      ["PC1", "busy"],
      ["PC2", "offline"],
      ["PC3", "out"],
    ].map(([pc_name, state]) => ({
      ...{ pc_name, state, pc_group_id: server.cafe.pcGroupId, pc_group_name: "Default", pc_area_name: "" },
      ...{ pc_box_top: 0, pc_box_left: 0, pc_console_type: 0 },
    })),
  );
  expect((await own.call("GET", "memberPcs", { pc_group_id: 999 })).data).toEqual([]);
  await desk.call("POST", "pcSessions/checkout", { pc_name: "PC1" });
});

test("one's own PC while one plays, and nobody else's", async () => {
  expect((await own.call("GET", "memberPcStatus", { member_id: memberId })).data).toEqual({ pc: null });
  await desk.call("POST", "pcSessions/action/startMember", { pc_name: "PC2", member_id: memberId });
  expect((await own.call("GET", "memberPcStatus")).data).toMatchObject({
    pc: { pc_name: "PC2", member_account: "player1" },
  });
  expect(await own.call("GET", "memberPcStatus", { member_id: memberId + 1 })).toMatchObject({
    ...{ code: 403, error: "permission.other_member" },
  });
});
