/** The outbox between memory and the journal: in order, bounded, and never losing anything. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { DurableSequence } from '../../src/main/journal/durability.ts';
import { Outbox, type Post } from '../../src/main/journal/outbox.ts';
import type { ChangeSet } from '../../src/main/world/change-set.ts';

const BYTES_MAX = 1_000;
const STALL_MS = 500;
/** Bytes of each change set in these tests. */
const SIZE = 100;

const changeSet = (seq: number): ChangeSet => ({
  seq,
  at: 0,
  changes: [],
  firstLogId: 1,
  events: [],
});
const unavailable = expect.objectContaining({ code: 'StorageUnavailable' });

let durable: DurableSequence;
let outbox: Outbox;
let clock: number;
let deferred: (() => void)[];
let posts: Post[];
let observed: [milliseconds: number, changeSets: number][];
beforeEach(() => {
  durable = new DurableSequence();
  clock = 10_000;
  deferred = [];
  posts = [];
  observed = [];
  outbox = new Outbox({
    durable,
    encode: (changeSets) => new Uint8Array(changeSets.length * SIZE),
    monotonic: () => clock,
    defer: (flush) => deferred.push(flush),
    observe: (milliseconds, changeSets) => observed.push([milliseconds, changeSets]),
    bytesMax: BYTES_MAX,
    stallMs: STALL_MS,
  });
});

const attach = () => outbox.attach((post) => posts.push(post));
const ranges = () => posts.map(({ first, last }) => [first, last]);

/** Takes in the next `count` change sets. */
function append(count = 1): void {
  for (let i = 0; i < count; i++) outbox.append(changeSet(outbox.last + 1));
}

/** Ends this turn of the event loop. */
function endTurn(): void {
  for (const flush of deferred.splice(0)) flush();
}

function post(count = 1): void {
  append(count);
  endTurn();
}

describe('the way to the journal', () => {
  it('[O1] takes change sets in order and without a gap', () => {
    append(2);
    const internal = expect.objectContaining({ code: 'Internal' });
    for (const seq of [1, 2, 4]) expect(() => outbox.append(changeSet(seq))).toThrow(internal);
    expect(outbox.last).toBe(2);
    expect(outbox.status().pending).toBe(2);
  });

  it('[O1] begins above what the disk has, once', () => {
    outbox.beginAt(7);
    expect([outbox.last, outbox.durableSeq, durable.value]).toEqual([7, 7, 7]);
    attach();
    post(2);
    expect(ranges()).toEqual([[8, 9]]);
    expect(() => outbox.beginAt(9)).toThrow(expect.objectContaining({ code: 'Internal' }));
  });

  it('[O2] posts once a turn all that the turn gathered', () => {
    attach();
    append(3);
    expect([posts.length, deferred.length]).toEqual([0, 1]);
    endTurn();
    expect(posts).toEqual([{ first: 1, last: 3, payload: new Uint8Array(3 * SIZE) }]);
    append(1);
    expect(deferred).toHaveLength(1);
    endTurn();
    expect(ranges()).toEqual([
      [1, 3],
      [4, 4],
    ]);
    outbox.flush();
    expect(posts).toHaveLength(2);
  });

  it('[O2] can be made to post before the turn ends, and then posts nothing twice', () => {
    attach();
    append(2);
    outbox.flush();
    append(1);
    outbox.flush();
    endTurn();
    post(1);
    expect(ranges()).toEqual([
      [1, 2],
      [3, 3],
      [4, 4],
    ]);
  });
});

describe('what is durable', () => {
  it('[O3] is forgotten, and those who waited for it are called', () => {
    attach();
    post(2);
    clock += 30;
    post(3);
    const called: number[] = [];
    for (const seq of [2, 5]) durable.whenDurable(seq, () => called.push(seq));
    clock += 10;
    outbox.acknowledge(2);
    expect([called, outbox.durableSeq]).toEqual([[2], 2]);
    expect(outbox.status()).toMatchObject({ pending: 3, bytes: 3 * SIZE, waitedMs: 10 });
    outbox.acknowledge(5);
    expect(called).toEqual([2, 5]);
    expect(outbox.status()).toEqual({
      pending: 0,
      bytes: 0,
      waitedMs: 0,
      attached: true,
      refusing: null,
    });
    expect(observed).toEqual([
      [40, 2],
      [10, 3],
    ]);
  });

  it('[O3] never goes back: an old answer changes nothing', () => {
    attach();
    post(3);
    outbox.acknowledge(3);
    outbox.acknowledge(2);
    outbox.acknowledge(3);
    expect(outbox.durableSeq).toBe(3);
    expect(observed).toHaveLength(1);
  });

  it('[O3] may be a part of a post, which is kept until all of it is', () => {
    attach();
    post(3);
    outbox.acknowledge(2);
    expect(outbox.durableSeq).toBe(2);
    expect(outbox.status()).toMatchObject({ pending: 1, bytes: 3 * SIZE });
    outbox.acknowledge(3);
    expect(outbox.status()).toMatchObject({ pending: 0, bytes: 0 });
  });
});

describe('a journal process that died', () => {
  it('[O4] is succeeded by one that gets all that was not confirmed, in order', () => {
    attach();
    for (let i = 0; i < 4; i++) post(1);
    outbox.acknowledge(2);
    outbox.detach();
    expect(outbox.status().attached).toBe(false);
    post(2);
    append(1);
    posts = [];
    attach();
    expect(ranges()).toEqual([
      [3, 3],
      [4, 4],
      [5, 6],
    ]);
    endTurn();
    expect(ranges().at(-1)).toEqual([7, 7]);
  });

  it('[O4] is waited for without a limit of tries', () => {
    post(1);
    for (let i = 0; i < 100; i++) {
      attach();
      outbox.detach();
    }
    expect(ranges()).toEqual(Array.from({ length: 100 }, () => [1, 1]));
  });

  it('[O4] loses nothing and shuffles nothing, whenever it dies and whatever it had on disk', () => {
    const event = fc.oneof(
      fc.record({ kind: fc.constant('append' as const), count: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ kind: fc.constant('turn' as const) }),
      fc.record({ kind: fc.constant('sync' as const), part: fc.nat(100) }),
      fc.record({ kind: fc.constant('die' as const), part: fc.nat(100) }),
      fc.record({ kind: fc.constant('start' as const) }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        durable = new DurableSequence();
        const due: (() => void)[] = [];
        outbox = new Outbox({
          durable,
          encode: (changeSets) => Uint8Array.from(changeSets, ({ seq }) => seq),
          monotonic: () => 0,
          defer: (flush) => due.push(flush),
        });
        // The journal: what its process has received, what of it is on disk.
        let isUp = false;
        let received: number[] = [];
        let disk: number[] = [];
        const start = () => {
          isUp = true;
          received = [...disk];
          outbox.acknowledge(disk.length);
          outbox.attach(({ first, last, payload }) => {
            expect(Array.from(payload)).toEqual(rangeOf(first, last));
            expect(first).toBeLessThanOrEqual(received.length + 1);
            for (const seq of payload) if (seq > received.length) received.push(seq);
          });
        };
        /** Brings a part of what waits for the disk there, whole posts or not. */
        const sync = (part: number) => {
          const more = Math.round(((received.length - disk.length) * part) / 100);
          disk = received.slice(0, disk.length + more);
        };
        for (const event of events) {
          if (event.kind === 'append') append(event.count);
          else if (event.kind === 'turn') for (const flush of due.splice(0)) flush();
          else if (event.kind === 'start' && !isUp) start();
          else if (event.kind === 'sync' && isUp) {
            sync(event.part);
            outbox.acknowledge(disk.length);
          } else if (event.kind === 'die' && isUp) {
            // What it had just synced it had no time to confirm.
            sync(event.part);
            outbox.detach();
            isUp = false;
          }
          expect(outbox.durableSeq).toBeLessThanOrEqual(disk.length);
        }
        if (!isUp) start();
        for (const flush of due.splice(0)) flush();
        expect(received).toEqual(rangeOf(1, outbox.last));
        outbox.acknowledge(outbox.last);
        expect(outbox.status()).toMatchObject({ pending: 0, bytes: 0 });
      }),
    );
  });
});

const rangeOf = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

describe('a disk that is behind', () => {
  it('[O5] is refused more than may wait, by bytes, until it has some of it', () => {
    attach();
    for (let i = 0; i < BYTES_MAX / SIZE; i++) post(1);
    outbox.assertTaking();
    post(1);
    expect(outbox.status().bytes).toBe(BYTES_MAX + SIZE);
    expect(() => outbox.assertTaking()).toThrow(unavailable);
    expect(outbox.status().refusing).toContain('More changes wait for the disk than may wait');
    outbox.acknowledge(1);
    outbox.assertTaking();
    expect(outbox.status().refusing).toBeNull();
  });

  it('[O6] is refused more when it has not answered for a while, until it answers', () => {
    attach();
    post(1);
    clock += STALL_MS;
    outbox.assertTaking();
    clock += 1;
    expect(() => outbox.assertTaking()).toThrow(unavailable);
    expect(outbox.status()).toMatchObject({ waitedMs: STALL_MS + 1, pending: 1 });
    expect(outbox.status().refusing).toContain('has not confirmed a write');
    outbox.acknowledge(1);
    outbox.assertTaking();
  });

  it('[O6] is measured by the oldest that waits, and not where nothing waits', () => {
    attach();
    clock += 10 * STALL_MS;
    outbox.assertTaking();
    post(1);
    clock += STALL_MS;
    post(1);
    outbox.assertTaking();
    clock += 1;
    expect(() => outbox.assertTaking()).toThrow(unavailable);
    outbox.acknowledge(1);
    clock += STALL_MS - 1;
    outbox.assertTaking();
    clock += 1;
    expect(() => outbox.assertTaking()).toThrow(unavailable);
  });

  it('[O6] whose process is gone is one that does not answer', () => {
    attach();
    outbox.detach();
    post(1);
    outbox.assertTaking();
    clock += STALL_MS + 1;
    expect(() => outbox.assertTaking()).toThrow(unavailable);
    attach();
    expect(() => outbox.assertTaking()).toThrow(unavailable);
    outbox.acknowledge(1);
    outbox.assertTaking();
  });

  it('[O7] is given all the same what has applied: nothing is dropped or refused then', () => {
    attach();
    for (let i = 0; i < 30; i++) post(1);
    clock += 10 * STALL_MS;
    post(2);
    expect(outbox.status()).toMatchObject({ pending: 32, bytes: 32 * SIZE });
    expect(posts.flatMap(({ first, last }) => rangeOf(first, last))).toEqual(rangeOf(1, 32));
  });

  it('[O8] can be halted for a reason, whatever it does, and taken on again', () => {
    attach();
    outbox.halt('The journal is damaged.');
    expect(() => outbox.assertTaking()).toThrow(
      expect.objectContaining({
        code: 'StorageUnavailable',
        message: 'The journal is damaged.',
        hint: expect.any(String),
      }),
    );
    expect(outbox.status().refusing).toBe('The journal is damaged.');
    post(1);
    outbox.acknowledge(1);
    expect(() => outbox.assertTaking()).toThrow(unavailable);
    outbox.halt(null);
    outbox.assertTaking();
  });
});
