import { t } from "../text/en.ts";

/** How the center settings stand on the page; a key named nowhere goes into the last group, so that none is lost. */
export const centerGroups: readonly { title: string; keys: readonly string[] }[] = [
  {
    title: t.center.groups.place,
    keys: ["timezone", "open_time_start", "open_time_end", "currency", "license_lang"],
  },
  {
    title: t.center.groups.money,
    keys: [
      "license_using_billing",
      "enable_topup",
      "shift_required",
      "clear_orders_before_shift_end",
      "cafe_monthly_expense",
    ],
  },
  {
    title: t.center.groups.sessions,
    keys: [
      "disable_postpaid",
      "disable_prepaid",
      "allow_offer_session",
      "allow_offer_cross_pc_group",
      "allow_additional_session",
      "max_extra_session",
      "allow_prepaid_checkout",
      "prepaid_session_change_method",
      "allow_pc_group_sharing",
    ],
  },
  {
    title: t.center.groups.limits,
    keys: ["free_time_minutes", "refund_within_minutes", "postpaid_max_balance"],
  },
  {
    title: t.center.groups.power,
    keys: [
      "auto_checkout_when_shutdown",
      "auto_checkout_power_outage_minutes",
      "power_on_interval_seconds",
      "power_off_interval_seconds",
      "auto_shutdown_idle_sonoff",
    ],
  },
  { title: t.center.groups.notices, keys: [] },
];
