import { Stack, Tabs, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useSignedIn } from "../api/session.ts";
import { ReportRange, type ReportAsked } from "../forms/report-range.tsx";
import { ReportSums } from "../forms/report-sums.tsx";
import { ReportCustomers, ReportTaxes, ReportUse } from "../forms/report-use.tsx";
import { t } from "../text/en.ts";
import { localDay } from "../ui/local-day.ts";

const r = t.reports;
const parts = { sums: ReportSums, use: ReportUse, customers: ReportCustomers, taxes: ReportTaxes } as const;
type Part = keyof typeof parts;

/** The reports of any days. Who may not read them is told so in a sentence, and nothing is asked. */
export function ReportsPage() {
  const { cafe, may } = useSignedIn();
  const today = localDay(new Date(), cafe.timezone);
  const [asked, setAsked] = useState<ReportAsked>({ from: today, to: today, staff: "" });
  // A name is asked for once it is typed, not at each letter.
  const [settled] = useDebouncedValue(asked, 300);
  const isRange = settled.from <= settled.to;
  return (
    <Stack>
      <div>
        <Title order={1} size="h2">
          {r.title}
        </Title>
        <Text c="dimmed">{r.intro}</Text>
      </div>
      {!may("report_read") ? (
        <Text data-testid="reports-no-right">{t.common.noRight("report_read")}</Text>
      ) : (
        <>
          <ReportRange asked={asked} onChange={setAsked} />
          {isRange && (
            <Tabs defaultValue="sums" keepMounted={false}>
              <Tabs.List mb="md">
                {(Object.keys(parts) as Part[]).map((part) => (
                  <Tabs.Tab key={part} value={part}>
                    {r.tabs[part]}
                  </Tabs.Tab>
                ))}
              </Tabs.List>
              {(Object.keys(parts) as Part[]).map((part) => {
                const Shown = parts[part];
                return (
                  <Tabs.Panel key={part} value={part}>
                    <Shown asked={settled} />
                  </Tabs.Panel>
                );
              })}
            </Tabs>
          )}
        </>
      )}
    </Stack>
  );
}
