import Type, { type Static, type TObject, type TProperties, type TSchema } from "typebox";

/**
 * Words for the answers. An object's keys are written to the wire in the order they are declared here, which for
 * known rows is the recorded order (api-v2.md 6).
 */

/** Money, points, coins: decimal text (api-v2.md 1.11). */
export const decOut = Type.String({ pattern: "^-?\\d+(\\.\\d+)?$", examples: ["12.50"] });
export const intOut = Type.Integer();
export const strOut = Type.String();
/** 0 or 1 as integer. */
export const flagOut = Type.Unsafe<0 | 1>({ type: "integer", enum: [0, 1] });
export const boolOut = Type.Boolean();
export const tsOut = Type.String({ pattern: "^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d$" });
export const dateOut = Type.String({ pattern: "^\\d{4}-\\d\\d-\\d\\d$" });
/** HH:MM:SS, hours may pass 24, a leading minus = over. */
export const durOut = Type.String({ pattern: "^-?\\d{2,}:\\d\\d:\\d\\d$" });
/** Text that holds JSON. */
export const jsonTextOut = Type.String();
/** Any JSON value; its own key order stays. */
export const anyOut = Type.Unknown();

/** The schema or null. Simple types become a type list, which is written and checked without trying alternatives. */
export function nullable<S extends TSchema>(schema: S) {
  const plain = schema as unknown as { type?: string; enum?: unknown[]; properties?: unknown };
  if (plain.type === undefined || plain.properties !== undefined) {
    return Type.Unsafe<Static<S> | null>({ anyOf: [schema, { type: "null" }] });
  }
  const open = { ...plain, type: [plain.type, "null"] };
  return Type.Unsafe<Static<S> | null>(plain.enum ? { ...open, enum: [...plain.enum, null] } : open);
}

/** An object whose named keys are always there and nothing else is. */
export function shape<P extends TProperties>(properties: P): TObject<P> {
  return Type.Object<P>(properties, { additionalProperties: false });
}

export function listOf<S extends TSchema>(element: S) {
  return Type.Array(element);
}

/** `{}`: a success with nothing to tell. */
export const nothing = shape({});

/** paging_info, keys in the known order (api-v2.md 1.10, 6 #9, #21). */
export const pagingInfo = shape({
  total_records: intOut,
  pages: intOut,
  page: Type.Union([Type.String(), Type.Integer()]),
  page_prev: intOut,
  page_next: intOut,
  page_start: intOut,
  page_end: intOut,
  start_from: strOut,
  end_from: strOut,
});
