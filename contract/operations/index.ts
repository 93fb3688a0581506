import type { Operation } from "../kit/operation.ts";
import { groups } from "../kit/operation.ts";
import * as apiSettings from "./api-settings.ts";
import * as auth from "./auth.ts";
import * as billingLogs from "./billing-logs.ts";
import * as bookings from "./bookings.ts";
import * as bootPcs from "./boot-pcs.ts";
import * as calculate from "./calculate.ts";
import * as configs from "./configs.ts";
import * as convert from "./convert.ts";
import * as deskSessions from "./desk-sessions.ts";
import * as expenses from "./expenses.ts";
import * as feedback from "./feedback.ts";
import * as guestsAtPcs from "./guests-at-pcs.ts";
import * as hardware from "./hardware.ts";
import * as license from "./license.ts";
import * as member from "./member.ts";
import * as memberBooks from "./member-books.ts";
import * as memberGroups from "./member-groups.ts";
import * as memberOffers from "./member-offers.ts";
import * as memberOwn from "./member-own.ts";
import * as memberPcs from "./member-pcs.ts";
import * as memberOrders from "./member-orders.ts";
import * as members from "./members.ts";
import * as membersMore from "./members-more.ts";
import * as orders from "./orders.ts";
import * as pauses from "./pauses.ts";
import * as pcAgent from "./pc-agent.ts";
import * as pcGroups from "./pc-groups.ts";
import * as pcSessions from "./pc-sessions.ts";
import * as pcsChange from "./pcs-change.ts";
import * as pcsRead from "./pcs.ts";
import * as prices from "./prices.ts";
import * as productGroups from "./product-groups.ts";
import * as products from "./products.ts";
import * as promoCodes from "./promo-codes.ts";
import * as rooms from "./rooms.ts";
import * as reports from "./reports.ts";
import * as shiftReports from "./shift-reports.ts";
import * as shifts from "./shifts.ts";
import * as staffAccount from "./staff-account.ts";
import * as staffs from "./staffs.ts";
import * as stock from "./stock.ts";
import * as subcafes from "./subcafes.ts";

/** Every operation of the API by area: `operations.members.topUp`. */
export const operations = {
  auth: { ...auth, ...staffAccount },
  license,
  subcafes,
  apiSettings,
  configs,
  pcs: { ...pcsRead, ...pcsChange },
  rooms,
  pcGroups,
  hardware,
  bootPcs,
  pcSessions: { ...pcSessions, ...deskSessions },
  pauses,
  convert,
  members: { ...members, ...membersMore, ...memberBooks },
  memberGroups,
  prices,
  promoCodes,
  products: { ...products, ...stock },
  productGroups,
  orders,
  bookings,
  memberOffers,
  memberOrders,
  member: { ...member, ...memberOwn, ...memberPcs },
  guestsAtPcs,
  calculate,
  billingLogs,
  feedback,
  staffs,
  reports: { ...reports, ...shiftReports },
  shifts,
  expenses,
  pcAgent,
} as const;

function isOperation(value: unknown): value is Operation {
  return typeof value === "object" && value !== null && "id" in value && "path" in value && "method" in value;
}

const place = new Map(groups.map(([group], index) => [group, index]));

/** The same as one list, by group in the order of the documentation. */
export const allOperations: readonly Operation[] = Object.values(operations)
  .flatMap((area): unknown[] => (area === configs ? [...configs.configOperations] : Object.values(area)))
  .filter(isOperation)
  .sort((a, b) => (place.get(a.group) ?? 0) - (place.get(b.group) ?? 0));
