import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dataOf, openBookingDesk, type BookingDesk } from "../../testing/booking-desk.ts";

/** What booked time means at the PC: who may be there, what ends, what lapses (billing.md 7.2, 11; pc-protocol.md 6.2). */

let desk: BookingDesk;

beforeAll(async () => {
  desk = await openBookingDesk();
});
afterAll(() => desk.close());
beforeEach(() => desk.clock.turn(60));
afterEach(() => desk.expectCleanBooks());

const isOver = (pcName: string) => async () => {
  expect((await desk.sessionAt(pcName))?.ended_at).toBeInstanceOf(Date);
};
const isLapsed = (id: number, how: string) => async () => {
  expect((await desk.bookingOf(id))["booking_ended"]).toBe(how);
};

describe("from its start only the booker may log in", () => {
  test("others are asked for the password and let in with it, the booker by their account", async () => {
    const pc = await desk.newPc();
    const [booker, friend] = [await desk.newMember(20), await desk.newMember(0)];
    const start = desk.inMinutes(30);
    const { booking_password: password } = dataOf(
      await desk.book(pc, 30, { member_account: booker.account }),
    );
    expect((await desk.logIn(pc, friend.account)).data).toHaveProperty("token");
    desk.clock.turn(desk.untilMinutes(31));
    const asked = await desk.logIn(pc, friend.account);
    expect(asked.code).toBe(200);
    const begins = `${start.start_date} ${start.start_time}:00`;
    expect(asked.data).toMatchObject({
      booking_error: "BOOKING_PASSWORD_REQUIRED",
      booking_info: { pc_name: pc, start_time: begins },
    });
    expect(asked.data).not.toHaveProperty("token");
    const wrong = String((Number(password) + 1) % 10_000).padStart(4, "0");
    expect((await desk.logIn(pc, friend.account, { booking_password: wrong })).data).toMatchObject({
      booking_error: "BOOKING_PASSWORD_INCORRECT",
    });
    expect((await desk.startMember(pc, friend.id)).error).toBe("pc.reserved");
    expect((await desk.logIn(pc, booker.account)).data).toMatchObject({ client: { start_session: true } });
    const started = await desk.play(pc, friend.account, { booking_password: password });
    expect(started.code).toBe(200);
    expect(await desk.pcRow(pc)).toMatchObject({ member_account: friend.account, offer_in_using: "Booking" });
    await desk.api.call("POST", "pcSessions/checkout", { pc_name: pc });
    expect(await desk.moneyOf(friend.id)).toEqual(["0.00", "0.00"]);
  });

  test("ten wrong passwords close the PC to more of them", async () => {
    const pc = await desk.newPc();
    const friend = await desk.newMember(0);
    const { booking_password: password } = dataOf(await desk.book(pc, 5));
    desk.clock.turn(desk.untilMinutes(6));
    const wrong = String((Number(password) + 1) % 10_000).padStart(4, "0");
    for (let tries = 0; tries < 10; tries += 1)
      await desk.logIn(pc, friend.account, { booking_password: wrong });
    expect((await desk.logIn(pc, friend.account, { booking_password: password })).error).toBe(
      "auth.too_many_logins",
    );
  });

  test("a guest types the password as a code and plays the time that was paid in cash", async () => {
    const pc = await desk.newPc();
    await desk.set({ access_code_login: 1 }, "clientSettings");
    const { booking_password: code } = dataOf(await desk.book(pc, 5, { mins: 30 }));
    desk.clock.turn(desk.untilMinutes(10));
    const login = await desk.server.caller().call("POST", "/api/v2/auth/accessCodeLogin", {
      ...{ access_code: code, license_name: desk.server.cafe.licenseName, pc_name: pc, is_client: 1 },
    });
    expect(login.data).toHaveProperty("token");
    expect(await desk.sessionAt(pc)).toMatchObject({ kind: "offer", ended_at: null });
    await desk.turn(30 * 60, isOver(pc));
    const session = await desk.sessionAt(pc);
    expect(session?.ended_by).toBe("Auto");
    expect((session?.ended_at?.getTime() ?? 0) % 60_000).toBe(0);
  });

  test("no session is moved to a PC that is booked now", async () => {
    const [pc, other] = [await desk.newPc(), await desk.newPc()];
    const player = await desk.newMember(20);
    await desk.book(other, 5);
    await desk.startMember(pc, player.id);
    desk.clock.turn(desk.untilMinutes(6));
    const move = { pc_name: pc, to_pc_name: other };
    expect((await desk.api.call("POST", "pcSessions/action/move", move)).error).toBe("pc.reserved");
  });
});

describe("at the start of somebody else's time", () => {
  test("a member's session ends, and what was left before never passed that", async () => {
    const pc = await desk.newPc();
    const player = await desk.newMember(50);
    await desk.startMember(pc, player.id);
    await desk.book(pc, 30);
    const seconds = desk.untilMinutes(30);
    const row = await desk.pcRow(pc);
    expect(row["status_connect_time_left"]).toMatch(/^00:(29|30):/);
    await desk.turn(seconds, isOver(pc));
    const session = await desk.sessionAt(pc);
    expect(session).toMatchObject({ ended_by: "Auto" });
    expect((session?.ended_at?.getTime() ?? 1) % 60_000).toBe(0);
  });

  test("a postpaid guest is checked out and owes the time", async () => {
    const pc = await desk.newPc();
    await desk.api.call("POST", "pcSessions/action/startPostpaid", { pc_name: pc });
    await desk.book(pc, 30);
    await desk.turn(desk.untilMinutes(30), isOver(pc));
    const owed = await desk.server.db.row<{ loan_minor: number }>(
      "select m.loan_minor from sessions s join members m using (cafe_id, member_id) where s.pc_name = $1",
      [pc],
    );
    expect(owed?.loan_minor).toBeGreaterThan(0);
  });

  test("a prepaid guest keeps what is left on the account", async () => {
    const pc = await desk.newPc();
    await desk.api.call("POST", "pcSessions/action/startPrepaid", { pc_name: pc, amount: "20.00" });
    await desk.book(pc, 30);
    await desk.turn(desk.untilMinutes(30), isOver(pc));
    const left = await desk.server.db.row<{ balance_minor: number }>(
      "select m.balance_minor from sessions s join members m using (cafe_id, member_id) where s.pc_name = $1",
      [pc],
    );
    expect(left?.balance_minor).toBeGreaterThan(1_000);
  });

  test("the booker who plays there already goes over to the booked time, and on to the balance after it", async () => {
    const pc = await desk.newPc();
    const booker = await desk.newMember(50);
    await desk.startMember(pc, booker.id);
    await desk.book(pc, 30, { member_account: booker.account, mins: 30 });
    const paid = Number((await desk.moneyOf(booker.id))[0]);
    const sources = async () =>
      (
        await desk.server.db.rows<{ source: string }>(
          "select sp.source from session_spans sp join sessions s using (cafe_id, session_id) where s.pc_name = $1 order by span_no",
          [pc],
        )
      ).map(({ source }) => source);
    await desk.turn(desk.untilMinutes(30), async () => expect(await sources()).toEqual(["money", "booking"]));
    const before = Number((await desk.moneyOf(booker.id))[0]);
    expect(before).toBeLessThan(paid);
    await desk.turn(30 * 60, async () => expect(await sources()).toEqual(["money", "booking", "money"]));
    expect((await desk.moneyOf(booker.id))[0]).toBe(before.toFixed(2));
    await desk.api.call("POST", "pcSessions/checkout", { pc_name: pc });
  });
});

describe("lapses and the queue", () => {
  test("nobody came: the PC is free after the grace, and the money stays spent", async () => {
    const pc = await desk.newPc();
    await desk.set({ booking_grace_minutes: 10 });
    const booker = await desk.newMember(20);
    const { member_offer_id: id, cost } = dataOf(await desk.book(pc, 30, { member_account: booker.account }));
    await desk.set({ booking_grace_minutes: 0 });
    expect((await desk.pcRow(pc))["recent_booking"]).toMatch(/^\d\d-\d\d \d\d:\d\d$/);
    desk.clock.turn(desk.untilMinutes(30));
    const other = await desk.newMember(5);
    expect((await desk.startMember(pc, other.id)).error).toBe("pc.reserved");
    expect((await desk.api.call("DELETE", `bookings/${id}`, {})).error).toBe("booking.started");
    await desk.turn(10 * 60, isLapsed(id, "unused"));
    expect(await desk.moneyOf(booker.id)).toEqual([(20 - Number(cost)).toFixed(2), "0.00"]);
    const log = await desk.logOf("BOOKING_LAPSE");
    expect((log?.["at"] as Date).getTime() % 60_000).toBe(0);
    expect((await desk.startMember(pc, other.id)).code).toBe(200);
    expect((await desk.pcRow(pc))["recent_booking"]).toBeNull();
  });

  test("whoever came in time keeps the PC, also after they left it", async () => {
    const pc = await desk.newPc();
    await desk.set({ booking_grace_minutes: 10 });
    const [booker, other] = [await desk.newMember(20), await desk.newMember(20)];
    const { member_offer_id: id } = dataOf(await desk.book(pc, 30, { member_account: booker.account }));
    await desk.set({ booking_grace_minutes: 0 });
    desk.clock.turn(desk.untilMinutes(31));
    await desk.startMember(pc, booker.id);
    await desk.api.call("POST", "pcSessions/checkout", { pc_name: pc });
    desk.clock.turn(20 * 60);
    expect((await desk.startMember(pc, other.id)).error).toBe("pc.reserved");
    expect((await desk.bookingOf(id))["booking_ended"]).toBe("");
  });

  test("who waits takes the PC when the one before lapses, is held for a while, and keeps the money spent", async () => {
    const pc = await desk.newPc();
    await desk.set({ booking_grace_minutes: 10, booking_queue_hold_minutes: 5, allow_booking_in_queue: 1 });
    const [first, second, other] = [
      await desk.newMember(20),
      await desk.newMember(20),
      await desk.newMember(9),
    ];
    const one = dataOf(await desk.book(pc, 30, { member_account: first.account }));
    const two = dataOf(await desk.book(pc, 30, { member_account: second.account }));
    await desk.set({ booking_grace_minutes: 0, allow_booking_in_queue: 0 });
    expect((await desk.bookingOf(two.member_offer_id))["booking_queue"]).toBe(1);
    desk.clock.turn(desk.untilMinutes(32));
    expect((await desk.startMember(pc, second.id)).error).toBe("pc.reserved");
    await desk.turn(10 * 60, isLapsed(one.member_offer_id, "unused"));
    expect((await desk.startMember(pc, other.id)).error).toBe("pc.reserved");
    expect((await desk.logIn(pc, second.account)).data).toHaveProperty("token");
    await desk.turn(5 * 60, isLapsed(two.member_offer_id, "unused"));
    expect(await desk.moneyOf(second.id)).toEqual([(20 - Number(two.cost)).toFixed(2), "0.00"]);
    expect((await desk.startMember(pc, other.id)).code).toBe(200);
  });

  test("who waited in vain gets all of it back, at the second their time was over, however late that is seen", async () => {
    const pc = await desk.newPc();
    await desk.set({ allow_booking_in_queue: 1 });
    const [first, second] = [await desk.newMember(50), await desk.newMember(20, 2)];
    await desk.book(pc, 30, { member_account: first.account });
    const two = dataOf(await desk.book(pc, 40, { member_account: second.account, mins: 30 }));
    const cash = dataOf(await desk.book(pc, 45, { mins: 20 }));
    await desk.set({ allow_booking_in_queue: 0 });
    desk.clock.turn(desk.untilMinutes(31));
    await desk.startMember(pc, first.id);
    await desk.turn(5 * 3600, isLapsed(two.member_offer_id, "never_came"));
    expect(await desk.moneyOf(second.id)).toEqual(["20.00", "2.00"]);
    expect(await desk.bookingOf(cash.member_offer_id)).toMatchObject({ booking_owed: 1 });
    const back = await desk.api.call("DELETE", `bookings/${cash.member_offer_id}`, { comment: "back" });
    expect(back.data).toMatchObject({ refund: cash.cost });
    expect(await desk.bookingOf(cash.member_offer_id)).toMatchObject({ booking_owed: 0 });
    expect((await desk.api.call("DELETE", `bookings/${cash.member_offer_id}`, {})).error).toBe(
      "booking.started",
    );
  });

  test("a hold keeps the PC for nothing, and the desk gives it free at any time", async () => {
    const pc = await desk.newPc();
    const player = await desk.newMember(20);
    const { member_offer_id: id, cost } = dataOf(await desk.book(pc, 5, { booking_type: "hold" }));
    expect(cost).toBe("0.00");
    desk.clock.turn(desk.untilMinutes(6));
    expect((await desk.startMember(pc, player.id)).error).toBe("pc.reserved");
    expect((await desk.api.call("DELETE", `bookings/${id}`, {})).code).toBe(200);
    expect((await desk.startMember(pc, player.id)).code).toBe(200);
  });

  test("a PC with bookings is not removed", async () => {
    const pc = await desk.newPc();
    const { member_offer_id: id } = dataOf(await desk.book(pc, 60));
    expect((await desk.api.call("DELETE", `pcs/${pc}`)).error).toBe("pc.reserved");
    await desk.api.call("DELETE", `bookings/${id}`, {});
    expect((await desk.api.call("DELETE", `pcs/${pc}`)).code).toBe(200);
  });
});
