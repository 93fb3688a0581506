/**
 * Every refusal has a stable name and one code (api-v2.md 1.6). A name never changes meaning; new ones may come.
 */
const namesByCode = {
  400: [
    "request.malformed",
    "request.too_large",
    "request.validation",
    "request.time_range",
    "request.use_https",
    "limit.max_records",
    "idempotency.key_invalid",
    "auth.bad_credentials",
    "auth.reset_token_wrong",
    "apikey.no_address",
    "member.account_invalid",
    "member.password_invalid",
    "topup.comment_required",
    "pc.pair_code_wrong",
    "promo.unknown",
    "promo.not_for_topup",
    "promo.expired",
    "promo.used_up",
    "promo.already_used",
    "image.invalid",
    "device.not_supported",
    "license.credentials_wrong",
  ],
  401: ["auth.unauthenticated", "auth.ip_not_allowed"],
  402: [
    "ledger.insufficient_balance",
    "ledger.insufficient_bonus",
    "ledger.insufficient_coins",
    "ledger.loan_limit",
  ],
  403: [
    "permission.denied",
    "permission.other_member",
    "auth.account_inactive",
    "auth.account_expired",
    "shift.required",
    "feature.disabled",
    "order.payment_not_allowed",
  ],
  404: [
    "route.not_found",
    "cafe.not_found",
    "member.not_found",
    "member_group.not_found",
    "pc.not_found",
    "pc_group.not_found",
    "room.not_found",
    "hardware.not_found",
    "boot_pc.not_found",
    "boot_image.not_found",
    "session.not_found",
    "pause.not_found",
    "staff.not_found",
    "subcafe.not_found",
    "license.not_found",
    "config_page.not_found",
    "credential.not_found",
    "log.not_found",
    "feedback.not_found",
    "image.not_found",
    "promo.not_found",
    "product.not_found",
    "product_group.not_found",
    "member_offer.not_found",
    "order.not_found",
    "order.not_found",
    "price.not_found",
  ],
  409: [
    "idempotency.key_reused",
    "idempotency.in_progress",
    "pc.name_exists",
    "pc_group.name_exists",
    "pc_group.in_use",
    "room.name_exists",
    "hardware.name_exists",
    "boot_pc.name_exists",
    "subcafe.name_exists",
    "member_group.name_exists",
    "member_group.built_in",
    "promo.name_exists",
    "product_group.name_exists",
    "product_group.built_in",
    "product.not_for_sale",
    "order.already_refunded",
    "offer.used_too_long",
    "member.account_exists",
    "member.in_session",
    "member.has_values",
    "pc.in_session",
    "pc.not_in_session",
    "pc.out_of_order",
    "pc.reserved",
    "session.member_elsewhere",
    "session.kind_refused",
    "session.paused",
    "session.group_mismatch",
    "pricing.no_price",
    "order.already_refunded",
    "price.name_exists",
    "price.in_use",
    "setup.already_done",
    "device.offline",
  ],
  429: ["rate.limited", "auth.too_many_logins"],
  500: ["server.error"],
  503: ["server.unavailable"],
} as const;

type NamesByCode = typeof namesByCode;
export type ErrorName = { [C in keyof NamesByCode]: NamesByCode[C][number] }[keyof NamesByCode];

const codes = new Map<string, number>(
  Object.entries(namesByCode).flatMap(([code, names]) => names.map((name) => [name, Number(code)] as const)),
);

/** The code in the envelope for a refusal. */
export function codeOf(name: ErrorName): number {
  const code = codes.get(name);
  if (code === undefined) throw new Error(`error name without a code: ${name}`);
  return code;
}

export const errorNames: readonly ErrorName[] = Object.values(namesByCode).flat();
