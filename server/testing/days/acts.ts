import type { Chance } from "./chance.ts";
import { ask, decimal, minorOf, tryTo, type House, type HousePc } from "./house.ts";

/**
 * What customers and the desk do in a café, drawn by chance. A refusal is an answer like any other, an error of the server is
 * not. Who paid what is written down beside the books.
 */

export type Act = (house: House) => Promise<void>;

const money = (chance: Chance, most: number) => chance.int(1, most);
const tender = (chance: Chance) => chance.oneOf([0, 0, 2, 4]);
export const anyPc = ({ chance, pcs }: House): HousePc => chance.oneOf(pcs);
/** Most visits are those of few: every fifth member comes four times out of five. */
export const anyMember = ({ chance, memberIds }: House): number =>
  chance.next() < 0.8
    ? (memberIds[chance.int(0, Math.ceil(memberIds.length / 5) - 1)] ?? 0)
    : chance.oneOf(memberIds);

/** Whoever has no money pays some in first, as often as not. */
export const startMember: Act = async (house) => {
  const [pc, memberId] = [anyPc(house).name, anyMember(house)];
  const start = { pc_name: pc, member_id: memberId };
  const answer = await ask(house, "POST", "pcSessions/action/startMember", start);
  if (answer.error !== "ledger.insufficient_balance" || house.chance.next() < 0.4) return;
  await topUp(house, memberId, money(house.chance, 1_200));
  await tryTo(house, "pcSessions/action/startMember", start);
};

interface Started {
  results: { member_id: number; amount: string | null }[];
}

const startPrepaid: Act = async (house) => {
  const { chance, notebook } = house;
  const asked = chance.next() < 0.5 ? { amount: decimal(money(chance, 900)) } : { mins: chance.int(5, 180) };
  const started = await tryTo<Started>(house, "pcSessions/action/startPrepaid", {
    ...{ pc_name: anyPc(house).name, payment_method: tender(chance), ...asked },
  });
  for (const { member_id: id, amount } of started?.results ?? []) notebook.paidIn(id, minorOf(amount));
};
const startPostpaid: Act = async (house) => {
  await tryTo(house, "pcSessions/action/startPostpaid", { pc_name: anyPc(house).name });
};
const startFree: Act = async (house) => {
  await tryTo(house, "pcSessions/action/startFree", { pc_name: anyPc(house).name });
};
/** A guest buys an offer and plays it. */
const startOffer: Act = async (house) => {
  const { chance, notebook } = house;
  const offer = chance.oneOf(house.offers);
  const started = await tryTo<Started>(house, "pcSessions/action/startOffer", {
    ...{ pc_name: anyPc(house).name, product_id: `o-${offer.productId}`, payment_method: tender(chance) },
  });
  if (started !== null) notebook.tookAtDesk(offer.priceMinor);
};

/** What a checkout moves is reckoned when the session is over. */
export const checkout: Act = async (house) => {
  await tryTo(house, "pcSessions/checkout", { pc_name: anyPc(house).name });
};
const addTime: Act = async (house) => {
  const { chance, notebook } = house;
  const pc = anyPc(house);
  const customer = await playingAt(house, pc);
  const added = await tryTo<{ amount: string }>(house, "pcSessions/action/addTime", {
    ...{ pc_name: pc.name, amount: decimal(money(chance, 500)), payment_method: tender(chance) },
  });
  if (added !== null && customer !== null) notebook.paidIn(customer, minorOf(added.amount));
};

/** Who sits at a PC, as the desk sees it. */
async function playingAt({ server }: House, pc: HousePc): Promise<number | null> {
  const running = await server.app.sessions.viewOfPc(server.cafe.cafeId, pc.id);
  return running?.member.id ?? null;
}

/** Sold in mid-session: the session goes over to it as soon as its time may run. */
const addOffer: Act = async (house) => {
  const { chance, notebook } = house;
  const pc = anyPc(house);
  const offer = chance.oneOf(house.offers);
  const customer = await playingAt(house, pc);
  const method = chance.oneOf([0, 1, 1, 2, 3]);
  const sold = await tryTo(house, "pcSessions/action/addOffer", {
    ...{ pc_name: pc.name, product_id: `o-${offer.productId}`, payment_method: method },
  });
  if (sold === null || customer === null) return;
  if (method === 1) notebook.moved(customer, -offer.priceMinor);
  else if (method !== 3) notebook.tookAtDesk(offer.priceMinor);
};

/** Sold at the desk, to somebody who plays or does not: by the tender or from the balance. */
export async function sellOffer(house: House, memberId: number, method: number): Promise<string | null> {
  const { chance, notebook } = house;
  const offer = chance.oneOf(house.offers);
  const sold = await tryTo<{ order_no: number }>(house, "orders", {
    ...{ product_id: [`o-${offer.productId}`], order_item_qty: [1], order_payment_method: method },
    order_member_id: memberId,
  });
  if (sold === null) return null;
  if (method === 1) notebook.moved(memberId, -offer.priceMinor);
  else if (method !== 3) notebook.tookAtDesk(offer.priceMinor);
  return String(sold.order_no);
}
const buyOffer: Act = async (house) => {
  await sellOffer(house, anyMember(house), house.chance.oneOf([0, 1, 1, 1, 2, 3, 4]));
};

export const move: Act = async (house) => {
  await tryTo(house, "pcSessions/action/move", {
    pc_name: anyPc(house).name,
    to_pc_name: anyPc(house).name,
  });
};

/** The order's number; null when it was refused. */
export async function topUp(
  house: House,
  memberId: number,
  valueMinor: number,
  bonusMinor = 0,
): Promise<number | null> {
  const done = await tryTo<{ order_ids?: (number | string)[] }>(house, "members/action/topup", {
    ...{
      topup_ids: String(memberId),
      topup_value: decimal(valueMinor),
      payment_method: tender(house.chance),
    },
    ...(bonusMinor === 0 ? {} : { topup_balance_bonus: decimal(bonusMinor) }),
    comment: "desk",
  });
  if (done === null) return null;
  house.notebook.paidIn(memberId, valueMinor);
  return Number(done.order_ids?.[0] ?? 0);
}
const topUpOne: Act = async (house) => {
  const { chance } = house;
  const bonus = chance.next() < 0.4 ? money(chance, 300) : 0;
  await topUp(house, anyMember(house), money(chance, 1_500), bonus);
};
const refund: Act = async (house) => {
  await topUp(house, anyMember(house), -money(house.chance, 400));
};
const giveCoins: Act = async (house) => {
  await tryTo(house, "members/action/topup", {
    ...{ topup_ids: String(anyMember(house)), topup_value: "0.00", add_coin: "6", comment: "won" },
  });
};
const deduct: Act = async (house) => {
  const memberId = anyMember(house);
  const minor = money(house.chance, 200);
  const done = await tryTo(house, "members/action/deductBalance", {
    ...{ member_id: memberId, deduct_value: decimal(minor) },
  });
  if (done !== null) house.notebook.moved(memberId, -minor);
};

const pause: Act = async (house) => {
  const some = house.chance.next() < 0.6 ? { pc_names: [anyPc(house).name] } : {};
  await tryTo(house, "pauses", some);
};
export const resume: Act = async (house) => {
  await tryTo(house, "pauses/action/resume", {});
};
/** Pauses that are over come off the list, which holds only so many. */
const tidyPauses: Act = async (house) => {
  const over = await ask(house, "GET", "pauses", { running: 0 });
  for (const { pause_id: id } of over.data as { pause_id: number }[])
    await house.api.call("DELETE", `pauses/${id}`);
};
const editPrice: Act = async (house) => {
  const price = house.chance.oneOf(house.prices);
  const dearer = house.chance.int(350, 600);
  const change = price.isRows
    ? {
        price_dynamic: [
          { time: 60, amount: decimal(dearer) },
          { time: 180, amount: decimal(dearer * 2) },
        ],
      }
    : { price_price1: decimal(dearer) };
  await tryTo(house, `prices/${price.id}`, change, "PUT");
};
const convert: Act = async (house) => {
  const { chance, notebook } = house;
  const pc = anyPc(house);
  const guest = await playingAt(house, pc);
  const made = await tryTo<{ member_id: number }>(house, "members/action/convertToMember", {
    ...{ pc_name: pc.name, member_account: `guest${chance.int(1, 1_000_000)}`, member_password: "secret-1" },
  });
  if (made !== null && guest !== null) notebook.became(guest, made.member_id);
};

const usual: [Act, number][] = [
  [startMember, 34],
  [startPrepaid, 12],
  [startPostpaid, 6],
  [startFree, 1],
  [startOffer, 4],
  [checkout, 14],
  [addTime, 5],
  [addOffer, 4],
  [buyOffer, 6],
  [move, 5],
  [topUpOne, 16],
  [refund, 3],
  [giveCoins, 1],
  [deduct, 2],
  [pause, 1],
  [resume, 2],
  [tidyPauses, 1],
  [editPrice, 1],
  [convert, 1],
];
const all = usual.flatMap(([act, weight]) => Array.from({ length: weight }, () => act));

export const actByChance: Act = (house) => house.chance.oneOf(all)(house);
