import { leaseLasts, leaseValidSeconds } from "../../modules/sessions/index.ts";
import { openTestServer } from "../test-server.ts";
import { rateFactor, type House, type HousePc } from "./house.ts";

/** Power that goes and comes back, of single PCs and of the server, and restarts of the server in the middle. */

const nowSeconds = ({ clock }: House): number => Math.floor(clock.now().getTime() / 1000);

/** PCs that are linked now. */
const lit = ({ pcs, dark }: House): HousePc[] => pcs.filter((pc) => pc.hasLink && !dark.has(pc.name));

/**
 * What the links of PCs with power do in between: each pulse is heard, and each session's lease answered (pc-protocol.md 6.5).
 * The clock turns less than a lease lasts, so once for each turn stands for all of them.
 */
export async function hearPcs(house: House): Promise<void> {
  const { server, settings, notebook } = house;
  const { db, cafe, app } = server;
  const linked = lit(house);
  const at = house.clock.now();
  await db.transact((tx) =>
    tx.run("update pcs set last_heard_at = $2 where cafe_id = $1 and pc_id = any ($3)", [
      cafe.cafeId,
      at,
      linked.map(({ id }) => id),
    ]),
  );
  for (const pc of linked) notebook.heard(pc.name, nowSeconds(house));
  const running = await app.sessions.viewsOfPcs(cafe.cafeId);
  const validSeconds = leaseValidSeconds({
    offlinePlayMinutes: settings.offlineMinutes,
    lockTimeoutSeconds: 60,
    outageMinutes: settings.outageMinutes,
  });
  const issued = nowSeconds(house);
  const answered = linked.flatMap((pc) => {
    const session = running.get(pc.id);
    if (session === undefined) return [];
    const plays = !session.isPaused;
    const until = issued + leaseLasts({ leftSeconds: plays ? session.leftSeconds : null, validSeconds });
    notebook.leased(session.id, { pcName: pc.name, issued, until, plays });
    return {
      ...{ cafeId: cafe.cafeId, pcId: pc.id, pcName: pc.name, sessionId: session.id, plays },
      ...{ issuedAt: new Date(issued * 1000), until: new Date(until * 1000) },
    };
  });
  await Promise.all(answered.map((lease) => app.sessions.noteLease(lease)));
}

/** Cables are pulled and plugged in again. */
export async function changePower(house: House): Promise<void> {
  const { chance, pcs, dark } = house;
  if (chance.next() < 0.06) dark.add(chance.oneOf(pcs.filter(({ hasLink }) => hasLink)).name);
  for (const name of [...dark]) {
    if (chance.next() >= 0.12) continue;
    dark.delete(name);
    await comeBack(
      house,
      pcs.filter((pc) => pc.name === name),
    );
  }
}

/** PCs log in again, as the hub takes them in. */
async function comeBack({ server }: House, pcs: readonly HousePc[]): Promise<void> {
  const { cafe, app } = server;
  for (const pc of pcs) await app.sessions.comeBack({ cafeId: cafe.cafeId, pcId: pc.id, pcName: pc.name });
}

/** The server ends; another process takes over the same database, at once or when the power is back. */
export async function restart(house: House, downSeconds: number): Promise<void> {
  const { server: before } = house;
  await before.app.close();
  if (before !== house.firstServer) await before.closeDatabase();
  // In small steps, as time goes by: nothing of the server may act meanwhile.
  house.clock.turn(downSeconds);
  const server = await openTestServer({ beside: before, rateFactor });
  house.server = server;
  house.api = server.caller(house.key);
  await doDue(house);
  await comeBack(house, lit(house));
}

/** All that is due is done, and told: as in life, where nobody waits for minutes between two of them. */
export async function doDue({ server }: House): Promise<void> {
  const { app, db, clock } = server;
  do {
    await app.sessions.clock.look();
    await app.hub.caughtUp();
  } while (
    (await db.row("select 1 as due from sessions where ended_at is null and next_at <= $1 limit 1", [
      clock.now(),
    ])) !== undefined
  );
}
