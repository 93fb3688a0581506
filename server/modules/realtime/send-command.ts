import { request, type RequestFrame, type ResponseFrame } from "../../../contract/frames/frame.ts";
import { isRecord } from "../../../contract/frames/frame.ts";
import { wssActions } from "../../../contract/operations/pc-sessions.ts";
import type { Right } from "../../../contract/rights.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Clock } from "../../kernel/clock.ts";
import { ulid, type IdSource } from "../../kernel/ids.ts";
import { actorOf, mayUse, type Caller } from "../../kernel/http/caller.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import { findBootPcs } from "../bootpcs/index.ts";
import { findPcsByNames, writePowerLog } from "../pcs/index.ts";
import type { BootStates } from "./ask-services.ts";
import type { Link } from "./link.ts";
import type { Links } from "./links.ts";
import { keepFrame } from "./queued-frames.ts";

/** pcSessions/sendWssCommand: staff and programs reach PCs, the boot service and switches (api-v2.md 2.6). */

export interface CommandParts {
  db: Db;
  clock: Clock;
  ids: IdSource;
  links: Links;
  bootStates: Pick<BootStates, "refresh">;
}

export interface Command {
  action: string;
  target: string;
  data: unknown;
}

export interface CommandAnswer {
  status: "success" | "error";
  action: string;
  target: string;
  response: unknown;
  results: { id?: number; pc_name?: string; status: string; message: string }[];
}

const answerWithinSeconds = 10;
const keptActions = new Set(["admin_message", "payment_qr"]);
const mostAddressees = 500;

function rightFor({ action, target }: Command): Right {
  if (action === "maintenance") return "pc_exit";
  return target === "boot" ? "boot_access" : "pc_power";
}

const offline = (who: string) => new Refusal("device.offline", `${who} is not connected.`);

export async function sendCommand(
  parts: CommandParts,
  cafeId: number,
  caller: Caller,
  command: Command,
): Promise<CommandAnswer> {
  const { action, target } = command;
  if (wssActions[action as keyof typeof wssActions] !== target)
    throw invalidField("target", "The selected target is invalid.");
  const right = rightFor(command);
  if (!mayUse(caller, right)) throw new Refusal("permission.denied", `This needs the right ${right}.`);
  const answer = await (target === "client"
    ? toPcs(parts, cafeId, command)
    : toService(parts, cafeId, command));
  const acts = powerActsOf(command, answer);
  await writePowerLog(parts.db, {
    ...{ cafeId, at: parts.clock.now(), staffName: actorOf(caller).actorName, acts },
  });
  return answer;
}

/** Acts that switch a PC, and what the log says of them: each PC that obeyed. */
function powerActsOf({ action, data }: Command, { status, results }: CommandAnswer) {
  if (action === "shutdown" || action === "reboot")
    return results
      .filter((result) => result.status === "success")
      .map((result) => ({ pcName: result.pc_name ?? "", details: action }));
  if (status !== "success" || (action !== "power" && action !== "ewelink_switch")) return [];
  return [{ pcName: "", details: `${action} ${JSON.stringify(data)}` }];
}

function frameFor(
  { ids, clock }: CommandParts,
  { action, target }: Command,
  data: Record<string, unknown> | unknown[],
): RequestFrame {
  return request({ action, from: "web", target: target as "client", data, id: ulid(ids, clock.now()) });
}

const ask = (link: Link, frame: RequestFrame) => link.ask(frame, answerWithinSeconds);

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const messageOf = (answer: ResponseFrame): string =>
  isRecord(answer.data) && typeof answer.data["message"] === "string" ? answer.data["message"] : "";

async function toPcs(parts: CommandParts, cafeId: number, command: Command): Promise<CommandAnswer> {
  const { db, clock, links } = parts;
  const { pc_names: names, pc_name: name, ...data } = isRecord(command.data) ? command.data : {};
  const wanted = [...new Set([names ?? [], name ?? []].flat().map(String))].filter((one) => one !== "");
  if (wanted.length === 0 || wanted.length > mostAddressees) {
    throw invalidField("data", `The data.pc_names field is required: 1 to ${mostAddressees} names of PCs.`);
  }
  const pcs = await findPcsByNames(db, cafeId, wanted);
  const missing = wanted.find((one) => !pcs.some((pc) => pc.name.toLowerCase() === one.toLowerCase()));
  if (missing !== undefined) throw notFound("pc.not_found", `PC ${missing}`);
  // The name staff chose to show, never the name they sign in with (pc-protocol.md 3.2).
  const payload =
    command.action === "admin_message"
      ? { message: textOf(data["message"]).slice(0, 500), from: textOf(data["from"]) || "Staff" }
      : data;
  const kept = keptActions.has(command.action);
  if (!kept && !pcs.some((pc) => links.agent(cafeId, pc.pc_id)?.link.isOpen))
    throw offline(pcs.length === 1 ? (pcs[0]?.name ?? "The PC") : "None of the PCs");
  const answers = await Promise.all(
    pcs.map(async (pc) => {
      const frame = frameFor(parts, command, payload);
      const link = links.agent(cafeId, pc.pc_id)?.link;
      const answer = link?.isOpen ? await ask(link, frame) : null;
      if (answer === null && kept) {
        await db.transact((tx) => keepFrame(tx, cafeId, pc.pc_id, frame, clock.now()));
        return {
          answer,
          result: { pc_name: pc.name, status: "success", message: "kept until the PC is back" },
        };
      }
      if (answer === null)
        return {
          answer,
          result: { pc_name: pc.name, status: "error", message: link ? "no answer" : "not connected" },
        };
      return { answer, result: { pc_name: pc.name, status: answer.status, message: messageOf(answer) } };
    }),
  );
  return answerOf(
    command,
    answers[0]?.answer ?? null,
    answers.map(({ result }) => result),
  );
}

async function toService(parts: CommandParts, cafeId: number, command: Command): Promise<CommandAnswer> {
  const { db, links } = parts;
  const data = isRecord(command.data) ? command.data : {};
  const bootIds = command.action === "power" ? await knownBootIds(db, cafeId, data) : [];
  const service = command.target === "boot" ? links.of(cafeId).boot : links.of(cafeId).server;
  if (!service?.link.isOpen)
    throw offline(command.target === "boot" ? "The boot service" : "The local service");
  const payload =
    command.action === "pcs_status" ? [] : command.action === "power" ? { ...data, ids: bootIds } : data;
  const answer = await ask(service.link, frameFor(parts, command, payload));
  // Lists read after a power command show what it did.
  if (command.action === "power") await parts.bootStates.refresh(cafeId);
  return answerOf(command, answer, resultsOf(answer, bootIds));
}

const powerTypes = ["poweron", "reboot", "shutdown"];

async function knownBootIds(
  db: Db,
  cafeId: number,
  data: Readonly<Record<string, unknown>>,
): Promise<number[]> {
  if (!powerTypes.includes(String(data["power_type"])))
    throw invalidField("data", "The data.power_type must be poweron, reboot or shutdown.");
  const ids = [data["ids"] ?? []].flat().map(Number);
  if (ids.length === 0 || ids.length > mostAddressees || !ids.every(Number.isSafeInteger))
    throw invalidField("data", "The data.ids must be a list of boot PC ids.");
  const known = await findBootPcs(db, cafeId, ids);
  if (known.length < new Set(ids).size) throw notFound("boot_pc.not_found", "Boot PC");
  return [...new Set(ids)];
}

/** One result an addressee: the service's own words, or one for all when it did not answer. */
function resultsOf(answer: ResponseFrame | null, ids: readonly number[]): CommandAnswer["results"] {
  if (answer === null) return ids.map((id) => ({ id, status: "error", message: "no answer" }));
  const told =
    isRecord(answer.data) && Array.isArray(answer.data["results"])
      ? answer.data["results"].filter(isRecord)
      : [];
  if (told.length === 0) return ids.map((id) => ({ id, status: answer.status, message: messageOf(answer) }));
  return told.map((row) => ({
    id: Number(row["id"]),
    status: String(row["status"]),
    message: textOf(row["message"]),
  }));
}

function answerOf(
  { action, target }: Command,
  answer: ResponseFrame | null,
  results: CommandAnswer["results"],
): CommandAnswer {
  const failed =
    results.length > 0 ? results.every(({ status }) => status === "error") : answer?.status !== "success";
  return { status: failed ? "error" : "success", action, target, response: answer?.data ?? null, results };
}
