/**
 * "Durable up to": a number that only grows and covers everything below it, and those who wait for
 * it. Does no I/O and knows nothing of what makes a sequence durable.
 */
import { assert } from '../../shared/errors.ts';

interface Waiter {
  readonly seq: number;
  readonly callback: () => void;
}

export class DurableSequence {
  #value: number;
  /** Ascending by `seq`, first come first served among equals; those before `#head` were called. */
  #waiters: Waiter[] = [];
  #head = 0;

  constructor(value = 0) {
    this.#value = value;
  }

  get value(): number {
    return this.#value;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiters.length - this.#head;
  }

  /**
   * Says that everything up to `seq` is durable, and calls those who waited for it, in the order of
   * their sequences. A callback that throws does not keep the others from being called; the first
   * error is thrown at the end.
   */
  advance(seq: number): void {
    assert(
      seq >= this.#value,
      () => `the durable sequence went back from ${this.#value} to ${seq}`,
    );
    this.#value = seq;
    let failed = false;
    let failure: unknown;
    for (;;) {
      const waiter = this.#waiters[this.#head];
      if (waiter === undefined || waiter.seq > this.#value) break;
      this.#head++;
      try {
        waiter.callback();
      } catch (error) {
        if (!failed) failure = error;
        failed = true;
      }
    }
    this.#forgetCalled();
    if (failed) throw failure;
  }

  /** Calls `callback` once `seq` is durable: at once where it is, else within `advance`. */
  whenDurable(seq: number, callback: () => void): void {
    if (seq <= this.#value) {
      callback();
      return;
    }
    const waiters = this.#waiters;
    // Waiters come in increasing order but for a few (confirmed reads), so this is nearly a push.
    let at = waiters.length;
    while (at > this.#head && (waiters[at - 1] as Waiter).seq > seq) at--;
    if (at === waiters.length) waiters.push({ seq, callback });
    else waiters.splice(at, 0, { seq, callback });
  }

  durable(seq: number): Promise<void> {
    return new Promise((resolve) => this.whenDurable(seq, resolve));
  }

  /** Drops the called ones in bulk: a shift for each would move all the others each time. */
  #forgetCalled(): void {
    if (this.#head === this.#waiters.length) {
      this.#waiters = [];
      this.#head = 0;
    } else if (this.#head >= 1024 && this.#head * 2 >= this.#waiters.length) {
      this.#waiters.splice(0, this.#head);
      this.#head = 0;
    }
  }
}
