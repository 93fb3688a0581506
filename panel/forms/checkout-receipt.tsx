import { Button, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { Fragment } from "react";
import type { Answer } from "../../contract/kit/operation.ts";
import type { checkout } from "../../contract/operations/pc-sessions.ts";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { sumOf } from "../ui/decimal.ts";
import { moneyText } from "../ui/money.ts";
import type { WantedCheckout } from "./checkout-values.ts";
import { tenderName } from "./tenders.ts";

const h = t.hall;

interface Props {
  answer: Answer<typeof checkout>;
  booked: WantedCheckout | undefined;
}

/** What a checkout took or gave. */
export function CheckoutReceipt({ answer, booked }: Props) {
  const { cafe } = useSignedIn();
  const money = (amount: string) => moneyText(amount, cafe.currency);
  // The answer's amount is what came in less what went back.
  const taken = sumOf(answer.amount, answer.refund);
  const rows: [string, string][] = [[h.cost, money(answer.paid)]];
  for (const { payment_method: way, amount } of booked?.payments ?? [])
    rows.push([tenderName(way), money(amount)]);
  if (answer.order_no !== null) rows.push([h.order, answer.order_no]);
  const count = answer.results.length;
  return (
    <Stack role="status" data-testid="end-done">
      <Text>{count === 1 ? h.ended : h.endedMany(count)}</Text>
      {Number(taken) > 0 && <Big label={h.taken} amount={money(taken)} />}
      {Number(answer.refund) > 0 && <Big label={h.paidBack} amount={money(answer.refund)} />}
      {Number(taken) === 0 && Number(answer.refund) === 0 && <Text fw={700}>{h.nothingMoved}</Text>}
      <dl className="receipt-rows">
        {rows.map(([label, value]) => (
          <Fragment key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
      <Button onClick={() => modals.closeAll()} data-autofocus data-testid="receipt-close">
        {h.done}
      </Button>
    </Stack>
  );
}

function Big({ label, amount }: { label: string; amount: string }) {
  return (
    <Text size="xl" fw={700} className="end-total">
      <span>{label}</span> <span className="pc-time">{amount}</span>
    </Text>
  );
}
