/** Work that is done one after the other, in the order it was asked for; a failure is its caller's alone. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work, work);
    this.#last = done.catch(() => {});
    return done;
  }

  /** Resolves once all that was asked for until now is over. */
  async over(): Promise<void> {
    await this.#last;
  }
}
