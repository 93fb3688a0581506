/** The door of the module: members, guests and their groups. */
export { bindOwnRoutes, type OwnParts } from "./own-routes.ts";
export { bindMemberRoutes } from "./member-routes.ts";
export type { MemberParts } from "./member-parts.ts";
export { bindPromoRoutes, type PromoParts } from "./promo-routes.ts";
export type { LiveFacts } from "./live-facts.ts";
export { BonusClock } from "./bonus-clock.ts";
export {
  findMember,
  findMemberByAccount,
  getMember,
  insertMembers,
  keepRecentPlayed,
  listMembers,
  listMembersByIds,
  lockMember,
  updateMember,
  type MemberChange,
  type MemberRow,
  type MemberSearch,
  type NewMember,
} from "./member-store.ts";
export { checkMemberPassword } from "./check-password.ts";
export {
  addBuiltInGroups,
  findMemberGroup,
  insertMemberGroup,
  listMemberGroups,
  type MemberGroupRow,
} from "./member-group-store.ts";
export { bonusFor } from "./fetch-bonus.ts";
export { memberObjects, memberOnWire, type MemberObject } from "./member-wire.ts";
export { applyBonusExpiration } from "./apply-settings.ts";
export { takeMessages, tellMember, type MessageRow } from "./message-store.ts";
export { readBalanceHistory } from "./balance-history.ts";
/** Keeps messages for members until they log in next; the caller announces `members.message`. */
export { insertMessages } from "./message-store.ts";
/** Accounts of guests, made for one visit. */
export { addGuest, type Guest } from "./add-guest.ts";
/** Adds a member, also inside a transaction of a caller that does more. */
export { addMember, type NewMemberCall } from "./add-member.ts";
