import { dec, flag, int, json, percent, text } from "./kinds.ts";

const tax = (place: number) => [
  text(`tax${place}_name`, "", place === 4 ? "Name of the tax on PC time" : `Name of tax ${place}`, {
    maxLength: 50,
  }),
  dec(`tax${place}_percentage`, "0.00", `Percent of tax ${place}`, percent),
];

export const paymentSettings = [
  flag("payment_method_cash", 1, "Cash is taken"),
  flag("payment_method_credit_card", 1, "Cards are taken"),
  flag("payment_method_balance", 1, "The balance pays in the shop"),
  flag("payment_method_cash_in_client", 1, "Cash may be chosen at the PC"),
  flag("payment_method_mixed", 0, "Several ways to pay at once"),
  flag("payment_method_pay_later", 0, "Orders may be paid at check-out"),
  flag("payment_method_qr", 0, "QR payment is taken"),
  json("pay_later", { member_groups: [-3] }, "Member groups that may pay later"),
  flag("allow_balance_for_pc_time", 1, "The balance pays PC time"),
  json("payment_gateway", {}, "Gateway and its keys", { secret: true }),
  dec("mini_qr_payment", "0.00", "Least amount of a QR payment", { min: 0 }),
  text("manual_topup_qr_code", "", "Picture of the QR code for manual top-ups", { maxLength: 500 }),
  flag("accept_cash_e_wallet", 0, "Cash e-wallets are taken"),
  dec("credit_card_price_rate", "100.00", "Percent of the price to pay by card, 100 = no surcharge", {
    min: 0,
    max: 1_000,
  }),
  json("price_button", [], "Buttons of time and money: [{min, money}]"),
  dec("minimum_charge", "0.00", "Least price of a session", { min: 0 }),
  dec("allow_auto_loan", "0.00", "Loan a member may take by playing on, 0 off", { min: 0 }),
  ...[1, 2, 3, 4].flatMap(tax),
  flag("tax_included_in_price", 0, "Prices include tax"),
  flag("tax_printer_for_cash", 0, "Cash receipts go to the tax printer"),
];

export const loyaltySettings = [
  flag("point_enable", 0, "Points decide the member group"),
  flag("shop_earn_point", 0, "Shop orders bring points"),
  flag("show_member_points", 0, "Members see their points"),
  flag("bonus_buy_offer", 0, "Bonus pays offers"),
  int("max_bonus_percentage", 100, "Percent of a payment bonus may pay", percent),
  flag("use_bonus_first", 1, "Bonus is used before balance"),
  int("bonus_expiration_time", 0, "Hours until bonus expires, 0 never", { max: 168 }),
  json("bonus_available_time", [], "Times of the week when bonus may be used; empty = always"),
  text("bonus_unit", "currency", "Unit of the bonus steps", { choices: ["currency", "percent"] }),
  json("price_bonus", [], "Steps of the top-up bonus"),
  text("topup_bonus_field_type", "bonus", "What a top-up bonus is paid in", { choices: ["bonus", "coin"] }),
  text("promo_bonus_field_type", "bonus", "What a promotion is paid in", { choices: ["bonus", "coin"] }),
  json(
    "topup_reward_percent",
    [100, 100, 100, 100, 100, 100, 100],
    "Percent of the bonus by weekday, Monday first",
  ),
  flag("bonus_cashback_enable", 0, "Spending brings bonus back"),
  dec("bonus_cashback_default", "0.00", "Percent of cashback where the group has none", percent),
  flag("delete_promocode_after_use", 0, "A used promotion code is removed"),
  json("referral_settings", {}, "Reward for bringing a member"),
  flag("reward_coin_from_games", 0, "Games bring coins"),
  flag("reward_coin_from_events", 0, "Events bring coins"),
];

export const bookingSettings = [
  flag("allow_booking", 0, "Members may book"),
  flag("allow_booking_when_pc_online", 0, "A PC in use may be booked for later"),
  flag("allow_booking_in_queue", 0, "Members may queue for a PC"),
  flag("pc_booked_once_day", 0, "A member books a PC once a day at most"),
  int("min_hours_before_booking", 0, "Hours between booking and its start, at least"),
  int("min_booking_duration_minutes", 60, "Shortest booking, minutes"),
  json("booking_types", ["hold", "time"], "Kinds of booking that are offered"),
  json("booking_offers", [], "Offers that may be booked; empty = all"),
  flag("allow_staff_book_online", 0, "Staff may book PCs that are in use"),
  int("booking_queue_hold_minutes", 15, "Minutes a PC is held for the next in the queue"),
  int("booking_grace_minutes", 0, "Minutes after which a booking not taken up lapses, 0 off"),
  int("booking_cancel_minutes", 0, "Minutes before the start until which a booking may be cancelled"),
];

export const shopSettings = [
  flag("allow_client_print", 0, "Printing from the PC"),
  flag("allow_print_logo", 0, "Receipts carry the logo"),
  text("print_additional_info", "", "Further lines of a receipt", { maxLength: 2_000 }),
  flag("print_order_after_topup", 0, "A top-up prints a receipt"),
  json("shop_settings", {}, "Order of products: {order_by, order}"),
  flag("shop_preparing_button", 1, "Orders have the state preparing"),
  flag("shop_show_decimal", 1, "Prices show decimals"),
  flag("hide_sold_out_items", 0, "Sold-out products are hidden"),
];
