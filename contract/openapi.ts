import { fieldSchema, hasFile, objectSchema, type JsonSchema } from "./field-schema.ts";
import type { Field, Fields } from "./kit/field.ts";
import { fullPath, groups, type Auth, type Operation } from "./kit/operation.ts";
import { refusalsOf, type DocumentedRefusal } from "./operation-refusals.ts";

export interface OpenApiOptions {
  /** Origin of the server, without a slash at the end. */
  serverUrl: string;
  version: string;
}

/** The API as an OpenAPI 3.1 document: groups as tags in their order, operations in the order given. */
export function openApiDocument(operations: readonly Operation[], { serverUrl, version }: OpenApiOptions) {
  const used = new Set(operations.map(({ group }) => group));
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const operation of operations) {
    (paths[fullPath(operation)] ??= {})[operation.method.toLowerCase()] = operationObject(operation);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Netcafe API v2",
      version,
      description:
        "Every handled refusal travels as HTTP 200 with its code in the body; read the HTTP status first, then code. " +
        "GET takes its parameters in the query, the other methods as form data, form or JSON.",
    },
    servers: [{ url: serverUrl }],
    tags: groups
      .filter(([slug]) => used.has(slug))
      .map(([slug, title]) => ({ name: title, "x-slug": `${slug}-apis` })),
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "Café key, staff session or member token" },
        pc: { type: "apiKey", in: "header", name: "X-Netcafe-PC", description: "Token of a paired PC" },
      },
      schemas: { Refusal: refusalSchema },
      headers: rateHeaders,
    },
  };
}

const refusalSchema = {
  type: "object",
  description: "A refusal; data only where details are documented",
  properties: {
    code: { type: "integer", minimum: 400 },
    message: { type: "string", description: "Text for a person" },
    error: { type: "string", description: "Stable name, area.reason" },
    data: {},
  },
  required: ["code", "message", "error"],
};

const integerHeader = (description: string) => ({ description, schema: { type: "integer" } });
const rateHeaders = {
  "X-RateLimit-Limit": integerHeader("Calls allowed a minute"),
  "X-RateLimit-Remaining": integerHeader("Calls left in this minute"),
  "X-RateLimit-Reset": integerHeader("Unix time at which the minute ends"),
  "Retry-After": integerHeader("Seconds to wait; 0 while not limited"),
};
const headerReferences = Object.fromEntries(
  Object.keys(rateHeaders).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
);

const whoMayCall: Record<Auth, string> = {
  K: "Café key or staff session",
  KM: "Café key, staff session or member token",
  M: "Member token",
  S: "Staff session",
  A: "Staff session of the built-in Admin",
  P: "PC agent",
  none: "Anybody",
};

function operationObject(operation: Operation): JsonSchema {
  const { id, summary, description, group, auth, right, mark, idempotent } = operation;
  const title = groups.find(([slug]) => slug === group)?.[1] ?? group;
  const body = requestBody(operation);
  const refusals = refusalsOf(operation);
  return {
    operationId: id,
    tags: [title],
    summary,
    description: [description, `Who may call: ${whoMayCall[auth]}.`, right && `Right of staff: ${right}.`]
      .filter(Boolean)
      .join("\n\n"),
    parameters: parameters(operation),
    ...(body && { requestBody: body }),
    responses: responses(operation, refusals),
    security: security(auth),
    "x-mark": mark,
    "x-auth": auth,
    ...(right && { "x-right": right }),
    "x-idempotent": idempotent,
    "x-refusals": refusals,
  };
}

function security(auth: Auth): JsonSchema[] {
  if (auth === "none") return [];
  return auth === "P" ? [{ pc: [] }] : [{ bearer: [] }];
}

function parameters(operation: Operation): JsonSchema[] {
  const { path, method, pathFields, input, example = {}, idempotent } = operation;
  const cafeId = {
    name: "cafeId",
    in: "path",
    required: true,
    schema: { type: "integer", description: "The café's number" },
  };
  const inQuery = method === "GET";
  return [
    ...(path.startsWith("/") ? [] : [cafeId]),
    ...Object.entries(pathFields).map(([name, field]) => parameter("path", name, field, example)),
    ...(inQuery
      ? Object.entries(input).map(([name, field]) => parameter("query", name, field, example))
      : []),
    ...(method === "DELETE" ? optionalQuery(input, example) : []),
    ...(idempotent ? [idempotencyHeader] : []),
  ];
}

/** DELETE takes its parameters in the query or the body; here they are never required twice. */
function optionalQuery(input: Fields, example: Record<string, unknown>): JsonSchema[] {
  return Object.entries(input).map(([name, field]) =>
    parameter("query", name, { ...field, required: false }, example),
  );
}

const idempotencyHeader = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "A repeated call with the same key gets the first answer; nothing happens twice. Kept 48 hours.",
  schema: { type: "string", pattern: "^[!-~]{1,255}$" },
};

function parameter(
  place: "path" | "query",
  name: string,
  field: Field<unknown>,
  example: Record<string, unknown>,
) {
  return {
    name,
    in: place,
    required: place === "path" || field.required,
    description: field.description,
    schema: fieldSchema(field),
    ...(example[name] !== undefined && { example: example[name] }),
  };
}

/** The three encodings, the documented one first; files need form data. */
function requestBody({ method, input, pathFields, example = {} }: Operation): JsonSchema | null {
  if (method === "GET" || Object.keys(input).length === 0) return null;
  const schema = objectSchema(input);
  const values = Object.fromEntries(Object.entries(example).filter(([name]) => !(name in pathFields)));
  const content = { schema, ...(Object.keys(values).length > 0 && { example: values }) };
  const encodings = hasFile(input)
    ? ["multipart/form-data"]
    : ["multipart/form-data", "application/x-www-form-urlencoded", "application/json"];
  return {
    required: method !== "DELETE" && Object.values(input).some((field) => field.required),
    content: Object.fromEntries(encodings.map((encoding) => [encoding, content])),
  };
}

/** The success envelope of an operation as JSON schema. */
export function envelopeSchema(operation: Operation): JsonSchema {
  if (operation.answer === "bytes") return { type: "string", format: "binary" };
  if (operation.flat) return flatSchema(operation.answer);
  return {
    type: "object",
    properties: {
      code: { const: operation.successCode },
      message: { const: "success" },
      data: JSON.parse(JSON.stringify(operation.answer)) as JsonSchema,
    },
    required: ["code", "message", "data"],
  };
}

/** Without data: its fields stand beside the result (api-v2.md 1.4). */
function flatSchema(answer: unknown): JsonSchema {
  const { properties, required } = JSON.parse(JSON.stringify(answer)) as {
    properties: JsonSchema;
    required?: string[];
  };
  return {
    type: "object",
    properties: { code: { const: 200 }, result: { const: 1 }, message: { type: "string" }, ...properties },
    required: ["code", "result", "message", ...(required ?? [])],
  };
}

function responses(operation: Operation, refusals: readonly DocumentedRefusal[]): JsonSchema {
  const refusal = { $ref: "#/components/schemas/Refusal" };
  const json = (schema: JsonSchema) => ({ "application/json": { schema } });
  const success = envelopeSchema(operation);
  const content =
    operation.answer === "bytes"
      ? { "image/*": { schema: success }, ...json(refusal) }
      : json({ oneOf: [success, refusal] });
  const http = (code: number) =>
    refusals.filter((entry) => (entry.code === 429 || entry.code >= 500 ? entry.code : 200) === code);
  const failing = [429, 500, 503].map((code): [string, JsonSchema] => [
    String(code),
    { description: table(http(code)), content: json(refusal) },
  ]);
  return {
    "200": {
      description: `Success, or a refusal:\n\n${table(http(200))}`,
      headers: headerReferences,
      content,
    },
    ...Object.fromEntries(failing),
  };
}

function table(refusals: readonly DocumentedRefusal[]): string {
  const rows = refusals.map(({ code, error, message }) => `| ${code} | ${error} | ${message ?? ""} |`);
  return ["| code | error | message |", "|---|---|---|", ...rows].join("\n");
}
