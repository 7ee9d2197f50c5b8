/**
 * A session as its client keeps it (design: "Once, and only once"): its uuid, and how far its
 * mutations are answered. The host refuses ids up to `after` as done, so `after` never passes a
 * mutation that is not answered yet, though later ones may be.
 */

/** What a client resumes a session with. */
export interface SessionPosition {
  readonly uuid: string;
  /** The highest id of a mutation that is answered with all mutations before it; 0 for none. */
  readonly after: number;
}

interface SentMutation {
  readonly id: number;
  isAnswered: boolean;
}

export class Session {
  readonly uuid: string;
  /** The mutations that were sent, in order, from the first that is not answered on. */
  readonly #sent: SentMutation[] = [];
  #first = 0;
  #after: number;
  /** True once an answer shows that the host has the session on disk. */
  #isKnown: boolean;

  constructor({ uuid, after }: SessionPosition) {
    this.uuid = uuid;
    this.#after = after;
    this.#isKnown = after > 0;
  }

  /**
   * A mutation may be refused before its session is begun, as while the disk is full; `after` stays
   * 0 until one has succeeded, since the host takes a higher one as a claim to know the session.
   */
  get after(): number {
    return this.#isKnown ? this.#after : 0;
  }

  /** Notes a mutation that is sent for the first time; call it in the order of ids. */
  noteSent(mutation: SentMutation): void {
    this.#sent.push(mutation);
  }

  noteAnswered(mutation: SentMutation, hasSucceeded: boolean): void {
    mutation.isAnswered = true;
    this.#isKnown ||= hasSucceeded;
    const sent = this.#sent;
    while (this.#first < sent.length && (sent[this.#first] as SentMutation).isAnswered) {
      this.#after = (sent[this.#first++] as SentMutation).id;
    }
    // What is behind is cut off when it is the larger part, so that this costs little for each.
    if (this.#first * 2 > sent.length) {
      sent.splice(0, this.#first);
      this.#first = 0;
    }
  }
}
