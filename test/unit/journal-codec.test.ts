import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePayload, encodeChunk } from '../../src/main/journal/codec.ts';
import type { ChangeSet, RowChange } from '../../src/main/world/change-set.ts';
import { TABLES } from '../../src/main/world/schema.ts';
import type { LoggedEvent } from '../../src/shared/events.ts';

const text = fc.string({ unit: 'grapheme' });
const whole = fc.maxSafeInteger();
const real = fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n));
const value = fc.oneof(whole, real, text, fc.constant(null));

const change: fc.Arbitrary<RowChange> = fc
  .tuple(fc.nat({ max: TABLES.length - 1 }), fc.oneof(whole, text), fc.boolean())
  .chain(([table, key, isDeleted]): fc.Arbitrary<RowChange> => {
    const { columnNames, primaryKey } = TABLES[table] as (typeof TABLES)[number];
    if (isDeleted) return fc.constant({ table, key, image: null });
    return fc
      .array(value, { minLength: columnNames.length, maxLength: columnNames.length })
      .map((image) => ({ table, key, image: image.with(columnNames.indexOf(primaryKey), key) }));
  });

const event: fc.Arbitrary<LoggedEvent> = fc.record({
  event_type: fc.record({
    GoldTransaction: fc.record({
      from_id: fc.oneof(whole, fc.constant(null)),
      to_id: fc.oneof(whole, fc.constant(null)),
      amount: whole,
      reason: text,
    }),
  }),
  character_id: fc.oneof(whole, fc.constant(null)),
  target_id: fc.oneof(whole, text, fc.constant(null)),
  details: fc
    .dictionary(text, fc.jsonValue({ maxDepth: 3 }))
    .map((details) => JSON.parse(JSON.stringify(details)) as Record<string, unknown>),
});

const changeSets: fc.Arbitrary<ChangeSet[]> = fc.array(
  fc.record({
    seq: fc.maxSafeNat(),
    at: fc.maxSafeNat(),
    changes: fc.array(change, { maxLength: 4 }),
    firstLogId: fc.maxSafeNat(),
    events: fc.array(event, { maxLength: 3 }),
  }),
  { maxLength: 5 },
);

const plain = (sets: readonly ChangeSet[]) => JSON.parse(JSON.stringify(sets)) as ChangeSet[];

describe('the codec', () => {
  it('[J1] brings every change set back as it was', () => {
    fc.assert(
      fc.property(changeSets, (sets) => {
        expect(plain(decodePayload(encodeChunk(sets)))).toEqual(plain(sets));
      }),
    );
  });

  it('[J1] reads chunks that were joined as they are', () => {
    fc.assert(
      fc.property(changeSets, changeSets, changeSets, (...chunks) => {
        const payload = Buffer.concat(chunks.map((sets) => encodeChunk(sets)));
        expect(plain(decodePayload(payload))).toEqual(plain(chunks.flat()));
      }),
    );
  });

  it('[J1] keeps the largest integers numbers and a key named __proto__ what it is', () => {
    const details = JSON.parse('{"__proto__": 1, "a": {"__proto__": [2]}}') as object;
    const set: ChangeSet = {
      seq: Number.MAX_SAFE_INTEGER,
      at: -1,
      changes: [{ table: 10, key: 'gold', image: ['gold', Number.MIN_SAFE_INTEGER] }],
      firstLogId: 2 ** 32,
      events: [
        {
          event_type: {
            PlayerKill: { killer_id: 1, victim_id: 2 ** 40, location: { x: 0.1, y: 1e300, z: 0 } },
          },
          character_id: null,
          target_id: 'wolf',
          details: details as Record<string, unknown>,
        },
      ],
    };
    const [decoded] = decodePayload(encodeChunk([set]));
    expect(decoded).toEqual(set);
    expect(JSON.stringify(decoded?.events[0]?.details)).toBe(JSON.stringify(details));
    expect(Object.getPrototypeOf(decoded?.events[0]?.details)).toBe(Object.prototype);
  });

  it('[J1] gives a chunk a buffer that holds nothing else, so that it can be transferred', () => {
    const chunk = encodeChunk([{ seq: 1, at: 1, changes: [], firstLogId: 1, events: [] }]);
    expect(chunk.buffer.byteLength).toBe(chunk.byteLength);
  });

  it('[J1] refuses a table that it does not know', () => {
    const chunk = encodeChunk([
      { seq: 3, at: 1, changes: [{ table: 999, key: 1, image: null }], firstLogId: 1, events: [] },
    ]);
    expect(() => decodePayload(chunk)).toThrow(expect.objectContaining({ code: 'newer-format' }));
  });
});
