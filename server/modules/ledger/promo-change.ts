import { generatedCode } from "./promo-generate.ts";
import { brokenConstraint } from "../../kernel/db/database-errors.ts";
import type { Queries, Tx } from "../../kernel/db/database.ts";
import type { IdSource } from "../../kernel/ids.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import { promoFieldsRefusal, type PromoFields } from "./promo-rules.ts";
import {
  findPromoCode,
  insertPromoCodes,
  lockAndCountPromoCodes,
  lockPromoCode,
  markPromoRemoved,
  updatePromoCode,
  type PromoRow,
} from "./promo-store.ts";

/** Codes a café may have (api-v2.md 1.9). */
const mostCodes = 10_000;

const notThere = () => notFound("promo.not_found", "Promo code");
const codeExists = () => new Refusal("promo.name_exists", "Promo code already exists.");

/** Refuses `promo.not_found`. */
export async function getPromoCode(db: Queries, cafeId: number, promoId: number): Promise<PromoRow> {
  const row = await findPromoCode(db, cafeId, promoId);
  if (row === undefined) throw notThere();
  return row;
}

/** So many codes nobody has yet, of the same terms. A text drawn twice is drawn again. */
async function insertGenerated(
  tx: Tx,
  { cafeId, count, ids, now }: { cafeId: number; count: number; ids: IdSource; now: Date },
  fields: Omit<PromoFields, "code">,
): Promise<number[]> {
  const promoIds: number[] = [];
  for (let draws = 0; promoIds.length < count && draws < 20; draws++) {
    const codes = new Set(Array.from({ length: count - promoIds.length }, () => generatedCode(ids)));
    promoIds.push(...(await insertPromoCodes(tx, cafeId, [...codes], fields, now)));
  }
  if (promoIds.length < count)
    throw new Error("the source of randomness draws the same promotion codes over and over");
  return promoIds;
}

export interface NewPromoCodes {
  cafeId: number;
  now: Date;
  ids: IdSource;
  /** Decimal places of the café's currency. */
  exponent: number;
  /** Without a code, codes are generated. */
  fields: Omit<PromoFields, "code"> & { code: string | undefined };
  /** Generated codes, 1 to 1000. */
  count: number;
}

/**
 * Adds one code, or so many generated ones of the same terms, and answers their ids (api-v2.md 2.10). Refuses
 * `promo.name_exists`, `limit.max_records`, a field that does not fit.
 */
export async function addPromoCodes(tx: Tx, command: NewPromoCodes): Promise<number[]> {
  const { cafeId, now, ids, exponent, count, fields } = command;
  const { code, ...terms } = fields;
  if (code !== undefined && count > 1) {
    throw invalidField(
      "count",
      "The count must be 1 or absent when a promo_code is given: one code is there once.",
    );
  }
  const refusal = promoFieldsRefusal({ ...terms, code: code ?? generatedCode(ids) }, exponent);
  if (refusal !== null) throw refusal;
  if ((await lockAndCountPromoCodes(tx, cafeId)) + count > mostCodes) {
    throw new Refusal("limit.max_records", `A café may have at most ${mostCodes} promo codes.`);
  }
  if (code === undefined) return insertGenerated(tx, { cafeId, count, ids, now }, terms);
  const promoIds = await insertPromoCodes(tx, cafeId, [code], terms, now);
  if (promoIds.length === 0) throw codeExists();
  return promoIds;
}

const fieldsOf = (row: PromoRow): PromoFields => ({
  code: row.code,
  purpose: row.purpose,
  valueThousandths: row.value_thousandths,
  unit: row.unit,
  target: row.target,
  minTopupMinor: row.min_topup_minor,
  maxUses: row.max_uses,
  oncePerMember: row.once_per_member,
  memberGroupIds: row.member_group_ids,
  validFrom: row.valid_from,
  validTo: row.valid_to,
  isActive: row.is_active,
});

/**
 * Changes what is named of a code; what was used stays as it was given. Refuses `promo.not_found`,
 * `promo.name_exists`, a field that does not fit. Locks the code's row.
 */
export async function changePromoCode(
  tx: Tx,
  at: { cafeId: number; promoId: number; exponent: number; now: Date },
  change: Partial<PromoFields>,
): Promise<void> {
  const row = await lockPromoCode(tx, at.cafeId, at.promoId);
  if (row === undefined) throw notThere();
  const fields = { ...fieldsOf(row), ...change };
  const refusal = promoFieldsRefusal(fields, at.exponent);
  if (refusal !== null) throw refusal;
  if (fields.maxUses !== 0 && fields.maxUses < row.uses) {
    throw invalidField(
      "promo_max_uses",
      `The promo_max_uses must be 0 or at least ${row.uses}, the uses so far.`,
    );
  }
  try {
    await updatePromoCode(tx, at.cafeId, at.promoId, fields, at.now);
  } catch (error) {
    throw brokenConstraint(error) === "promo_code_once" ? codeExists() : error;
  }
}

/** Removes a code; the uses so far stay in the books. Refuses `promo.not_found`. */
export async function removePromoCode(tx: Tx, cafeId: number, promoId: number, now: Date): Promise<void> {
  if (!(await markPromoRemoved(tx, cafeId, promoId, now))) throw notThere();
}
