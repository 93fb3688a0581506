import { t } from "../text/en.ts";
import { PayLaterField } from "./pay-later-field.tsx";
import { RowsField, risingProblem } from "./rows-field.tsx";
import type { SettingValue } from "./setting-field.tsx";
import { SettingsForm, type SettingGroup } from "./settings-form.tsx";

const p = t.payment;

const groups: readonly SettingGroup[] = [
  {
    title: p.groups.ways,
    keys: [
      "payment_method_cash",
      "payment_method_credit_card",
      "payment_method_qr",
      "payment_method_balance",
      "payment_method_cash_in_client",
      "accept_cash_e_wallet",
      "payment_method_mixed",
      "payment_method_pay_later",
      "pay_later",
    ],
  },
  {
    title: p.groups.card,
    keys: ["credit_card_price_rate", "mini_qr_payment", "manual_topup_qr_code", "payment_gateway"],
  },
  {
    title: p.groups.time,
    keys: ["allow_balance_for_pc_time", "minimum_charge", "allow_auto_loan", "price_button"],
  },
  {
    title: p.groups.tax,
    keys: [
      ...[1, 2, 3, 4].flatMap((place) => [`tax${place}_name`, `tax${place}_percentage`]),
      "tax_included_in_price",
      "tax_printer_for_cash",
    ],
  },
  { title: p.groups.others, keys: [] },
];

/** Ways to pay, taxes and loans. */
export function PaymentForm({
  values,
  onChanges,
}: {
  values: Record<string, SettingValue>;
  onChanges: (changes: Record<string, SettingValue>) => void;
}) {
  return (
    <SettingsForm
      page="paymentSettings"
      groups={groups}
      words={p}
      values={values}
      onChanges={onChanges}
      special={{
        pay_later: (field) => <PayLaterField {...field} />,
        price_button: (field) => (
          <RowsField
            {...field}
            names={["min", "money"]}
            headers={[p.minutes, p.price]}
            none={p.noButtons}
            add={p.addButton}
            remove={p.removeButton}
            problemOf={(rows, index) =>
              risingProblem(rows.slice(index, index + 1), 0, {
                number: t.loyalty.stepNumber,
                rising: t.loyalty.stepRising,
              })
            }
            testId="price-buttons"
          />
        ),
      }}
    />
  );
}
