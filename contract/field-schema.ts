import type { Field, Fields } from "./kit/field.ts";

/** A parameter as JSON schema, as the documentation shows it (api-v2.md 1.3, 1.11). */
export type JsonSchema = Record<string, unknown>;

const byKind: Record<Field<unknown>["kind"], (field: Field<unknown>) => JsonSchema> = {
  int: (field) => ({ type: "integer", ...limits(field) }),
  dec: (field) => ({ type: ["string", "number"], pattern: "^-?\\d+(\\.\\d+)?$", ...limits(field) }),
  text: ({ maxLength }) => ({ type: "string", maxLength: maxLength ?? 255 }),
  date: () => ({ type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\d$" }),
  time: () => ({ type: "string", pattern: "^\\d\\d:\\d\\d$" }),
  timestamp: () => ({ type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\d([ T]\\d\\d:\\d\\d(:\\d\\d)?)?$" }),
  flag: () => ({ type: "integer", enum: [0, 1] }),
  json: () => ({}),
  ids: () => ({ type: ["string", "integer", "array"], items: { type: "integer" } }),
  list: ({ element }) => ({ type: "array", items: element ? fieldSchema(element) : {} }),
  object: ({ members }) => objectSchema(members ?? {}),
  file: () => ({ type: "string", format: "binary" }),
};

function limits({ min, max }: Field<unknown>): JsonSchema {
  return { ...(min !== undefined && { minimum: min }), ...(max !== undefined && { maximum: max }) };
}

export function fieldSchema(field: Field<unknown>): JsonSchema {
  const schema = byKind[field.kind](field);
  const type = schema["type"];
  const nullableType = field.nullable && type !== undefined ? { type: [type, "null"].flat() } : {};
  const also = field.aliases?.filter((alias) => alias !== "") ?? [];
  const description =
    also.length > 0 ? `${field.description}. Also taken as ${also.join(", ")}` : field.description;
  return {
    ...schema,
    ...nullableType,
    ...(field.choices && { enum: field.required ? [...field.choices] : withEmpty(field) }),
    description,
    ...(field.example !== undefined && { examples: [field.example] }),
  };
}

/** An optional text may be emptied, so the empty text is a choice too. */
function withEmpty({ kind, choices }: Field<unknown>): unknown[] {
  return kind === "text" ? ["", ...(choices ?? [])] : [...(choices ?? [])];
}

export function objectSchema(fields: Fields): JsonSchema {
  const required = Object.entries(fields)
    .filter(([, field]) => field.required)
    .map(([name]) => name);
  return {
    type: "object",
    properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)])),
    ...(required.length > 0 && { required }),
  };
}

export function hasFile(fields: Fields): boolean {
  return Object.values(fields).some((field) => field.kind === "file");
}
