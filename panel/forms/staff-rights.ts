import { notForManagers, rights as allRights, type Right } from "../../contract/rights.ts";
import type { rightGroups } from "../text/en-staff.ts";

/** Rights as an owner thinks of them: by what somebody does at the desk. Pure. */

export type RightGroup = keyof typeof rightGroups;

export const rightsByGroup: Record<RightGroup, readonly Right[]> = {
  play: ["session_manage", "session_start_member", "pause", "booking", "pc_power", "pc_exit"],
  money: ["topup", "topup_refund", "coin_topup", "loan_add", "bonus_manual", "point_add", "expense_add"],
  members: ["member_add", "member_edit", "member_delete", "member_group_edit"],
  shop: [
    "shop_sell",
    "shop_by_member",
    "shop_by_balance",
    "order_confirm",
    "order_refund",
    "offer_refund",
    "product_edit",
    "restock",
  ],
  prices: ["price_edit", "promo_edit", "config_edit"],
  pcs: ["pc_edit", "pc_group_edit", "layout_update", "boot_access"],
  games: [
    "event_edit",
    "news_edit",
    "game_edit",
    "game_delete",
    "license_pool_access",
    "license_pool_update",
  ],
  reading: ["report_read", "log_read", "feedback_read"],
};

/** What the desk of a café does on an ordinary day. */
const deskRights: readonly Right[] = [
  "session_manage",
  "session_start_member",
  "booking",
  "pc_power",
  "topup",
  "coin_topup",
  "member_add",
  "member_edit",
  "shop_sell",
  "shop_by_member",
  "shop_by_balance",
  "order_confirm",
];

export const presets = {
  presetManager: allRights.filter((right) => !notForManagers.includes(right)),
  presetDesk: deskRights,
  presetAll: allRights,
  presetNone: [],
} as const satisfies Record<string, readonly Right[]>;

export type Role = "manager" | "staff";

/** A manager has what is not marked by the role; such a box is ticked and cannot be cleared. */
export const isByRole = (role: Role, right: Right): boolean =>
  role === "manager" && !notForManagers.includes(right);

/** What is ticked, in the order of the contract, with what the role has by itself. */
export const effective = (role: Role, ticked: readonly Right[]): Right[] =>
  allRights.filter((right) => isByRole(role, right) || ticked.includes(right));
