/** Groups of products; -1 and 1 are built in and have no row (api-v2.md 4.8). */
export interface GroupRow {
  product_group_id: number;
  name: string;
  description: string;
  parent_group_id: number;
  updated_at: Date | null;
}

export const offersGroup = -1;
export const defaultGroup = 1;

export const builtInGroups: readonly GroupRow[] = [
  { product_group_id: offersGroup, name: "Offers", description: "", parent_group_id: 0, updated_at: null },
  { product_group_id: defaultGroup, name: "Default", description: "", parent_group_id: 0, updated_at: null },
];
