import { t } from "../text/en.ts";

/** What the till takes and pays out in; numbers of api-v2.md 4.1. */
export const tenders = [
  { value: "0", label: t.pay.cash },
  { value: "2", label: t.pay.card },
  { value: "4", label: t.pay.qr },
];

export const tenderName = (number: number): string =>
  tenders.find(({ value }) => value === String(number))?.label ?? "";
