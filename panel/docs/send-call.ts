import type { DocCall, DocField } from "./open-api.ts";

export interface CallAnswer {
  status: number;
  tookMs: number;
  /** Headers of the rate limit, as they came. */
  headers: [string, string][];
  /** Pretty JSON, or what came instead. */
  text: string;
  error: string | null;
  message: string;
}

export interface CallParts {
  call: DocCall;
  fields: readonly DocField[];
  values: Readonly<Record<string, string | File>>;
  key: string;
  cafeId: string;
  idempotencyKey: string;
}

const shownHeaders = [
  "X-RateLimit-Limit",
  "X-RateLimit-Remaining",
  "X-RateLimit-Reset",
  "Retry-After",
  "Idempotency-Replayed",
];

/** Sends the real request: GET with a query, everything else as multipart/form-data. The panel's cookie stays out of it. */
export async function sendCall(parts: CallParts): Promise<CallAnswer> {
  const { call, key, idempotencyKey } = parts;
  const started = performance.now();
  const headers: Record<string, string> = {};
  if (key !== "") headers["Authorization"] = `Bearer ${key}`;
  if (call["x-idempotent"] && idempotencyKey !== "") headers["Idempotency-Key"] = idempotencyKey;
  const init: RequestInit = { method: call.method, headers, credentials: "omit", cache: "no-store" };
  const body = formOf(parts);
  const response = await fetch(urlOf(parts), body === null ? init : { ...init, body });
  const raw = await response.text();
  const { text, error, message } = readable(raw, response.headers.get("content-type") ?? "");
  return {
    status: response.status,
    tookMs: Math.round(performance.now() - started),
    headers: shownHeaders.flatMap((name): [string, string][] => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
    text,
    error,
    message,
  };
}

function urlOf({ call, fields, values, cafeId }: CallParts): string {
  const text = (name: string) => (typeof values[name] === "string" ? values[name] : "");
  const path = call.path.replace(/\{(\w+)\}/g, (_whole, name: string) =>
    encodeURIComponent(name === "cafeId" ? cafeId : text(name)),
  );
  const query = new URLSearchParams();
  for (const { name, place } of fields)
    if (place === "query" && text(name) !== "") query.append(name, text(name));
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

function formOf({ call, fields, values }: CallParts): FormData | null {
  const form = new FormData();
  let number = 0;
  for (const { name, place } of fields) {
    const value = values[name];
    if (place !== "form" || value === undefined || value === "") continue;
    form.append(name, value);
    number += 1;
  }
  return call.method === "GET" || number === 0 ? null : form;
}

function readable(raw: string, type: string): { text: string; error: string | null; message: string } {
  if (type.startsWith("image/")) return { text: `(${type}, ${raw.length})`, error: null, message: "" };
  try {
    const body = JSON.parse(raw) as { error?: string; message?: string } | null;
    return { text: JSON.stringify(body, null, 2), error: body?.error ?? null, message: body?.message ?? "" };
  } catch {
    return { text: raw, error: null, message: "" };
  }
}
