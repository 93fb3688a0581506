import type { Db } from "../server/kernel/db/database.ts";
import { systemClock } from "../server/kernel/clock.ts";
import { secureIds } from "../server/kernel/ids.ts";
import { hashPassword } from "../server/modules/access/index.ts";
import { topUpMembers } from "../server/modules/ledger/index.ts";
import { insertMembers } from "../server/modules/members/index.ts";
import { addPc, addPcGroup } from "../server/modules/pcs/index.ts";
import { openNewCafe } from "../server/set-up.ts";
import { callerOf } from "../server/testing/api-caller.ts";
import { adminPassword, dataOf, type Served } from "./served-cafe.ts";
import type { Place, Seat } from "./session-order.ts";

/** Cafés with PCs and members who have money, made by the server's own code. */

export interface FilledCafes {
  keys: Record<number, string>;
  seats: Seat[];
}

/** At 36.00 an hour a second costs one minor unit, so that a balance is the seconds that it lasts. */
const ratePerHour = "36.00";

/**
 * `movable`: each seat has a PC of another PC group beside its own. A café has at most 500 PCs. Every member has `balanceMinor`.
 */
export async function fillCafes(
  db: Db,
  served: Served,
  size: { cafes: number; seats: number; balanceMinor: number; movable: boolean },
): Promise<FilledCafes> {
  const filled: FilledCafes = { keys: {}, seats: [] };
  const passwordHash = await hashPassword(adminPassword);
  for (let number = 1; number <= size.cafes; number += 1) {
    const made = await db.transact((tx) =>
      openNewCafe(
        tx,
        { ids: secureIds, clock: systemClock, serverCode: "main" },
        { name: `Measured ${number}`, countryCode: "ES", currencyCode: "EUR", zone: "Europe/Madrid" },
        passwordHash,
      ),
    );
    filled.keys[made.cafeId] = await priceAndKey(served, made);
    filled.seats.push(...(await addSeats(db, made.cafeId, size)));
  }
  return filled;
}

/** The café's price, and a key for its programs. */
async function priceAndKey(
  { baseUrl, ca }: Served,
  { cafeId, licenseName }: { cafeId: number; licenseName: string },
): Promise<string> {
  const nobody = callerOf({ baseUrl, cafeId, token: undefined, ca });
  const { token } = await dataOf<{ token: string }>(nobody, "POST", "/api/v2/auth/staffLogin", {
    ...{ license_name: licenseName, staff_name: "Admin", staff_password: adminPassword },
  });
  const admin = callerOf({ baseUrl, cafeId, token, ca });
  await dataOf(admin, "PUT", "apiSettings", { api_access_ip: "127.0.0.1,::1" });
  const { key } = await dataOf<{ key: string }>(admin, "POST", "apiSettings/action/createKey", {});
  const [price] = await dataOf<{ price_id: number }[]>(admin, "GET", "prices", {});
  await dataOf(admin, "PUT", `prices/${price?.price_id ?? 0}`, { price_price1: ratePerHour });
  return key;
}

async function addSeats(
  db: Db,
  cafeId: number,
  size: { seats: number; balanceMinor: number; movable: boolean },
): Promise<Seat[]> {
  const numbers = Array.from({ length: size.seats }, (_, index) => index + 1);
  const places = await db.transact(async (tx) => {
    const add = async (pcName: string, pcGroupId?: number): Promise<Place> => ({
      pcId: await addPc(tx, cafeId, { name: pcName, pcGroupId }),
      pcName,
    });
    const otherGroup = size.movable ? await addPcGroup(tx, cafeId, { name: "Others" }) : null;
    const made: Pick<Seat, "place" | "other">[] = [];
    for (const number of numbers) {
      const place = await add(`PC${number}`);
      made.push({ place, other: otherGroup === null ? null : await add(`VIP${number}`, otherGroup) });
    }
    return made;
  });
  const now = systemClock.now();
  const memberIds = await db.transact((tx) =>
    insertMembers(
      tx,
      cafeId,
      numbers.map((number) => ({ account: `player${number}`, passwordHash: null, memberGroupId: 0 })),
      now,
    ),
  );
  await giveMoney(db, cafeId, memberIds, size.balanceMinor);
  return places.map((place, index) => ({ ...place, cafeId, memberId: memberIds[index] ?? 0 }));
}

async function giveMoney(
  db: Db,
  cafeId: number,
  memberIds: readonly number[],
  valueMinor: number,
): Promise<void> {
  await topUpMembers(db, {
    ...{ cafeId, memberIds, valueMinor, now: systemClock.now(), bonusMinor: 0, coinsHundredths: 0 },
    ...{ tender: "cash", comment: "", shiftId: null, minorPerPoint: 0, bonusHours: 0, bonusFirst: true },
    ...{ actor: { actorKind: "system", actorId: null, actorName: "System" } },
    ...{ runningCosts: new Map<number, number>(), idempotency: null },
  });
}
