import type { ConnectionParts } from "./load-order.ts";

/** What the benchmark of sessions tells its processes. */

export interface Place {
  pcId: number;
  pcName: string;
}

/** Where a session runs, for whom, and where it moves to: a PC of another group, so that its source is settled. */
export interface Seat {
  cafeId: number;
  memberId: number;
  place: Place;
  /** Null: it stays where it is. */
  other: Place | null;
}

export interface SessionHttpSetUp {
  connections: number;
  baseUrl: string;
  /** PEM of the authority that signed the server's certificate. */
  ca: string;
  /** Keys by café. */
  keys: Record<number, string>;
  seats: Seat[];
}

export interface SessionSqlSetUp {
  connections: number;
  connection: ConnectionParts;
  seats: Seat[];
  /** As the server itself writes them into a span, in JSON. */
  terms: string;
}

/** A session is started, settled and moved on to another source, and checked out; `list` reads the PCs of a café. */
export const steps = ["start", "move", "checkout"] as const;
export type Step = (typeof steps)[number];

/** The seats of a process and which of them are taken: each round takes up what the rounds before have left. */
export class Seats {
  #idle: Seat[];
  #playing: Seat[] = [];

  constructor(seats: readonly Seat[]) {
    this.#idle = [...seats];
  }

  /** One round of a step over as many seats as it may be made for. */
  take(step: Step): { next: () => Seat | undefined; isDone: () => boolean; over: () => void } {
    const from = step === "start" ? this.#idle : [...this.#playing];
    const done: Seat[] = [];
    return {
      next: () => {
        const seat = from.pop();
        if (seat !== undefined) done.push(seat);
        return seat;
      },
      isDone: () => from.length === 0,
      over: () => {
        if (step === "start") this.#playing.push(...done);
        if (step !== "checkout") return;
        this.#idle.push(...done);
        this.#playing = from;
      },
    };
  }
}
