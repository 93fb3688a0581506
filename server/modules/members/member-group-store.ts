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

/** The same, kept from being removed until the transaction ends: for who puts a member into it. */
export const holdMemberGroup = (tx: Tx, cafeId: number, memberGroupId: number) =>
  tx.row<MemberGroupRow>(
    `select ${columns} from member_groups where cafe_id = $1 and member_group_id = $2 for key share`,
    [cafeId, memberGroupId],
  );

/** The same, once nobody else puts members into it. */
export const lockMemberGroup = (tx: Tx, cafeId: number, memberGroupId: number) =>
  tx.row<MemberGroupRow>(
    `select ${columns} from member_groups where cafe_id = $1 and member_group_id = $2 for update`,
    [cafeId, memberGroupId],
  );

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

/** What may be written of a group; what is absent stays or takes its default. */
export type MemberGroupChange = Partial<
  Pick<
    MemberGroupRow,
    | "name"
    | "description"
    | "point_min_hundredths"
    | "point_max_hundredths"
    | "discount_rate"
    | "discount_pc_time"
    | "discount_offer"
    | "bonus_cashback_percent"
  >
>;

/** A group as lists show it. */
export interface ShownMemberGroup extends MemberGroupRow {
  has_icon: boolean;
  /** Living members of it. */
  members_number: number;
}

/** The café's groups by id, or the one asked for, each with its icon and the number of its members. */
export const listShownGroups = (db: Queries, cafeId: number, memberGroupId: number | null) =>
  db.rows<ShownMemberGroup>(
    `select ${columns
      .split(", ")
      .map((column) => `g.${column}`)
      .join(", ")},
       exists (select 1 from images i where i.cafe_id = g.cafe_id and i.name = 'member_group:' || g.member_group_id) as has_icon,
       (select count(*)::integer from members m where m.cafe_id = g.cafe_id and m.member_group_id = g.member_group_id
         and m.deleted_at is null) as members_number
     from member_groups g where g.cafe_id = $1 and ($2::bigint is null or g.member_group_id = $2)
     order by g.member_group_id`,
    [cafeId, memberGroupId],
  );

/** Groups of the café's own, above 0. */
export async function countOwnGroups(db: Queries, cafeId: number): Promise<number> {
  const row = await db.row<{ n: number }>(
    "select count(*)::integer as n from member_groups where cafe_id = $1 and member_group_id > 0",
    [cafeId],
  );
  return row?.n ?? 0;
}

/** Serialises those who change the groups of one café, so that its largest number holds. */
export const lockMemberGroups = (tx: Tx, cafeId: number) =>
  tx.run("select pg_advisory_xact_lock(7110014, $1)", [cafeId]);

/** Adds a group and answers its id. Breaks `member_groups_name_once` when the name is taken. */
export async function addGroupRow(
  tx: Tx,
  cafeId: number,
  group: MemberGroupChange & { name: string },
  now: Date,
): Promise<number> {
  const names = Object.keys(group) as (keyof MemberGroupChange)[];
  const places = names.map((_, index) => `$${index + 3}`);
  const row = await tx.row<{ member_group_id: number }>(
    `insert into member_groups (cafe_id, member_group_id, updated_at, ${names.join(", ")})
     values ($1, nextval('member_group_ids'), $2, ${places.join(", ")}) returning member_group_id`,
    [cafeId, now, ...names.map((name) => group[name])],
  );
  return row?.member_group_id ?? 0;
}

/** Changes the columns named. Breaks `member_groups_name_once` when the name is taken. */
export const changeGroupRow = (
  tx: Tx,
  cafeId: number,
  memberGroupId: number,
  change: MemberGroupChange,
  now: Date,
) => {
  const names = Object.keys(change) as (keyof MemberGroupChange)[];
  const sets = ["updated_at = $3", ...names.map((name, index) => `${name} = $${index + 4}`)];
  return tx.run(`update member_groups set ${sets.join(", ")} where cafe_id = $1 and member_group_id = $2`, [
    cafeId,
    memberGroupId,
    now,
    ...names.map((name) => change[name]),
  ]);
};

/** Moves all of a group to group 0, removed accounts too; locks them by rising id. How many of them live. */
export async function moveMembersToDefault(
  tx: Tx,
  cafeId: number,
  memberGroupId: number,
  now: Date,
): Promise<number> {
  const locked = await tx.rows<{ is_living: boolean }>(
    `select deleted_at is null as is_living from members where cafe_id = $1 and member_group_id = $2
     order by member_id for update`,
    [cafeId, memberGroupId],
  );
  await tx.run(
    "update members set member_group_id = 0, updated_at = $3 where cafe_id = $1 and member_group_id = $2",
    [cafeId, memberGroupId, now],
  );
  return locked.filter((row) => row.is_living).length;
}

export const deleteGroupRow = (tx: Tx, cafeId: number, memberGroupId: number) =>
  tx.run("delete from member_groups where cafe_id = $1 and member_group_id = $2", [cafeId, memberGroupId]);
