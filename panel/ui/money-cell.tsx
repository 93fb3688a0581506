import { Text } from "@mantine/core";
import { moneyText } from "./money.ts";

interface Props {
  amount: string | null;
  currency: string;
  /** Write the plus of what came in. */
  signed?: boolean;
}

/** A dash where nothing is: for the eye in a table; cards leave it out. */
export function Nothing() {
  return (
    <Text span size="sm" c="dimmed" data-nothing>
      –
    </Text>
  );
}

/** An amount in a table; nothing moved reads as a dash, so that the eye finds what did. */
export function MoneyCell({ amount, currency, signed = false }: Props) {
  if (amount === null || Number(amount) === 0) {
    return <Nothing />;
  }
  return `${signed && Number(amount) > 0 ? "+" : ""}${moneyText(amount, currency)}`;
}
