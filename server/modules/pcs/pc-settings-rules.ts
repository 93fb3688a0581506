/**
 * The settings that reach a PC (pc-protocol.md 7): an allow-list. A key that is not named here never leaves the server.
 * Pure.
 */

const settingKeys = `
license_using_billing license_lang currency timezone license_show_client_mode
wss_ping_interval wss_ping_timeout wss_connect_interval wss_lock_timeout offline_play_minutes
client_theme client_themes_type client_themes_front_color client_themes_back_color main_htm
client_login_format client_bg_format client_login_video client_bg_video
birthday_animation client_show_electric_border show_game_page_as_default game_detail_view_launch show_member_points
name_show_client show_client_hourly_rate shop_show_decimal full_screen_shutdown_and_reboot
client_pc_name_size rank_last_days client_favorite_name client_club_games_name join_us menu_hosts menu_tools
client_idle_mins client_idle_action auto_checkout_when_shutdown allow_prepaid_checkout
protection_settings user_block_program enableadultfilter run_icafemenu_before_desktop
start_session_after_login alert_for_last_offer
alert_client_before_end notification_before_closing notification_before_console_end open_time_start open_time_end
access_code_login social_login topup_login_at_client allow_topup_at_client client_checklist_enable
license_convert_to_member_enable allow_booking disable_postpaid disable_prepaid allow_offer_session
register_member_at_client client_register_member_way member_settings
register_agreement_enable club_rules privacy_policy id_number_rules sms_enable client_reset_password_way
allow_member_upload_photo allow_password_login_always allow_change_member_account
payment_method_cash payment_method_cash_in_client payment_method_credit_card payment_method_balance payment_method_qr
payment_method_pay_later payment_method_mixed manual_topup_qr_code mini_qr_payment pay_later price_button price_bonus
allow_balance_for_pc_time use_bonus_first bonus_buy_offer point_enable
max_bonus_percentage topup_bonus_field_type topup_reward_percent minimum_charge free_time_minutes
credit_card_price_rate tax1_name tax1_percentage tax2_name tax2_percentage tax3_name tax3_percentage tax4_name
tax4_percentage tax_included_in_price
shop_settings shop_preparing_button hide_sold_out_items allow_client_print
supported_games deliver_password_for_games game_auto_launch_delay
license_save_enable client_save_load_timeout license_save_limit_mb game_drive save_drive
license_start_game_tracker allow_auto_check_game_process show_disabled_games show_enable_games
`;

/** Keys whose value goes out as it is stored. */
export const plainPcSettings: readonly string[] = settingKeys.trim().split(/\s+/);

/** Keys the server fills in itself, so that nothing secret of theirs can leave. */
export const filledPcSettings = [
  "license_info",
  "admin_password",
  "cafe_info_cafe_logo",
  "cafe_info_cafe_logo_update",
  "cafe_info_member_logo",
  "cafe_info_member_logo_update",
  "social_login_accounts",
  "payment_gateway",
] as const;

export interface PictureFacts {
  /** Where the picture is read, "" = none. */
  address: string;
  /** Unix seconds of its last change, 0 = none. */
  updatedUnix: number;
}

export interface PcSettingFacts {
  value(key: string): unknown;
  serverCode: string;
  cafeLogo: PictureFacts;
  memberLogo: PictureFacts;
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)[name]
    : undefined;

/** A service is on by a flag, or by the flag `enable` beside its keys. */
function isOn(account: unknown): 0 | 1 {
  if (typeof account === "object" && account !== null) {
    return Number(memberOf(account, "enable") ?? memberOf(account, "enabled")) === 1 ? 1 : 0;
  }
  return Number(account) === 1 ? 1 : 0;
}

function gatewayName(value: unknown): string {
  const name = memberOf(value, "name") ?? memberOf(value, "gateway");
  return typeof name === "string" ? name : "";
}

/** Exactly what a PC is told. */
export function pcSettingsOf(facts: PcSettingFacts): Record<string, unknown> {
  const accounts = facts.value("social_login_accounts");
  const filled: Record<(typeof filledPcSettings)[number], unknown> = {
    license_info: { license_server_code: facts.serverCode },
    // No hash is ever delivered: the agent checks a staff exit at the server (pc-protocol.md 6.7).
    admin_password: "",
    cafe_info_cafe_logo: facts.cafeLogo.address,
    cafe_info_cafe_logo_update: facts.cafeLogo.updatedUnix,
    cafe_info_member_logo: facts.memberLogo.address,
    cafe_info_member_logo_update: facts.memberLogo.updatedUnix,
    social_login_accounts: Object.fromEntries(
      ["google", "facebook", "telegram"].map((service) => [service, isOn(memberOf(accounts, service))]),
    ),
    payment_gateway: gatewayName(facts.value("payment_gateway")),
  };
  return { ...Object.fromEntries(plainPcSettings.map((key) => [key, facts.value(key)])), ...filled };
}
