import type { Static, TSchema } from "typebox";
import type { ErrorName } from "../error-names.ts";
import type { Right } from "../rights.ts";
import type { Field, Fields } from "./field.ts";

/** Who may call (api-v2.md 1.2): K café key or staff, KM also members, M members, S staff, A the built-in Admin, P a PC agent, none anybody. */
export type Auth = "K" | "KM" | "M" | "S" | "A" | "P" | "none";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** Rows marked known never change; partly keeps path and bold names; ours may be improved. */
export type Mark = "known" | "partly" | "ours";

/** Pages of the documentation, in their order; the anchor of a page is its slug. */
export const groups = [
  ["auth", "Auth APIs"],
  ["license", "License APIs"],
  ["api-settings", "API settings APIs"],
  ["configs", "Configs APIs"],
  ["pcs", "PCs APIs"],
  ["rooms", "Rooms APIs"],
  ["pc-groups", "PC groups APIs"],
  ["hardware", "Hardware APIs"],
  ["boot-pcs", "Boot PCs APIs"],
  ["pc-sessions", "PC sessions APIs"],
  ["members", "Members APIs"],
  ["member-groups", "Member groups APIs"],
  ["prices", "Prices APIs"],
  ["promo-codes", "Promo codes APIs"],
  ["products", "Products APIs"],
  ["orders", "Orders APIs"],
  ["bookings", "Bookings APIs"],
  ["member", "Member calls APIs"],
  ["billing-logs", "Billing logs APIs"],
  ["staffs", "Staff APIs"],
  ["reports", "Reports APIs"],
  ["shifts", "Shifts and expenses APIs"],
  ["pc-agent", "PC agent APIs"],
] as const;

export type Group = (typeof groups)[number][0];

export interface Operation<
  F extends Fields = Fields,
  A extends TSchema = TSchema,
  P extends Fields = Fields,
> {
  /** Stable name, also the operationId of OpenAPI: "members.topup". */
  id: string;
  method: Method;
  /** Relative to /api/v2/cafe/{cafeId}/, or absolute from /api/v2 with a leading slash. */
  path: string;
  auth: Auth;
  /** The token of a PC's lock screen is enough (api-v2.md 2.9). */
  guests?: boolean;
  /** Right a staff session needs beside being signed in (api-v2.md 4.12). */
  right?: Right;
  mark: Mark;
  group: Group;
  summary: string;
  description?: string;
  /** Parameters of the path besides cafeId. */
  pathFields: P;
  input: F;
  /** Schema of `data`. "bytes" answers an image or script instead of an envelope. */
  answer: A | "bytes";
  successCode: 200 | 201;
  /** Answers `{result: 1, message, …}` without data, refusals with result 0, as known programs read it (api-v2.md 1.4). */
  flat: boolean;
  /** What this operation may refuse beyond the ground rules. */
  refusals: readonly ErrorName[];
  /** Honours Idempotency-Key (rows written POST*). */
  idempotent: boolean;
  rate: "default" | "refresh-bonus" | "image";
  /** Values for the documentation and the generated tests. */
  example?: Record<string, unknown>;
}

type Declared<F extends Fields, A extends TSchema, P extends Fields> = Omit<
  Operation<F, A, P>,
  "successCode" | "flat" | "refusals" | "idempotent" | "rate" | "pathFields" | "input"
> &
  Partial<Pick<Operation<F, A, P>, "successCode" | "flat" | "refusals" | "idempotent" | "rate">> & {
    pathFields?: P;
    input?: F;
  };

/** Declares one operation; what most operations share need not be said. */
export function operation<
  A extends TSchema,
  F extends Fields = Record<never, Field<unknown>>,
  P extends Fields = Record<never, Field<unknown>>,
>(declared: Declared<F, A, P>): Operation<F, A, P> {
  return {
    successCode: 200,
    flat: false,
    refusals: [],
    idempotent: false,
    rate: "default",
    ...declared,
    pathFields: declared.pathFields ?? ({} as P),
    input: declared.input ?? ({} as F),
  };
}

/** The path as the server hears it, with parameters in braces. */
export function fullPath(declared: Pick<Operation, "path">): string {
  return declared.path.startsWith("/") ? declared.path : `/api/v2/cafe/{cafeId}/${declared.path}`;
}

/** `data` of an operation's success. */
export type Answer<O> = O extends Operation<Fields, infer A, Fields> ? Static<A> : never;
