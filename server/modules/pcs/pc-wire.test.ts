import { describe, expect, test } from "vitest";
import type { TSchema } from "typebox";
import { consolePc, pcFull, pcListRow, pcsRow } from "../../../contract/objects/pc.ts";
import { fastJsonStringify } from "../../kernel/http/fast-json.ts";
import type { PcSessionFacts } from "./pc-rules.ts";
import type { PcRow } from "./pc-store.ts";
import { consolePcOf, pcFullOf, pcListRowOf, pcsRowOf } from "./pc-wire.ts";

const cafe = { cafeId: 10001, exponent: 2, zone: "+08:00" };

const pc: PcRow = {
  pc_id: 7,
  name: "PC001",
  console_type: 0,
  pc_group_id: 200001,
  pc_group_name: "VIP",
  room_id: 1,
  room_name: "Hall",
  ip: "192.0.2.11",
  mac: "02-00-00-00-00-01",
  comment: "",
  box_position: "absolute",
  box_top: 78,
  box_left: 1179,
  is_enabled: true,
  turn_off_monitor_seconds: 0,
  agent_version: "1.0.0",
  state_no: 3,
  last_heard_at: null,
};

const session: PcSessionFacts = {
  sessionId: 9001,
  kind: "member",
  startedAt: new Date("2025-01-31T10:00:00Z"),
  endsAt: new Date("2025-01-31T12:00:00Z"),
  usedSeconds: 4811,
  leftSeconds: 2389,
  isPaused: false,
  offerName: null,
  priceName: "VIP evening",
  memberId: 100000000123,
  account: "player1",
  balanceMinor: 5000,
  bonusMinor: 125,
  group: {
    memberGroupId: 0,
    name: "Default",
    description: "",
    discountRate: 10,
    discountOffer: 5,
    discountPcTime: 20,
  },
  paidByMemberId: 0,
};

const freeNow = { pc, session: undefined, booking: undefined, isConnected: false, groupPriceName: "Default" };
const busyNow = { pc, session, booking: undefined, isConnected: true, groupPriceName: "Default" };

const keysOnTheWire = (schema: TSchema, row: object) =>
  Object.keys(JSON.parse(fastJsonStringify(schema)(row)) as object);

const first15 = [
  "pc_icafe_id",
  "pc_ip",
  "pc_name",
  "pc_mac",
  "pc_comment",
  "pc_console_type",
  "pc_group_id",
  "pc_area_name",
  "pc_box_position",
  "pc_box_top",
  "pc_box_left",
  "pc_enabled",
  "pc_mining_enabled",
  "pc_mining_tool",
  "pc_mining_options",
];
const sessionKeys = [
  "recent_booking",
  "pc_group_name",
  "status_connect_time_local",
  "status_disconnect_time_local",
  "status_connect_time_duration",
  "status_connect_time_left",
  "status_pay_by_member_id",
  "member_id",
  "member_icafe_id",
  "member_account",
  "member_balance",
  "member_balance_bonus",
  "member_group_id",
  "member_group_name",
  "member_group_desc",
  "member_group_discount_rate",
  "member_group_discount_offer",
  "member_group_discount_pc_time",
  "offer_in_using",
  "price_name",
  "status_total_time",
];
const ours = [
  "is_connected",
  "session_id",
  "is_paused",
  "pc_area_id",
  "pc_turn_off_monitor_seconds",
  "pc_agent_version",
];

describe("rows of PCs", () => {
  test("a pcs row has its 16 known keys in the recorded order, ours after them", () => {
    expect(keysOnTheWire(pcsRow, pcsRowOf(cafe, busyNow))).toEqual([...first15, "pc_in_using", ...ours]);
  });

  test("a pcList row has its 36 known keys in the recorded order, free or in use, ours after them", () => {
    const keys = [...first15, ...sessionKeys, ...ours];
    expect(keysOnTheWire(pcListRow, pcListRowOf(cafe, freeNow))).toEqual(keys);
    expect(keysOnTheWire(pcListRow, pcListRowOf(cafe, busyNow))).toEqual(keys);
    expect(first15.length + sessionKeys.length).toBe(36);
  });

  test("full rows have all keys, and consoleDetail adds left_time", () => {
    const keys = [...first15, "pc_in_using", ...sessionKeys, ...ours];
    expect(keysOnTheWire(pcFull, pcFullOf(cafe, busyNow))).toEqual(keys);
    expect(keysOnTheWire(consolePc, consolePcOf(cafe, busyNow))).toEqual([...keys, "left_time"]);
    expect(consolePcOf(cafe, busyNow).left_time).toBe("00:39:49");
  });

  test("a free PC is null from the start of the session on, but for who pays (0) and its group's price", () => {
    const row = pcListRowOf(cafe, freeNow) as Record<string, unknown>;
    const kept = new Set(["recent_booking", "pc_group_name", "status_pay_by_member_id", "price_name"]);
    for (const key of sessionKeys.filter((name) => !kept.has(name))) expect(row[key], key).toBeNull();
    expect(row).toMatchObject({
      recent_booking: null,
      pc_group_name: "VIP",
      status_pay_by_member_id: 0,
      price_name: "Default",
    });
  });

  test("a session paid from money shows café time, durations to the second and total = left", () => {
    expect(pcListRowOf(cafe, busyNow)).toMatchObject({
      status_connect_time_local: "2025-01-31 18:00:00",
      status_disconnect_time_local: "2025-01-31 20:00:00",
      status_connect_time_duration: "01:20:11",
      status_connect_time_left: "00:39:49",
      status_total_time: "00:39:49",
      member_balance: "50.00",
      member_balance_bonus: "1.25",
      member_group_name: "Default",
      member_group_discount_pc_time: 20,
      price_name: "VIP evening",
      session_id: 9001,
      is_connected: 1,
    });
  });

  test("start + used = planned end − left, to the second", () => {
    const row = pcListRowOf({ ...cafe, zone: "UTC" }, busyNow);
    const seconds = (text: string | null) => Date.parse(`${text?.replace(" ", "T")}Z`) / 1000;
    const lasting = (text: string | null) =>
      (text ?? "").split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
    const now = seconds(row.status_connect_time_local) + lasting(row.status_connect_time_duration);
    expect(seconds(row.status_disconnect_time_local) - lasting(row.status_connect_time_left)).toBe(now);
  });

  test.each([-1, -2, -3, -4, -5])(
    "guest group %i has id and account, but no name, description, discounts",
    (id) => {
      const guest = { ...session, account: "G_ab12cd", group: { ...session.group, memberGroupId: id } };
      expect(pcListRowOf(cafe, { ...busyNow, session: guest })).toMatchObject({
        member_id: 100000000123,
        member_account: "G_ab12cd",
        member_group_id: id,
        member_group_name: null,
        member_group_desc: null,
        member_group_discount_rate: null,
        member_group_discount_offer: null,
        member_group_discount_pc_time: null,
      });
    },
  );

  test("a session without end has no planned end and nothing left to count", () => {
    const open = { ...session, endsAt: null, leftSeconds: null };
    expect(pcListRowOf(cafe, { ...busyNow, session: open })).toMatchObject({
      status_disconnect_time_local: null,
      status_connect_time_left: null,
      status_total_time: null,
      status_connect_time_duration: "01:20:11",
    });
  });

  test("time over is negative, long sessions pass 24 hours", () => {
    const long = { ...session, usedSeconds: 80 * 3600 + 53 * 60 + 20, leftSeconds: -61 };
    expect(pcListRowOf(cafe, { ...busyNow, session: long })).toMatchObject({
      status_connect_time_duration: "80:53:20",
      status_connect_time_left: "-00:01:01",
    });
  });
});
