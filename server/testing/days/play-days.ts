import { verifyBooks } from "../../verify-books.ts";
import { actByChance, resume } from "./acts.ts";
import { furnish, zoneOf, type Size } from "./furnish.ts";
import { tryTo, type House } from "./house.ts";
import { clockChanges, wallClock } from "./local-calendar.ts";
import { mistakeByChance } from "./mistakes.ts";
import { changePower, doDue, hearPcs, restart } from "./outages.ts";
import { readOver } from "./over-sessions.ts";
import { readPauses } from "./reckon-holds.ts";
import { faultOf, ownMoneyOf } from "./reckoning.ts";
import { checkNotebook, checkStep, type StepMark } from "./step-checks.ts";

/**
 * Days in a café by chance (billing.md 2, 6, 7, 8): half of them around the day on which the clocks go forward, half around that
 * on which they go back. After each step the invariants hold, and every session that is over was reckoned.
 */

export interface Played {
  steps: number;
  sessions: number;
  restarts: number;
  transfers: number;
  /** At once. */
  mostRunning: number;
}

export interface Plan extends Size {
  seed: number;
  days: number;
  /** Ends after so many steps; for a seed that once failed there. */
  steps?: number;
}

/** A failure with the place in the days at which it came. */
export class BrokenDay extends Error {
  readonly step: number;
  constructor(plan: Plan, step: number, at: Date, cause: unknown) {
    const what = cause instanceof Error ? cause.message : String(cause);
    super(`seed ${plan.seed}, ${plan.days} days, step ${step} at ${at.toISOString()}: ${what}`, { cause });
    this.step = step;
  }
}

export async function playDays(plan: Plan): Promise<Played> {
  const { forward, back } = clockChanges(zoneOf(plan.seed), 2026);
  const half = (plan.days / 2) * 86_400;
  const [first, second] = [Math.min(forward, back), Math.max(forward, back)];
  const at = (seconds: number) => new Date(seconds * 1000);
  const house = await furnish(plan.seed, at(first - half / 2), plan);
  const days = new Days(house, plan);
  try {
    await days.playUntil(at(first + half / 2));
    await days.closeUntil(at(second - half / 2));
    await days.playUntil(at(second + half / 2));
    await days.closeUntil(at(second + half / 2 + 3_600));
    return days.played;
  } finally {
    await endHouse(house);
  }
}

async function endHouse({ server, firstServer }: House): Promise<void> {
  await server.app.close();
  if (server !== firstServer) await server.closeDatabase();
  await firstServer.closeDatabase();
}

class Days {
  readonly played: Played = { steps: 0, sessions: 0, restarts: 0, transfers: 0, mostRunning: 0 };
  readonly #house: House;
  readonly #plan: Plan;
  #mark: StepMark = { transferId: 0, logId: 0, takenMinor: 0 };
  #running = new Set<number>();
  #lastId = 0;
  #verifiedOn = "";

  constructor(house: House, plan: Plan) {
    this.#house = house;
    this.#plan = plan;
  }

  get #isOver(): boolean {
    return this.#plan.steps !== undefined && this.played.steps >= this.#plan.steps;
  }

  async playUntil(end: Date): Promise<void> {
    const { clock, chance } = this.#house;
    while (clock.now() < end && !this.#isOver) {
      this.played.steps += 1;
      try {
        await this.#step(chance.int(20, 560) + 0.4);
      } catch (error) {
        throw new BrokenDay(this.#plan, this.played.steps, clock.now(), error);
      }
    }
  }

  async #step(seconds: number): Promise<void> {
    const house = this.#house;
    await hearPcs(house);
    await this.#letTimePass(seconds);
    await changePower(house);
    for (let acts = this.#actsOf(); acts > 0; acts -= 1) await actByChance(house);
    if (house.chance.next() < 0.15) await mistakeByChance(house);
    await doDue(house);
    await this.#check();
  }

  /** Now and then the server is restarted, or without power for up to two hours. */
  async #letTimePass(seconds: number): Promise<void> {
    const house = this.#house;
    const fate = house.chance.next();
    if (fate < 0.012) {
      this.played.restarts += 1;
      await restart(house, fate < 0.009 ? seconds : house.chance.int(900, 7_200));
      return;
    }
    house.clock.turn(seconds);
    await doDue(house);
  }

  /** Few come at night, most in the evening. */
  #actsOf(): number {
    const { chance, clock, zone } = this.#house;
    const hour = Math.floor(wallClock(Math.floor(clock.now().getTime() / 1000), zone).minute / 60);
    return chance.int(1, hour < 7 ? 4 : hour < 14 ? 8 : 14);
  }

  /** Everybody goes home, and nobody comes for some months or an hour. */
  async closeUntil(end: Date): Promise<void> {
    const house = this.#house;
    if (this.#isOver) return;
    try {
      await resume(house);
      for (const pc of house.pcs) await tryTo(house, "pcSessions/checkout", { pc_name: pc.name });
      await doDue(house);
      await this.#check();
      // Bonus, offers and debts are looked at as they come due, not all at the end.
      while (house.clock.now() < end) {
        const left = (end.getTime() - house.clock.now().getTime()) / 1000;
        house.clock.turn(Math.min(left, 20 * 86_400));
        await doDue(house);
      }
      await this.#check();
    } catch (error) {
      throw new BrokenDay(this.#plan, this.played.steps, house.clock.now(), error);
    }
  }

  async #check(): Promise<void> {
    const house = this.#house;
    await this.#reckonOver();
    const before = this.#mark;
    this.#mark = await checkStep(house, before);
    await checkNotebook(house, before, this.#mark);
    this.played.transfers += before.transferId === 0 ? 0 : this.#mark.transferId - before.transferId;
    const today = house.clock.now().toISOString().slice(0, 10);
    if (today === this.#verifiedOn) return;
    this.#verifiedOn = today;
    for await (const { guarantee, broken } of verifyBooks(house.server.db))
      if (broken !== null) throw new Error(`${broken} (${guarantee})`);
  }

  /** Each session once, in the step in which it ended. */
  async #reckonOver(): Promise<void> {
    const house = this.#house;
    const { db, cafe } = house.server;
    const rows = await db.rows<{ id: number; runs: boolean }>(
      `select session_id as id, ended_at is null as runs from sessions
       where cafe_id = $1 and (session_id > $2 or session_id = any ($3))`,
      [cafe.cafeId, this.#lastId, [...this.#running]],
    );
    this.#lastId = rows.reduce((most, { id }) => Math.max(most, id), this.#lastId);
    this.#running = new Set(rows.flatMap(({ id, runs }) => (runs ? [id] : [])));
    this.played.mostRunning = Math.max(this.played.mostRunning, this.#running.size);
    const over = rows.flatMap(({ id, runs }) => (runs ? [] : [id]));
    for (const session of await readOver(db, cafe.cafeId, over)) {
      const pauses = await readPauses(db, cafe.cafeId, session.started, session.ended);
      const fault = faultOf(session, pauses, house);
      if (fault !== null) throw new Error(fault);
      this.#settle(session.kind, session.memberId, session.endedBy, ownMoneyOf(session, house));
      house.notebook.forget(session.id);
      this.played.sessions += 1;
    }
    house.notebook.goOn();
  }

  /** What a session's end moves, as somebody at the desk would write it down (billing.md 7.3). */
  #settle(kind: string, memberId: number, endedBy: string, own: number): void {
    const { notebook, settings } = this.#house;
    if (kind === "postpaid") {
      if (endedBy === "Cafe") notebook.tookAtDesk(own);
      else notebook.moved(memberId, -own);
      return;
    }
    notebook.moved(memberId, -own);
    const isGuest = kind === "prepaid" || kind === "offer";
    if (!isGuest || endedBy !== "Cafe" || notebook.hasBecome(memberId)) return;
    const rest = notebook.net(memberId);
    if (settings.keepsChange) notebook.moved(memberId, -rest);
    else notebook.paidIn(memberId, -rest);
  }
}
