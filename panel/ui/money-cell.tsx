import { Text } from "@mantine/core";
import { moneyText } from "./money.ts";

interface Props {
  amount: string | null;
  currency: string;
  /** Write the plus of what came in. */
  signed?: boolean;
}

/** An amount in a table; nothing moved reads as a dash, so that the eye finds what did. */
export function MoneyCell({ amount, currency, signed = false }: Props) {
  if (amount === null || Number(amount) === 0) {
    return (
      <Text span size="sm" c="dimmed">
        –
      </Text>
    );
  }
  return `${signed && Number(amount) > 0 ? "+" : ""}${moneyText(amount, currency)}`;
}
