/** Work that is done one after the other, in the order it was asked for; a failure is its caller's alone. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Whether somebody waits for what is under way to end. */
  get isWaitedFor(): boolean {
    return this.#waiting > 0;
  }

  take<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting++;
    const begin = () => {
      this.#waiting--;
      return work();
    };
    const done = this.#last.then(begin, begin);
    this.#last = done.catch(() => {});
    return done;
  }

  /** Resolves once all that was asked for until now is over. */
  async over(): Promise<void> {
    await this.#last;
  }
}
