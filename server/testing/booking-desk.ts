import { expect, vi } from "vitest";
import { TurnedClock } from "../kernel/clock.ts";
import { localText } from "../kernel/local-time.ts";
import type { ApiAnswer, ApiCaller } from "./api-caller.ts";
import { openTestServer, type TestServer } from "./test-server.ts";
import { verifyBooks } from "../verify-books.ts";

/** A café that takes bookings, with what its tests ask of it. For tests alone. */

export interface Member {
  id: number;
  account: string;
  call: ApiCaller["call"];
}

export interface Booked {
  member_offer_id: number;
  booking_password: string;
  cost: string;
  pcs: {
    pc_name: string;
    status: string;
    message: string;
    booking_password: string;
    member_offer_id: number;
  }[];
}

export const dataOf = (answer: { data?: unknown }) => answer.data as Booked;

const zone = "Europe/Madrid";

export async function openBookingDesk(): Promise<BookingDesk> {
  const clock = new TurnedClock("2026-03-02T10:00:00.400Z");
  const server = await openTestServer({ clock });
  const desk = new BookingDesk(server, clock, server.caller(await server.makeKey()));
  await desk.set({ allow_booking: 1, allow_booking_when_pc_online: 1, min_booking_duration_minutes: 1 });
  return desk;
}

export class BookingDesk {
  readonly server: TestServer;
  readonly clock: TurnedClock;
  readonly api: ApiCaller;
  #members = 0;
  #pcs = 0;

  constructor(server: TestServer, clock: TurnedClock, api: ApiCaller) {
    this.server = server;
    this.clock = clock;
    this.api = api;
  }

  close(): Promise<void> {
    return this.server.close();
  }

  set(settings: Record<string, unknown>, page = "bookingSettings"): Promise<ApiAnswer> {
    return this.api.call("PUT", `configs/${page}`, settings);
  }

  async expectCleanBooks(): Promise<void> {
    const broken: string[] = [];
    for await (const result of verifyBooks(this.server.db))
      if (result.broken !== null) broken.push(result.broken);
    expect(broken).toEqual([]);
  }

  /** A PC of its own for each test. */
  async newPc(): Promise<string> {
    const name = `PC${++this.#pcs}`;
    expect((await this.api.call("POST", "pcs", { pc_name: name })).code).toBe(201);
    return name;
  }

  async newMember(balance: number, bonus = 0): Promise<Member> {
    const account = `booker${++this.#members}`;
    const password = { member_password: "secret", member_confirm: "secret" };
    const answer = await this.api.call("POST", "members", { member_account: account, ...password });
    const { member_id: id } = answer.data as { member_id: number };
    if (balance + bonus > 0)
      await this.api.call("POST", "members/action/topup", {
        ...{ topup_ids: String(id), topup_value: balance, topup_balance_bonus: bonus, comment: "test" },
      });
    const own = this.server.caller(tokenOf(await this.logIn(undefined, account)));
    return { id, account, call: (...asked) => own.call(...asked) };
  }

  /** A start so many minutes from now, cut to the minute. */
  inMinutes(minutes: number) {
    const text = localText(new Date(this.clock.now().getTime() + minutes * 60_000), zone);
    return { start_date: text.slice(0, 10), start_time: text.slice(11, 16) };
  }

  /** Seconds until the start that `inMinutes` would name. */
  untilMinutes(minutes: number): number {
    return minutes * 60 - (Math.floor(this.clock.now().getTime() / 1000) % 60);
  }

  /** An hour in so many minutes, a guest's unless said. */
  book(pcName: string | string[], minutes: number, more: Record<string, unknown> = {}): Promise<ApiAnswer> {
    const asked = { pc_name: pcName, ...this.inMinutes(minutes), mins: 60, member_account: "" };
    return this.api.call("POST", "bookings", { ...asked, ...more });
  }

  async moneyOf(id: number): Promise<(string | undefined)[]> {
    const { data } = await this.api.call("GET", `members/${id}`);
    const { member } = data as { member: Record<string, string> };
    return [member["member_balance"], member["member_balance_bonus"]];
  }

  async bookingOf(id: number): Promise<Record<string, unknown>> {
    const { data } = await this.api.call("GET", `bookings/${id}`);
    return (data as { booking: Record<string, unknown> }).booking;
  }

  logOf(event: string) {
    return this.server.db.row<Record<string, unknown>>(
      `select at, cash_minor, spend_minor, bonus_minor, details from billing_logs where event = $1
       order by at desc, billing_log_id desc limit 1`,
      [event],
    );
  }

  /** The last session that began at a PC. */
  sessionAt(pcName: string) {
    return this.server.db.row<{
      session_id: number;
      started_at: Date;
      ended_at: Date | null;
      ended_by: string;
      account: string;
      kind: string;
    }>(
      `select s.session_id, s.started_at, s.ended_at, s.ended_by, m.account, s.kind
       from sessions s join members m using (cafe_id, member_id) where s.pc_name = $1 order by s.session_id desc limit 1`,
      [pcName],
    );
  }

  async pcRow(pcName: string): Promise<Record<string, unknown>> {
    const list = (await this.api.call("GET", "pcList")).data as Record<string, unknown>[];
    return list.find((row) => row["pc_name"] === pcName) ?? {};
  }

  /** Turns the clock and waits until what came due is done. */
  async turn(seconds: number, done: () => Promise<void>): Promise<void> {
    this.clock.turn(seconds);
    await vi.waitFor(done, { timeout: 10_000 });
  }

  logIn(pcName: string | undefined, account: string, more: Record<string, unknown> = {}): Promise<ApiAnswer> {
    return this.server.caller().call("POST", "/api/v2/auth/memberLogin", {
      ...{ member_account: account, member_password: "secret", license_name: this.server.cafe.licenseName },
      ...(pcName === undefined ? {} : { pc_name: pcName, is_client: 1 }),
      ...more,
    });
  }

  /** Logs in at the PC and starts as its page does. */
  async play(pcName: string, account: string, more: Record<string, unknown> = {}): Promise<ApiAnswer> {
    const token = tokenOf(await this.logIn(pcName, account, more));
    const asked = { pc_name: pcName, member_account: account };
    return this.server.caller(token).call("POST", "clientStartSession", asked);
  }

  startMember(pcName: string, memberId: number): Promise<ApiAnswer> {
    return this.api.call("POST", "pcSessions/action/startMember", { pc_name: pcName, member_id: memberId });
  }
}

const tokenOf = (answer: ApiAnswer): string => (answer.data as { token?: string }).token ?? "";
