import pg from "pg";
import { repeatFor, serveOrders } from "./load-order.ts";
import { Seats, type Seat, type SessionSqlSetUp, type Step } from "./session-order.ts";

/**
 * The least a session's steps can be: the same rows in one call each (`session-yardstick.sql`), prepared, in a tight loop on
 * each connection.
 */

serveOrders<SessionSqlSetUp>(async (setUp) => {
  const { connections, connection, terms } = setUp;
  const clients = Array.from({ length: connections }, () => new pg.Client(connection));
  await Promise.all(clients.map((client) => client.connect()));
  const run = async (lane: number, name: string, values: unknown[]) => {
    const places = values.map((_, place) => `$${place + 1}`).join(", ");
    await (clients[lane] as pg.Client).query({ name, text: `select ${name}(${places})`, values });
  };
  const acts: Record<Step, (lane: number, seat: Seat) => Promise<void>> = {
    start: (lane, { cafeId, memberId, place }) =>
      run(lane, "bench_start", [cafeId, memberId, place.pcId, place.pcName, new Date(), terms]),
    async move(lane, seat) {
      const { cafeId, memberId, place, other } = seat;
      if (other === null) throw new Error("this session has nowhere to move to");
      await run(lane, "bench_move", [cafeId, memberId, other.pcId, other.pcName, new Date(), terms]);
      Object.assign(seat, { place: other, other: place });
    },
    checkout: (lane, { cafeId, memberId }) => run(lane, "bench_checkout", [cafeId, memberId, new Date()]),
  };
  const seats = new Seats(setUp.seats);
  return async ({ target, seconds }) => {
    const step = target as Step;
    const round = seats.take(step);
    const act = async (lane: number) => {
      const seat = round.next();
      if (seat !== undefined) await acts[step](lane, seat);
    };
    const result = await repeatFor(seconds, connections, act, round.isDone);
    round.over();
    return result;
  };
});
