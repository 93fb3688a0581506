/** What a PC let its customer play by. Epoch seconds. */
export interface NotedLease {
  pcName: string;
  issued: number;
  until: number;
  /** False: the session stood still when it was issued. */
  plays: boolean;
}

/**
 * What somebody who watched the café wrote down beside its books: who paid what, when PCs were heard of and when pauses
 * lasted. It follows from what was asked and answered, and from the reckoning of sessions; never from the ledger.
 */
export class Notebook {
  /** Balance less debt of everybody who ever had money, in minor units. */
  readonly #net = new Map<number, number>();
  /** All that came in by cash, card and QR, less what was paid out. */
  tendersMinor = 0;
  /** When each PC was last heard of, oldest first; as many as a session may ask for. */
  readonly #heard = new Map<string, number[]>();
  /** Leases that PCs answered, by session, in order. */
  readonly #leases = new Map<number, NotedLease[]>();
  /** Guests who became members since the last reckoning, and who they are now. */
  #became = new Map<number, number>();

  net(memberId: number): number {
    return this.#net.get(memberId) ?? 0;
  }

  knows(memberId: number): boolean {
    return this.#net.has(memberId);
  }

  /** Money of the member's own changes, without a tender. */
  moved(memberId: number, minor: number): void {
    this.#net.set(memberId, this.net(memberId) + minor);
  }

  /** Money comes in over the desk and stands on the account; below zero it is paid out. */
  paidIn(memberId: number, minor: number): void {
    this.moved(memberId, minor);
    this.tendersMinor += minor;
  }

  /** Paid at the desk for something that no account sees. */
  tookAtDesk(minor: number): void {
    this.tendersMinor += minor;
  }

  /** A guest became a member: what is left once the session is reckoned goes on, and not back. */
  became(guestId: number, memberId: number): void {
    this.#became.set(guestId, memberId);
  }

  hasBecome(guestId: number): boolean {
    return this.#became.has(guestId);
  }

  /** All sessions of those who became members are reckoned: what is left is theirs. */
  goOn(): void {
    for (const [guestId, memberId] of this.#became) {
      this.moved(memberId, this.net(guestId));
      this.#net.set(guestId, 0);
    }
    this.#became.clear();
  }

  heard(pcName: string, at: number): void {
    const known = this.#heard.get(pcName) ?? [];
    known.push(at);
    if (known.length > 500) known.splice(0, 250);
    this.#heard.set(pcName, known);
  }

  /** The last second at or before `at` in which the PC was heard of; null = never. */
  lastHeard(pcName: string, at: number): number | null {
    return (this.#heard.get(pcName) ?? []).findLast((heard) => heard <= at) ?? null;
  }

  leased(sessionId: number, lease: NotedLease): void {
    const known = this.#leases.get(sessionId);
    if (known === undefined) this.#leases.set(sessionId, [lease]);
    else known.push(lease);
  }

  leasesOf(sessionId: number): readonly NotedLease[] {
    return this.#leases.get(sessionId) ?? [];
  }

  /** A session that was reckoned is asked for no more. */
  forget(sessionId: number): void {
    this.#leases.delete(sessionId);
  }
}
