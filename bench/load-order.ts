/** What the benchmark's processes tell each other. */

/** One kind of call, repeated. */
export interface HttpTarget {
  url: string;
  /** PEM of the authority that signed the server's certificate. */
  ca: string;
  method: "GET" | "POST";
  headers: Record<string, string>;
  /** Members that are topped up in turn; none: the call has no body. */
  memberIds?: readonly number[];
  /** Whether each call bears an Idempotency-Key of its own. */
  isKeyed?: boolean;
}

export interface HttpSetUp {
  kind: "http";
  connections: number;
  targets: Record<string, HttpTarget>;
}

export interface ConnectionParts {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

export interface SqlSetUp {
  kind: "sql";
  connections: number;
  connection: ConnectionParts;
  cafeId: number;
  memberIds: readonly number[];
}

/** One round of a target, as long as it lasts. */
export interface RoundOrder {
  target: string;
  seconds: number;
}

export interface RoundResult {
  /** One for each answered call, in milliseconds. */
  latenciesMs: number[];
  elapsedSeconds: number;
}

export type LoadAnswer = { ready: true } | { result: RoundResult } | { failed: string };

/**
 * Repeats `call` on `connections` lanes until the time is over, or there is nothing left to do. Every call begun is waited
 * for, so that both sides of a comparison are counted alike.
 */
export async function repeatFor(
  seconds: number,
  connections: number,
  call: (lane: number) => Promise<void>,
  isDone: () => boolean = () => false,
): Promise<RoundResult> {
  const latenciesMs: number[] = [];
  const startedMs = performance.now();
  const endMs = startedMs + seconds * 1000;
  const lane = async (number: number) => {
    for (let beganMs = performance.now(); beganMs < endMs && !isDone();) {
      await call(number);
      const nowMs = performance.now();
      latenciesMs.push(nowMs - beganMs);
      beganMs = nowMs;
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, number) => lane(number)));
  return { latenciesMs, elapsedSeconds: (performance.now() - startedMs) / 1000 };
}

/** Answers orders of the parent process one after the other; a failure is told, not thrown away. */
export function serveOrders<SetUp>(
  open: (setUp: SetUp) => Promise<(order: RoundOrder) => Promise<RoundResult>>,
): void {
  let run: ((order: RoundOrder) => Promise<RoundResult>) | undefined;
  const answer = async (message: SetUp | RoundOrder): Promise<LoadAnswer> => {
    if (run !== undefined) return { result: await run(message as RoundOrder) };
    run = await open(message as SetUp);
    return { ready: true };
  };
  process.on("message", (message: SetUp | RoundOrder) => {
    answer(message).then(
      (told) => process.send?.(told),
      (error: unknown) => process.send?.({ failed: error instanceof Error ? error.message : String(error) }),
    );
  });
}
