/**
 * A parameter of an operation: its name on the wire, its type and what is allowed. From one declaration come the
 * parser (api-v2.md 1.3), the OpenAPI description and the generated tests.
 */

export type FieldKind =
  | "int"
  | "dec"
  | "text"
  | "date"
  | "time"
  | "timestamp"
  | "flag"
  | "json"
  | "ids"
  | "list"
  | "object"
  | "file";

/** An uploaded file, whole in memory: at most 2 MB (api-v2.md 1.3). */
export interface UploadedFile {
  fileName: string;
  mediaType: string;
  bytes: Uint8Array;
}

export interface FieldRules {
  /** Further names programs send for the same thing; the first one given wins (api-v2.md 2). */
  aliases?: readonly string[];
  min?: number;
  max?: number;
  maxLength?: number;
  /** Decimal places a `dec` may have; 2 unless said. */
  places?: number;
  choices?: readonly (string | number)[];
  /** JSON null is allowed and clears the field. */
  nullable?: boolean;
  /** Spaces around the text are kept (passwords). */
  verbatim?: boolean;
  /** A list may also come as one text with commas, where the row says so. */
  commaList?: boolean;
  example?: unknown;
}

export interface Field<Value, Required extends boolean = boolean> extends FieldRules {
  kind: FieldKind;
  required: Required;
  description: string;
  /** Of a list: each element. */
  element?: Field<unknown>;
  /** Of an object: its members. */
  members?: Fields;
  /** Carries the type of the parsed value; absent at run time. */
  readonly value?: Value;
}

export type Fields = Readonly<Record<string, Field<unknown>>>;

type Parsed<F> =
  F extends Field<infer Value, infer Required> ? (Required extends true ? Value : Value | undefined) : never;

/** The parsed input of an operation: required fields are there, the others may be undefined. */
export type Input<F extends Fields> = { -readonly [Name in keyof F]: Parsed<F[Name]> };

function maker<Value>(kind: FieldKind) {
  return {
    required: (description: string, rules: FieldRules = {}): Field<Value, true> => ({
      ...rules,
      kind,
      required: true,
      description,
    }),
    optional: (description: string, rules: FieldRules = {}): Field<Value, false> => ({
      ...rules,
      kind,
      required: false,
      description,
    }),
    nullable: (description: string, rules: FieldRules = {}): Field<Value | null, false> => ({
      ...rules,
      kind,
      required: false,
      nullable: true,
      description,
    }),
  };
}

/** A whole number; text of digits is read too. */
export const int = maker<number>("int");
/** A decimal as text, normalised ("20.5" stays "20.5"); numbers are read too. Money is turned into minor units by the café's currency later. */
export const dec = maker<string>("dec");
export const text = maker<string>("text");
/** YYYY-MM-DD. */
export const date = maker<string>("date");
/** HH:MM, 24:00 as an end. */
export const time = maker<string>("time");
/** YYYY-MM-DD HH:MM:SS in café time; a bare date is midnight. */
export const timestamp = maker<string>("timestamp");
/** 0/1, "0"/"1", true/false. */
export const flag = maker<boolean>("flag");
/** Any JSON, given as such or as its text. */
export const json = maker<unknown>("json");
/** Whole numbers as comma list, array or one number; each counts once, in the order given. */
export const ids = maker<number[]>("ids");
export const file = maker<UploadedFile>("file");

type ElementOf<F> = F extends Field<infer Value> ? Value : never;

/** A list of one kind of element, in every form of api-v2.md 1.3. */
export const list = {
  required: <F extends Field<unknown>>(description: string, element: F, rules: FieldRules = {}) =>
    ({ ...rules, kind: "list", required: true, description, element }) as Field<ElementOf<F>[], true>,
  optional: <F extends Field<unknown>>(description: string, element: F, rules: FieldRules = {}) =>
    ({ ...rules, kind: "list", required: false, description, element }) as Field<ElementOf<F>[], false>,
};

/** An object with named members; unknown members are ignored. */
export const object = {
  required: <F extends Fields>(description: string, members: F, rules: FieldRules = {}) =>
    ({ ...rules, kind: "object", required: true, description, members }) as Field<Input<F>, true>,
  optional: <F extends Fields>(description: string, members: F, rules: FieldRules = {}) =>
    ({ ...rules, kind: "object", required: false, description, members }) as Field<Input<F>, false>,
};

/** The same fields, none required: what PUT takes of a POST (api-v2.md 2, "CRUD"). */
export function allOptional<F extends Fields>(fields: F): { [N in keyof F]: Field<ElementOf<F[N]>, false> } {
  const optional: Record<string, Field<unknown, false>> = {};
  for (const [name, field] of Object.entries(fields)) optional[name] = { ...field, required: false };
  return optional as { [N in keyof F]: Field<ElementOf<F[N]>, false> };
}

/** The six parameters written L in the specification (api-v2.md 1.10). */
export const paging = {
  page: text.optional("Page, from 1; beyond the end an empty list", { example: "1" }),
  limit: text.optional("Rows per page, 30 unless said, 500 at most; never refused", {
    aliases: ["per_page"],
  }),
  sort: text.optional("asc or desc"),
  sort_name: text.optional("Column to sort by; an unknown one is ignored"),
  search_text: text.optional("Part of a value, upper and lower case alike"),
  search_field: text.optional("Column to search; absent = all text columns"),
} as const;
