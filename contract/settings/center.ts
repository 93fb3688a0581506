import { dec, flag, int, json, text, time } from "./kinds.ts";

export const centerSettings = [
  text("timezone", "+00:00", "Offset such as +08:00, or a zone such as Europe/Vienna", { maxLength: 64 }),
  time("open_time_start", "00:00", "Opening time"),
  time("open_time_end", "23:59", "Closing time"),
  text("currency", "$", "Sign or code of the currency", { maxLength: 10 }),
  text("license_lang", "en", "Language of the PCs", { maxLength: 10 }),
  flag("license_using_billing", 1, "0 = play without money"),
  flag("enable_topup", 1, "Top-ups are allowed"),
  flag("disable_postpaid", 0, "Sessions paid afterwards are off"),
  flag("disable_prepaid", 0, "Sessions paid before are off"),
  flag("allow_offer_session", 1, "Sessions by offer are allowed"),
  flag("allow_additional_session", 0, "A member may use more than one PC"),
  int("max_extra_session", 0, "How many further PCs a member may use"),
  flag("auto_checkout_when_shutdown", 0, "A PC shut down ends its session"),
  int("auto_checkout_power_outage_minutes", 0, "Minutes without power until a session ends, 0 never"),
  flag("allow_prepaid_checkout", 0, "Prepaid guests may end their session themselves"),
  text("prepaid_session_change_method", "return", "What happens with change of a prepaid session", {
    choices: ["return", "keep"],
  }),
  flag("allow_offer_cross_pc_group", 0, "An offer counts in every PC group"),
  flag("allow_pc_group_sharing", 0, "PC groups are shared with other cafés of the company"),
  flag("clear_orders_before_shift_end", 0, "Open orders must be settled before a shift ends"),
  flag("shift_required", 1, "Staff need an open shift to move money"),
  dec("cafe_monthly_expense", "0.00", "Fixed expense a month, for the reports", { min: 0 }),
  int("free_time_minutes", 0, "Minutes at the start that cost nothing"),
  int("refund_within_minutes", 0, "Minutes within which a session is paid back whole"),
  dec("postpaid_max_balance", "0.00", "Most a postpaid session may owe, 0 no limit", { min: 0 }),
  int("power_on_interval_seconds", 0, "Pause between PCs when many are switched on"),
  int("power_off_interval_seconds", 0, "Pause between PCs when many are switched off"),
  int("auto_shutdown_idle_sonoff", 0, "Minutes until an idle console's switch goes off, 0 never"),
  json("notification_before_closing", [], "Minutes before closing at which customers are told"),
  json(
    "notification_before_console_end",
    [5],
    "Minutes before the end at which the desk is told of a console",
  ),
  text("period_report_to_google_drive", "", "Report to the cloud drive: empty off, daily", {
    choices: ["daily"],
  }),
];

export const layoutSettings = [
  json("pc_layout", [], "Where PCs stand on the plan"),
  json("pc_layout_grid", {}, "Grid of the plan"),
  json("pc_group_levels", [], "Order of PC groups"),
  json("pc_area_info_extend", {}, "Further values of each room, such as allow_pay_by_room"),
  json("area_info_extended", {}, "Further values of rooms"),
];

export const securitySettings = [
  json(
    "protection_settings",
    {},
    "What is closed to customers: cmd, control_panel, download_file and others, 1 = closed",
  ),
  json("user_block_program", [], "Programs that are not started"),
  flag("user_block_mobile", 0, "Mobile storage is closed"),
  flag("enableadultfilter", 0, "Names of adult sites are not resolved"),
  text("staff_access_range", "", "Addresses staff may sign in from, with commas", { maxLength: 2_000 }),
  json("staff_allow_ip", [], "Addresses staff may sign in from, one by one"),
];

export const bootSettings = [
  flag("startdhcp", 0, "The boot service gives addresses"),
  flag("startproxydhcp", 0, "The boot service answers beside another DHCP server"),
  int("proxydhcpport", 4011, "Port of the proxy DHCP service", { min: 1, max: 65_535 }),
  flag("starttftp", 0, "The boot service serves TFTP"),
  flag("startiscsi", 0, "The boot service serves disks over iSCSI"),
  int("iscsiport", 3260, "Port of the iSCSI service", { min: 1, max: 65_535 }),
  flag("iscsicache", 0, "Disks are cached in memory"),
  int("cache_size_mb", 0, "Size of that cache, MB"),
  flag("enable_pxe_boot", 0, "PCs may start over the network"),
  flag("enable_virtual_tpm", 0, "Boot PCs get a virtual TPM"),
  flag("enable_virtual_secureboot", 0, "Boot PCs get a virtual secure boot"),
  flag("autoaddclient", 0, "Unknown PCs are added when they boot"),
  flag("enablerename", 0, "A PC may be named at its first boot"),
  flag("gettemperature", 0, "Temperatures are read"),
  flag("savelog", 0, "The boot service keeps a log"),
  int("savelogdays", 7, "Days that log is kept"),
];
