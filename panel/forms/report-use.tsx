import { Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { customerAnalysis, pcUsage, taxReport } from "../../contract/operations/reports.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { HeatMap } from "../ui/heat-map.tsx";
import { moneyText } from "../ui/money.ts";
import { QueryView } from "../ui/query-view.tsx";
import { ReportTable, textCell, type ReportCell } from "../ui/report-table.tsx";
import { reportInput, type ReportAsked } from "./report-range.tsx";

const r = t.reports;

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <Paper withBorder p="md">
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text size="xl" fw={600} className="figures">
        {value}
      </Text>
    </Paper>
  );
}

/** How the computers were used. */
export function ReportUse({ asked }: { asked: ReportAsked }) {
  const call = useCall();
  const input = { date_start: asked.from, date_end: asked.to };
  const usage = useQuery({
    queryKey: ["reports", "use", input],
    queryFn: ({ signal }) => call(pcUsage, input, { signal }),
  });
  return (
    <QueryView query={usage}>
      {(use) => (
        <Stack>
          <SimpleGrid cols={{ base: 1, xs: 3 }}>
            <Figure name={r.use.hours} value={use.total_hours.toLocaleString()} />
            <Figure name={r.use.sessions} value={use.session_number.toLocaleString()} />
            <Figure name={r.use.average} value={use.avg_duration.toLocaleString()} />
          </SimpleGrid>
          <Paper withBorder p="md">
            <Title order={2} size="h4" mb="xs">
              {r.use.map}
            </Title>
            <HeatMap rows={use.series} columns={use.categories} />
          </Paper>
        </Stack>
      )}
    </QueryView>
  );
}

function useMoneyCell() {
  const { cafe } = useSignedIn();
  return (value: number | string): ReportCell => ({
    shown: moneyText(value, cafe.currency),
    plain: String(value),
  });
}

/** Who spent what on what. */
export function ReportCustomers({ asked }: { asked: ReportAsked }) {
  const call = useCall();
  const money = useMoneyCell();
  const input = { date_start: asked.from, date_end: asked.to };
  const analysis = useQuery({
    queryKey: ["reports", "customers", input],
    queryFn: ({ signal }) => call(customerAnalysis, input, { signal }),
  });
  const file = (what: string) => r.file(what, asked.from, asked.to);
  return (
    <QueryView query={analysis}>
      {({ income_chart: kinds, member_spend_ranking: spenders, session }) => (
        <Stack>
          <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
            <Figure name={r.use.sessions} value={session.total_session.toLocaleString()} />
            <Figure name={r.use.average} value={session.avg_duration.toLocaleString()} />
            <Figure name={r.customers.guests} value={session.unique_guests_count.toLocaleString()} />
            <Figure name={r.lines.newMembers} value={session.new_members_number.toLocaleString()} />
          </SimpleGrid>
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <ReportTable
              title={r.customers.kinds}
              file={file("kinds")}
              heads={[r.customers.kind, r.amount]}
              rows={kinds.map(({ name, value }) => [textCell(name), money(value)])}
            />
            <ReportTable
              title={r.customers.spenders}
              file={file("spenders")}
              heads={[r.member, r.amount]}
              rows={spenders.map((one) => [textCell(one.member_account), money(one.spend_amount)])}
            />
          </SimpleGrid>
        </Stack>
      )}
    </QueryView>
  );
}

/** Which tax was in what was sold. */
export function ReportTaxes({ asked }: { asked: ReportAsked }) {
  const call = useCall();
  const money = useMoneyCell();
  const input = reportInput(asked);
  const taxes = useQuery({
    queryKey: ["reports", "taxes", input],
    queryFn: ({ signal }) => call(taxReport, input, { signal }),
  });
  const nameOf = (id: number, name: string) =>
    id === 0 ? r.taxes.none : name === "" ? r.taxes.number(id) : name;
  return (
    <QueryView query={taxes}>
      {({ items, total }) => (
        <ReportTable
          title={r.tabs.taxes}
          file={r.file("taxes", asked.from, asked.to)}
          heads={[r.taxes.tax, r.taxes.percent, r.taxes.net, r.taxes.taxSum, r.taxes.gross]}
          rows={
            items.length === 0
              ? []
              : [
                  ...items.map((one) => [
                    ...[textCell(nameOf(one.tax_id, one.tax_name)), textCell(one.tax_percentage)],
                    ...[money(one.net), money(one.tax), money(one.gross)],
                  ]),
                  [
                    ...[textCell(r.lines.total), textCell("")],
                    ...[money(total.net), money(total.tax), money(total.gross)],
                  ],
                ]
          }
        />
      )}
    </QueryView>
  );
}
