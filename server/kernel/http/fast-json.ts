import build from "fast-json-stringify";
import type { TSchema } from "typebox";

/** A writer compiled from a schema: several times the speed of JSON.stringify on lists, keys in the schema's order. */
export function fastJsonStringify(schema: TSchema): (value: unknown) => string {
  return build(schema as unknown as Parameters<typeof build>[0]);
}
