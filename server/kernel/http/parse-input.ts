import type { Field, Fields, UploadedFile } from "../../../contract/kit/field.ts";
import { Refusal } from "../refusal.ts";
import type { RawParameters } from "./raw-parameters.ts";

/**
 * Raw parameters become the typed input of an operation, or a refusal that names each bad field (api-v2.md 1.3, 1.5).
 * Pure. Unknown parameters are ignored, never refused.
 */

type Outcome = { value: unknown } | { refused: string } | "absent";

export interface ParseMode {
  /** On PUT an empty text empties the field; elsewhere it counts as absent. */
  emptyTextCounts: boolean;
}

/** Parses all fields. Throws the `request.validation` refusal with every bad field in data.fields. */
export function parseInput(fields: Fields, raw: RawParameters, mode: ParseMode): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  const refused: Record<string, string[]> = {};
  for (const [name, field] of Object.entries(fields)) {
    const outcome = parseField(name, field, firstGiven(name, field, raw), mode);
    if (outcome === "absent") {
      if (field.required) refused[name] = [`The ${name} field is required.`];
    } else if ("refused" in outcome) refused[name] = [outcome.refused];
    else input[name] = outcome.value;
  }
  const first = Object.values(refused)[0]?.[0];
  if (first !== undefined) throw new Refusal("request.validation", first, { data: { fields: refused } });
  return input;
}

function firstGiven(name: string, field: Field<unknown>, raw: RawParameters): unknown {
  for (const candidate of [name, ...(field.aliases ?? [])]) {
    if (raw[candidate] !== undefined) return raw[candidate];
  }
  return undefined;
}

function parseField(name: string, field: Field<unknown>, raw: unknown, mode: ParseMode): Outcome {
  if (raw === undefined) return "absent";
  if (raw === null) return field.nullable ? { value: null } : "absent";
  if (typeof raw === "string" && raw.trim() === "") {
    const empties = field.kind === "text" && !field.required && mode.emptyTextCounts;
    if (empties) return { value: "" };
    return field.nullable && mode.emptyTextCounts ? { value: null } : "absent";
  }
  const outcome = parsers[field.kind](name, field, raw, mode);
  if (outcome === "absent" || "refused" in outcome) return outcome;
  if (field.choices && !field.choices.includes(outcome.value as string | number)) {
    return { refused: `The selected ${name} is invalid.` };
  }
  return outcome;
}

type Parser = (name: string, field: Field<unknown>, raw: unknown, mode: ParseMode) => Outcome;

/** The one value of a name that was given twice: the last, as forms do. */
const single = (raw: unknown): unknown => (Array.isArray(raw) && raw.length > 0 ? raw.at(-1) : raw);

const asText = (raw: unknown): string | null => {
  const value = single(raw);
  if (typeof value === "string") return value;
  return typeof value === "number" && Number.isFinite(value) ? String(value) : null;
};

const range = (name: string, field: Field<unknown>, value: number): Outcome => {
  const min = field.min ?? Number.MIN_SAFE_INTEGER;
  const max = field.max ?? Number.MAX_SAFE_INTEGER;
  if (value >= min && value <= max) return { value };
  if (field.max === undefined) return { refused: `The ${name} must be at least ${min}.` };
  if (field.min === undefined) return { refused: `The ${name} must be at most ${max}.` };
  return { refused: `The ${name} must be between ${min} and ${max}.` };
};

const parseInt10: Parser = (name, field, raw) => {
  const text = asText(raw)?.trim();
  if (text === undefined || !/^-?\d{1,15}$/.test(text)) return { refused: `The ${name} must be an integer.` };
  return range(name, field, Number(text) || 0);
};

const parseDec: Parser = (name, field, raw) => {
  const text = asText(raw)?.trim();
  if (text === undefined || !/^-?\d{1,12}(\.\d+)?$/.test(text))
    return { refused: `The ${name} must be a number.` };
  const places = field.places ?? 2;
  const fraction = (text.split(".")[1] ?? "").replace(/0+$/, "");
  // Three places are let through to the currency's own check: KWD has them.
  if (fraction.length > Math.max(places, 3)) {
    return { refused: `The ${name} may have at most ${places} decimal places.` };
  }
  const checked = range(name, field, Number(text));
  return checked !== "absent" && "value" in checked ? { value: text } : checked;
};

const hasControls = (text: string) => text.includes("\0");

const parseText: Parser = (name, field, raw) => {
  const sent = asText(raw) ?? (typeof single(raw) === "boolean" ? String(single(raw)) : null);
  if (sent === null || hasControls(sent)) return { refused: `The ${name} must be text.` };
  const text = field.verbatim ? sent : sent.trim();
  const longest = field.maxLength ?? 255;
  if ([...text].length > longest)
    return { refused: `The ${name} may not be longer than ${longest} characters.` };
  return { value: text };
};

const pattern =
  (accepts: (text: string) => string | null, wanted: string): Parser =>
  (name, _field, raw) => {
    const value = accepts(asText(raw)?.trim() ?? "");
    return value === null ? { refused: `The ${name} must be ${wanted}.` } : { value };
  };

const isDate = (text: string): boolean => {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
};
const isTime = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text) || text === "24:00";

const acceptTimestamp = (text: string): string | null => {
  const match = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:[0-5]\d)?)?$/.exec(text);
  if (!match || (!isDate(match[1] as string) && match[1] !== "0000-00-00")) return null;
  if (match[2] !== undefined && !isTime(match[2])) return null;
  return `${match[1]} ${match[2] ?? "00:00"}${match[3] ?? ":00"}`;
};

const parseFlag: Parser = (name, _field, raw) => {
  const value = single(raw);
  if (value === true || value === 1 || value === "1" || value === "true") return { value: true };
  if (value === false || value === 0 || value === "0" || value === "false") return { value: false };
  return { refused: `The ${name} must be 0 or 1.` };
};

const jsonOf = (raw: unknown): unknown => {
  if (typeof raw !== "string") return raw;
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
};

/** Stands for a secret that is not read back; writing it keeps the secret (api-v2.md 2.2). */
const keptSecret = "***";

const parseJsonField: Parser = (name, _field, raw) => {
  const value = raw === keptSecret ? raw : jsonOf(raw);
  if (value === undefined || JSON.stringify(value).includes("\\u0000"))
    return { refused: `The ${name} must be JSON.` };
  return { value };
};

/** A list however it was sent: array, numbered form names, JSON text, comma list, one bare value. */
function elementsOf(raw: unknown, commas: boolean): unknown[] | null {
  if (Array.isArray(raw))
    return raw.flatMap((part: unknown) => (commas && typeof part === "string" ? part.split(",") : [part]));
  if (typeof raw === "string" && raw.trim().startsWith("[")) {
    const value = jsonOf(raw);
    return Array.isArray(value) ? value : null;
  }
  if (typeof raw === "object" && raw !== null && Object.keys(raw).every((key) => /^\d+$/.test(key))) {
    return Object.entries(raw)
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([, value]) => value as unknown);
  }
  if (commas && typeof raw === "string") return raw.split(",");
  return [raw];
}

const parseIds: Parser = (name, _field, raw) => {
  const texts = (elementsOf(raw, true) ?? [null]).map((part) => asText(part)?.trim() ?? "");
  const digits = texts.filter((part) => part !== "");
  if (digits.length === 0 || !digits.every((part) => /^\d{1,15}$/.test(part))) {
    return { refused: `The ${name} must be a comma list of ids.` };
  }
  if (digits.length > 500) return { refused: `The ${name} may hold at most 500 ids.` };
  return { value: [...new Set(digits.map(Number))] };
};

const parseList: Parser = (name, field, raw, mode) => {
  const elements = elementsOf(raw, field.commaList ?? false);
  if (elements === null) return { refused: `The ${name} must be a list.` };
  const longest = field.max ?? 1_000;
  if (elements.length > longest) return { refused: `The ${name} may hold at most ${longest} entries.` };
  const values: unknown[] = [];
  for (const [index, element] of elements.entries()) {
    const outcome = parseField(`${name}.${index}`, field.element as Field<unknown>, element, mode);
    if (outcome === "absent") continue;
    if ("refused" in outcome) return outcome;
    values.push(outcome.value);
  }
  if (values.length === 0 && field.required) return "absent";
  return { value: values };
};

const parseObject: Parser = (name, field, raw, mode) => {
  const value = jsonOf(raw);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { refused: `The ${name} must be an object.` };
  }
  const members: Record<string, unknown> = {};
  for (const [member, inner] of Object.entries(field.members ?? {})) {
    const outcome = parseField(
      `${name}.${member}`,
      inner,
      firstGiven(member, inner, value as RawParameters),
      mode,
    );
    if (outcome === "absent" && inner.required)
      return { refused: `The ${name}.${member} field is required.` };
    if (outcome === "absent") continue;
    if ("refused" in outcome) return outcome;
    members[member] = outcome.value;
  }
  return { value: members };
};

const parseFile: Parser = (name, field, raw) => {
  const value = single(raw);
  const isFile = typeof value === "object" && value !== null && "bytes" in value && "mediaType" in value;
  if (!isFile) return { refused: `The ${name} must be a file, sent as multipart/form-data.` };
  const longest = field.maxLength ?? 2 * 1024 * 1024;
  if ((value as UploadedFile).bytes.length > longest)
    return { refused: `The ${name} may not be larger than ${longest} bytes.` };
  return { value };
};

const parsers: Record<Field<unknown>["kind"], Parser> = {
  int: parseInt10,
  dec: parseDec,
  text: parseText,
  date: pattern((text) => (isDate(text) ? text : null), "a date (YYYY-MM-DD)"),
  time: pattern((text) => (isTime(text) ? text : null), "a time (HH:MM)"),
  timestamp: pattern(acceptTimestamp, "a time (YYYY-MM-DD HH:MM:SS)"),
  flag: parseFlag,
  json: parseJsonField,
  ids: parseIds,
  list: parseList,
  object: parseObject,
  file: parseFile,
};
