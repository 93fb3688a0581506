import type { Queries, Tx } from "../../kernel/db/database.ts";
import { likePattern, type PageRequest } from "../../kernel/http/paging.ts";
import type { PromoFields } from "./promo-rules.ts";

/** SQL of promotion codes but for their use, which is with the movement of money (0007, 0009). */

export interface PromoRow {
  promo_id: number;
  code: string;
  purpose: PromoFields["purpose"];
  value_thousandths: number;
  unit: PromoFields["unit"];
  target: PromoFields["target"];
  min_topup_minor: number;
  max_uses: number;
  once_per_member: boolean;
  member_group_ids: number[];
  valid_from: Date | null;
  valid_to: Date | null;
  is_active: boolean;
  uses: number;
}

export interface PromoUseRow {
  member_account: string;
  used_at: Date;
  bonus_minor: number;
  coins_hundredths: number;
}

// prettier-ignore
const columns = `promo_id, code, purpose, value_thousandths, unit, target, min_topup_minor, max_uses, once_per_member,
  member_group_ids, valid_from, valid_to, is_active, uses`;
const living = "from promo_codes where cafe_id = $1 and removed_at is null";

export const findPromoCode = (db: Queries, cafeId: number, promoId: number) =>
  db.row<PromoRow>(`select ${columns} ${living} and promo_id = $2`, [cafeId, promoId]);

export const lockPromoCode = (tx: Tx, cafeId: number, promoId: number) =>
  tx.row<PromoRow>(`select ${columns} ${living} and promo_id = $2 for update`, [cafeId, promoId]);

const sortable: Readonly<Record<string, string>> = {
  promo_id: "promo_id",
  promo_code: "lower(code)",
  promo_purpose: "purpose",
  promo_value: "value_thousandths",
  promo_min_topup: "min_topup_minor",
  promo_max_uses: "max_uses",
  promo_from_local: "valid_from",
  promo_to_local: "valid_to",
  promo_is_active: "is_active",
  promo_uses: "uses",
};

export interface PromoSearch {
  page: PageRequest;
  sortName: string | undefined;
  descending: boolean;
  /** Part of a code. */
  text: string | undefined;
  isActive: boolean | undefined;
}

/** One page of the café's codes, by id unless said, and how many there are in all. */
export async function listPromoCodes(
  db: Queries,
  cafeId: number,
  { page, sortName, descending, text, isActive }: PromoSearch,
): Promise<{ promos: PromoRow[]; total: number }> {
  const filter = `${living} and ($2::boolean is null or is_active = $2) and ($3::text is null or code ilike $3)`;
  const values = [cafeId, isActive ?? null, text === undefined ? null : likePattern(text)];
  const asked = sortName !== undefined && Object.hasOwn(sortable, sortName) ? sortable[sortName] : undefined;
  const direction = descending ? "desc" : "asc";
  const order = `${asked ?? "promo_id"} ${direction}, promo_id ${direction}`;
  const [promos, counted] = await Promise.all([
    db.rows<PromoRow>(`select ${columns} ${filter} order by ${order} limit $4 offset $5`, [
      ...values,
      page.limit,
      page.offset,
    ]),
    db.row<{ n: number }>(`select count(*)::integer as n ${filter}`, values),
  ]);
  return { promos, total: counted?.n ?? 0 };
}

/** The latest uses of a code, the newest first; as many as the largest page holds. */
export const listPromoUses = (db: Queries, cafeId: number, promoId: number) =>
  db.rows<PromoUseRow>(
    `select member_account, used_at, bonus_minor, coins_hundredths from promo_uses
     where cafe_id = $1 and promo_id = $2 order by promo_use_id desc limit 500`,
    [cafeId, promoId],
  );

/** Serialises those who add codes to one café, so that its largest number holds; answers how many there are. */
export async function lockAndCountPromoCodes(tx: Tx, cafeId: number): Promise<number> {
  await tx.run("select pg_advisory_xact_lock(7110009, $1)", [cafeId]);
  return (await tx.row<{ n: number }>(`select count(*)::integer as n ${living}`, [cafeId]))?.n ?? 0;
}

const valuesOf = (fields: Omit<PromoFields, "code">) => [
  fields.purpose,
  fields.valueThousandths,
  fields.unit,
  fields.target,
  fields.minTopupMinor,
  fields.maxUses,
  fields.oncePerMember,
  fields.memberGroupIds,
  fields.validFrom,
  fields.validTo,
  fields.isActive,
];

/** Adds those of the codes that are not there yet, all with the same terms; answers their ids, rising. */
export async function insertPromoCodes(
  tx: Tx,
  cafeId: number,
  codes: readonly string[],
  fields: Omit<PromoFields, "code">,
  now: Date,
): Promise<number[]> {
  const rows = await tx.rows<{ promo_id: number }>(
    `insert into promo_codes (cafe_id, promo_id, code, purpose, value_thousandths, unit, target, min_topup_minor, max_uses,
       once_per_member, member_group_ids, valid_from, valid_to, is_active, created_at, updated_at)
     select $1, nextval('promo_ids'), c.code, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $3, $3
     from unnest($2::text[]) as c (code)
     on conflict do nothing returning promo_id`,
    [cafeId, codes, now, ...valuesOf(fields)],
  );
  return rows.map((row) => row.promo_id).sort((a, b) => a - b);
}

/** Breaks `promo_code_once` when another code reads the same, `promo_used_at_most_max_uses` when it was used more often. */
export const updatePromoCode = (tx: Tx, cafeId: number, promoId: number, fields: PromoFields, now: Date) =>
  tx.run(
    `update promo_codes set updated_at = $3, code = $4, purpose = $5, value_thousandths = $6, unit = $7, target = $8,
       min_topup_minor = $9, max_uses = $10, once_per_member = $11, member_group_ids = $12, valid_from = $13, valid_to = $14,
       is_active = $15
     where cafe_id = $1 and promo_id = $2`,
    [cafeId, promoId, now, fields.code, ...valuesOf(fields)],
  );

/** Frees the code's text; the row stays for its uses. False when it is not there. */
export const markPromoRemoved = async (tx: Tx, cafeId: number, promoId: number, now: Date) =>
  (await tx.run(
    "update promo_codes set removed_at = $3, updated_at = $3 where cafe_id = $1 and promo_id = $2 and removed_at is null",
    [cafeId, promoId, now],
  )) > 0;
