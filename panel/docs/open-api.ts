/** The parts of the OpenAPI document that the page reads. */
export interface Schema {
  type?: string | string[];
  description?: string;
  enum?: unknown[];
  const?: unknown;
  format?: string;
  examples?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  $ref?: string;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description?: string;
  schema: Schema;
  example?: unknown;
}

export interface Refusal {
  code: number;
  error: string;
  message?: string;
}

interface Media {
  schema: Schema;
  example?: Record<string, unknown>;
}

export interface DocOperation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  parameters: Parameter[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { content?: Record<string, Media> }>;
  "x-mark": string;
  "x-auth": string;
  "x-right"?: string;
  "x-idempotent": boolean;
  "x-refusals": Refusal[];
}

export interface OpenApi {
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: string; "x-slug": string }[];
  paths: Record<string, Record<string, DocOperation>>;
}

export interface DocCall extends DocOperation {
  method: string;
  path: string;
}

export interface DocGroup {
  title: string;
  /** Anchor that programs and pages link to, such as boot-pcs-apis. */
  anchor: string;
  calls: DocCall[];
}

/** Collections before single things, and reading before changing: what a newcomer tries first stands first. */
const methodOrder = ["GET", "POST", "PUT", "DELETE"];
const depth = ({ path }: DocCall) => path.split("/").length;
const listFirst = (a: DocCall, b: DocCall) =>
  methodOrder.indexOf(a.method) - methodOrder.indexOf(b.method) || depth(a) - depth(b);

export function groupsOf(document: OpenApi): DocGroup[] {
  const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): DocCall => ({
      ...operation,
      method: method.toUpperCase(),
      path,
    })),
  );
  return document.tags.map((tag) => ({
    title: tag.name,
    anchor: tag["x-slug"],
    calls: calls.filter((call) => call.tags.includes(tag.name)).sort(listFirst),
  }));
}

/** One thing to fill in: of the path, the query or the form. */
export interface DocField {
  name: string;
  place: "path" | "query" | "form";
  required: boolean;
  description: string;
  schema: Schema;
  example: string;
}

const textOf = (value: unknown): string =>
  value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);

/** Parameters of a call; cafeId is typed once for all. A DELETE's stand in query and body: the form is shown. */
export function fieldsOf(call: DocCall): DocField[] {
  const body = Object.values(call.requestBody?.content ?? {})[0];
  const inBody = new Set(Object.keys(body?.schema.properties ?? {}));
  const listed = call.parameters.flatMap(
    ({ name, in: place, required, description, schema, example }): DocField[] => {
      if (name === "cafeId" || place === "header" || (place === "query" && inBody.has(name))) return [];
      const words = description ?? schema.description ?? "";
      return [
        {
          name,
          place,
          required,
          description: words,
          schema,
          example: textOf(example ?? schema.examples?.[0]),
        },
      ];
    },
  );
  const form = Object.entries(body?.schema.properties ?? {}).map(([name, schema]): DocField => ({
    name,
    place: "form",
    required: body?.schema.required?.includes(name) ?? false,
    description: schema.description ?? "",
    schema,
    example: textOf(body?.example?.[name] ?? schema.examples?.[0]),
  }));
  return [...listed, ...form];
}

/** What a form starts with: the call's own example; other examples stay hints, so that nothing optional is sent unasked. */
export function startOf(call: DocCall, field: DocField): string {
  const body = Object.values(call.requestBody?.content ?? {})[0];
  if (field.required) return field.example;
  const given = field.place === "form" ? body?.example?.[field.name] : undefined;
  return textOf(given);
}

export const typeText = ({ type, format, items }: Schema): string => {
  const name = Array.isArray(type) ? type.join(" | ") : (type ?? "any");
  if (format === "binary") return "file";
  return name === "array" && items ? `list of ${typeText(items)}` : name;
};

/** The envelope of a success as an example made from its schema. */
export function exampleAnswer(call: DocCall): string | null {
  const schema = call.responses["200"]?.content?.["application/json"]?.schema;
  const success = schema?.oneOf?.[0];
  return success?.properties === undefined ? null : JSON.stringify(valueOf(success, ""), null, 2);
}

function valueOf(schema: Schema, name: string): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.examples?.[0] !== undefined) return schema.examples[0];
  const chosen = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (chosen) return valueOf(chosen, name);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "object") {
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([key, each]) => [key, valueOf(each, key)]),
    );
  }
  if (type === "array") return schema.items ? [valueOf(schema.items, name)] : [];
  if (type === "integer" || type === "number") return 1;
  if (type === "boolean") return true;
  if (type === undefined) return null;
  if (/_(utc|local|create|update)$/.test(name)) return "2026-01-31 18:00:00";
  return /(_left|_duration|_time)$/.test(name) ? "00:39:49" : "text";
}
