import { useQuery } from "@tanstack/react-query";
import { readPages, type PageValues } from "../../contract/operations/configs.ts";
import { useCall } from "../api/calls.ts";

export interface AmountButton {
  /** Decimal text. */
  money: string;
  /** Minutes it says it buys; 0 = not said. */
  minutes: number;
}

export interface DeskSettings {
  buttons: readonly AmountButton[];
  /** Numbers of api-v2.md 4.1, as text. */
  taken: readonly string[];
  printsLogo: boolean;
  /** Lines below a receipt. */
  printLines: readonly string[];
  printsAtOnce: boolean;
  /** Whether guests may log in by an access code. */
  givesCodes: boolean;
}

/** Offered where the café has set no buttons of its own. */
const usualButtons: readonly AmountButton[] = ["5", "10", "20", "50", "100"].map((money) => ({
  money,
  minutes: 0,
}));

/** The buttons of setting price_button (`[{min, money}]`) by rising amount; what is no amount above 0 is left out. */
export function buttonsOf(setting: unknown): readonly AmountButton[] {
  let rows: unknown = [];
  try {
    rows = JSON.parse(String(setting));
  } catch {
    // What cannot be read counts as nothing set.
  }
  const read = (Array.isArray(rows) ? rows : []).flatMap((row: unknown): AmountButton[] => {
    const { min, money } = (typeof row === "object" && row !== null ? row : {}) as Record<string, unknown>;
    const amount = Number(money);
    return amount > 0 ? [{ money: String(amount), minutes: Number(min) || 0 }] : [];
  });
  const byMoney = new Map(read.map((button) => [button.money, button]));
  return byMoney.size === 0
    ? usualButtons
    : [...byMoney.values()].sort((a, b) => Number(a.money) - Number(b.money));
}

const isOn = (page: PageValues, key: string) => Number(page[key] ?? 0) === 1;

function deskSettings(payment: PageValues, shop: PageValues, client: PageValues): DeskSettings {
  const ways: [tender: string, key: string][] = [
    ["0", "payment_method_cash"],
    ["2", "payment_method_credit_card"],
    ["4", "payment_method_qr"],
  ];
  return {
    buttons: buttonsOf(payment["price_button"]),
    taken: ways.filter(([, key]) => isOn(payment, key)).map(([tender]) => tender),
    printsLogo: isOn(shop, "allow_print_logo"),
    printLines: String(shop["print_additional_info"] ?? "")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
    printsAtOnce: isOn(shop, "print_order_after_topup"),
    givesCodes: isOn(client, "access_code_login"),
  };
}

/** What the café has set for its tills. */
export function useDeskSettings() {
  const call = useCall();
  return useQuery({
    queryKey: ["configs", "till"],
    queryFn: async () => {
      const [payment, shop, client] = await Promise.all([
        call(readPages.paymentSettings, {}),
        call(readPages.shopSettings, {}),
        call(readPages.clientSettings, {}),
      ]);
      return deskSettings(payment, shop, client);
    },
    staleTime: 60_000,
  });
}
