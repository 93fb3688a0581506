import { fullPath, type Operation } from "../../../contract/kit/operation.ts";
import type { Fields } from "../../../contract/kit/field.ts";
import type { ErrorName } from "../../../contract/error-names.ts";
import type { Clock } from "../clock.ts";
import type { Db } from "../db/database.ts";
import { Refusal, routeNotFound, unauthenticated } from "../refusal.ts";
import { mayUse, scopeOf, type Caller, type PcCaller } from "./caller.ts";
import { envelopeWriter, writtenOnce } from "./envelope.ts";
import {
  dataOf,
  onceForKey,
  readKey,
  requestHash,
  type IdempotencyClaim,
  type Outcome,
} from "./idempotency.ts";
import { OperationRouter, type Bound, type Found } from "./operation-router.ts";
import type { ApiAnswer, ApiRequest, BytesAnswer, Call, Gate, Handler } from "./call.ts";
import { headerOf } from "./call.ts";
import { parseInput } from "./parse-input.ts";
import { callsOfStrangers, rateOf, RateLimiter, type RateVerdict } from "./rates.ts";
import { parseBody, parseQuery, type RawParameters } from "./raw-parameters.ts";

export { headerOf } from "./call.ts";
export type { ApiAnswer, ApiRequest, BytesAnswer, Call, Gate, Handler, InputOf } from "./call.ts";

export interface BindOptions {
  /** The handler passes call.idempotency on to a command that claims the key in its own statement. */
  claimsKeyItself?: boolean;
  /** Handlers answer calls made at once by one and the same value, which is never changed: its text is written once. */
  sharesAnswers?: boolean;
}

/** Binds contract operations to use cases and carries a request through the order of checks (api-v2.md 1.2). */
export class Api {
  readonly #db: Db;
  readonly #clock: Clock;
  readonly #gate: Gate;
  readonly #limiter: RateLimiter;
  readonly #rateFactor: number;
  readonly #router = new OperationRouter();

  constructor(parts: { db: Db; clock: Clock; gate: Gate; rateFactor?: number | undefined }) {
    this.#db = parts.db;
    this.#clock = parts.clock;
    this.#gate = parts.gate;
    this.#limiter = new RateLimiter(parts.clock);
    this.#rateFactor = parts.rateFactor ?? 1;
  }

  bind<O extends Operation<Fields, never, Fields> | Operation>(
    operation: O,
    handler: Handler<O>,
    options: BindOptions = {},
  ): void {
    const declared = operation as unknown as Operation;
    this.#router.add({
      operation: declared,
      path: fullPath(declared),
      handler: handler,
      write: options.sharesAnswers ? writtenOnce(envelopeWriter(declared)) : envelopeWriter(declared),
      claimsKeyItself: options.claimsKeyItself ?? false,
    });
  }

  /** Operations that are bound; the tests hold this against the contract. */
  bound(): Operation[] {
    return this.#router.operations();
  }

  /** path 404 → token 401 → address 401 → rate 429 → right 403 → idempotency 409 → parameters 400 → the use case. */
  async answer(request: ApiRequest, onRate: (rate: RateVerdict) => void): Promise<ApiAnswer> {
    // Every answer says how its caller stands, also one that is refused before anything is counted.
    onRate(this.#limiter.peek(`address:${request.address}`, callsOfStrangers));
    const found = this.#router.find(request.method, request.path);
    if (found === null) throw routeNotFound();
    if (!found.candidates.every(({ operation }) => operation.flat))
      return this.#answer(request, found, onRate);
    return this.#answer(request, found, onRate).catch((error: unknown) => {
      if (error instanceof Refusal) error.isFlat = true;
      throw error;
    });
  }

  async #answer(request: ApiRequest, found: Found, onRate: (rate: RateVerdict) => void): Promise<ApiAnswer> {
    const early = found.needsOverride ? await this.#overriding(request, found) : null;
    const caller = await this.#identify(request, found, onRate);
    const rate = this.#count(caller, request, found, onRate);
    if (early === null) this.#checkBeforeBody(request, caller, found);
    const raw = early ?? (await this.#parameters(request, found));
    const bound = this.#router.choose(found, request.method, raw["_method"]);
    this.#checkRight(caller, bound.operation);
    await this.#gate.mayAct?.(caller, bound.operation);
    const answer = await this.#perform(request, bound, caller, found.cafeId, raw);
    return { ...answer, rate };
  }

  /** A POST to a path without one is only right with a fitting `_method`, so its body decides whether the path exists. */
  async #overriding(request: ApiRequest, found: Found): Promise<RawParameters> {
    try {
      const raw = await this.#parameters(request, found);
      this.#router.choose(found, request.method, raw["_method"]);
      return raw;
    } catch (error) {
      throw error instanceof Refusal && error.code < 500 ? routeNotFound() : error;
    }
  }

  /** Right and key come before the parameters, so they are refused before a body is read; unless `_method` may choose. */
  #checkBeforeBody(request: ApiRequest, caller: Caller, { candidates }: Found): void {
    const [only, ...others] = candidates;
    if (only === undefined || others.length > 0) return;
    this.#checkRight(caller, only.operation);
    if (only.operation.idempotent) readKey(headerOf(request, "idempotency-key"));
  }

  async #parameters(request: ApiRequest, found: Found): Promise<RawParameters> {
    const body = await parseBody(headerOf(request, "content-type") ?? "", await request.readBody());
    return Object.assign(parseQuery(request.query), body, found.pathParameters);
  }

  async #identify(request: ApiRequest, found: Found, onRate: (rate: RateVerdict) => void): Promise<Caller> {
    const accepted = new Set(found.candidates.map(({ operation }) => operation.auth));
    if (accepted.has("none")) return { kind: "nobody" };
    try {
      return await this.#gate.identify(request, found.cafeId, accepted);
    } catch (error) {
      if (error instanceof Refusal && error.code === 401) {
        const rate = this.#limiter.count(`address:${request.address}`, callsOfStrangers);
        onRate(rate);
        this.#gate.noteRefusal(request, found.cafeId, error);
        if (rate.limited) throw tooMany(rate);
      }
      throw error;
    }
  }

  #count(
    caller: Caller,
    request: ApiRequest,
    found: Found,
    onRate: (rate: RateVerdict) => void,
  ): RateVerdict {
    const { scope, limit } = rateOf(
      caller,
      request.address,
      found.candidates[0]?.operation,
      this.#rateFactor,
    );
    const rate = this.#limiter.count(scope, limit);
    onRate(rate);
    if (rate.limited) {
      const refusal = tooMany(rate);
      this.#gate.noteRefusal(request, found.cafeId, refusal);
      throw refusal;
    }
    return rate;
  }

  #checkRight(caller: Caller, { auth, right, guests }: Operation): void {
    if (auth === "none") return;
    if (!(caller.kind === "guest" ? guests === true : kindFits(caller, auth))) {
      // A known caller of the wrong standing: staff who are not the Admin, or a key where a person must act.
      if ((auth === "A" || auth === "S") && (caller.kind === "staff" || caller.kind === "key")) {
        throw new Refusal(
          "permission.denied",
          auth === "A" ? "Only the account Admin may do this." : "Only signed-in staff may do this.",
        );
      }
      throw unauthenticated();
    }
    if (right !== undefined && caller.kind !== "member" && !mayUse(caller, right)) {
      throw new Refusal("permission.denied", `This needs the right ${right}.`);
    }
  }

  async #perform(
    request: ApiRequest,
    bound: Bound,
    caller: Caller,
    cafeId: number | null,
    raw: RawParameters,
  ) {
    const { operation } = bound;
    const now = this.#clock.now();
    const parsed = parsedInput(operation, raw);
    const pc = caller.kind === "pc" ? caller : await this.#gate.identifyPc(request);
    if (pc !== null && !(parsed instanceof Refusal)) refuseOtherPlace(pc, cafeId, parsed);
    const claim = this.#claimOf(request, operation, caller, raw, parsed);
    let replayed = false;
    const callWith = (transact: Call<unknown>["transact"]): Call<Record<string, unknown>> => ({
      caller,
      pc,
      cafeId: cafeId ?? 0,
      input: inputOrRefusal(parsed),
      now,
      address: request.address,
      userAgent: headerOf(request, "user-agent") ?? "",
      requestId: request.requestId,
      transact,
      idempotency: claim,
      replayed: () => (replayed = true),
    });
    if (claim === null || (bound.claimsKeyItself && !(parsed instanceof Refusal))) {
      const data = await bound.handler(callWith((work) => this.#db.transact(work)));
      return this.#written(bound, data, replayed);
    }
    const kept = await onceForKey(this.#db, cafeId as number, claim, now, (tx) =>
      bound.handler(callWith((work) => work(tx))),
    );
    const text = outcomeText(kept);
    return this.#written(bound, text, kept.replayed);
  }

  #claimOf(
    request: ApiRequest,
    operation: Operation,
    caller: Caller,
    raw: RawParameters,
    parsed: Parsed,
  ): IdempotencyClaim | null {
    const key = operation.idempotent ? readKey(headerOf(request, "idempotency-key")) : null;
    if (key === null) return null;
    // Parsed parameters are compared, so that encoding and order do not matter; what cannot be parsed is compared as sent.
    const hash = requestHash(parsed instanceof Refusal ? askedOf(operation, raw) : parsed);
    return { caller: scopeOf(caller, request.address), path: request.path.replace(/\/$/, ""), key, hash };
  }

  #written(bound: Bound, data: unknown, replayed: boolean): Omit<ApiAnswer, "rate"> {
    if (bound.operation.answer === "bytes")
      return { code: 200, text: "", bytes: data as BytesAnswer, replayed };
    return { code: bound.operation.successCode, text: bound.write(data), replayed };
  }
}

type Parsed = Record<string, unknown> | Refusal;

/** What the page of a PC asks, it asks for that PC and its café alone (pc-protocol.md 5.1). */
function refuseOtherPlace(pc: PcCaller, cafeId: number | null, input: Record<string, unknown>): void {
  const named = input["pc_name"];
  const isOther = typeof named === "string" && named.toLowerCase() !== pc.pcName.toLowerCase();
  if (!isOther && (cafeId === null || cafeId === pc.cafeId)) return;
  throw new Refusal("permission.denied", `This call comes from the PC ${pc.pcName} and may name no other.`);
}

/** The parameters of a call, or why they cannot be taken: refused later, because a key's own refusals come before. */
function parsedInput(operation: Operation, raw: RawParameters): Parsed {
  try {
    return parseInput({ ...operation.pathFields, ...operation.input }, raw, {
      emptyTextCounts: operation.method === "PUT",
    });
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function inputOrRefusal(parsed: Parsed): Record<string, unknown> {
  if (parsed instanceof Refusal) throw parsed;
  return parsed;
}

/** What was sent of what the operation knows, under whatever name. */
function askedOf(operation: Operation, raw: RawParameters): Record<string, unknown> {
  const names = Object.entries({ ...operation.pathFields, ...operation.input }).flatMap(([name, field]) => [
    name,
    ...(field.aliases ?? []),
  ]);
  return Object.fromEntries(names.filter((name) => raw[name] !== undefined).map((name) => [name, raw[name]]));
}

function outcomeText({ outcome, replayed }: { outcome: Outcome; replayed: boolean }): unknown {
  if ("data" in outcome) return outcome.data;
  const { error, message, data } = outcome.refused;
  const refusal = new Refusal(
    error as ErrorName,
    message,
    data === undefined ? {} : { data: dataOf(outcome.refused) as Record<string, unknown> },
  );
  refusal.isReplay = replayed;
  throw refusal;
}

function tooMany(rate: RateVerdict): Refusal {
  return new Refusal("rate.limited", `Too Many Attempts: retry in ${rate.retryAfterSeconds} seconds.`, {
    retryAfterSeconds: rate.retryAfterSeconds,
  });
}

function kindFits(caller: Caller, auth: Operation["auth"]): boolean {
  switch (auth) {
    case "none":
      return true;
    case "K":
      return caller.kind === "key" || caller.kind === "staff";
    case "KM":
      return caller.kind === "key" || caller.kind === "staff" || caller.kind === "member";
    case "M":
      return caller.kind === "member";
    case "S":
      return caller.kind === "staff";
    case "A":
      return caller.kind === "staff" && caller.role === "admin";
    case "P":
      return caller.kind === "pc";
  }
}
