interface Read<Value> {
  value: Promise<Value>;
  hasBegun: boolean;
}

/**
 * One read for all who ask before it begins. It begins once the calls that have already arrived are taken up, and not
 * before the one under way is over. So nobody is answered by a read that began before they asked: what was committed
 * before a call is in its answer, whichever process wrote it. Nothing is kept once a read is over.
 */
export class SharedReads<Value> {
  readonly #read: (cafeId: number) => Promise<Value>;
  /** The newest read of each café: under way, or still to begin. */
  #newest = new Map<number, Read<Value>>();

  constructor(read: (cafeId: number) => Promise<Value>) {
    this.#read = read;
  }

  /** The value as it is now. */
  get(cafeId: number): Promise<Value> {
    const newest = this.#newest.get(cafeId);
    if (newest !== undefined && !newest.hasBegun) return newest.value;
    return this.#follow(cafeId, newest?.value);
  }

  #follow(cafeId: number, before: Promise<unknown> | undefined): Promise<Value> {
    const begin = async () => {
      await othersHaveArrived();
      read.hasBegun = true;
      return this.#read(cafeId);
    };
    const read: Read<Value> = {
      value: before === undefined ? begin() : before.then(begin, begin),
      hasBegun: false,
    };
    this.#newest.set(cafeId, read);
    const over = () => {
      if (this.#newest.get(cafeId) === read) this.#newest.delete(cafeId);
    };
    read.value.then(over, over);
    return read.value;
  }
}

/** The event loop has handed over what had come in by now. */
const othersHaveArrived = () => new Promise<void>((resolve) => setImmediate(resolve));
