/** The door of the module: what moves money, and what proves that the books are right. */
export { readBonusTerms, topUpBonus, type Bonus, type BonusTerms } from "./bonus-rules.ts";
export {
  refuseTopUp,
  topUpMembers,
  type Actor,
  type ToppedUp,
  type TopUpCommand,
  type TopUpOutcome,
} from "./top-up.ts";
export { rehearseTopUp, type Rehearsed } from "./rehearse-top-up.ts";
export { listRefundable, type RefundableRow } from "./refundable.ts";
export * from "./promo-codes.ts";
export {
  nextTransferId,
  postTransfer,
  transferRequest,
  type CafeAccount,
  type Entry,
  type LogLine,
  type MemberAccount,
  type Transfer,
} from "./post-transfer.ts";
export { refuseClosedTender, type Tender } from "./tender-rules.ts";
export {
  postCharge,
  type Charge,
  type Charged,
  chargedOf,
  chargeRequest,
  type ChargeAnswer,
} from "./charge.ts";
export {
  expireBonus,
  expireHoldings,
  listExpiredBonus,
  nextBonusExpiry,
  restartBonusClock,
  writeMemberLog,
  writeOffMember,
  type BonusHolder,
} from "./ledger-store.ts";
export type { BooksCheck } from "./books-check.ts";
export { verifyLedger, type CheckResult } from "./verify-ledger.ts";
export { Sealer } from "./seal-round.ts";
export { sealBooks } from "./seal-batch.ts";
export { openServerRole, serverRole } from "./seal-role.ts";
export { listLots, listMovements, type LotRow, type MovementRow } from "./statement-page.ts";
export { statementOf, type Holdings, type Statement, type StatementLine } from "./statement.ts";
