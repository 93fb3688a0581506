import { Button, Group, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconPrinter } from "@tabler/icons-react";
import { Fragment, useEffect, useState } from "react";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { localTimestamp } from "../ui/local-day.ts";
import { localText } from "../ui/money.ts";
import { PrintSheet } from "../ui/print-sheet.tsx";
import type { DeskSettings } from "./desk-settings.ts";

export type ReceiptRow = readonly [label: string, value: string];

interface Props {
  title: string;
  /** Between the time and the staff, which every receipt names. */
  rows: readonly ReceiptRow[];
  newBalance: string;
  settings: DeskSettings | undefined;
}

const r = t.receipt;

/** What was booked, to be read and printed: the same rows on the screen and on paper, there with the café's head. */
export function MoneyReceipt({ title, rows, newBalance, settings }: Props) {
  const { cafe, staff } = useSignedIn();
  const [at] = useState(() => localTimestamp(new Date(), cafe.timezone));
  const all: ReceiptRow[] = [[r.time, localText(at)], ...rows, [r.staff, staff.staff_name]];
  return (
    <Stack role="status" data-testid="topup-done">
      <Stack align="center" gap={0}>
        <Text>{t.topUp.newBalance}</Text>
        <Text size="xl" fw={700} data-testid="topup-new-balance">
          {newBalance}
        </Text>
      </Stack>
      <Rows rows={all} />
      <Group grow>
        <Button
          variant="default"
          leftSection={<IconPrinter size={16} aria-hidden />}
          onClick={() => window.print()}
          data-testid="receipt-print"
        >
          {r.print}
        </Button>
        <Button onClick={() => modals.closeAll()} data-autofocus data-testid="receipt-close">
          {t.topUp.done}
        </Button>
      </Group>
      <Sheet title={title} rows={[...all, [r.balance, newBalance]]} settings={settings} />
    </Stack>
  );
}

/** The sheet of paper: seen by the printer alone. Where the café wants it so, it is printed at once, with its logo loaded. */
function Sheet({ title, rows, settings }: Pick<Props, "title" | "rows" | "settings">) {
  const { cafe } = useSignedIn();
  const [logo, setLogo] = useState<"wanted" | "there" | "none">(settings?.printsLogo ? "wanted" : "none");
  const isReady = settings?.printsAtOnce === true && logo !== "wanted";
  useEffect(() => {
    if (isReady) window.print();
  }, [isReady]);
  return (
    <PrintSheet>
      {logo !== "none" && (
        <img
          src={`/api/v2/cafe/${cafe.id}/configs/images/cafe_logo`}
          alt=""
          onLoad={() => setLogo("there")}
          onError={() => setLogo("none")}
        />
      )}
      <h1>{cafe.name}</h1>
      <h2>{title}</h2>
      <Rows rows={rows} />
      {settings?.printLines.map((line, index) => (
        // Lines have no name of their own; their place is what they are.
        <p key={index}>{line}</p>
      ))}
    </PrintSheet>
  );
}

function Rows({ rows }: { rows: readonly ReceiptRow[] }) {
  return (
    <dl className="receipt-rows">
      {rows.map(([label, value]) => (
        <Fragment key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
