import { Agent } from "node:https";
import { callOnce } from "./https-call.ts";
import { repeatFor, serveOrders } from "./load-order.ts";
import { Seats, type Seat, type SessionHttpSetUp, type Step } from "./session-order.ts";

/** Sessions over HTTPS, in a process of its own. */

serveOrders<SessionHttpSetUp>(async (setUp) => {
  const { connections, baseUrl, ca, keys } = setUp;
  const agent = new Agent({ keepAlive: true, maxSockets: connections, ca });
  const { hostname: host, port } = new URL(baseUrl);
  const call = (method: "GET" | "POST", cafeId: number, path: string, parameters?: object) => {
    const body = parameters === undefined ? undefined : JSON.stringify(parameters);
    const headers: Record<string, string | number> = { authorization: `Bearer ${keys[cafeId] ?? ""}` };
    if (body !== undefined) {
      headers["content-type"] = "application/json";
      headers["content-length"] = Buffer.byteLength(body);
    }
    return callOnce({ agent, host, port, method, headers, path: `/api/v2/cafe/${cafeId}/${path}` }, body);
  };
  const acts: Record<Step, (seat: Seat) => Promise<void>> = {
    start: ({ cafeId, place, memberId }) =>
      call("POST", cafeId, "pcSessions/action/startMember", { pc_name: place.pcName, member_id: memberId }),
    async move(seat) {
      const { cafeId, place, other } = seat;
      if (other === null) throw new Error("this session has nowhere to move to");
      await call("POST", cafeId, "pcSessions/action/move", {
        ...{ pc_name: place.pcName, to_pc_name: other.pcName },
      });
      Object.assign(seat, { place: other, other: place });
    },
    checkout: ({ cafeId, place }) => call("POST", cafeId, "pcSessions/checkout", { pc_name: place.pcName }),
  };
  const cafeIds = [...new Set(setUp.seats.map(({ cafeId }) => cafeId))];
  let lists = 0;
  const seats = new Seats(setUp.seats);
  return async ({ target, seconds }) => {
    if (target === "list")
      return repeatFor(seconds, connections, () =>
        call("GET", cafeIds[lists++ % cafeIds.length] ?? 0, "pcs"),
      );
    const step = target as Step;
    const round = seats.take(step);
    const act = async () => {
      const seat = round.next();
      if (seat !== undefined) await acts[step](seat);
    };
    const result = await repeatFor(seconds, connections, act, round.isDone);
    round.over();
    return result;
  };
});
