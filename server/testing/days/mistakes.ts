import { anyMember, anyPc, sellOffer, topUp, type Act } from "./acts.ts";
import { decimal, minorOf, tryTo, type House } from "./house.ts";
import { doDue } from "./outages.ts";

/** What staff do by mistake, and how they put it right (billing.md 3.5, 7.6, 8). */

const mostBonusMinor = 150;

/** The wrong member got the money: it is taken back, with its bonus, and given to the right one. */
const wrongMember: Act = async (house) => {
  const { chance } = house;
  const [wrong, right, value] = [anyMember(house), anyMember(house), chance.int(100, 2_000)];
  const order = await topUp(house, wrong, value, chance.oneOf([0, mostBonusMinor]));
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

/**
 * Takes a top-up back, or a part of it. Of its bonus goes back what is there; the rest of it comes from the balance, as the desk is told
 * before (billing.md 3.5): a session that runs may have used the bonus.
 */
async function takeBack(house: House, memberId: number, order: number, valueMinor: number): Promise<void> {
  const { notebook } = house;
  const about = { topup_value: decimal(valueMinor), refund_of: order };
  // Staff who find a mistake are slower than the word of the money that came in: what it changed of a session is done.
  await doDue(house);
  const told = await tryTo<{ balance_taken: string; bonus_taken: string }>(
    house,
    "members/action/previewRefund",
    { ...about, member_id: memberId },
  );
  const done = await tryTo(house, "members/action/topup", {
    ...about,
    ...{ topup_ids: String(memberId), topup_value: decimal(-valueMinor), comment: "by mistake" },
  });
  if ((told === null) !== (done === null))
    throw new Error(`the refund of ${order} was foretold and refused, or the other way round`);
  if (told === null) return;
  const [balance, bonus] = [minorOf(told.balance_taken), minorOf(told.bonus_taken)];
  if (bonus < 0 || balance < valueMinor || balance + bonus > valueMinor + mostBonusMinor)
    throw new Error(`a refund of ${valueMinor} would take ${balance} of the balance and ${bonus} bonus`);
  notebook.paidIn(memberId, -valueMinor);
  notebook.moved(memberId, valueMinor - balance);
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
