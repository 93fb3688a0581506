import type { TurnedClock } from "../../kernel/clock.ts";
import type { ApiAnswer, ApiCaller } from "../api-caller.ts";
import type { TestServer } from "../test-server.ts";
import type { Chance } from "./chance.ts";
import { type Notebook } from "./notebook.ts";

/** The simulated café: its server of the moment, who and what is in it, and what somebody wrote down beside the books. */

export interface HousePc {
  id: number;
  name: string;
  groupId: number;
  /** Whether an agent links it to the server; consoles and tables have none. */
  hasLink: boolean;
}

export interface OfferOnSale {
  productId: number;
  priceMinor: number;
  coins: number;
}

export interface House {
  /** The process that serves now; another one after a restart. */
  server: TestServer;
  /** The one that made the database and drops it at the end. */
  firstServer: TestServer;
  api: ApiCaller;
  key: string;
  clock: TurnedClock;
  chance: Chance;
  zone: string;
  pcs: readonly HousePc[];
  memberIds: readonly number[];
  prices: readonly { id: number; isRows: boolean }[];
  offers: readonly OfferOnSale[];
  settings: HouseSettings;
  notebook: Notebook;
  /** PCs without power, by name. */
  dark: Set<string>;
}

/** What the café has set, drawn by chance: the reckoning must know it too. */
export interface HouseSettings {
  freeMinutes: number;
  minimumMinor: number;
  mayOweMinor: number;
  bonusFirst: boolean;
  /** Seven rows of 24 flags, Monday first; empty = always. */
  bonusHours: readonly (readonly number[])[];
  keepsChange: boolean;
  outageMinutes: number;
  offlineMinutes: number;
  postpaidMostMinor: number;
}

/** Days of calls come within minutes. */
export const rateFactor = 10_000;

/** An error of the server is not an answer; a refusal is. */
export async function ask(
  { api }: Pick<House, "api">,
  method: "GET" | "POST" | "PUT",
  path: string,
  parameters: Record<string, unknown> = {},
): Promise<ApiAnswer> {
  const answer = await api.call(method, path, parameters);
  if (answer.code >= 500)
    throw new Error(
      `${method} ${path} ${JSON.stringify(parameters)} was answered ${answer.code}: ${answer.message}`,
    );
  return answer;
}

/** What must not be refused, such as furnishing. */
export async function demand<Data>(
  house: Pick<House, "api">,
  method: "GET" | "POST" | "PUT",
  path: string,
  parameters: Record<string, unknown> = {},
): Promise<Data> {
  const answer = await ask(house, method, path, parameters);
  if (answer.code >= 300)
    throw new Error(
      `${method} ${path} ${JSON.stringify(parameters)} was refused ${answer.code}: ${answer.message}`,
    );
  return answer.data as Data;
}

/** The data of a call that succeeded; null when it was refused. */
export async function tryTo<Data>(
  house: House,
  path: string,
  parameters: Record<string, unknown>,
  method: "POST" | "PUT" = "POST",
): Promise<Data | null> {
  const answer = await ask(house, method, path, parameters);
  return answer.code < 300 ? (answer.data as Data) : null;
}

export const decimal = (minor: number): string =>
  `${minor < 0 ? "-" : ""}${Math.floor(Math.abs(minor) / 100)}.${String(Math.abs(minor) % 100).padStart(2, "0")}`;
export const minorOf = (text: string | null | undefined): number => Math.round(Number(text ?? 0) * 100);
