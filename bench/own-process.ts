import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { LoadAnswer, RoundOrder, RoundResult } from "./load-order.ts";

/** A file of the benchmark as a process of its own, spoken to by messages. */
export class OwnProcess {
  readonly #child: ChildProcess;

  constructor(file: string) {
    this.#child = fork(fileURLToPath(new URL(file, import.meta.url)), [], { execArgv: [] });
  }

  /** Sends one message and resolves with the next one that comes back; refuses when the process ends first. */
  ask<Answer>(message: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error("a process of the benchmark ended early"));
      this.#child.once("exit", ended);
      this.#child.once("message", (answer) => {
        this.#child.off("exit", ended);
        resolve(answer as Answer);
      });
      this.#child.send(message);
    });
  }

  async round(order: RoundOrder): Promise<RoundResult> {
    const answer = await this.ask<LoadAnswer>(order);
    if ("result" in answer) return answer.result;
    throw new Error("failed" in answer ? answer.failed : "a round was answered by nothing");
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGTERM");
    await ended;
  }
}
