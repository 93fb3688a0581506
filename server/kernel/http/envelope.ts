import { fastJsonStringify } from "./fast-json.ts";
import type { Operation } from "../../../contract/kit/operation.ts";
import type { Refusal } from "../refusal.ts";

/** The one JSON object every answer is (api-v2.md 1.4): {code, message, data} or {code, message, data?, error}. */

export const jsonType = "application/json; charset=utf-8";

/** Writes the success envelope of an operation; keys stand in the order of the contract and nothing undeclared leaves. */
export function envelopeWriter(
  operation: Pick<Operation, "answer" | "successCode">,
): (data: unknown) => string {
  if (operation.answer === "bytes") return () => "";
  const writeData = fastJsonStringify(operation.answer);
  const head = `{"code":${operation.successCode},"message":"success","data":`;
  return (data) => `${head}${writeData(data)}}`;
}

/** Writes each value once, for as long as somebody holds it; only for values that are never changed. */
export function writtenOnce(write: (data: unknown) => string): (data: unknown) => string | Buffer {
  const written = new WeakMap<object, Buffer>();
  return (data) => {
    if (typeof data !== "object" || data === null) return write(data);
    let bytes = written.get(data);
    if (bytes === undefined) written.set(data, (bytes = Buffer.from(write(data))));
    return bytes;
  };
}

export function refusalText(refusal: Refusal): string {
  const { code, message, data, error } = refusal;
  return JSON.stringify(data === undefined ? { code, message, error } : { code, message, data, error });
}

/** Refusals travel as HTTP 200; too many calls and failures travel as themselves (api-v2.md 1.5). */
export function httpStatusOf({ code, error }: Refusal): number {
  if (error === "request.shift_staff_name") return 200;
  return code === 429 || code >= 500 ? code : 200;
}
