import { randomBytes } from "node:crypto";
import type { Operation } from "../../contract/kit/operation.ts";
import type { Tx } from "../kernel/db/database.ts";
import { addStaff } from "../modules/access/index.ts";
import { addBootPc } from "../modules/bootpcs/index.ts";
import { nextTransferId, postTransfer } from "../modules/ledger/index.ts";
import { insertMemberGroup, insertMembers } from "../modules/members/index.ts";
import { addPc, addPcGroup, addRoom } from "../modules/pcs/index.ts";
import { addPrice, listPrices } from "../modules/pricing/index.ts";
import { payExpense, startShift } from "../modules/shifts/index.ts";
import type { TestCafe, TestServer } from "./test-server.ts";

/** A café full of a mark that must never be seen by another café. */
export interface MarkedCafe {
  mark: string;
  /** Ids and names of this café for the fields of an operation. */
  idsFor(operation: Operation): Record<string, unknown>;
  /** Changes when anything of this café changes. */
  fingerprint(): Promise<string>;
}

const tables = [
  "members",
  "member_groups",
  "member_messages",
  "pcs",
  "pc_groups",
  "rooms",
  "hardware",
  "prices",
  "products",
  "product_groups",
  "stock_changes",
  "owned_offers",
  "bookings",
  "orders",
  "order_items",
  "order_payments",
  "billing_logs",
  "feedback_corrections",
  "boot_pcs",
  "settings",
  "sessions",
  "transfers",
  "entries",
  "images",
  "pc_credentials",
  "staff",
  "staff_sessions",
  "staff_factors",
  "recovery_codes",
  "shifts",
  "expenses",
  "api_keys",
];

export async function seedMarkedCafe({ db, clock }: TestServer, cafe: TestCafe): Promise<MarkedCafe> {
  const mark = `S${randomBytes(4).toString("hex")}`;
  const { cafeId } = cafe;
  const now = clock.now();
  const ids = await db.transact(async (tx) => {
    const pcGroupId = await addPcGroup(tx, cafeId, { name: `${mark}group` });
    const areaId = await addRoom(tx, cafeId, { name: `${mark}room` });
    await addPc(tx, cafeId, { name: `${mark}pc`, pcGroupId, roomName: `${mark}room` });
    const bootPcId = await addBootPc(tx, cafeId, { name: `${mark}boot`, mac: "02-00-00-00-AA-01" });
    const [memberId] = await insertMembers(
      tx,
      cafeId,
      [{ account: `${mark}member`, passwordHash: null, memberGroupId: 0 }],
      now,
    );
    const group = {
      name: `${mark}gold`,
      description: "",
      pointMinHundredths: 0,
      discountRate: 0,
      discountPcTime: 0,
      discountOffer: 0,
    };
    const memberGroupId = await insertMemberGroup(tx, cafeId, group, now);
    await tx.run("insert into hardware (cafe_id, name, driver, updated_at) values ($1, $2, 'none', $3)", [
      cafeId,
      `${mark}plug`,
      now,
    ]);
    const plug = await tx.row<{ hardware_id: number }>(
      "select hardware_id from hardware where cafe_id = $1",
      [cafeId],
    );
    const [first] = await listPrices(tx, cafeId);
    const priceId = first && (await addPrice(tx, cafeId, { ...first, name: `${mark}price` }));
    const log = await tx.row<{ billing_log_id: number }>(
      "insert into billing_logs (cafe_id, at, event, subject, message) values ($1, $2, 'FEEDBACK', $3, $3) returning billing_log_id",
      [cafeId, now, `${mark}feedback`],
    );
    const logId = log?.billing_log_id;
    const { staffId, shiftId, expenseId } = await markShift(tx, { cafeId, mark, now });
    const productId = await markCatalogue(tx, { cafeId, memberId: memberId ?? 0, mark, now });
    return {
      shiftId,
      expenseId,
      productId,
      logId,
      priceId,
      pcGroupId,
      areaId,
      bootPcId,
      memberId,
      memberGroupId,
      hardwareId: plug?.hardware_id,
      staffId,
    };
  });
  const byName: Record<string, unknown> = {
    pcName: `${mark}pc`,
    pc_name: `${mark}pc`,
    pc_names: [`${mark}pc`],
    pcs: [`${mark}pc`],
    pcGroupId: ids.pcGroupId,
    productId: String(ids.productId),
    product_id: [`p-${ids.productId}`],
    orderNo: String(markedOrder),
    order_no: String(markedOrder),
    order_member_id: ids.memberId,
    order_member_account: `${mark}member`,
    productGroupId: markedProductGroup,
    product_parent_group_id: markedProductGroup,
    member_offer_id: markedOffer,
    memberOfferId: markedBooking,
    priceId: ids.priceId,
    price_id: ids.priceId,
    price_pc_group_ids: [ids.pcGroupId],
    price_member_group_ids: [ids.memberGroupId],
    member_group_id: ids.memberGroupId,
    pc_group_id: ids.pcGroupId,
    areaId: ids.areaId,
    pc_area_name: `${mark}room`,
    hardwareId: ids.hardwareId,
    hardware_ids: [ids.hardwareId],
    logId: ids.logId,
    log_ids: [ids.logId],
    memberId: ids.memberId,
    memberGroupId: ids.memberGroupId,
    member_ids: [ids.memberId],
    member_id: ids.memberId,
    topup_ids: String(ids.memberId),
    member_account: `${mark}member`,
    search_text: `${mark}member`,
    subCafeId: cafeId,
    staffId: ids.staffId,
    staff_id: ids.staffId,
    shiftId: ids.shiftId,
    shift_id: -ids.shiftId,
    staff_name: `${mark}staff`,
    shift_staff_name: `${mark}staff`,
    expenseId: ids.expenseId,
  };
  return {
    mark,
    idsFor(operation) {
      const own: Record<string, unknown> = {
        ...byName,
        id: operation.group === "boot-pcs" ? ids.bootPcId : ids.memberId,
        ...(/book/i.test(operation.id) ? { member_offer_id: markedBooking } : {}),
      };
      const names = [...Object.keys(operation.pathFields), ...Object.keys(operation.input)];
      // What is made new may well bear any name; only what is looked up must not be found.
      const creates = operation.method === "POST" && operation.successCode === 201;
      const made = new Set(creates ? ["pc_name", "member_account", "pc_area_name"] : []);
      return Object.fromEntries(
        names.filter((name) => name in own && !made.has(name)).map((name) => [name, own[name]]),
      );
    },
    async fingerprint() {
      const parts = await Promise.all(
        tables.map((table) =>
          db.row<{ digest: string | null }>(
            `select md5(string_agg(t::text, '|' order by t::text)) as digest from ${table} t where cafe_id = $1`,
            [cafeId],
          ),
        ),
      );
      return parts.map((part) => part?.digest ?? "").join();
    },
  };
}

const markedProductGroup = 987_654;
const markedOffer = 987_655;
const markedOrder = 987_656;
const markedBooking = 987_657;

/** An offer on sale, a group, and an offer that the member owns. */
async function markCatalogue(
  tx: Tx,
  { cafeId, memberId, mark, now }: { cafeId: number; memberId: number; mark: string; now: Date },
): Promise<number> {
  await tx.run(
    "insert into product_groups (cafe_id, product_group_id, name, updated_at) values ($1, $2, $3, $4)",
    [cafeId, markedProductGroup, `${mark}drinks`, now],
  );
  const product = await tx.row<{ product_id: number }>(
    `insert into products (cafe_id, product_id, is_offer, name, price, minutes, updated_at)
     values ($1, nextval('product_ids'), true, $2, 1, 60, $3) returning product_id`,
    [cafeId, `${mark}offer`, now],
  );
  const transferId = await nextTransferId(tx);
  await tx.run(
    `insert into owned_offers (cafe_id, owned_offer_id, member_id, product_id, name, seconds, terms, bought_at, sale_transfer_id, tender,
       refund_within_seconds)
     values ($1, $2, $3, $4, $5, 3600, '{}', $6, $7, 'none', 600)`,
    [cafeId, markedOffer, memberId, product?.product_id, `${mark}offer`, now, transferId],
  );
  await postTransfer(tx, cafeId, now, {
    ...{ transferId, kind: "offer_sale", shiftId: null },
    actor: { actorKind: "system", actorId: null, actorName: "System" },
    entries: [
      { account: "offer_seconds", memberId, ownedOfferId: markedOffer, amount: 3_600 },
      { account: "offer_seconds_given", amount: -3_600 },
    ],
    logs: [{ event: "ORDER", memberId }],
  });
  await tx.run(
    `insert into bookings (cafe_id, booking_id, pc_id, pc_name, kind, member_id, member_account, is_guest, comment, password,
       starts_at, ends_at, place, grace_seconds, queue_hold_seconds, cost_minor, tax_minor, bonus_minor, tender, created_at)
     select $1, $2, pc_id, name, 'hold', $3, $4, false, $4, '4711', $5::timestamptz + interval '1 day', $5::timestamptz + interval '2 days',
       0, 0, 0, 0, 0, 0, 'none', $5 from pcs where cafe_id = $1`,
    [cafeId, markedBooking, memberId, `${mark}member`, now],
  );
  await tx.run(
    `insert into orders (cafe_id, order_no, member_id, member_account, status, payment_method, created_at, updated_at)
     values ($1, $2, $3, $4, 1, 0, $5, $5)`,
    [cafeId, markedOrder, memberId, `${mark}member`, now],
  );
  await tx.run(
    `insert into order_items (cafe_id, order_no, item_no, product_id, product_name, is_offer, quantity, cost_minor, money_minor)
     values ($1, $2, 1, $3, $4, false, 1, 100, 100)`,
    [cafeId, markedOrder, product?.product_id, `${mark}drink`],
  );
  return product?.product_id ?? 0;
}

/** An open shift with an expense. */
async function markShift(tx: Tx, { cafeId, mark, now }: { cafeId: number; mark: string; now: Date }) {
  const staffName = `${mark}staff`;
  const staff = { cafeId, name: staffName, role: "staff" as const, rights: [], passwordHash: "none", now };
  const staffId = await addStaff(tx, staff);
  const shift = { cafeId, staffId, staffName, now, exponent: 2, floatMinor: 5_000, comment: mark };
  const shiftId = await startShift(tx, shift);
  const by = { actorKind: "staff" as const, actorId: staffId, actorName: staffName };
  const paid = { tender: "cash" as const, amountMinor: 100, details: `${mark}milk` };
  return { staffId, shiftId, expenseId: await payExpense(tx, { cafeId, now, by }, paid) };
}
