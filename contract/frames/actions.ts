import type { Role } from "./frame.ts";

/**
 * How the hub delivers a request (pc-protocol.md 2.4): `newest` is never queued, the newest goes out after each login;
 * `kept` waits for its answer, 24 h at most; `short` is dropped 60 s after it was given; `now` goes to who is connected.
 */
export type Delivery = "newest" | "kept" | "short" | "now";

export interface ActionRule {
  action: string;
  /** Roles that may send the request. */
  from: readonly Role[];
  target: Role;
  /** The receiver answers with the same action. */
  answered: boolean;
  delivery: Delivery;
  /** Section of pc-protocol.md. */
  section: "3.2" | "3.4" | "3.5" | "3.6" | "3.7" | "3.8";
}

type Rest = Omit<ActionRule, "action">;
const rows = (rest: Rest, ...actions: string[]): ActionRule[] =>
  actions.map((action) => ({ action, ...rest }));

/** Every request that may travel, by who sends it to whom. What is not here is refused with `route.not_found`. */
export const actionRules: readonly ActionRule[] = [
  ...rows(
    { from: ["wss-server"], target: "client", answered: false, delivery: "newest", section: "3.2" },
    "client_status",
  ),
  // Staff → PC: the panel's socket and pcSessions/sendWssCommand (3.5).
  ...rows(
    { from: ["web"], target: "client", answered: true, delivery: "kept", section: "3.5" },
    "admin_message",
    "payment_qr",
  ),
  // The server itself tells a PC that a guest has paid (6.2).
  ...rows(
    { from: ["wss-server"], target: "client", answered: true, delivery: "kept", section: "3.2" },
    "payment_qr",
  ),
  ...rows(
    { from: ["web"], target: "client", answered: true, delivery: "short", section: "3.5" },
    "shutdown",
    "reboot",
    "logoff",
    "quit",
    "exit",
    "process_end",
  ),
  ...rows(
    { from: ["web"], target: "client", answered: true, delivery: "now", section: "3.5" },
    "maintenance",
    "uncover",
    "process_list",
    "screen_start",
    "screen_signal",
    "screen_stop",
  ),
  // Page → hub, passed on by the agent (3.4).
  ...rows(
    { from: ["client"], target: "wss-server", answered: true, delivery: "now", section: "3.4" },
    "request_checkout",
    "auto_checkout",
  ),
  ...rows({ from: ["client"], target: "web", answered: false, delivery: "now", section: "3.4" }, "remind"),
  ...rows({ from: ["client"], target: "server", answered: false, delivery: "now", section: "3.4" }, "print"),
  // Older pages send by frame what is HTTP now (3.4, answers in 3.2).
  ...rows(
    { from: ["client"], target: "wss-server", answered: true, delivery: "now", section: "3.4" },
    "member_login",
    "member_register",
    "member_change_password",
    "customer_feedback",
    "submit_order",
    "game_licenses",
    "convert_to_member",
    "syslog",
  ),
  // Hub → agent (3.6).
  ...rows(
    { from: ["wss-server"], target: "client", answered: false, delivery: "now", section: "3.6" },
    "hello",
  ),
  ...rows(
    { from: ["wss-server"], target: "client", answered: true, delivery: "newest", section: "3.6" },
    "lease",
  ),
  ...rows(
    { from: ["wss-server"], target: "client", answered: true, delivery: "now", section: "3.6" },
    "settings_changed",
    "data_changed",
    "agent_update",
    "wake",
  ),
  // Agent → hub; boot and local service are enrolled like a PC (2.2, 3.6).
  ...rows(
    {
      from: ["client", "boot", "server"],
      target: "wss-server",
      answered: true,
      delivery: "now",
      section: "3.6",
    },
    "login",
    "pulse",
  ),
  ...rows(
    { from: ["client"], target: "wss-server", answered: true, delivery: "now", section: "3.6" },
    "journal",
    "staff_exit",
    "pc_ending",
  ),
  ...rows(
    { from: ["client"], target: "web", answered: false, delivery: "now", section: "3.6" },
    "screen_signal",
    "screen_stop",
  ),
  // Panel (3.7).
  ...rows(
    { from: ["web"], target: "wss-server", answered: true, delivery: "now", section: "3.7" },
    "login",
    "watch",
  ),
  ...rows(
    { from: ["wss-server"], target: "web", answered: false, delivery: "now", section: "3.7" },
    "pcs_changed",
    "orders_changed",
    "notice",
    // Ours: name or rights of this staff are others now; the page asks for its session anew.
    "session_changed",
    "signed_out",
  ),
  ...rows({ from: ["boot"], target: "web", answered: false, delivery: "now", section: "3.7" }, "boot_state"),
  // Boot and local service (3.8).
  ...rows(
    { from: ["wss-server"], target: "boot", answered: false, delivery: "now", section: "3.8" },
    "hello",
  ),
  ...rows(
    { from: ["wss-server"], target: "server", answered: false, delivery: "now", section: "3.8" },
    "hello",
  ),
  ...rows({ from: ["web"], target: "boot", answered: true, delivery: "short", section: "3.8" }, "power"),
  ...rows(
    { from: ["web"], target: "boot", answered: true, delivery: "now", section: "3.8" },
    "pcs_status",
    "super_client",
    "image_op",
  ),
  ...rows(
    { from: ["wss-server"], target: "boot", answered: true, delivery: "now", section: "3.8" },
    "boot_config",
    "wake",
  ),
  ...rows(
    { from: ["wss-server"], target: "server", answered: true, delivery: "now", section: "3.8" },
    "wake",
  ),
  ...rows(
    { from: ["web"], target: "server", answered: true, delivery: "now", section: "3.8" },
    "ewelink_switch",
  ),
];

const byWay = new Map(
  actionRules.flatMap((rule) =>
    rule.from.map((from) => [`${from}>${rule.target}>${rule.action}`, rule] as const),
  ),
);

/** The rule a request travels by, or undefined: this role may not send it there. */
export function actionRule(way: { from: Role; target: Role; action: string }): ActionRule | undefined {
  return byWay.get(`${way.from}>${way.target}>${way.action}`);
}

/** What staff may send to the PCs of their café (3.5, api-v2.md 2.6). */
export const staffToPcActions: readonly string[] = actionRules
  .filter((rule) => rule.section === "3.5")
  .map((rule) => rule.action);

/** Actions the menu page may be handed; answers to the agent's own frames never are (3.1, 3.2). */
export const pageActions: readonly string[] = [
  "login",
  "client_status",
  "admin_message",
  "shutdown",
  "reboot",
  "logoff",
  "quit",
  "exit",
  "payment_qr",
  "member_login",
  "member_register",
  "convert_to_member",
  "member_change_password",
  "submit_order",
  "game_licenses",
];
