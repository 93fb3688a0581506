import { decOut, intOut, shape } from "../kit/answer.ts";
import { dec, int, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** What time costs and how long money lasts, asked before it is paid (api-v2.md 2.9; billing.md 6.5). */
const group = "member";

const who = {
  pc_name: text.required("Name of the PC", { example: "PC001" }),
  member_account: text.required("Login name, or Guest for a prepaid guest", { example: "Guest" }),
};

const refusals = ["permission.other_member", "pc.not_found", "member.not_found", "pricing.no_price"] as const;

export const calculateAmount = operation({
  id: "calculate.amount",
  method: "POST",
  path: "calculate/amount",
  auth: "KM",
  guests: true,
  mark: "known",
  group,
  summary: "Ask what so many minutes cost from now on",
  description: "Rounded up, so that what is sold lasts as long; tax on top is in it, free minutes are not.",
  input: { ...who, mins: int.required("Minutes", { min: 0, max: 527_040, example: 60 }) },
  answer: shape({ cost: decOut }),
  refusals,
  example: { pc_name: "PC001", member_account: "Guest", mins: 60 },
});

export const calculateTime = operation({
  id: "calculate.time",
  method: "POST",
  path: "calculate/time",
  auth: "KM",
  guests: true,
  mark: "known",
  group,
  summary: "Ask how many whole minutes an amount lasts from now on",
  description: "Without free minutes. Time without an end, for who plays free, is told as ten years.",
  input: { ...who, topup_amount: dec.required("The money", { min: 0, max: 999_999_999, example: "10.00" }) },
  answer: shape({ minutes: intOut }),
  refusals,
  example: { pc_name: "PC001", member_account: "Guest", topup_amount: "10.00" },
});
