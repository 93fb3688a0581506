import { Busboy, type BusboyFileStream } from "@fastify/busboy";
import { Refusal } from "../refusal.ts";
import type { UploadedFile } from "../../../contract/kit/field.ts";

/**
 * The three encodings of a body, and the query, become one tree of named values (api-v2.md 1.3). Values are still as
 * they were sent: texts, numbers, lists, files. Trees have no prototype, so no name in a request can reach one.
 */
export type RawParameters = Record<string, unknown>;

const maxPairs = 2_000;
const maxDepth = 4;
export const maxImageBytes = 2 * 1024 * 1024;

export const emptyParameters = (): RawParameters => Object.create(null) as RawParameters;

function malformed(message: string): Refusal {
  return new Refusal("request.malformed", message);
}

/** Reads `name`, `name[]`, `name[0]`, `name[0][part]` into segments, or null when the brackets do not fit. */
function segmentsOf(name: string): string[] | null {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name);
  if (!match) return null;
  const inner = (match[2] ?? "").slice(1, -1);
  const segments = match[2] === "" ? [] : inner.split("][");
  return segments.length < maxDepth ? [match[1] as string, ...segments] : null;
}

/** A pair of a form: lists grow, a name given twice becomes a list. */
export function addPair(parameters: RawParameters, name: string, value: unknown): void {
  const segments = segmentsOf(name) ?? [name];
  let place = parameters;
  for (const segment of segments.slice(0, -1)) {
    const key = segment === "" ? String(Object.keys(place).length) : segment;
    const next = place[key];
    if (isTree(next)) place = next;
    else place = place[key] = emptyParameters();
  }
  const last = segments.at(-1) as string;
  const key = last === "" ? String(Object.keys(place).length) : last;
  const before = place[key];
  if (before === undefined) place[key] = value;
  else if (Array.isArray(before)) before.push(value);
  else if (!isTree(before)) place[key] = [before, value];
}

function isTree(value: unknown): value is RawParameters {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === null;
}

export function parseQuery(query: string): RawParameters {
  const parameters = emptyParameters();
  let pairs = 0;
  for (const [name, value] of new URLSearchParams(query)) {
    if (++pairs > maxPairs) throw malformed(`A request may hold at most ${maxPairs} parameters.`);
    addPair(parameters, name, value);
  }
  return parameters;
}

function parseJson(text: string): RawParameters {
  if (text.trim() === "") return emptyParameters();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed("The body is not valid JSON.");
  }
  if (typeof value !== "object" || value === null) throw malformed("The JSON body must be one object.");
  const parameters = emptyParameters();
  // setOutOfOrder and its like also come as a bare list (api-v2.md 6 #13).
  if (Array.isArray(value)) parameters[""] = value;
  else for (const [name, member] of Object.entries(value)) parameters[name] = member;
  return parameters;
}

function parseMultipart(body: Buffer, contentType: string): Promise<RawParameters> {
  return new Promise((resolve, reject) => {
    const parameters = emptyParameters();
    let reader: InstanceType<typeof Busboy>;
    try {
      reader = new Busboy({
        headers: { "content-type": contentType },
        limits: {
          fields: maxPairs,
          files: 10,
          fileSize: maxImageBytes + 1,
          fieldSize: 4 * 1024 * 1024,
          parts: maxPairs,
        },
      });
    } catch {
      reject(malformed("The multipart body has no boundary."));
      return;
    }
    reader.on("field", (name: string, value: string) => addPair(parameters, name, value));
    reader.on(
      "file",
      (name: string, stream: BusboyFileStream, fileName: string, _encoding: string, mediaType: string) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          const file: UploadedFile = { fileName, mediaType, bytes: Buffer.concat(chunks) };
          addPair(parameters, name, file);
        });
      },
    );
    reader.on("finish", () => resolve(parameters));
    reader.on("error", () => reject(malformed("The multipart body is damaged.")));
    reader.end(body);
  });
}

/** The parameters of a body by its content type. A body without a type is read as JSON when it looks like it, else as a form. */
export async function parseBody(contentType: string, body: Buffer): Promise<RawParameters> {
  if (body.length === 0) return emptyParameters();
  const mediaType = (contentType.split(";")[0] ?? "").trim().toLowerCase();
  if (mediaType === "multipart/form-data") return parseMultipart(body, contentType);
  const text = body.toString("utf8");
  if (mediaType === "application/x-www-form-urlencoded") return parseQuery(text);
  if (mediaType === "application/json" || mediaType.endsWith("+json")) return parseJson(text);
  if (mediaType === "" || mediaType === "text/plain")
    return /^\s*[[{]/.test(text) ? parseJson(text) : parseQuery(text);
  throw malformed(
    `The content type ${mediaType.slice(0, 80)} is not read; send multipart/form-data, application/x-www-form-urlencoded or application/json.`,
  );
}
