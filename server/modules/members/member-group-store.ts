import type { Queries, Tx } from "../../kernel/db/database.ts";

export interface MemberGroupRow {
  cafe_id: number;
  /** 0 default, below 0 the kinds of guests, above 0 the café's own (api-v2.md 4.3). */
  member_group_id: number;
  name: string;
  description: string;
  point_min_hundredths: number;
  point_max_hundredths: number;
  /** Percents. */
  discount_rate: number;
  discount_pc_time: number;
  discount_offer: number;
  bonus_cashback_percent: string;
  updated_at: Date;
}

// prettier-ignore
const columns = "cafe_id, member_group_id, name, description, point_min_hundredths, point_max_hundredths, discount_rate, discount_pc_time, discount_offer, bonus_cashback_percent, updated_at";

export const listMemberGroups = (db: Queries, cafeId: number) =>
  db.rows<MemberGroupRow>(
    `select ${columns} from member_groups where cafe_id = $1 order by member_group_id`,
    [cafeId],
  );

export const findMemberGroup = (db: Queries, cafeId: number, memberGroupId: number) =>
  db.row<MemberGroupRow>(`select ${columns} from member_groups where cafe_id = $1 and member_group_id = $2`, [
    cafeId,
    memberGroupId,
  ]);

const builtIn = [
  [0, "Default"],
  [-1, "Guest"],
  [-2, "Prepaid"],
  [-3, "Postpaid"],
  [-4, "Offer"],
  [-5, "Free"],
] as const;

/** The groups every café has, with ids that are known (api-v2.md 4.3). Those that are there stay as they are. */
export async function addBuiltInGroups(tx: Tx, cafeId: number, now: Date): Promise<void> {
  await tx.run(
    `insert into member_groups (cafe_id, member_group_id, name, updated_at)
     select $1, g.id, g.name, $4 from unnest($2::bigint[], $3::text[]) as g (id, name) on conflict do nothing`,
    [cafeId, builtIn.map(([id]) => id), builtIn.map(([, name]) => name), now],
  );
}

/** Adds a group of the café's own and answers its id. Breaks `member_groups_name_once` when the name is taken. */
export async function insertMemberGroup(
  tx: Tx,
  cafeId: number,
  group: {
    name: string;
    description: string;
    pointMinHundredths: number;
    discountRate: number;
    discountPcTime: number;
    discountOffer: number;
  },
  now: Date,
): Promise<number> {
  const row = await tx.row<{ member_group_id: number }>(
    `insert into member_groups (cafe_id, member_group_id, name, description, point_min_hundredths, discount_rate,
       discount_pc_time, discount_offer, updated_at)
     values ($1, nextval('member_group_ids'), $2, $3, $4, $5, $6, $7, $8) returning member_group_id`,
    [
      cafeId,
      group.name,
      group.description,
      group.pointMinHundredths,
      group.discountRate,
      group.discountPcTime,
      group.discountOffer,
      now,
    ],
  );
  return row?.member_group_id ?? 0;
}
