import { createHmac } from "node:crypto";
import { monthToMinute } from "./kernel/local-time.ts";
import type { Clock } from "./kernel/clock.ts";
import type { Db, Queries } from "./kernel/db/database.ts";
import type { Caller } from "./kernel/http/caller.ts";
import { flagOf } from "./kernel/http/wire.ts";
import {
  csrfFits,
  findStaffOfToken,
  readCookie,
  rightsOf,
  staffObject,
  type SignedIn,
} from "./modules/access/index.ts";
import { findImageFacts, type Cafes } from "./modules/cafes/index.ts";
import {
  findPcByName,
  listFullPcRows,
  listPcGroups,
  listRooms,
  pcGroupOf,
  roomOf,
  type FindPicture,
  type LiveFacts,
} from "./modules/pcs/index.ts";
import {
  findMemberByAccount,
  listMemberGroups,
  type LiveFacts as MemberLiveFacts,
} from "./modules/members/index.ts";
import { choosePrice, secondsLeft, type NamedPrice, type PriceFacts } from "./modules/pricing/index.ts";
import type { PcRows } from "./modules/realtime/index.ts";
import {
  attendance,
  countBeforeMoney,
  reservedOf,
  isBonusHour,
  memberAtPc,
  pcGroupOfMember,
  readBonusHours,
  type Sessions,
} from "./modules/sessions/index.ts";
import { findOpenShift, hasOpenShift, idOnWire, listOpenShifts, shiftOf } from "./modules/shifts/index.ts";
import type { BookingLiveFacts } from "./modules/bookings/index.ts";
import type { ShopLiveFacts } from "./modules/shop/index.ts";

/**
 * What a module needs to know from one it may not import: handed in by the composition, so that the modules keep
 * their levels (style.md 2).
 */

interface PcReadingParts {
  db: Db;
  cafes: Cafes;
  live: LiveFacts;
}

/** base/query's PCs, rooms and groups. */
export async function pcLists(parts: PcReadingParts, cafeId: number) {
  const [pcs, rooms, groups] = await Promise.all([
    listFullPcRows(parts, cafeId),
    listRooms(parts.db, cafeId),
    listPcGroups(parts.db, cafeId),
  ]);
  return {
    pc_list: pcs,
    room_list: rooms.map((row) => roomOf(cafeId, row)),
    pc_group_list: groups.map(pcGroupOf),
  };
}

type State = "out" | "busy" | "booked" | "offline" | "free";

/** The derived state of a PC, in the order of precedence of memberPcs.state (api-v2.md 4.10). */
function stateOf(
  pc: { pc_enabled: number; pc_in_using: number; is_connected: number; recent_booking: string | null },
  nowLocal: string,
): State {
  if (pc.pc_enabled === 0) return "out";
  if (pc.pc_in_using === 1) return "busy";
  if (pc.recent_booking !== null && pc.recent_booking <= nowLocal) return "booked";
  return pc.is_connected === 0 ? "offline" : "free";
}

/** What panels watch: PC rows and counts of the whole café. */
export function panelFacts(parts: PcReadingParts & { clock: Clock }) {
  return {
    async listPcRows(cafeId: number, pcNames: readonly string[]): Promise<PcRows> {
      const now = parts.clock.now();
      const rows = await listFullPcRows(parts, cafeId, now);
      const nowLocal = monthToMinute(now, (await parts.cafes.scope(cafeId)).zone);
      const counts = { out: 0, busy: 0, booked: 0, offline: 0, free: 0, paused: 0 };
      for (const row of rows) counts[stateOf(row, nowLocal)] += 1;
      const named = new Set(pcNames.map((name) => name.toLowerCase()));
      return {
        pcs: named.size === 0 ? rows : rows.filter((row) => named.has(row.pc_name.toLowerCase())),
        counts,
        server_ms: now.getTime(),
      };
    },
    async findStaff(cookie: string | undefined, csrfToken: string, address: string) {
      const token = readCookie(cookie);
      if (token === null || !csrfFits(token, csrfToken)) return null;
      const staff = await findStaffOfToken(parts.db, { token, address }, parts.clock.now());
      return staff === null ? null : { token, staff };
    },
    findSignedIn: (token: string, address: string) =>
      findStaffOfToken(parts.db, { token, address }, parts.clock.now()),
  };
}

/** The café's pictures, as PCs find them. */
export function findPicture(db: Db, baseUrl: () => string): FindPicture {
  return async (cafeId, name) => {
    const image = await findImageFacts(db, cafeId, name);
    if (image === undefined) return { address: "", updatedUnix: 0 };
    const address = `${baseUrl()}/api/v2/cafe/${cafeId}/configs/images/${name}`;
    return { address, updatedUnix: Math.floor(image.updated_at.getTime() / 1000) };
  };
}

/** The groups that prices name, and who is in which. */
export function priceFacts(db: Db): PriceFacts {
  return {
    async listPcGroups(inside, cafeId) {
      const rows = await listPcGroups(inside, cafeId);
      return rows.map(({ pc_group_id: id, name, pcs }) => ({ id, name, pcs }));
    },
    async listMemberGroups(inside, cafeId) {
      const rows = await listMemberGroups(inside, cafeId);
      return rows.map(({ member_group_id: id, name, discount_pc_time: percent }) => ({
        ...{ id, name },
        discountPercent: String(percent),
      }));
    },
    findPcGroupOfPc: async (cafeId, pcName) => (await findPcByName(db, cafeId, pcName))?.pc_group_id ?? null,
    findMemberGroupOfAccount: async (cafeId, account) =>
      (await findMemberByAccount(db, cafeId, account))?.member_group_id ?? null,
  };
}

/** Where members play, and how long their money would last at the desk's first price that fits them. */
export function memberLiveFacts(parts: {
  db: Db;
  clock: Clock;
  sessions: Sessions;
  pricesOf(cafeId: number): Promise<NamedPrice[]>;
}): MemberLiveFacts {
  return {
    async pcOf(cafeId, memberIds, queries) {
      const views = await parts.sessions.viewsOfMembers(cafeId, memberIds, queries);
      return new Map(
        views.map((view) => [
          view.member.id,
          { pcName: view.pcName, runningCostMinor: view.costFromBalanceMinor + view.costFromBonusMinor },
        ]),
      );
    },
    async beforeMoney(cafeId, memberIds, now) {
      const views = await parts.sessions.settleBeforeMoney(cafeId, memberIds, now);
      return new Map(
        views.map((view) => [view.member.id, view.costFromBalanceMinor + view.costFromBonusMinor]),
      );
    },
    async playSeconds(scope, member) {
      const prices = (await parts.pricesOf(scope.cafeId)).filter(
        ({ isActive, memberGroupIds }) =>
          isActive && (memberGroupIds.length === 0 || memberGroupIds.includes(member.member_group_id)),
      );
      const price = choosePrice(prices, 0, member.member_group_id) ?? prices[0];
      if (price === undefined) return 0;
      const terms = {
        price,
        zone: scope.zone,
        discountPercent: String(member.discount_pc_time),
        tax: null,
        minimumMinor: 0,
      };
      const stretch = {
        terms,
        intervals: [],
        freeSeconds: 0,
        chargedBefore: { chargeMinor: 0, taxMinor: 0 },
      };
      const funds = [{ amountMinor: member.balance_minor + member.bonus_minor, expiresAt: null }];
      return secondsLeft({ stretch, now: Math.floor(parts.clock.now().getTime() / 1000), funds });
    },
  };
}

/** Signs texts so that only this server can have made them. */
export const signWith = (secret: string) => (text: string) =>
  createHmac("sha256", secret).update(text).digest("base64url");

/** What the shop must know of the member's running session. */
export function shopLiveFacts(
  sessions: Sessions,
  pricesOf: (cafeId: number) => Promise<readonly NamedPrice[]>,
  isConnected: (cafeId: number, pcId: number) => boolean,
): ShopLiveFacts {
  return {
    async billOf({ cafeId }, memberId, queries) {
      const [view] = await sessions.viewsOfMembers(cafeId, [memberId], queries);
      if (view === undefined) return null;
      const pcGroupId = (await pcGroupOfMember(queries, cafeId, memberId)) ?? 0;
      const price = choosePrice(await pricesOf(cafeId), pcGroupId, view.member.groupId);
      return {
        startedAt: view.startedAt,
        ...{
          costMinor: view.costMinor,
          taxMinor: view.taxMinor,
          fromBalanceMinor: view.costFromBalanceMinor,
        },
        pricePerHourMinor: price?.ratesPerHourMinor[0] ?? 0,
      };
    },
    async runningCost(cafeId, memberId, tx, now) {
      const work = { ...(await sessions.ready(cafeId)), tx, now };
      const view = await countBeforeMoney(sessions, work, memberId);
      return {
        bonusMinor: view?.costFromBonusMinor ?? 0,
        balanceMinor: view?.costFromBalanceMinor ?? 0,
      };
    },
    async reservedCost(cafeId, memberId, tx, now) {
      const work = { ...(await sessions.ready(cafeId)), tx, now };
      return reservedOf(sessions, work, memberId, (pcId) => isConnected(cafeId, pcId));
    },
    async offerInUse(cafeId, memberId, queries) {
      const [view] = await sessions.viewsOfMembers(cafeId, [memberId], queries);
      return view?.offerInUse ?? null;
    },
    memberAtPc: (cafeId, pcId, queries) => memberAtPc(queries, cafeId, pcId),
    pcGroupOfMember: (cafeId, memberId, queries) => pcGroupOfMember(queries, cafeId, memberId),
    bonusPays({ settings, zone }, at) {
      const hours = readBonusHours(settings.json("bonus_available_time"));
      return isBonusHour(hours, zone, Math.floor(at.getTime() / 1000));
    },
  };
}

/** Whether a caller has an open shift; programs with the key and PCs have none. */
export const hasShift =
  (db: Db) =>
  (caller: Caller): Promise<boolean> =>
    caller.kind === "staff" ? hasOpenShift(db, caller.cafeId, caller.staffId) : Promise.resolve(false);

/** What bookings must know of sessions. */
export function bookingLiveFacts(shop: ShopLiveFacts): BookingLiveFacts {
  return {
    ...attendance,
    runningCost: (...asked) => shop.runningCost(...asked),
    reservedCost: (...asked) => shop.reservedCost(...asked),
    bonusPays: (scope, at) => shop.bonusPays(scope, at),
  };
}

/** Open shifts by staff, as they are known on the wire. */
export async function openShifts(queries: Queries, cafeId: number): Promise<ReadonlyMap<number, number>> {
  const open = await listOpenShifts(queries, cafeId, null);
  return new Map(open.map((shift) => [shift.staff_id, idOnWire(shift.shift_id, null)]));
}

/** StaffSession as pages and programs read it (api-v2.md 3.19). */
export async function describeStaffSession(parts: { db: Db; cafes: Cafes }, staff: SignedIn["staff"]) {
  const [scope, shift] = await Promise.all([
    parts.cafes.scope(staff.cafe_id),
    findOpenShift(parts.db, staff.cafe_id, staff.staff_id),
  ]);
  return {
    staff: {
      ...staffObject(staff, scope.zone, {
        withEmail: true,
        shiftId: shift === undefined ? null : idOnWire(shift.shift_id, null),
      }),
    },
    rights: rightsOf(staff),
    cafe: {
      id: scope.cafeId,
      name: scope.row.name,
      license_name: scope.row.license_name,
      currency: scope.settings.text("currency"),
      timezone: scope.zone,
    },
    // Whether this staff needs one: the Admin never does.
    shift_required: flagOf(scope.settings.flag("shift_required") && staff.role !== "admin"),
    shift: shift === undefined ? null : shiftOf(scope, shift),
  };
}
