import { Paper, SimpleGrid, Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { reportChart, reportData } from "../../contract/operations/reports.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { BarChart } from "../ui/bar-chart.tsx";
import { moneyText } from "../ui/money.ts";
import { QueryView } from "../ui/query-view.tsx";
import { ReportTable, textCell, type ReportCell } from "../ui/report-table.tsx";
import { reportInput, type ReportAsked } from "./report-range.tsx";

const r = t.reports;
const l = r.lines;

/** Money of a range: what came in, from whom, for what. */
export function ReportSums({ asked }: { asked: ReportAsked }) {
  const call = useCall();
  const { cafe } = useSignedIn();
  const input = reportInput(asked);
  const report = useQuery({
    queryKey: ["reports", "data", input],
    queryFn: ({ signal }) => call(reportData, input, { signal }),
  });
  const chart = useQuery({
    queryKey: ["reports", "chart", input],
    queryFn: ({ signal }) => call(reportChart, { ...input, chart_type: "income" }, { signal }),
  });
  const show = (value: number) => moneyText(value, cafe.currency);
  const money = (value: number): ReportCell => ({ shown: show(value), plain: String(value) });
  const count = (value: number): ReportCell => textCell(String(value));
  const file = (what: string) => r.file(what, asked.from, asked.to);
  return (
    <Stack>
      <QueryView query={report}>
        {({ income, topup, refund, sale, ...rest }) => (
          <Stack>
            <SimpleGrid cols={{ base: 1, md: 2 }}>
              <ReportTable
                title={r.income}
                testId="report-income"
                file={file("income")}
                heads={[r.what, r.amount]}
                rows={[
                  [textCell(l.cash), money(income.cash)],
                  [textCell(l.card), money(income.credit_card)],
                  [textCell(l.qr), money(income.qr)],
                  [textCell(l.all), money(income.amount)],
                  [textCell(l.expenses), money(income.expense.amount)],
                  [textCell(l.balance), money(income.by_balance)],
                  [textCell(l.loan), money(income.loan)],
                  [textCell(l.tax), money(income.tax)],
                  [textCell(l.cost), money(income.cost)],
                  [textCell(l.profit), money(income.profit)],
                  [textCell(l.newMembers), count(rest.new_members_number)],
                ]}
              />
              <ReportTable
                title={r.topUps}
                file={file("top-ups")}
                heads={[r.what, r.number, r.amount]}
                rows={(
                  [
                    [l.cash, topup.cash],
                    [l.card, topup.credit_card],
                    [l.qr, topup.qr],
                    [l.members, topup.member],
                    [l.guests, topup.guest],
                    [l.bonus, topup.bonus],
                    [l.total, topup],
                  ] as const
                ).map(([name, line]) => [textCell(name), count(line.number), money(line.amount)])}
              />
              <ReportTable
                title={r.sales}
                file={file("sales")}
                heads={[r.what, r.number, r.amount, l.tax, l.profit]}
                rows={(
                  [
                    [l.products, sale.product],
                    [l.offersMember, sale.offer_member],
                    [l.offersGuest, sale.offer_guest],
                    [l.cash, sale.cash],
                    [l.card, sale.credit_card],
                    [l.balance, sale.by_balance],
                  ] as const
                ).map(([name, line]) => [
                  ...[textCell(name), count(line.number), money(line.total), money(line.tax)],
                  money(line.profit),
                ])}
              />
              <ReportTable
                title={r.refunds}
                file={file("refunds")}
                heads={[r.what, r.number, r.amount]}
                rows={(
                  [
                    [l.topUps, refund.topup.total],
                    [l.sales, refund.sale.total],
                    [l.total, refund.total],
                  ] as const
                ).map(([name, line]) => [textCell(name), count(line.number), money(line.amount)])}
              />
            </SimpleGrid>
            <Paper withBorder p="md">
              <Title order={2} size="h4" mb="xs">
                {r.chart(r.income)}
              </Title>
              <QueryView query={chart}>
                {({ categories, series }) => (
                  <BarChart
                    label={`${r.chart(r.income)}. ${r.chartHelp}`}
                    categories={categories}
                    values={series.find(({ name }) => name === "Total")?.data ?? []}
                    show={show}
                  />
                )}
              </QueryView>
            </Paper>
            <SimpleGrid cols={{ base: 1, md: 3 }}>
              <ReportTable
                title={r.products}
                file={file("products")}
                heads={[r.product, r.pieces, r.sold, r.back]}
                rows={rest.product_sales_items.map((one) => [
                  ...[textCell(one.product_name), count(one.order_number), money(one.order_total)],
                  money(one.order_refunded),
                ])}
              />
              <ReportTable
                title={r.topMembers}
                file={file("top-members")}
                heads={[r.member, r.amount]}
                rows={rest.top_five_members_topup.map((one) => [textCell(one.member), money(one.amount)])}
              />
              <ReportTable
                title={r.topPcs}
                file={file("top-computers")}
                heads={[r.pc, r.spent]}
                rows={rest.top_five_pc_spend.map((one) => [
                  textCell(one.pc_name),
                  { shown: show(Number(one.total_spend)), plain: one.total_spend },
                ])}
              />
            </SimpleGrid>
          </Stack>
        )}
      </QueryView>
    </Stack>
  );
}
