import { anyMember, anyPc, sellOffer, topUp, type Act } from "./acts.ts";
import { decimal, tryTo, type House } from "./house.ts";

/** What staff do by mistake, and how they put it right (billing.md 3.5, 7.6, 8). */

/** The wrong member got the money: it is taken back, with its bonus, and given to the right one. */
const wrongMember: Act = async (house) => {
  const { chance } = house;
  const [wrong, right, value] = [anyMember(house), anyMember(house), chance.int(100, 2_000)];
  const order = await topUp(house, wrong, value, chance.oneOf([0, 150]));
  if (order !== null) await takeBack(house, wrong, order, value);
  await topUp(house, right, value);
};

/** Ten times too much was typed: what is over is paid back. */
const slipOfTheFinger: Act = async (house) => {
  const { chance } = house;
  const [member, value] = [anyMember(house), chance.int(100, 500)];
  const order = await topUp(house, member, value * 10);
  if (order !== null) await takeBack(house, member, order, value * 9);
};

async function takeBack(house: House, memberId: number, order: number, valueMinor: number): Promise<void> {
  const done = await tryTo(house, "members/action/topup", {
    ...{ topup_ids: String(memberId), topup_value: decimal(-valueMinor), refund_of: order },
    comment: "by mistake",
  });
  if (done !== null) house.notebook.paidIn(memberId, -valueMinor);
}

const thereAndBack: Act = async (house) => {
  const [from, to] = [anyPc(house).name, anyPc(house).name];
  if ((await tryTo(house, "pcSessions/action/move", { pc_name: from, to_pc_name: to })) === null) return;
  await tryTo(house, "pcSessions/action/move", { pc_name: to, to_pc_name: from });
};

/** The wrong PC was checked out: its member sits down again. */
const wrongCheckout: Act = async (house) => {
  const pc = anyPc(house).name;
  const done = await tryTo<{ results: { member_id: number }[] }>(house, "pcSessions/checkout", {
    pc_name: pc,
  });
  for (const { member_id: id } of done?.results ?? [])
    await tryTo(house, "pcSessions/action/startMember", { pc_name: pc, member_id: id });
};

/** The wrong member was seated: the session ends within the second, and another begins. */
const wrongSeat: Act = async (house) => {
  const pc = anyPc(house).name;
  const seat = (id: number) => tryTo(house, "pcSessions/action/startMember", { pc_name: pc, member_id: id });
  if ((await seat(anyMember(house))) === null) return;
  await tryTo(house, "pcSessions/checkout", { pc_name: pc });
  await seat(anyMember(house));
};

/** An offer nobody wanted is paid back the way it was paid. */
const wrongOffer: Act = async (house) => {
  const { chance, notebook, server } = house;
  const [member, method] = [anyMember(house), chance.oneOf([0, 1, 2, 3])];
  const order = await sellOffer(house, member, method);
  if (order === null) return;
  const offer = await server.db.row<{ id: number }>(
    "select owned_offer_id as id from owned_offers where cafe_id = $1 and sale_transfer_id = $2",
    [server.cafe.cafeId, order],
  );
  const back = await tryTo<{ refund: string }>(house, "members/action/refundOffer", {
    ...{ member_offer_id: offer?.id ?? 0, comment: "by mistake" },
  });
  if (back === null) return;
  const minor = Math.round(Number(back.refund) * 100);
  if (method === 1) notebook.moved(member, minor);
  else if (method !== 3) notebook.tookAtDesk(-minor);
};

const pausedByMistake: Act = async (house) => {
  const paused = await tryTo<{ pause_id: number }>(house, "pauses", {});
  if (paused !== null) await tryTo(house, "pauses/action/resume", { pause_id: paused.pause_id });
};

const mistakes = [
  wrongMember,
  slipOfTheFinger,
  thereAndBack,
  wrongCheckout,
  wrongSeat,
  wrongOffer,
  pausedByMistake,
];

export const mistakeByChance: Act = (house) => house.chance.oneOf(mistakes)(house);
