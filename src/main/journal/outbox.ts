/**
 * What memory has and the disk has not yet. Change sets are gathered for one turn of the event loop,
 * encoded once, posted to the journal process, and kept until it says that they are durable, so that
 * a restarted process gets them again, in order, without a limit of retries.
 *
 * The outbox is bounded: above a size, or when the disk has not answered for a while, it says that
 * it takes no more, and mutations are refused before they apply. It never drops anything.
 */
import { assert, ShardError } from '../../shared/errors.ts';
import { OUTBOX_BYTES_MAX, OUTBOX_STALL_MS } from '../../shared/limits.ts';
import type { ChangeSet } from '../world/change-set.ts';
import type { DurableSequence } from './durability.ts';

/** Encoded change sets `first` to `last`, as the journal appends them. */
export interface Post {
  readonly first: number;
  readonly last: number;
  readonly payload: Uint8Array;
}

export interface OutboxOptions {
  readonly durable: DurableSequence;
  readonly encode: (changeSets: readonly ChangeSet[]) => Uint8Array;
  /** Milliseconds on a clock that never jumps. */
  readonly monotonic: () => number;
  /** Runs a function once, after the commands of this turn. */
  readonly defer: (flush: () => void) => void;
  /** Told how many milliseconds it took until so many change sets were durable. */
  readonly observe?: (milliseconds: number, changeSets: number) => void;
  readonly bytesMax?: number;
  readonly stallMs?: number;
}

export interface OutboxStatus {
  /** Change sets that are not durable yet. */
  readonly pending: number;
  readonly bytes: number;
  /** Milliseconds that the oldest of them has waited. */
  readonly waitedMs: number;
  readonly attached: boolean;
  /** Why mutations are refused, or null where they are taken. */
  readonly refusing: string | null;
}

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #bytesMax: number;
  readonly #stallMs: number;
  #gathered: ChangeSet[] = [];
  #posts: { readonly post: Post; readonly since: number }[] = [];
  #bytes = 0;
  #last: number;
  #flushing = false;
  #send: ((post: Post) => void) | null = null;
  #halted: string | null = null;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#bytesMax = options.bytesMax ?? OUTBOX_BYTES_MAX;
    this.#stallMs = options.stallMs ?? OUTBOX_STALL_MS;
    this.#last = options.durable.value;
  }

  /** Begins above `seq`, which the disk has: called once, with what was recovered. */
  beginAt(seq: number): void {
    assert(this.#last === 0, 'nothing was taken in yet');
    this.#last = seq;
    this.#options.durable.advance(seq);
  }

  /** The last sequence number taken in. */
  get last(): number {
    return this.#last;
  }

  /** Everything up to here is on disk. */
  get durableSeq(): number {
    return this.#options.durable.value;
  }

  /** Refuses with `StorageUnavailable`, before a command applies, where the disk is behind. */
  assertTaking(): void {
    const refusing = this.#refusing();
    if (refusing === null) return;
    throw new ShardError('StorageUnavailable', refusing, {
      hint: 'Reads go on. Try again in a moment: writing resumes by itself once the disk answers.',
    });
  }

  /** Takes the change set of a command that has applied. Never waits and never refuses. */
  append(changeSet: ChangeSet): void {
    const { seq } = changeSet;
    assert(seq === this.#last + 1, () => `change set ${seq} follows ${this.#last}`);
    this.#last = changeSet.seq;
    this.#gathered.push(changeSet);
    if (this.#flushing) return;
    this.#flushing = true;
    this.#options.defer(() => this.flush());
  }

  /** Posts what this turn gathered. */
  flush(): void {
    this.#flushing = false;
    const [first] = this.#gathered;
    if (first === undefined) return;
    const payload = this.#options.encode(this.#gathered);
    const post = { first: first.seq, last: this.#last, payload };
    this.#gathered = [];
    this.#posts.push({ post, since: this.#options.monotonic() });
    this.#bytes += payload.byteLength;
    this.#send?.(post);
  }

  /** A journal process is ready that has everything up to the durable sequence: it gets the rest. */
  attach(send: (post: Post) => void): void {
    this.#send = send;
    for (const { post } of this.#posts) send(post);
  }

  /** The journal process is gone. What it was sent and did not confirm is kept for the next one. */
  detach(): void {
    this.#send = null;
  }

  /** The journal has everything up to `seq` on disk. Those who waited for it are called. */
  acknowledge(seq: number): void {
    const { durable } = this.#options;
    if (seq <= durable.value) return;
    this.#forget(seq);
    durable.advance(seq);
  }

  /** Refuses mutations from now on, whatever the disk does: `reason` is a sentence. Null takes it back. */
  halt(reason: string | null): void {
    this.#halted = reason;
  }

  status(): OutboxStatus {
    const oldest = this.#posts[0];
    return {
      pending: this.#last - this.#options.durable.value,
      bytes: this.#bytes,
      waitedMs: oldest === undefined ? 0 : this.#options.monotonic() - oldest.since,
      attached: this.#send !== null,
      refusing: this.#refusing(),
    };
  }

  #refusing(): string | null {
    if (this.#halted !== null) return this.#halted;
    const oldest = this.#posts[0];
    if (oldest === undefined) return null;
    if (this.#bytes > this.#bytesMax) return 'More changes wait for the disk than may wait.';
    const waited = this.#options.monotonic() - oldest.since;
    if (waited <= this.#stallMs) return null;
    return `The disk has not confirmed a write for ${Math.round(waited / 1000)} s.`;
  }

  #forget(durable: number): void {
    const now = this.#options.monotonic();
    let done = 0;
    for (const { post, since } of this.#posts) {
      if (post.last > durable) break;
      this.#options.observe?.(now - since, post.last - post.first + 1);
      this.#bytes -= post.payload.byteLength;
      done++;
    }
    if (done > 0) this.#posts = this.#posts.slice(done);
  }
}
