import Type from "typebox";
import { anyOut, decOut, intOut, listOf, shape, strOut } from "../kit/answer.ts";
import { date, int, text, time } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Reports over a range of café time (api-v2.md 2.14, 3.12, 6 #7, #8, #17, #22). Money in them is a JSON number. */
const shared = { auth: "K", right: "report_read", group: "reports", method: "GET" } as const;

const range = {
  date_start: date.required("First day, in café time", { example: "2025-01-01" }),
  date_end: date.required("Last day", { example: "2025-01-31" }),
  time_start: time.optional("Time of the first day, 00:00 unless said"),
  time_end: time.optional("Last minute of the last day, 23:59 unless said; 24:00 is accepted"),
};

/** The common parameters T. */
const asked = {
  ...range,
  data_source: text.optional("recent or history; both answer the same"),
  log_staff_name: text.optional("Only what this staff booked; all unless said", { example: "all" }),
  member_group_id: int.optional("Only members of this group"),
  pc_group_id: int.optional("Only what was booked at PCs of this group"),
};

const number = Type.Number();
const counted = shape({ number: intOut, amount: number });
const sold = shape({ number: intOut, cost: number, tax: number, total: number, profit: number });

export const reportData = operation({
  ...shared,
  id: "reports.reportData",
  path: "reports/reportData",
  mark: "known",
  summary: "Read the sums of a range",
  description:
    "Refunds and expenses are negative. A top-up is money on its day, its use is profit on the day of use. Both ends count whole; report_end has the seconds :59.",
  input: asked,
  answer: shape({
    report: shape({
      report_start: strOut,
      report_end: strOut,
      staff: strOut,
      cash: number,
      profit: number,
    }),
    sale: shape({
      product: sold,
      offer: shape({ tax: number }),
      offer_guest: sold,
      offer_member: sold,
      total: number,
      cash: sold,
      credit_card: sold,
      by_balance: sold,
      coin: sold,
      profit: number,
    }),
    top_five_members_topup: listOf(shape({ member: strOut, amount: number })),
    top_five_pc_spend: listOf(shape({ pc_name: strOut, total_spend: decOut })),
    topup: shape({
      ...{ member: counted, guest: counted, prepaid: counted, postpaid: counted, pc: counted },
      ...{ console: counted, cash: counted, credit_card: counted, qr: counted, bonus: counted },
      ...{ number: intOut, amount: number },
    }),
    refund: shape({
      topup: shape({
        ...{ member: counted, prepaid: counted, postpaid: counted, guest: counted, pc: counted },
        ...{ console: counted, credit_card: counted, cash: counted, bonus: counted, total: counted },
      }),
      sale: shape({
        ...{ product: counted, offer: counted, offer_guest: counted, offer_member: counted },
        ...{ card: counted, cash: counted, by_balance: counted, coin: counted, total: counted },
      }),
      total: counted,
    }),
    income: shape({
      expense: shape({ amount: number, items: listOf(shape({ log_money: strOut, log_details: strOut })) }),
      ...{ cash: number, credit_card: number, qr: number, by_balance: number, coin: number },
      ...{ amount: number, cost: number, tax: number, profit: number, loan: number },
    }),
    game: listOf(anyOut),
    game_license: listOf(anyOut),
    product_sales_items: listOf(
      shape({ product_name: strOut, order_number: intOut, order_total: number, order_refunded: number }),
    ),
    product_group_list: listOf(shape({ product_group_id: intOut, product_group_name: strOut })),
    new_members_number: intOut,
    pcs_list: listOf(anyOut),
    user_surveys: listOf(anyOut),
  }),
  refusals: ["request.time_range"],
});

const series = listOf(shape({ name: strOut, data: listOf(number) }));

export const reportChart = operation({
  ...shared,
  id: "reports.reportChart",
  path: "reports/reportChart",
  mark: "known",
  summary: "Read a range as series by day, or by hour within one day",
  description:
    "Without chart_type the series are Cash and Credit card. Income series overlap: use Total alone, or the ways without it. A day that lasts still ends with its running hour.",
  input: {
    ...asked,
    chart_type: text.optional("income, topup, sale or product", {
      choices: ["income", "topup", "sale", "product"],
    }),
  },
  answer: shape({
    series,
    categories: listOf(strOut),
    report: shape({ staff: strOut, report_start: strOut, report_end: strOut }),
  }),
  refusals: ["request.time_range"],
});

export const customerAnalysis = operation({
  ...shared,
  id: "reports.customerAnalysis",
  path: "reports/customerAnalysis",
  mark: "known",
  summary: "Read who spent what on what, and how long they played",
  description: "avg_duration is in minutes. What bonus paid is in no amount.",
  input: range,
  answer: shape({
    income_chart: listOf(shape({ value: number, name: strOut })),
    member_spend_ranking: listOf(shape({ spend_amount: decOut, member_account: strOut })),
    session: shape({
      total_session: intOut,
      avg_duration: number,
      unique_guests_count: intOut,
      new_members_number: intOut,
    }),
  }),
  refusals: ["request.time_range"],
});

export const pcUsage = operation({
  ...shared,
  id: "reports.pcUsage",
  path: "reports/pcUsage",
  mark: "ours",
  summary: "Read how many hours PCs were used, by weekday and hour",
  description:
    "One series a weekday, Monday first, 24 values of hours each; pauses are left out. Sessions count where they began; avg_duration is in minutes.",
  input: asked,
  answer: shape({
    series,
    categories: listOf(strOut),
    total_hours: number,
    session_number: intOut,
    avg_duration: number,
  }),
  refusals: ["request.time_range"],
});

export const taxReport = operation({
  ...shared,
  id: "reports.taxReport",
  path: "reports/taxReport",
  mark: "ours",
  summary: "Read net, tax and gross of what was sold, by tax",
  description: "tax_id 0 is what was sold without tax. Refunds are taken off. The percentage is that of now.",
  input: asked,
  answer: shape({
    items: listOf(
      shape({
        ...{ tax_id: intOut, tax_name: strOut, tax_percentage: decOut },
        ...{ net: number, tax: number, gross: number },
      }),
    ),
    total: shape({ net: number, tax: number, gross: number }),
  }),
  refusals: ["request.time_range"],
});
