import { spawn } from "node:child_process";
import type { PowerAction } from "./staff-commands.ts";

const onLinux: Record<"shutdown" | "reboot" | "logoff", readonly string[]> = {
  shutdown: ["systemctl", "poweroff"],
  reboot: ["systemctl", "reboot"],
  logoff: ["loginctl", "terminate-session", process.env.XDG_SESSION_ID ?? "self"],
};
const onWindows: typeof onLinux = {
  shutdown: ["shutdown", "/s", "/t", "0"],
  reboot: ["shutdown", "/r", "/t", "0"],
  logoff: ["shutdown", "/l"],
};

/** Carries out a power command of the machine; quit and exit end this program by `endProgram`. Failure is said, not thrown. */
export function carryOut(action: PowerAction, endProgram: () => void, say: (text: string) => void): void {
  if (action === "quit" || action === "exit") {
    endProgram();
    return;
  }
  const [program = "", ...parameters] = (process.platform === "win32" ? onWindows : onLinux)[action];
  const started = spawn(program, parameters, { stdio: "ignore" });
  started.on("error", (error) => say(`${action} could not be carried out: ${error.message}`));
  started.on("exit", (code) => {
    if (code !== 0 && code !== null)
      say(`${action} was refused by the machine: ${program} ended with ${code}.`);
  });
}
