/** An offer or booked time the customer may use (pc-protocol.md 3.3). */
export interface AvailableOffer {
  product_name: string;
  product_seconds: number;
  member_offer_id: number;
  member_offer_left_seconds: number;
  /** Unix seconds; null = never. */
  member_offer_expire_at: number | null;
}

/** The kinds of a session on the wire (api-v2.md 3.18); "" while the PC is locked. */
export type SessionKind = "" | "member" | "prepaid" | "postpaid" | "offer" | "free" | "guest";

/**
 * The state of a PC as the server sees it, the only source of truth about a session (pc-protocol.md 3.3, known).
 * Fields stand in the order of the wire; the last five are ours.
 */
export interface ClientStatus {
  pc_name: string;
  pc_group_id: number;
  pc_group_name: string;
  license_server_code: string;
  /** "MM-DD HH:MM" of the next booking of this PC. */
  recent_booking: string | null;
  member_id: number;
  /** "" = locked. */
  member_account: string;
  /** > 0 own; 0 default; -1 guest; -2 prepaid; -3 postpaid; -4 offer; -5 free. */
  member_group_id: number;
  member_group_name: string | null;
  member_group_desc: string | null;
  member_group_discount_rate: number;
  member_group_discount_offer: number;
  member_balance: string;
  member_balance_bonus: string;
  member_balance_realtime: string;
  member_balance_bonus_realtime: string;
  member_coin_balance: number;
  member_loan: number;
  member_points: number;
  member_balance_bonus_left_seconds: number;
  /** HH:MM:SS of the source in use, "-" in front = over; null while nothing runs. */
  status_connect_time_left: string | null;
  status_connect_time_duration: string | null;
  status_connect_time_local: string | null;
  status_disconnect_time_local: string | null;
  status_pc_token: string;
  status_member_offer_id: number;
  offer_in_using: string;
  available_offers: readonly AvailableOffer[];
  member_birthday: string | null;
  /** JSON text of [{pkg_id}]. */
  member_recent_played: string;
  member_oauth_platform: string;
  pc_mining_enabled: 0;
  pc_mining_tool: "";
  pc_mining_options: "";
  /** Rises with each state of this PC; a lower one is dropped. */
  state_no: number;
  session_id: number | null;
  session_kind: SessionKind;
  pc_paused: 0 | 1;
  pc_enabled: 0 | 1;
}

/** Every field in the order of the wire; the compiler holds the list complete. */
export const clientStatusFields = Object.keys({
  pc_name: 1,
  pc_group_id: 1,
  pc_group_name: 1,
  license_server_code: 1,
  recent_booking: 1,
  member_id: 1,
  member_account: 1,
  member_group_id: 1,
  member_group_name: 1,
  member_group_desc: 1,
  member_group_discount_rate: 1,
  member_group_discount_offer: 1,
  member_balance: 1,
  member_balance_bonus: 1,
  member_balance_realtime: 1,
  member_balance_bonus_realtime: 1,
  member_coin_balance: 1,
  member_loan: 1,
  member_points: 1,
  member_balance_bonus_left_seconds: 1,
  status_connect_time_left: 1,
  status_connect_time_duration: 1,
  status_connect_time_local: 1,
  status_disconnect_time_local: 1,
  status_pc_token: 1,
  status_member_offer_id: 1,
  offer_in_using: 1,
  available_offers: 1,
  member_birthday: 1,
  member_recent_played: 1,
  member_oauth_platform: 1,
  pc_mining_enabled: 1,
  pc_mining_tool: 1,
  pc_mining_options: 1,
  state_no: 1,
  session_id: 1,
  session_kind: 1,
  pc_paused: 1,
  pc_enabled: 1,
} satisfies Record<keyof ClientStatus, 1>) as readonly (keyof ClientStatus)[];

/** The state in the data of a `client_status` frame, or null when what a PC decides by is missing. */
export function readClientStatus(data: unknown): ClientStatus | null {
  if (typeof data !== "object" || data === null || !("client_status" in data)) return null;
  const status = data.client_status;
  if (typeof status !== "object" || status === null) return null;
  const { member_account, state_no, pc_name, available_offers } = status as Record<string, unknown>;
  if (typeof member_account !== "string" || typeof pc_name !== "string" || !Number.isSafeInteger(state_no))
    return null;
  if (!Array.isArray(available_offers)) return null;
  return status as ClientStatus;
}
