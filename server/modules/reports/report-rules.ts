import { decimalFromHundredths, decimalFromMinor } from "../../kernel/money.ts";

/**
 * From the sums of a range to the report (api-v2.md 3.12, billing.md 12). Pure.
 *
 * A line is what transfers moved one way: side 1 came in or was sold, side -1 went back, with a negative amount as in
 * the log (api-v2.md 6 #11). Minor units; of `sale.coin` hundredths of a coin. Which lines there are: lines-sql.ts.
 */
export interface ReportLine {
  line: string;
  /** Whom or what it is about, "" where that is said by the line. */
  subject: string;
  side: 1 | -1;
  /** Transfers that moved it; of products pieces. */
  number: number;
  amount: number;
  /** Parts of the amount; `cost` is what was sold had cost. */
  tax: number;
  bonus: number;
  cost: number;
}

export interface ReportSums {
  lines: ReportLine[];
  expenses: { amountMinor: number; details: string }[];
  topMembers: { member: string; amountMinor: number }[];
  topPcs: { pcName: string; spendMinor: number }[];
  newMembers: number;
  productGroups: { id: number; name: string }[];
}

export interface ReportWords {
  startLocal: string;
  endLocal: string;
  /** Whom it is about; "All" unless a staff was asked for. */
  staff: string;
}

export type ReportData = ReturnType<typeof reportData>;

/** The lines of a report that are told by subject elsewhere than in `sums.lines`. */
export const plainLines = [
  ...["cash", "card", "qr", "bonus", "total", "guest", "prepaid", "postpaid", "pc", "console"].map(
    (name) => `topup.${name}`,
  ),
  ...["product", "offer_guest", "offer_member", "cash", "card", "balance", "coin", "total"].map(
    (name) => `sale.${name}`,
  ),
  ...["cash", "card", "qr", "by_balance", "from_balance", "lent", "tax", "expenses", "cost"].map(
    (name) => `ledger.${name}`,
  ),
  "product",
];

const none = { number: 0, amount: 0, tax: 0, bonus: 0, cost: 0 };

/** The report's parts as JSON numbers of whole money. */
function readerOf(sums: ReportSums, exponent: number) {
  const find = (line: string, side: 1 | -1) =>
    sums.lines.find((one) => one.line === line && one.side === side) ?? none;
  const money = (minor: number) => Number(decimalFromMinor(minor, exponent));
  const shown = (line: string, amount: number) =>
    line === "sale.coin" ? Number(decimalFromHundredths(amount)) : money(amount);
  /** Both sides together. */
  const net = (name: string) => find(`ledger.${name}`, 1).amount + find(`ledger.${name}`, -1).amount;
  const amountOf = (line: string, side: 1 | -1 = 1) => {
    const { number, amount } = find(line, side);
    return { number, amount: shown(line, amount) };
  };
  /** What the whole moved less what a part of it did. */
  const restOf = (whole: string, part: string, side: 1 | -1 = 1) => {
    const [all, own] = [find(whole, side), find(part, side)];
    return { number: all.number - own.number, amount: money(all.amount - own.amount) };
  };
  /** What was sold, tax in it; its profit is without tax, cost and what bonus paid, which nobody paid for. */
  const sold = (line: string) => {
    const { number, amount, tax, bonus, cost } = find(line, 1);
    const profit = line === "sale.coin" ? 0 : money(amount - tax - bonus - cost);
    return { number, cost: money(cost), tax: money(tax), total: shown(line, amount), profit };
  };
  return { find, money, net, amountOf, restOf, sold };
}
type Reader = ReturnType<typeof readerOf>;

function saleOf({ sold, find, money }: Reader) {
  const all = sold("sale.total");
  return {
    product: sold("sale.product"),
    offer: { tax: money(find("sale.offer_guest", 1).tax + find("sale.offer_member", 1).tax) },
    offer_guest: sold("sale.offer_guest"),
    offer_member: sold("sale.offer_member"),
    total: all.total,
    cash: sold("sale.cash"),
    credit_card: sold("sale.card"),
    by_balance: sold("sale.balance"),
    coin: sold("sale.coin"),
    profit: all.profit,
  };
}

/** Money paid in. Guests are all groups below 0, so member + guest = amount; prepaid and postpaid are of the guests. */
function topupOf({ amountOf, restOf }: Reader) {
  return {
    member: restOf("topup.total", "topup.guest"),
    guest: amountOf("topup.guest"),
    prepaid: amountOf("topup.prepaid"),
    postpaid: amountOf("topup.postpaid"),
    pc: amountOf("topup.pc"),
    console: amountOf("topup.console"),
    cash: amountOf("topup.cash"),
    credit_card: amountOf("topup.card"),
    qr: amountOf("topup.qr"),
    bonus: amountOf("topup.bonus"),
    ...amountOf("topup.total"),
  };
}

function refundOf({ amountOf, restOf, find, money }: Reader) {
  const topup = (line: string) => amountOf(`topup.${line}`, -1);
  const sale = (line: string) => amountOf(`sale.${line}`, -1);
  const [guestOffers, memberOffers] = [find("sale.offer_guest", -1), find("sale.offer_member", -1)];
  const [topups, sales] = [find("topup.total", -1), find("sale.total", -1)];
  return {
    topup: {
      member: restOf("topup.total", "topup.guest", -1),
      prepaid: topup("prepaid"),
      postpaid: topup("postpaid"),
      guest: topup("guest"),
      pc: topup("pc"),
      console: topup("console"),
      credit_card: topup("card"),
      cash: topup("cash"),
      bonus: topup("bonus"),
      total: topup("total"),
    },
    sale: {
      product: sale("product"),
      offer: {
        number: guestOffers.number + memberOffers.number,
        amount: money(guestOffers.amount + memberOffers.amount),
      },
      offer_guest: sale("offer_guest"),
      offer_member: sale("offer_member"),
      card: sale("card"),
      cash: sale("cash"),
      by_balance: sale("balance"),
      coin: sale("coin"),
      total: sale("total"),
    },
    total: { number: topups.number + sales.number, amount: money(topups.amount + sales.amount) },
  };
}

/**
 * cash, credit_card, qr: all that moved by the tender (sales + top-ups − refunds − paid expenses); amount: these three.
 * by_balance: what PC time and sales took from balances. loan: debt taken up. coin: coins spent, less given back.
 * profit: money on the day of its use = amount + what left balances + what debts grew by − tax − cost. A top-up thus is
 * no profit, its use is; use paid with bonus is none.
 */
function incomeOf(sums: ReportSums, exponent: number, { net, find, money }: Reader) {
  const amountMinor = net("cash") + net("card") + net("qr");
  const profitMinor = amountMinor + net("from_balance") + net("lent") - net("tax") - net("cost");
  const items = sums.expenses.map((one) => ({
    log_money: decimalFromMinor(one.amountMinor, exponent),
    log_details: one.details,
  }));
  return {
    expense: { amount: money(net("expenses")), items },
    cash: money(net("cash")),
    credit_card: money(net("card")),
    qr: money(net("qr")),
    by_balance: money(net("by_balance")),
    coin: Number(decimalFromHundredths(find("sale.coin", 1).amount + find("sale.coin", -1).amount)),
    amount: money(amountMinor),
    cost: money(net("cost")),
    tax: money(net("tax")),
    profit: money(profitMinor),
    loan: money(find("ledger.lent", 1).amount),
  };
}

/** What a line about a product is told by: its number and the name it was sold by. */
const nameOfProduct = (subject: string) => subject.slice(subject.indexOf(" ") + 1);

/** Products in the order of what they brought: pieces sold, what was paid for them, and what of it went back (negative). */
export function productSales(lines: readonly ReportLine[], exponent: number) {
  const money = (minor: number) => Number(decimalFromMinor(minor, exponent));
  const bySubject = Map.groupBy(
    lines.filter(({ line }) => line === "product"),
    ({ subject }) => subject,
  );
  return [...bySubject]
    .map(([subject, own]) => {
      const [sold, back] = [own.find(({ side }) => side === 1), own.find(({ side }) => side === -1)];
      return { subject, pieces: sold?.number ?? 0, sold: sold?.amount ?? 0, back: back?.amount ?? 0 };
    })
    .sort((a, b) => b.sold - a.sold || (a.subject < b.subject ? -1 : 1))
    .map(({ subject, pieces, sold, back }) => ({
      product_name: nameOfProduct(subject),
      order_number: pieces,
      order_total: money(sold),
      order_refunded: money(back),
    }));
}

/** The report of a range; keys in the order of api-v2.md 3.12 and 6 #7. Lists of what the café does not keep are empty. */
export function reportData(sums: ReportSums, exponent: number, words: ReportWords) {
  const reader = readerOf(sums, exponent);
  const { money } = reader;
  const income = incomeOf(sums, exponent, reader);
  return {
    report: {
      report_start: words.startLocal,
      report_end: words.endLocal,
      staff: words.staff,
      cash: income.cash,
      profit: income.profit,
    },
    sale: saleOf(reader),
    top_five_members_topup: sums.topMembers.map(({ member, amountMinor }) => ({
      member,
      amount: money(amountMinor),
    })),
    top_five_pc_spend: sums.topPcs.map(({ pcName, spendMinor }) => ({
      pc_name: pcName,
      total_spend: decimalFromMinor(spendMinor, exponent),
    })),
    topup: topupOf(reader),
    refund: refundOf(reader),
    income,
    game: [],
    game_license: [],
    product_sales_items: productSales(sums.lines, exponent),
    product_group_list: [
      { product_group_id: -1, product_group_name: "Offers" },
      ...sums.productGroups.map(({ id, name }) => ({ product_group_id: id, product_group_name: name })),
    ],
    new_members_number: sums.newMembers,
    pcs_list: [],
    user_surveys: [],
  };
}
