import type { ApiCaller } from "../api-caller.ts";
import type { Chance } from "./chance.ts";

/** What people do in a café, drawn by chance; a refusal is an answer like any other, an error of the server is not. */

export interface House {
  api: ApiCaller;
  chance: Chance;
  pcNames: string[];
  memberIds: number[];
  priceIds: number[];
  giveOffer(memberId: number): Promise<void>;
  /** The PC answers a lease that lasts so many seconds, and is not heard of again until it comes back. */
  takeLease(pcName: string, seconds: number): Promise<void>;
  comeBack(pcName: string): Promise<void>;
}

type Act = (house: House) => Promise<void>;

async function call(
  { api }: House,
  path: string,
  body: Record<string, unknown>,
  method: "POST" | "PUT" = "POST",
): Promise<void> {
  const answer = await api.call(method, path, body);
  if (answer.code >= 500)
    throw new Error(
      `${method} ${path} ${JSON.stringify(body)} was answered ${answer.code}: ${answer.message}`,
    );
}

const money = (chance: Chance, most: number) => (chance.int(1, most) / 100).toFixed(2);
const tender = (chance: Chance) => chance.oneOf([0, 0, 2, 4]);

const startMember: Act = (house) =>
  call(house, "pcSessions/action/startMember", {
    pc_name: house.chance.oneOf(house.pcNames),
    member_id: house.chance.oneOf(house.memberIds),
  });
const startPrepaid: Act = (house) =>
  call(house, "pcSessions/action/startPrepaid", {
    pc_name: house.chance.oneOf(house.pcNames),
    ...(house.chance.next() < 0.5
      ? { amount: money(house.chance, 900) }
      : { mins: house.chance.int(1, 180) }),
    payment_method: tender(house.chance),
  });
const startPostpaid: Act = (house) =>
  call(house, "pcSessions/action/startPostpaid", { pc_name: house.chance.oneOf(house.pcNames) });
const startFree: Act = (house) =>
  call(house, "pcSessions/action/startFree", { pc_name: house.chance.oneOf(house.pcNames) });
const checkout: Act = (house) =>
  call(house, "pcSessions/checkout", {
    pc_name: house.chance.oneOf(house.pcNames),
    payment_method: tender(house.chance),
  });
const addTime: Act = (house) =>
  call(house, "pcSessions/action/addTime", {
    pc_name: house.chance.oneOf(house.pcNames),
    amount: money(house.chance, 500),
  });
const move: Act = (house) =>
  call(house, "pcSessions/action/move", {
    pc_name: house.chance.oneOf(house.pcNames),
    to_pc_name: house.chance.oneOf(house.pcNames),
  });
const topUp: Act = (house) =>
  call(house, "members/action/topup", {
    topup_ids: house.chance.oneOf(house.memberIds),
    topup_value: money(house.chance, 1_500),
    ...(house.chance.next() < 0.4 ? { topup_balance_bonus: money(house.chance, 300), comment: "bonus" } : {}),
    payment_method: tender(house.chance),
  });
const refund: Act = (house) =>
  call(house, "members/action/topup", {
    topup_ids: house.chance.oneOf(house.memberIds),
    topup_value: `-${money(house.chance, 400)}`,
    comment: "wanted back",
  });
const deduct: Act = (house) =>
  call(house, "members/action/deductBalance", {
    member_id: house.chance.oneOf(house.memberIds),
    deduct_value: money(house.chance, 200),
  });
const pause: Act = (house) =>
  call(house, "pauses", house.chance.next() < 0.5 ? {} : { pc_names: [house.chance.oneOf(house.pcNames)] });
const resume: Act = (house) => call(house, "pauses/action/resume", {});
const editPrice: Act = (house) =>
  call(
    house,
    `prices/${house.chance.oneOf(house.priceIds)}`,
    { price_price1: money(house.chance, 600) },
    "PUT",
  );
const giveOffer: Act = (house) => house.giveOffer(house.chance.oneOf(house.memberIds));
const takeLease: Act = (house) =>
  house.takeLease(house.chance.oneOf(house.pcNames), house.chance.int(60, 5_400));
const comeBack: Act = (house) => house.comeBack(house.chance.oneOf(house.pcNames));
const convert: Act = (house) =>
  call(house, "members/action/convertToMember", {
    pc_name: house.chance.oneOf(house.pcNames),
    member_account: `guest${house.chance.int(1, 1_000_000)}`,
    member_password: "secret-1",
  });

const usual: [Act, number][] = [
  [startMember, 30],
  [startPrepaid, 12],
  [startPostpaid, 6],
  [startFree, 2],
  [checkout, 14],
  [addTime, 5],
  [move, 5],
  [topUp, 14],
  [refund, 3],
  [deduct, 2],
  [pause, 2],
  [resume, 5],
  [editPrice, 1],
  [giveOffer, 6],
  [takeLease, 8],
  [comeBack, 8],
  [convert, 1],
];
const all = usual.flatMap(([act, weight]) => Array.from({ length: weight }, () => act));

export const actByChance = (house: House): Promise<void> => house.chance.oneOf(all)(house);
