interface Flight<Value> {
  current: Promise<Value>;
  /** Of those who came while `current` was under way. */
  next: Promise<Value> | undefined;
}

/**
 * One read for all who ask while it is under way. Nobody is answered by a read that began before they asked, so what
 * was committed before a call is in its answer, whichever process wrote it; nothing is kept once a read is over.
 */
export class SharedReads<Value> {
  readonly #read: (cafeId: number) => Promise<Value>;
  #flights = new Map<number, Flight<Value>>();

  constructor(read: (cafeId: number) => Promise<Value>) {
    this.#read = read;
  }

  /** The value as it is now. The read under way is too old for a newcomer; the next one is shared. */
  get(cafeId: number): Promise<Value> {
    const flight = this.#flights.get(cafeId);
    if (flight === undefined) return this.#start(cafeId);
    const start = () => this.#start(cafeId);
    return (flight.next ??= flight.current.then(start, start));
  }

  #start(cafeId: number): Promise<Value> {
    const flight: Flight<Value> = { current: this.#read(cafeId), next: undefined };
    this.#flights.set(cafeId, flight);
    const over = () => {
      if (flight.next === undefined) this.#flights.delete(cafeId);
    };
    flight.current.then(over, over);
    return flight.current;
  }
}
