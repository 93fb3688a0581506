import type { Queries, Tx } from "../../kernel/db/database.ts";

/** A café of a company, with the link that makes it one; the main café has none. */
export interface CompanyRow {
  cafe_id: number;
  name: string;
  license_name: string;
  server_code: string;
  currency_code: string;
  is_main: boolean;
  share: string[];
  comment: string;
}

/** The main café of the company a café belongs to: itself when nobody linked it. */
export async function findMainCafeId(db: Queries, cafeId: number): Promise<number> {
  return (
    (await db.row<{ cafe_id: number }>("select cafe_id from subcafes where child_cafe_id = $1", [cafeId]))
      ?.cafe_id ?? cafeId
  );
}

/** The main café first, then those linked to it by name. Only what a company may know of its cafés. */
export const listCompany = (db: Queries, mainCafeId: number) =>
  db.rows<CompanyRow>(
    `select c.cafe_id, c.name, c.license_name, c.server_code, c.currency_code, c.cafe_id = $1 as is_main,
            coalesce(s.share, '{}') as share, coalesce(s.comment, '') as comment
     from cafes c left join subcafes s on s.cafe_id = $1 and s.child_cafe_id = c.cafe_id
     where c.cafe_id = $1 or s.child_cafe_id is not null
     order by c.cafe_id <> $1, lower(c.name), c.cafe_id`,
    [mainCafeId],
  );

export async function countChildren(db: Queries, mainCafeId: number): Promise<number> {
  return (
    (
      await db.row<{ children: number }>(
        "select count(*)::integer as children from subcafes where cafe_id = $1",
        [mainCafeId],
      )
    )?.children ?? 0
  );
}

export const insertLink = (
  tx: Tx,
  link: { mainCafeId: number; childCafeId: number; share: readonly string[]; comment: string; now: Date },
) =>
  tx.run(
    "insert into subcafes (cafe_id, child_cafe_id, share, comment, created_at) values ($1, $2, $3, $4, $5)",
    [link.mainCafeId, link.childCafeId, link.share, link.comment, link.now],
  );

export const updateLink = (
  tx: Tx,
  mainCafeId: number,
  childCafeId: number,
  share: readonly string[] | undefined,
  comment: string | undefined,
) =>
  tx.run(
    "update subcafes set share = coalesce($3, share), comment = coalesce($4, comment) where cafe_id = $1 and child_cafe_id = $2",
    [mainCafeId, childCafeId, share ?? null, comment ?? null],
  );

export const deleteLink = (tx: Tx, mainCafeId: number, childCafeId: number) =>
  tx.run("delete from subcafes where cafe_id = $1 and child_cafe_id = $2", [mainCafeId, childCafeId]);
