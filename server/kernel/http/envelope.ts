import { fastJsonStringify } from "./fast-json.ts";
import type { Operation } from "../../../contract/kit/operation.ts";
import type { Refusal } from "../refusal.ts";

/**
 * The one JSON object every answer is (api-v2.md 1.4): {code, message, data} or {code, message, data?, error}; of flat operations
 * {code, result, message, …} or {code, result, message, error}.
 */

export const jsonType = "application/json; charset=utf-8";

/** Writes the success envelope of an operation; keys stand in the order of the contract and nothing undeclared leaves. */
export function envelopeWriter(
  operation: Pick<Operation, "answer" | "successCode" | "flat">,
): (data: unknown) => string {
  if (operation.answer === "bytes") return () => "";
  const writeData = fastJsonStringify(operation.answer);
  if (operation.flat) {
    const head = `{"code":${operation.successCode},"result":1,"message":"success"`;
    return (data) => {
      const fields = writeData(data).slice(1);
      return fields === "}" ? `${head}}` : `${head},${fields}`;
    };
  }
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
  if (refusal.isFlat) return JSON.stringify({ code, result: 0, message, error });
  return JSON.stringify(data === undefined ? { code, message, error } : { code, message, data, error });
}

/** Refusals travel as HTTP 200; too many calls and failures travel as themselves (api-v2.md 1.5). */
export function httpStatusOf({ code, error }: Refusal): number {
  if (error === "request.shift_staff_name") return 200;
  return code === 429 || code >= 500 ? code : 200;
}
