import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dataOf, openBookingDesk, type BookingDesk } from "../../testing/booking-desk.ts";

/** Bookings through the real server, on a turned clock (billing.md 11, api-v2.md 2.12). */

let desk: BookingDesk;

beforeAll(async () => {
  desk = await openBookingDesk();
});
afterAll(() => desk.close());
beforeEach(() => desk.clock.turn(60));
afterEach(() => desk.expectCleanBooks());

const fieldsOf = (answer: { data?: unknown }) => (answer.data as { fields?: Record<string, unknown> }).fields;

describe("booking and cancelling", () => {
  test("a member's booking is paid at once, bonus first, listed, and cancelling pays the whole back once", async () => {
    const pc = await desk.newPc();
    const member = await desk.newMember(20, 3);
    const booked = await desk.book(pc, 120, { member_account: member.account, comment: "birthday" });
    expect(booked.code).toBe(200);
    const { member_offer_id: id, cost, booking_password: password } = dataOf(booked);
    const paid = Number(cost);
    expect(paid).toBeGreaterThan(0);
    expect(password).toMatch(/^\d{4}$/);
    const bonus = Math.min(3, paid);
    expect(await desk.moneyOf(member.id)).toEqual([(20 - (paid - bonus)).toFixed(2), (3 - bonus).toFixed(2)]);
    expect(await desk.logOf("BOOKING_ADD")).toMatchObject({
      bonus_minor: -Math.round(bonus * 100),
      spend_minor: Math.round((paid - bonus) * 100),
    });
    const list = (await desk.api.call("GET", `bookings?pc_name=${pc}`)).data as Record<string, unknown>[];
    expect(list).toMatchObject([
      {
        ...{ member_offer_id: id, product_pc_name: pc, member_account: member.account, product_mins: 60 },
        ...{ product_description: "birthday", booking_type: "time", booking_queue: 0, booking_cost: cost },
        ...{ guest_booking: 0, booking_password: password },
      },
    ]);
    const cancel = () => desk.api.call("DELETE", "bookings", { pc_name: pc, member_offer_id: id });
    expect((await cancel()).data).toEqual({ results: [{ status: "success" }], error_count: 0, errors: [] });
    expect(await desk.moneyOf(member.id)).toEqual(["20.00", "3.00"]);
    expect((await cancel()).error).toBe("booking.not_found");
    expect(await desk.moneyOf(member.id)).toEqual(["20.00", "3.00"]);
    expect((await desk.api.call("GET", `bookings?pc_name=${pc}`)).data).toEqual([]);
  });

  test("too little money books nothing, not even from a loan", async () => {
    const pc = await desk.newPc();
    const member = await desk.newMember(0.01);
    await desk.api.call("PUT", "configs/paymentSettings", { allow_auto_loan: "50.00" });
    const answer = await desk.book(pc, 120, { member_account: member.account });
    await desk.api.call("PUT", "configs/paymentSettings", { allow_auto_loan: "0.00" });
    expect(answer.error).toBe("ledger.insufficient_balance");
    expect((await desk.api.call("GET", `bookings?pc_name=${pc}`)).data).toEqual([]);
  });

  test("a guest's booking is paid in cash and goes back in cash", async () => {
    const pc = await desk.newPc();
    const booked = await desk.book(pc, 120, { guest_booking: 1 });
    const cash = Math.round(Number(dataOf(booked).cost) * 100);
    expect(await desk.logOf("BOOKING_ADD")).toMatchObject({ cash_minor: cash });
    const removed = await desk.api.call("DELETE", `bookings/${dataOf(booked).member_offer_id}`, {
      comment: "ill",
    });
    expect(removed.data).toEqual({ results: [{ status: "success" }], refund: dataOf(booked).cost });
    expect(await desk.logOf("BOOKING_CANCEL")).toMatchObject({ cash_minor: -cash });
  });

  test("a PC that is taken is refused, the time next to it is not", async () => {
    const pc = await desk.newPc();
    expect((await desk.book(pc, 120)).code).toBe(200);
    const taken = await desk.book(pc, 150);
    expect(taken).toMatchObject({ code: 409, error: "booking.occupied", message: "Booking is occupied" });
    expect((taken.data as { pcs: unknown[] }).pcs).toMatchObject([
      { pc_name: pc, error: "booking.occupied" },
    ]);
    expect((await desk.book(pc, 180)).code).toBe(200);
    expect((await desk.book(pc, 60)).code).toBe(200);
  });

  test("of several PCs the free ones are booked and the others named; all or none books none", async () => {
    const [one, two, three] = [await desk.newPc(), await desk.newPc(), await desk.newPc()];
    await desk.book(two, 120);
    const none = await desk.book(`${one},${two},${three}`, 130, { all_or_none: 1 });
    expect(none.error).toBe("booking.occupied");
    const some = dataOf(await desk.book([one, two, three], 130));
    expect(some.pcs.map(({ pc_name, status }) => [pc_name, status])).toEqual([
      [one, "success"],
      [two, "error"],
      [three, "success"],
    ]);
    expect(some.pcs[1]?.message).toBe("Booking is occupied");
    expect(some.member_offer_id).toBe(some.pcs[0]?.member_offer_id);
    expect(some.pcs[2]?.booking_password).toMatch(/^\d{4}$/);
  });

  test("checking says the price and books nothing", async () => {
    const pc = await desk.newPc();
    const asked = { pc_name: pc, ...desk.inMinutes(120), mins: 60 };
    const checked = (await desk.api.call("POST", "bookings/action/check", asked)).data;
    const { cost } = dataOf(await desk.book(pc, 120));
    expect(checked).toEqual({ pcs: [{ pc_name: pc, free: 1, cost, reason: "", queue: 0 }] });
    expect((await desk.api.call("POST", "bookings/action/check", asked)).data).toMatchObject({
      pcs: [{ free: 0, reason: "Booking is occupied" }],
    });
  });

  test("another time and another PC: the difference is paid or goes back", async () => {
    const [pc, other] = [await desk.newPc(), await desk.newPc()];
    const member = await desk.newMember(50);
    const { member_offer_id: id, cost } = dataOf(
      await desk.book(pc, 120, { member_account: member.account }),
    );
    const change = (fields: Record<string, unknown>) => desk.api.call("PUT", `bookings/${id}`, fields);
    const twice = (2 * Number(cost)).toFixed(2);
    expect((await change({ mins: 120 })).data).toEqual({
      ...{ member_offer_id: id, cost: twice, paid: cost, refund: "0.00" },
    });
    expect((await change({ pc_name: other, mins: 60, ...desk.inMinutes(200) })).data).toMatchObject({
      cost,
      refund: cost,
    });
    expect(await desk.moneyOf(member.id)).toEqual([(50 - Number(cost)).toFixed(2), "0.00"]);
    expect(await desk.bookingOf(id)).toMatchObject({ product_pc_name: other, product_mins: 60 });
    expect((await desk.book(pc, 120)).code).toBe(200);
    expect((await change({ pc_name: pc, ...desk.inMinutes(130) })).error).toBe("booking.occupied");
  });

  test("an offer is booked at its price, as long as it lasts, with as much bonus as offers take", async () => {
    const pc = await desk.newPc();
    const member = await desk.newMember(20, 10);
    const offer = {
      product_name: "Two hours",
      product_price: "10.00",
      product_group_id: -1,
      product_mins: 120,
    };
    const hours = { product_enable_time: "00:00-24:00" };
    const made = await desk.api.call("POST", "products", { ...offer, ...hours });
    const product_id = `o-${(made.data as { product_id: number }).product_id}`;
    const asked = { member_account: member.account, booking_type: "offer", product_id, mins: undefined };
    expect((await desk.book(pc, 120, asked)).error).toBe("feature.disabled");
    expect(await desk.set({ booking_types: ["hold", "time", "offer"] })).toMatchObject({
      code: 200,
      data: { changed: ["booking_types"] },
    });
    await desk.set({ bonus_buy_offer: 1, max_bonus_percentage: 30 }, "loyaltySettings");
    const answer = await desk.book(pc, 120, asked);
    expect(answer.message).toBe("success");
    const booked = dataOf(answer);
    expect(booked.cost).toBe("10.00");
    expect(await desk.moneyOf(member.id)).toEqual(["13.00", "7.00"]);
    expect(await desk.bookingOf(booked.member_offer_id)).toMatchObject({
      booking_type: "offer",
      product_mins: 120,
    });
    expect((await desk.api.call("PUT", `bookings/${booked.member_offer_id}`, { mins: 60 })).error).toBe(
      "request.validation",
    );
    await desk.api.call("DELETE", `bookings/${booked.member_offer_id}`, {});
    expect(await desk.moneyOf(member.id)).toEqual(["20.00", "10.00"]);
    const night = await desk.api.call("POST", "products", {
      ...{ ...offer, product_name: "Night", product_enable_time: "02:00-02:30" },
    });
    const atNight = { ...asked, product_id: String((night.data as { product_id: number }).product_id) };
    expect((await desk.book(pc, 120, atNight)).error).toBe("offer.not_valid_now");
    expect((await desk.book(pc, 120, { ...asked, product_id: "o-1" })).error).toBe("product.not_found");
  });

  test("a repeated call with the same key books and pays once", async () => {
    const pc = await desk.newPc();
    const member = await desk.newMember(20);
    const asked = { pc_name: pc, ...desk.inMinutes(120), mins: 60, member_account: member.account };
    const once = () => desk.api.call("POST", "bookings", asked, { "idempotency-key": `book-${pc}` });
    const [first, again] = [await once(), await once()];
    expect(again.data).toEqual(first.data);
    expect(await desk.moneyOf(member.id)).toEqual([(20 - Number(dataOf(first).cost)).toFixed(2), "0.00"]);
  });

  test("what is asked is judged field by field", async () => {
    const pc = await desk.newPc();
    expect((await desk.book(pc, -10)).error).toBe("booking.in_past");
    expect((await desk.book("nowhere", 100)).error).toBe("pc.not_found");
    expect((await desk.book(pc, 100, { member_account: "nobody here" })).error).toBe("member.not_found");
    expect(fieldsOf(await desk.book(pc, 100, { booking_type: "offer" }))).toHaveProperty("product_id");
    expect(fieldsOf(await desk.book(pc, 100, { mins: undefined }))).toHaveProperty("mins");
    expect(fieldsOf(await desk.book(pc, 100, { payment_method: 31 }))).toHaveProperty("payment_method");
    await desk.set({ min_hours_before_booking: 3, min_booking_duration_minutes: 90 });
    expect((await desk.book(pc, 100, { mins: 90 })).error).toBe("booking.too_soon");
    expect((await desk.book(pc, 200)).error).toBe("booking.too_short");
    expect((await desk.book(pc, 100, { booking_type: "hold" })).code).toBe(200);
    await desk.set({ min_hours_before_booking: 0, min_booking_duration_minutes: 1 });
  });
});

describe("members by themselves", () => {
  test("they book, see and cancel their own, and nobody else's", async () => {
    const pc = await desk.newPc();
    const [member, other] = [await desk.newMember(20), await desk.newMember(20)];
    const asked = { pc_name: pc, ...desk.inMinutes(120), mins: 60 };
    await desk.set({ allow_booking: 0 });
    expect((await member.call("POST", "memberBookings", asked)).error).toBe("feature.disabled");
    await desk.set({ allow_booking: 1, pc_booked_once_day: 1, booking_cancel_minutes: 60 });
    const { member_offer_id: id } = dataOf(await member.call("POST", "memberBookings", asked));
    const own = (await member.call("GET", "memberBookings")).data as Record<string, unknown>[];
    expect(own).toMatchObject([{ member_offer_id: id, product_pc_name: pc }]);
    expect(own[0]).not.toHaveProperty("booking_password");
    expect((await other.call("GET", "memberBookings")).data).toEqual([]);
    const again = { pc_name: pc, ...desk.inMinutes(240), mins: 60 };
    expect((await member.call("POST", "memberBookings", again)).error).toBe("booking.once_a_day");
    const cancel = { pc_name: pc, member_offer_id: id };
    expect((await other.call("DELETE", "memberBookings", cancel)).error).toBe("booking.not_found");
    desk.clock.turn(3_700);
    expect((await member.call("DELETE", "memberBookings", cancel)).error).toBe("booking.cancel_window");
    await desk.set({ pc_booked_once_day: 0, booking_cancel_minutes: 0 });
    expect((await member.call("DELETE", "memberBookings", cancel)).code).toBe(200);
    expect(await desk.moneyOf(member.id)).toEqual(["20.00", "0.00"]);
  });

  test("fifty book one PC at once: exactly one has it, and paid", async () => {
    const pc = await desk.newPc();
    const members = await Promise.all(Array.from({ length: 50 }, () => desk.newMember(20)));
    const asked = { pc_name: pc, ...desk.inMinutes(300), mins: 60 };
    const answers = await Promise.all(members.map((member) => member.call("POST", "memberBookings", asked)));
    const codes = answers.map(({ code, error }) => error ?? String(code)).sort();
    expect(codes).toEqual(["200", ...Array.from({ length: 49 }, () => "booking.occupied")]);
    const paid = await Promise.all(members.map(({ id }) => desk.moneyOf(id)));
    expect(paid.filter(([balance]) => balance !== "20.00")).toHaveLength(1);
  });
});
