import type { Queries } from "../../kernel/db/database.ts";

/** What prices must know of PCs and members, whose modules this one may not import: handed in by the composition. */

export interface PcGroupFacts {
  readonly id: number;
  readonly name: string;
  /** PCs in it; a group without any is not in use. */
  readonly pcs: number;
}

export interface MemberGroupFacts {
  readonly id: number;
  readonly name: string;
  /** The discount on PC time, exact decimal text. */
  readonly discountPercent: string;
}

export interface PriceFacts {
  /** In the order of lists. */
  listPcGroups(db: Queries, cafeId: number): Promise<PcGroupFacts[]>;
  /** Kinds of guests included, by id. */
  listMemberGroups(db: Queries, cafeId: number): Promise<MemberGroupFacts[]>;
  findPcGroupOfPc(cafeId: number, pcName: string): Promise<number | null>;
  /** The member group of an account, found without regard to case. */
  findMemberGroupOfAccount(cafeId: number, account: string): Promise<number | null>;
}
