import { type ChildProcess, spawn } from "node:child_process";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { StartRefusal } from "../start-refusal.ts";
import type { Account } from "./account.ts";
import { noGlibc } from "./refusals.ts";

export interface Launch {
  readonly binary: string;
  /** The folder the program works in. */
  readonly folder: string;
  readonly account: Account | undefined;
  /** The arguments, given a function that names a path inside `folder` in a way the program can open. */
  readonly args: (inside: (name: string) => string) => string[];
  /** An open file that takes the program's output. */
  readonly output: number;
  /** Text for the program's standard input; none is an empty one. */
  readonly input?: string;
}

/**
 * Starts a PostgreSQL program as `account`, in a process group of its own: Ctrl-C in a terminal reaches Netcafe, which
 * answers its requests first and then stops PostgreSQL. Refuses when the machine cannot run the program.
 *
 * Another user than root often cannot pass through the folders above the data folder (0700, or below /root), and
 * opening those to others is not ours to do. On Linux the program therefore gets the folder as open descriptor 3 and
 * names it /proc/self/fd/3, which works in all its children and needs no right on the folders above.
 */
export async function launch(order: Launch): Promise<ChildProcess> {
  const folder = await open(order.folder, "r");
  try {
    const byDescriptor = order.account !== undefined && process.platform === "linux";
    const root = byDescriptor ? "/proc/self/fd/3" : order.folder;
    const child = spawn(
      order.binary,
      order.args((name) => (name === "" ? root : join(root, name))),
      {
        cwd: order.folder,
        detached: true,
        stdio: [order.input === undefined ? "ignore" : "pipe", order.output, order.output, folder.fd],
        // Nothing of the caller's PG… variables may lead the server elsewhere.
        env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" },
        ...(order.account && { uid: order.account.uid, gid: order.account.gid }),
      },
    );
    await new Promise<void>((started, failed) => {
      child.once("spawn", started);
      child.once("error", (error) => failed(cannotRun(order.binary, error)));
    });
    child.stdin?.on("error", () => undefined); // A program that ended early says so by its exit status.
    child.stdin?.end(order.input);
    return child;
  } finally {
    await folder.close();
  }
}

function cannotRun(binary: string, error: NodeJS.ErrnoException): Error {
  // The file is there, so what the system did not find is the loader named inside it.
  if (error.code === "ENOENT") return noGlibc(error);
  return new StartRefusal(
    `PostgreSQL's program ${binary} cannot be run here (${error.code ?? error.message}).`,
    {
      cause: error,
    },
  );
}

/** How a program ended, for a sentence: "status 1" or "signal SIGKILL". */
export function ending(child: ChildProcess): Promise<string> {
  const describe = () =>
    child.signalCode ? `signal ${child.signalCode}` : `status ${child.exitCode ?? "unknown"}`;
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(describe());
  return new Promise((ended) => child.once("exit", () => ended(describe())));
}
