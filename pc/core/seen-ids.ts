import { rememberedIds } from "../../contract/frames/frame.ts";

/** The last ids that came in, with the answer each was given, so that nothing is carried out twice (pc-protocol.md 2.4). */
export class SeenIds<Answer> {
  readonly #answers = new Map<string, Answer>();

  has(id: string): boolean {
    return this.#answers.has(id);
  }

  answerTo(id: string): Answer | undefined {
    return this.#answers.get(id);
  }

  remember(id: string, answer: Answer): void {
    this.#answers.set(id, answer);
    if (this.#answers.size <= rememberedIds) return;
    const [oldest] = this.#answers.keys();
    if (oldest !== undefined) this.#answers.delete(oldest);
  }
}
