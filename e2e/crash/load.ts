import { setTimeout as pause } from "node:timers/promises";
import type { ApiAnswer, ApiCaller } from "../../server/testing/api-caller.ts";
import { Chance } from "./chance.ts";

/** One top-up as a client wants it, under a key that is also its comment. */
export interface Order {
  key: string;
  memberIds: number[];
  valueMinor: number;
  bonusMinor: number;
  tender: 0 | 2 | 4;
}

export interface Acknowledged {
  order: Order;
  /** The answer, to the byte. */
  text: string;
  /** One for each member, in the order's sequence. */
  orderIds: number[];
}

export const workerCount = 8;
const ownMembers = 3;
const hotMembers = 2;
export const memberCount = workerCount * ownMembers + hotMembers;

const retryEveryMs = 50;
const answeredWithinMs = 60_000;
/** Longer than any call may take: waiting for a connection (5 s) and for the first call with the key (10 s). */
const attemptWithinMs = 30_000;
const lostCodes = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE"]);

interface LoadParts {
  /** The server of this moment. */
  caller: () => ApiCaller;
  memberIds: readonly number[];
  seed: number;
  round: number;
  /** Whether a connection may break off: not when PostgreSQL alone is killed. */
  mayLoseConnections: boolean;
}

/** Clients that top up without pause, and send every call again, with its key, until it is answered. */
export class Load {
  readonly acknowledged: Acknowledged[] = [];
  /** Calls sent, repeats included. */
  sent = 0;
  /** Calls that ended without an answer: the connection broke off, or there was none. */
  lost = 0;
  /** Calls answered with code 503, or 409 while the first was still running. */
  turnedAway = 0;
  /** Orders whose answer came from the record: done before the crash, answered only after it. */
  answeredFromRecord = 0;
  readonly #parts: LoadParts;
  readonly #workers: Promise<void>[] = [];
  /** When the last acknowledged call of each worker was sent. */
  readonly #acknowledgedSentMs: number[] = Array.from({ length: workerCount }, () => -Infinity);
  #failure: Error | undefined;
  #isClosing = false;

  constructor(parts: LoadParts) {
    this.#parts = parts;
    for (let worker = 0; worker < workerCount; worker++)
      this.#workers.push(
        this.#work(worker).catch((error: unknown) => {
          this.#failure ??= error instanceof Error ? error : new Error(String(error));
        }),
      );
  }

  hasSent(calls: number): boolean {
    this.#throwFailure();
    return this.sent >= calls;
  }

  /** Whether every client has been answered a call that it sent after this moment. */
  everyoneAnsweredSince(ms: number): boolean {
    this.#throwFailure();
    return this.#acknowledgedSentMs.every((sentMs) => sentMs > ms);
  }

  /** Lets every client finish the call it is at. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await Promise.all(this.#workers);
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #work(worker: number): Promise<void> {
    const { seed, round, memberIds } = this.#parts;
    const chance = new Chance(seed, round, worker);
    for (let number = 1; !this.#isClosing && this.#failure === undefined; number++) {
      const order = inventOrder(chance, memberIds, worker, `r${round}-w${worker}-${number}`);
      await this.#sendUntilAnswered(order, worker);
    }
  }

  async #sendUntilAnswered(order: Order, worker: number): Promise<void> {
    const startedMs = performance.now();
    while (performance.now() - startedMs < answeredWithinMs) {
      const sentMs = performance.now();
      const answer = await this.#attempt(order);
      if (answer?.code === 200) {
        if (answer.headers["idempotency-replayed"] === "true") this.answeredFromRecord++;
        this.acknowledged.push({ order, text: answer.text, orderIds: orderIdsOf(answer) });
        this.#acknowledgedSentMs[worker] = sentMs;
        return;
      }
      await pause(retryEveryMs);
    }
    throw new Error(`${order.key} was not answered within ${answeredWithinMs / 1000} s`);
  }

  /** The answer, or undefined when the call is to be sent again; everything else is a defect. */
  async #attempt(order: Order): Promise<ApiAnswer | undefined> {
    this.sent++;
    const answer = await within(attemptWithinMs, order.key, sendOrder(this.#parts.caller(), order)).catch(
      (error: unknown) => this.#acceptLoss(order, error),
    );
    if (answer === undefined || answer.code === 200) return answer;
    const isExpected =
      (answer.code === 503 && answer.error === "server.unavailable") ||
      (answer.code === 409 && answer.error === "idempotency.in_progress");
    if (!isExpected) throw new Error(`${order.key} was answered with HTTP ${answer.status}: ${answer.text}`);
    this.turnedAway++;
    return undefined;
  }

  #acceptLoss(order: Order, error: unknown): undefined {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!lostCodes.has(code)) throw error;
    if (!this.#parts.mayLoseConnections)
      throw new Error(`${order.key} lost its connection (${code}) although the server was left alone`);
    this.lost++;
    return undefined;
  }
}

export function sendOrder(caller: ApiCaller, order: Order): Promise<ApiAnswer> {
  const decimal = (minor: number) => (minor / 100).toFixed(2);
  return caller.call(
    "POST",
    "members/action/topup",
    {
      topup_ids: order.memberIds,
      topup_value: decimal(order.valueMinor),
      topup_balance_bonus: decimal(order.bonusMinor),
      payment_method: order.tender,
      comment: order.key,
    },
    { "idempotency-key": order.key },
  );
}

function orderIdsOf(answer: ApiAnswer): number[] {
  return (answer.data as { order_ids: number[] }).order_ids;
}

/** One half on the worker's own members, a third on members whom all top up, the rest on several at once, in any order. */
function inventOrder(chance: Chance, memberIds: readonly number[], worker: number, key: string): Order {
  const hot = memberIds.slice(0, hotMembers);
  const own = memberIds.slice(hotMembers + worker * ownMembers, hotMembers + (worker + 1) * ownMembers);
  const kind = chance.next();
  const chosen = [chance.oneOf(kind >= 0.5 && kind < 0.85 ? hot : own)];
  if (kind >= 0.85) chosen.push(chance.oneOf(hot), chance.oneOf(memberIds));
  if (chance.next() < 0.5) chosen.reverse();
  return {
    key,
    memberIds: [...new Set(chosen)],
    valueMinor: chance.between(1, 5_000),
    bonusMinor: chance.next() < 0.3 ? chance.between(1, 1_000) : 0,
    tender: chance.oneOf([0, 2, 4] as const),
  };
}

async function within<T>(limitMs: number, key: string, work: Promise<T>): Promise<T> {
  const bell = new AbortController();
  const late = pause(limitMs, undefined, bell).then(() => {
    throw new Error(`${key} got no answer within ${limitMs / 1000} s`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    late.catch(() => undefined);
    bell.abort();
  }
}
