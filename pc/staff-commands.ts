import {
  dataObject,
  refusal,
  response,
  type RequestFrame,
  type ResponseFrame,
} from "../contract/frames/frame.ts";

export interface CommandPlace {
  /** Power commands, quit and exit are carried out; otherwise they are refused. */
  allowPower: boolean;
  say(text: string): void;
  /** Carries out a power command after the answer has gone. */
  power(action: PowerAction): void;
  maintenance(on: boolean, minutes: number): void;
  settingsChanged(): void;
}

export type PowerAction = "shutdown" | "reboot" | "logoff" | "quit" | "exit";
const powerActions: readonly string[] = ["shutdown", "reboot", "logoff", "quit", "exit"];

const unsupported = (what: string) => ({ error: "device.not_supported", message: what });

/** Does what staff and hub ask of this PC and answers for it (pc-protocol.md 3.2, 3.5, 3.6). Unknown actions are refused. */
export function answerCommand(frame: RequestFrame, place: CommandPlace): ResponseFrame {
  const data = dataObject(frame);
  if (powerActions.includes(frame.action)) return answerPower(frame, frame.action as PowerAction, place);
  switch (frame.action) {
    case "admin_message":
      place.say(`Message from ${textOr(data.from, "Staff")}: ${textOr(data.message, "")}`);
      return response(frame);
    case "payment_qr":
      place.say(`Payment: ${textOr(data.message, "")}`);
      return response(frame);
    case "settings_changed":
      place.settingsChanged();
      return response(frame);
    case "data_changed":
      // Games and products are for the menu page; a PC without a screen has nothing to fetch them for.
      return response(frame);
    case "maintenance":
      place.maintenance(Number(data.on) === 1, Number(data.minutes) || 0);
      return response(frame);
    case "uncover":
      place.say("The local lock was lifted by staff.");
      return response(frame);
    case "process_list":
      // No customer's desktop is run here, so none of its programs can be listed.
      return response(frame, { processes: [] });
    case "process_end":
      return refusal(
        frame,
        unsupported("This PC program runs no customer's desktop, so there is nothing to end."),
      );
    default:
      return refusal(frame, {
        error: "route.not_found",
        message: `The PC does not know the action ${frame.action}.`,
      });
  }
}

function answerPower(frame: RequestFrame, action: PowerAction, place: CommandPlace): ResponseFrame {
  if (!place.allowPower) {
    place.say(`Staff asked for ${action}; refused, because the program was started without --allow-power.`);
    return refusal(
      frame,
      unsupported(`This PC does not carry out ${action}: it was started without --allow-power.`),
    );
  }
  place.say(`Staff asked for ${action}.`);
  place.power(action);
  return response(frame);
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" && value !== "" ? value : otherwise;
}
