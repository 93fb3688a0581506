import type { Answer, Operation } from "../../../contract/kit/operation.ts";
import type { Input } from "../../../contract/kit/field.ts";
import type { Tx } from "../db/database.ts";
import type { Refusal } from "../refusal.ts";
import type { Caller, PcCaller } from "./caller.ts";
import type { IdempotencyClaim } from "./idempotency.ts";
import type { RateVerdict } from "./rates.ts";

/** What a use case is handed: who calls, for which café, with which parsed input, at which instant. */
export interface Call<I> {
  caller: Caller;
  /** The PC whose agent relayed the call of its page (pc-protocol.md 5.1); null = it came from elsewhere. */
  pc: PcCaller | null;
  /** The café of the path; 0 for calls that name none. */
  cafeId: number;
  input: I;
  now: Date;
  address: string;
  /** What the caller's browser or program calls itself; "" when it says nothing. */
  userAgent: string;
  requestId: string;
  /** A transaction; under an Idempotency-Key the one that also keeps the answer. */
  transact: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** For commands that claim the key themselves in one round trip. */
  idempotency: IdempotencyClaim | null;
  /** Says that the answer is an earlier one. */
  replayed(): void;
}

export type InputOf<O> = O extends Operation<infer F, infer _A, infer P> ? Input<F> & Input<P> : never;

/** Bytes instead of an envelope: pictures and scripts. */
export interface BytesAnswer {
  mediaType: string;
  bytes: Uint8Array;
  etag: string;
}

type HandlerAnswer<O> = O extends { answer: "bytes" } ? BytesAnswer : Answer<O>;
export type Handler<O> = (call: Call<InputOf<O>>) => Promise<HandlerAnswer<O>>;

/** What a request shows of its caller. Given by the composition, because kernel knows no module. */
export interface Gate {
  /** Who the token belongs to, or the `auth.*` refusal. `cafeId` is null for calls outside a café. */
  identify(
    request: ApiRequest,
    cafeId: number | null,
    accepted: ReadonlySet<Operation["auth"]>,
  ): Promise<Caller>;
  /** The PC whose relay token the request shows; null = it shows none. Refuses `auth.unauthenticated`. */
  identifyPc(request: ApiRequest): Promise<PcCaller | null>;
  /** Refuses who may not act at present: staff without the shift that the café wants. */
  mayAct?(caller: Caller, operation: Operation): Promise<void>;
  /** Counts a refusal that an owner wants to see on the API page. */
  noteRefusal(request: ApiRequest, cafeId: number | null, refusal: Refusal): void;
}

export interface ApiRequest {
  method: string;
  /** Undecoded path without query. */
  path: string;
  query: string;
  headers: Record<string, string | string[] | undefined>;
  address: string;
  requestId: string;
  /** Reads the body, at most 4 MB, else refuses; called only once the caller is known. */
  readBody(): Promise<Buffer>;
}

export interface ApiAnswer {
  code: number;
  /** The envelope, as text or already as UTF-8. */
  text: string | Buffer;
  bytes?: BytesAnswer;
  rate: RateVerdict | null;
  replayed: boolean;
}

export const headerOf = (request: ApiRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};
