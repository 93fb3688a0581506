import { hasFile } from "./field-schema.ts";
import type { Fields } from "./kit/field.ts";
import { fullPath, type Answer, type Operation } from "./kit/operation.ts";

/** How a program reaches a server: for the panel and the PC, which know only the contract. */
export interface Transport {
  /** Origin without a slash at the end; empty for the page's own. */
  baseUrl: string;
  cafeId: number;
  /** Headers of every call, such as Authorization; asked each time, so that a renewed token is used. */
  headers(): Record<string, string>;
  fetch(url: string, init: RequestInit): Promise<Response>;
}

type ValueOf<F> = F extends { value?: infer Value } ? Exclude<Value, undefined> | Sent : never;
/** Also taken in place of the parsed form: numbers and texts as a form has them, 0 and 1, files of the browser. */
type Sent = string | number | boolean | Blob;
type RequiredNames<F> = { [N in keyof F]: F[N] extends { required: true } ? N : never }[keyof F];

type Values<F> = { [N in RequiredNames<F>]: ValueOf<F[N]> } & {
  [N in Exclude<keyof F, RequiredNames<F>>]?: ValueOf<F[N]> | null | undefined;
};

/** What a call of an operation is given: the parameters of its path and its input, by name. */
export type CallInput<O> = O extends Operation<infer F, infer _A, infer P> ? Values<F> & Values<P> : never;

/** A refusal of the server, or the failure to understand its answer (error `server.error`). */
export class CallRefused extends Error {
  readonly code: number;
  readonly error: string;
  readonly data: unknown;
  /** How long to wait before the next call; 0 unless there were too many (api-v2.md 1.8). */
  readonly retryAfterSeconds: number;

  constructor(refusal: {
    code: number;
    error: string;
    message: string;
    data?: unknown;
    retryAfterSeconds?: number;
  }) {
    super(refusal.message);
    this.name = "CallRefused";
    this.code = refusal.code;
    this.error = refusal.error;
    this.data = refusal.data;
    this.retryAfterSeconds = refusal.retryAfterSeconds ?? 0;
  }
}

export interface CallOptions {
  /** Sent as Idempotency-Key: a repeated call with it happens once (api-v2.md 1.7). */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

/**
 * Calls an operation and answers its `data`. Throws CallRefused for every refusal; a network failure is thrown as
 * fetch throws it.
 */
export async function callOperation<O extends Operation<Fields, never, Fields> | Operation>(
  transport: Transport,
  operation: O,
  input: CallInput<O>,
  options: CallOptions = {},
): Promise<Answer<O>> {
  const declared = operation as unknown as Operation;
  const values = input as Record<string, unknown>;
  const response = await transport.fetch(
    urlOf(transport, declared, values),
    requestOf(transport, declared, values, options),
  );
  return (await readData(response, declared)) as Answer<O>;
}

/** The address of a call, with path parameters percent-encoded and, for GET, the input as query. */
export function urlOf(
  transport: Pick<Transport, "baseUrl" | "cafeId">,
  operation: Operation,
  values: Record<string, unknown>,
): string {
  const path = fullPath(operation).replace(/\{(\w+)\}/g, (_whole, name: string) =>
    name === "cafeId" ? String(transport.cafeId) : encodeURIComponent(textOf(values[name])),
  );
  const query = new URLSearchParams();
  if (operation.method === "GET") {
    for (const name of Object.keys(operation.input)) {
      if (values[name] !== undefined && values[name] !== null) query.append(name, textOf(values[name]));
    }
  }
  const search = query.toString();
  return `${transport.baseUrl}${path}${search === "" ? "" : `?${search}`}`;
}

function textOf(value: unknown): string {
  if (value === true || value === false) return value ? "1" : "0";
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function requestOf(
  transport: Transport,
  operation: Operation,
  values: Record<string, unknown>,
  options: CallOptions,
): RequestInit {
  const headers: Record<string, string> = { ...transport.headers(), Accept: "application/json" };
  if (options.idempotencyKey !== undefined) headers["Idempotency-Key"] = options.idempotencyKey;
  const init: RequestInit = { method: operation.method, headers, signal: options.signal ?? null };
  const given = Object.keys(operation.input).filter((name) => values[name] !== undefined);
  if (operation.method === "GET") return init;
  if (hasFile(operation.input)) return { ...init, body: formOf(given, values) };
  headers["Content-Type"] = "application/json";
  return { ...init, body: JSON.stringify(Object.fromEntries(given.map((name) => [name, values[name]]))) };
}

function formOf(names: readonly string[], values: Record<string, unknown>): FormData {
  const form = new FormData();
  for (const name of names) {
    const value = values[name];
    if (value instanceof Blob) form.append(name, value);
    else form.append(name, textOf(value ?? ""));
  }
  return form;
}

async function readData(response: Response, { flat }: Operation): Promise<unknown> {
  const envelope = await readEnvelope(response);
  if (envelope.code === 200 || envelope.code === 201) return flat ? envelope : envelope.data;
  const { code, message, data } = envelope;
  const retryAfterSeconds = Number(response.headers.get("Retry-After")) || 0;
  throw new CallRefused({ code, message, error: envelope.error ?? "server.error", data, retryAfterSeconds });
}

interface Envelope {
  code: number;
  message: string;
  error?: string;
  data?: unknown;
}

/** Something between us and the server may answer in its place; that is said, not parsed. */
async function readEnvelope(response: Response): Promise<Envelope> {
  const text = await response.text();
  try {
    const envelope: unknown = JSON.parse(text);
    if (typeof envelope === "object" && envelope !== null && "code" in envelope) return envelope as Envelope;
  } catch {
    // Not JSON: told below, with the status.
  }
  const message = `The server gave no readable answer (HTTP ${response.status}).`;
  return { code: response.ok ? 500 : response.status, message, error: "server.error" };
}
