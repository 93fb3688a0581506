import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { secureIds } from "./kernel/ids.ts";
import { nextTransferId, postTransfer, sealBooks, topUpMembers } from "./modules/ledger/index.ts";
import { addPromoCodes } from "./modules/ledger/promo-change.ts";
import type { PromoFields } from "./modules/ledger/promo-rules.ts";
import { addCafe, addMember, addMemberHolding, startOfBooks, topUpOf } from "./modules/ledger/test-books.ts";
import { addStaff } from "./modules/access/index.ts";
import { endShift, payExpense, startShift } from "./modules/shifts/index.ts";
import { openTestDatabase, type TestDatabase } from "./testing/test-database.ts";
import { verifyBooks } from "./verify-books.ts";

/** Every invariant is broken once, as by somebody at the database itself, and `netcafe verify` names it and the row. */

const cafe = 10_001;
const actor = { actorKind: "system", actorId: null, actorName: "System" } as const;
let test: TestDatabase;
let orderId: number;
let refundId: number;
let shiftId: number;

async function giveOffer(): Promise<void> {
  await test.db.transact(async (tx) => {
    const transferId = await nextTransferId(tx);
    await tx.run(
      `insert into owned_offers (cafe_id, owned_offer_id, member_id, name, seconds, terms, bought_at, sale_transfer_id, tender)
       values ($1, 500, 1, 'Night', 3600, '{}', $2, $3, 'none')`,
      [cafe, startOfBooks, transferId],
    );
    await postTransfer(tx, cafe, startOfBooks, {
      ...{ transferId, kind: "offer_sale", actor, shiftId: null },
      logs: [{ event: "ORDER", memberId: 1 }],
      entries: [
        { account: "offer_seconds", memberId: 1, ownedOfferId: 500, amount: 3_600 },
        { account: "offer_seconds_given", amount: -3_600 },
      ],
    });
  });
}

/** A shift with an expense that is over, and one that is open. */
async function keepShift(): Promise<void> {
  const shift = {
    cafeId: cafe,
    staffName: "Ann",
    now: startOfBooks,
    exponent: 2,
    floatMinor: 500,
    comment: "",
  };
  await test.db.transact(async (tx) => {
    const person = { role: "staff" as const, rights: [], passwordHash: "none", now: startOfBooks };
    const staffId = await addStaff(tx, { cafeId: cafe, name: "Ann", ...person });
    const by = { actorKind: "staff" as const, actorId: staffId, actorName: "Ann" };
    shiftId = await startShift(tx, { ...shift, staffId });
    const paid = { tender: "cash" as const, amountMinor: 120, details: "milk" };
    await payExpense(tx, { cafeId: cafe, now: startOfBooks, by }, paid);
    const ending = { cafeId: cafe, shiftId, now: startOfBooks, exponent: 2, countedMinor: 370, by };
    await endShift(tx, { ...ending, reason: "lost" });
    await startShift(tx, { ...shift, staffId });
  });
}

beforeAll(async () => {
  test = await openTestDatabase();
  await addCafe(test.db, cafe);
  await addMember(test.db, cafe, 1);
  await addMemberHolding(test.db, cafe, 2, { loan: 300, balance: 100 });
  const fields: PromoFields & { code: string } = {
    ...{ code: "May", purpose: "topup", valueThousandths: 5_000, unit: "currency", target: "bonus" },
    ...{ minTopupMinor: 0, maxUses: 0, oncePerMember: true, memberGroupIds: [] },
    ...{ validFrom: null, validTo: null, isActive: true },
  };
  const command = { cafeId: cafe, now: startOfBooks, ids: secureIds, exponent: 2, count: 1, fields };
  await test.db.transact((tx) => addPromoCodes(tx, command));
  const promo = { code: "May", exponent: 2, removeUsedUp: false };
  const about = { valueMinor: 1_000, coinsHundredths: 100, minorPerPoint: 100 };
  const made = await topUpMembers(test.db, topUpOf(cafe, [1], { ...about, bonusMinor: 200, promo }));
  orderId = made.members[0]?.orderId ?? 0;
  for (const tender of ["card", "qr"] as const)
    await topUpMembers(test.db, topUpOf(cafe, [1], { valueMinor: 70, tender }));
  const refundOf = { orderId, exponent: 2 };
  const refunded = await topUpMembers(
    test.db,
    topUpOf(cafe, [1], { valueMinor: -400, tender: null, refundOf }),
  );
  refundId = refunded.members[0]?.orderId ?? 0;
  await giveOffer();
  await keepShift();
  await test.db.transact((tx) => tx.run("select fold_billing_log_changes()"));
  await sealBooks(test.db, startOfBooks);
});
afterAll(() => test.close());

/** Guarantee by guarantee, what is broken after `sql` was done behind triggers and foreign keys; it is undone again. */
async function brokenAfter(sql: string): Promise<Map<string, string | null>> {
  const found = new Map<string, string | null>();
  const undone = new Error("undone");
  await test.db
    .transact(async (tx) => {
      await tx.script(`set local session_replication_role = replica; ${sql}`);
      for await (const { guarantee, broken } of verifyBooks(tx)) found.set(guarantee, broken);
      throw undone;
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  return found;
}

const ofCafe = `cafe_id = ${cafe}`;
/** Guarantee · what somebody does · the row that must be named. */
/** An hour's session with one span: source, owned offer, its begin, seconds used, what the balance paid. */
const sessionWith = (span: string) => `
  with made as (insert into sessions (cafe_id, session_id, pc_id, pc_name, member_id, kind, started_at, ended_at)
    values (${cafe}, 1, 1, 'PC1', 1, 'member', '2026-03-02 10:00:00Z', '2026-03-02 11:00:00Z') returning *)
  insert into session_spans (cafe_id, session_id, span_no, source, owned_offer_id, started_at, used_seconds, paid_balance_minor,
    ended_at, terms, stretch_no)
  select made.cafe_id, made.session_id, 1, span.*, made.ended_at, case when span.source = 'money' then '{}'::jsonb end,
    case when span.source = 'money' then 1 end
  from made, (values (${span})) as span (source, owned_offer_id, started_at, used_seconds, paid)`;

/** Two Colas for 5.00 in cash that no transfer tells of. */
const colaSold = `
  insert into orders (cafe_id, order_no, status, payment_method, paid_at, created_at, updated_at)
    values (${cafe}, 778, 2, 0, now(), now(), now());
  insert into order_items (cafe_id, order_no, item_no, product_id, product_name, is_offer, quantity, cost_minor, money_minor, takes)
    values (${cafe}, 778, 1, 3, 'Cola', false, 2, 500, 500, '[{"product_id": 3, "qty": 1}]');
  insert into order_payments (cafe_id, order_no, place, payment_method, paid_minor) values (${cafe}, 778, 0, 0, 500)`;

/** An hour of PC 1 that cost 4.00, of which no transfer tells. */
const bookingOf = (id: number, more = "null, null, null") => `
  insert into bookings (cafe_id, booking_id, pc_id, pc_name, kind, is_guest, password, starts_at, ends_at, place, grace_seconds,
      queue_hold_seconds, cost_minor, tax_minor, bonus_minor, tender, created_at, ended_at, ended_how, paid_back_at)
    values (${cafe}, ${id}, 1, 'PC1', 'time', true, '4711', '2026-03-02 10:00Z', '2026-03-02 11:00Z', 0, 0, 0, 400, 0, 0, 'cash',
      '2026-03-02 09:00Z', ${more})`;

const breaches: readonly (readonly [string, () => string, RegExp])[] = [
  [
    "the entries of each transfer sum to zero in each unit",
    () => `update entries set amount = amount + 1 where transfer_id = ${orderId} and account = 'balance'`,
    /^café 10001, transfer \d+: its entries in money sum to 1$/,
  ],
  [
    "each entry belongs to a transfer and a member of its own café",
    () => `delete from transfers where transfer_id = ${orderId}`,
    /^café 10001, transfer \d+, line 1: no such transfer in this café$/,
  ],
  ...(
    [
      ["balance", "balance_minor"],
      ["bonus", "bonus_minor"],
      ["coins", "coins_hundredths"],
      ["points", "points_hundredths"],
      ["loan", "loan_minor"],
    ] as const
  ).map(
    ([account, column]) =>
      [
        `the ${account} kept on each member's row is the sum of its entries`,
        () => `update members set ${column} = ${column} + 1 where ${ofCafe} and member_id = 2`,
        new RegExp(`^café 10001, member 2 \\(player2\\): ${account} kept \\d+, entries say \\d+$`),
      ] as const,
  ),
  [
    "no account of a member was ever below zero, and no loan above it",
    () => `update entries set amount = -amount where ${ofCafe} and member_id = 2 and account = 'loan'`,
    /^café 10001, member 2: loan stands at 300 after transfer \d+$/,
  ],
  [
    "each member's bonus is what is left of its lots",
    () => `update bonus_lots set left_minor = left_minor - 1 where ${ofCafe} and left_minor > 0`,
    /^café 10001, member 1 \(player1\): bonus kept \d+, lots hold \d+$/,
  ],
  [
    "the lots that a transfer granted are the bonus it gave, and none holds more than its grant",
    () => `update bonus_lots set granted_minor = granted_minor + 1 where ${ofCafe}`,
    /^café 10001, lot \d+: granted \d+, left \d+, its transfer \d+ granted \d+ and gave \d+$/,
  ],
  [
    "each log row that shows money names its transfer",
    () => `update billing_logs set transfer_id = null where transfer_id = ${orderId} and event = 'TOPUP'`,
    /^café 10001, log row \d+ \(TOPUP\): it shows money and names no transfer$/,
  ],
  [
    "each transfer that moves what a member holds has its log row",
    () => `delete from billing_logs where transfer_id = ${orderId}`,
    /^café 10001, transfer \d+: it moves \w+ of member 1 and no log row tells of it$/,
  ],
  ...(["cash", "card", "qr"] as const).map(
    (tender) =>
      [
        `the log shows what the ledger moved by ${tender}`,
        () => `update billing_logs set ${tender}_minor = 5 where ${ofCafe} and ${tender}_minor > 0`,
        new RegExp(`^café 10001, transfer \\d+: the log shows 5 by ${tender}, entries say \\d+$`),
      ] as const,
  ),
  [
    "the uses kept on each promotion code are the uses written down, never above its largest number",
    () => `update promo_codes set uses = uses + 1 where ${ofCafe}`,
    /^café 10001, promotion code \d+ \(May\): 2 uses kept, 1 written down/,
  ],
  [
    "a promotion code that members may use once was used once by each",
    () => `drop index promo_used_once_per_member;
      insert into promo_uses (cafe_id, promo_id, member_id, member_account, transfer_id, used_at, bonus_minor, coins_hundredths, once_per_member)
      select cafe_id, promo_id, member_id, member_account, ${refundId}, used_at, bonus_minor, coins_hundredths, once_per_member from promo_uses`,
    /^café 10001, promotion code \d+: used more than once by member 1$/,
  ],
  [
    "each use of a promotion code names a transfer with its log row of no sums",
    () => `delete from billing_logs where ${ofCafe} and event = 'PROMO_USE'`,
    /^café 10001, promotion code \d+, transfer \d+: no row PROMO_USE of member 1 without sums$/,
  ],
  [
    "the seconds kept on each owned offer are the sum of its entries, never below zero, never above what was bought",
    () => `update owned_offers set left_seconds = left_seconds - 1 where ${ofCafe}`,
    /^café 10001, owned offer 500 \(Night\): 3599 seconds kept, entries say 3600$/,
  ],
  [
    "all refunds of a top-up together pay back no more than it brought, to the member that it was of",
    () => `update entries set amount = amount * 5 where transfer_id = ${refundId}`,
    /^café 10001, transfer \d+: it brought 1000 and its refunds paid back 2000, to 1 member\(s\)$/,
  ],
  [
    "each second of a session belongs to exactly one source, from its start to its end",
    () => sessionWith("'money', null::bigint, timestamptz '2026-03-02 10:00:01Z', 0, 0"),
    /^café 10001, session 1: its span 1 begins at 2026-03-02 10:00:01\+00 and does not follow what came before$/,
  ],
  [
    "what a session says its sources paid is what the ledger moved",
    () => sessionWith("'money', null::bigint, timestamptz '2026-03-02 10:00:00Z', 3600, 5"),
    /^café 10001, session 1, span 1: it says 5 was paid, transfer {2}moved 0$/,
  ],
  [
    "the seconds a session used of an offer are those the ledger took from it",
    () => sessionWith("'offer', 500, timestamptz '2026-03-02 10:00:00Z', 3600, 0"),
    /^café 10001, session 1, span 1: it used 3600 s of offer 500, transfer {2}took 0$/,
  ],
  [
    "a running session stands still while a pause of all PCs lasts, and by no pause that is over",
    () => `insert into pauses (cafe_id, pause_id, started_at) values (${cafe}, 1, '2026-03-02 10:30:00Z');
      insert into sessions (cafe_id, session_id, pc_id, pc_name, member_id, kind, started_at)
      values (${cafe}, 1, 1, 'PC1', 1, 'member', '2026-03-02 10:00:00Z')`,
    /^café 10001, session 1: it runs on while pause 1 lasts$/,
  ],
  [
    "each order's items show what its transfer moved",
    () => `insert into orders (cafe_id, order_no, status, payment_method, transfer_id, created_at, updated_at)
      values (${cafe}, 777, 2, 0, ${orderId}, now(), now())`,
    /^café 10001, order 777: its items show 0 paid, 0 bonus, 0 tax, 0 coins; its transfer \d+ moved/,
  ],
  [
    "the stock of each product is the sum of its changes, and the last of them left what is there",
    () =>
      `insert into products (cafe_id, product_id, is_offer, name, price, stock, is_unlimited, updated_at)
         values (${cafe}, 3, false, 'Cola', 1, 5, false, now());
       insert into stock_changes (cafe_id, product_id, product_name, change, stock_after, cost, reason, at)
         values (${cafe}, 3, 'Cola', 4, 4, 1, 'restock', now())`,
    /^café 10001, product 3 \(Cola\): 5 kept, its changes say 4, the last of them left 4$/,
  ],
  [
    "no order took more out of stock than its lines say, or gave back more than it took",
    () =>
      `${colaSold};
       insert into stock_changes (cafe_id, product_id, product_name, change, stock_after, cost, reason, order_no, at)
         values (${cafe}, 3, 'Cola', -3, 0, 1, 'sale', 778, now())`,
    /^café 10001, order 778, product 3: its lines say 2, it took 3 and gave back 0$/,
  ],
  [
    "each order's ways of payment are what its transfer moved, and so are the points it earned",
    () => colaSold,
    /^café 10001, order 778: its ways say \{"qr": 0, "card": 0, "cash": 500, .*\}, its transfer {2}moved \{.*"cash": 0.*\}$/,
  ],
  [
    "what went back of an order is what its refunds and its cancellation moved, and no more than was paid",
    () => `${colaSold}; update order_payments set back_minor = 250 where order_no = 778`,
    /^café 10001, order 778: \{.*"cash": 250.*\} went back of \{.*"cash": 500.*\}, its refunds moved \{.*"cash": 0.*\}$/,
  ],
  [
    "the refunded pieces of each line are those of its refunds, which together pay back no more than was paid",
    () => `${colaSold}; update order_items set refunded_quantity = 1 where order_no = 778`,
    /^café 10001, order 778, product 3: 1 pieces refunded, its refunds say 0; 500 paid, 0 paid back$/,
  ],
  [
    "an order that nobody has paid has no transfer, and is done only where it is paid later",
    () => `${colaSold}; update orders set paid_at = null where order_no = 778`,
    /^café 10001, order 778: status 2, way to pay 0, not paid, transfer none$/,
  ],
  [
    "what a shift that is over says it took is what the ledger moved on it",
    () => `update shifts set cash_minor = cash_minor + 1 where ${ofCafe} and shift_id = ${shiftId}`,
    /^café 10001, shift \d+ of Ann: it says float 500, moved 0, cash -119, card 0, QR 0, expected 380; the ledger says 500, 0, -120, 0, 0, 380$/,
  ],
  [
    "the drawer of each shift that is over is empty, and what was wrong with it stands on its own account",
    () => `update shifts set counted_minor = 380 where ${ofCafe} and shift_id = ${shiftId}`,
    /^café 10001, shift \d+ of Ann: its drawer stands at 0, 380 was counted of 380, the ledger holds a difference of -10$/,
  ],
  [
    "each movement stands on a shift of whoever made it, and its log rows with it",
    () => `update transfers set shift_id = ${shiftId} where transfer_id = ${orderId}`,
    /^café 10001, transfer \d+ of \w+: it stands on shift \d+ of Ann$/,
  ],
  [
    "each expense is what the ledger paid for it, and nothing once it was taken back",
    () => `update expenses set removed_at = created_at where ${ofCafe}`,
    /^café 10001, expense \d+ \(milk\): 0 kept, the ledger paid 120$/,
  ],
  [
    "what each booking has cost and not paid back is what its transfers moved",
    () => bookingOf(900),
    /^café 10001, booking 900: it says 400 and 0 of tax, its transfers moved 0 and 0$/,
  ],
  [
    "every transfer that sells booked time is that of a booking",
    () => `update entries set account = 'sales_bookings' where transfer_id = ${orderId} and account = 'cash'`,
    /^café 10001, transfer \d+ moved -?\d+ for bookings and is no booking's$/,
  ],
  [
    "no two bookings that stand have one place in the queue of a PC at the same time",
    () => `alter table bookings drop constraint bookings_never_overlap; ${bookingOf(900)}; ${bookingOf(901)}`,
    /^café 10001, PC 1: bookings 900 and 901 overlap in place 0$/,
  ],
  [
    "money of a booking went back only where it was cancelled or its PC never came free",
    () => bookingOf(900, "'2026-03-02 10:10Z', 'unused', '2026-03-02 10:10Z'"),
    /^café 10001, booking 900: paid back, and unused$/,
  ],
  [
    "the sums kept of the log for each day are those of its rows",
    () =>
      `update billing_log_spans set cash_minor = 7 where ${ofCafe} and span_seconds = 86400 and facet = ''`,
    /^café 10001, log sums of the day 2026-03-02 00:00, \w+: kept \{.*\}, the rows say \{.*\}$/,
  ],
  [
    "the sums kept of the log for each 32 days are those of their days",
    () => `update billing_log_spans set all_rows = all_rows + 1 where ${ofCafe} and span_seconds = 2764800`,
    /^café 10001, log sums of the 32 days from 2026-\d\d-\d\d, \w+/,
  ],
  [
    "the sums kept of the log for each hour are those of its rows",
    () => `delete from billing_log_spans where ${ofCafe} and span_seconds = 3600`,
    /^café 10001, log sums of the hour 2026-03-02 10:00, \w+: kept nothing, the rows say \{.*\}$/,
  ],
  [
    "each sealed row is as it was sealed, and each seal follows the one before",
    () => `update transfers set actor_name = 'Eve' where transfer_id = ${orderId}`,
    /^café 10001, transfers row \d+ was changed after it was sealed \(seal 1\)$/,
  ],
];

describe("netcafe verify names the row when this is broken from outside:", () => {
  it.each(breaches)("%s", async (guarantee, sql, named) => {
    expect((await brokenAfter(sql())).get(guarantee)).toMatch(named);
  });

  it("and finds nothing while nobody does", async () => {
    const found = await brokenAfter("");
    expect([...found.values()].every((broken) => broken === null)).toBe(true);
    // A new invariant is broken here once too, so that it is known to be able to fail.
    expect(breaches.map(([guarantee]) => guarantee).sort()).toEqual([...found.keys()].sort());
  });
});
