import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DurableSequence } from '../../src/main/journal/durability.ts';

describe('the durable sequence', () => {
  it('[J2] calls each waiter once, at its sequence, in order, first come first served', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.record({ wait: fc.nat(50) }), fc.record({ advance: fc.nat(10) }))),
        (steps) => {
          const durable = new DurableSequence(5);
          const called: { seq: number; id: number; at: number }[] = [];
          let id = 0;
          for (const step of steps) {
            if ('advance' in step) {
              durable.advance(durable.value + step.advance);
            } else {
              const mine = { seq: step.wait, id: id++ };
              durable.whenDurable(mine.seq, () => called.push({ ...mine, at: durable.value }));
            }
          }
          durable.advance(1000);
          expect(called.length).toBe(id);
          expect(durable.waiting).toBe(0);
          for (const { seq, at } of called) expect(at).toBeGreaterThanOrEqual(seq);
          const late = called.filter(({ at }) => at === 1000);
          expect(late).toEqual(late.toSorted((a, b) => a.seq - b.seq || a.id - b.id));
        },
      ),
    );
  });

  it('[J2] never goes back', () => {
    const durable = new DurableSequence();
    durable.advance(3);
    expect(() => durable.advance(2)).toThrow('went back');
    expect(durable.value).toBe(3);
  });

  it('[J2] calls the others though one throws, and then throws that', () => {
    const durable = new DurableSequence();
    const called: number[] = [];
    durable.whenDurable(1, () => {
      throw new Error('a waiter failed');
    });
    durable.whenDurable(2, () => called.push(2));
    expect(() => durable.advance(2)).toThrow('a waiter failed');
    expect(called).toEqual([2]);
    durable.advance(3);
    expect(called).toEqual([2]);
  });

  it('[J2] lets a waiter wait again and advance', () => {
    const durable = new DurableSequence();
    const called: number[] = [];
    durable.whenDurable(1, () => {
      durable.whenDurable(2, () => called.push(2));
      durable.whenDurable(1, () => called.push(1));
      durable.advance(2);
    });
    durable.advance(1);
    expect(called).toEqual([1, 2]);
  });

  it('[J2] stays correct over many waiters, whose place is reused', () => {
    const durable = new DurableSequence();
    let next = 1;
    let called = 0;
    for (let round = 0; round < 100; round++) {
      for (let i = 0; i < 100; i++) durable.whenDurable(next++, () => called++);
      durable.advance(next - 50);
      expect(called).toBe(next - 50);
    }
  });

  it('[J2] resolves a promise once its sequence is durable', async () => {
    const durable = new DurableSequence();
    const reached = durable.durable(2).then(() => durable.value);
    durable.advance(1);
    durable.advance(2);
    expect(await reached).toBe(2);
    await durable.durable(1);
  });
});
