/** The life of an item as stretches, out of its entries in the log. */
import { describe, expect, it } from 'vitest';
import { lifeOf, typeInLog } from '../../../src/renderer/features/items/life.ts';
import type { FoundEntry } from '../../../src/shared/activity.ts';

const ITEM = '6f1c2a2e-0f5b-4a39-9f3e-1d1f6c7b8a90';
const OTHER = '00000000-0000-4000-8000-000000000000';

let log_id = 0;
function entry(kind: string, body: object, details: object = {}, undone = false): FoundEntry {
  log_id++;
  return {
    log_id,
    timestamp: new Date(log_id * 1_000).toISOString(),
    event_type: { [kind]: { ...body } },
    character_id: null,
    target_id: null,
    details: { ...details },
    undone,
  };
}

const created = (character_id: number) =>
  entry('ItemCreated', { item_id: ITEM, character_id, item_type: 'Sword' }, { quantity: 1 });
const given = (from_character_id: number, to_character_id: number, undone = false) =>
  entry('ItemTransferred', { item_id: ITEM, from_character_id, to_character_id }, {}, undone);
const dropped = (character_id: number, map_id: string) =>
  entry('ItemDropped', { item_id: ITEM, character_id }, { map_id });
const looted = (character_id: number, map_id: string) =>
  entry('ItemLooted', { item_id: ITEM, character_id, source: 'ground' }, { map_id });
const changed = (character_id: number) =>
  entry('ItemChanged', { item_id: ITEM, character_id, item_type: 'Sword' });
const destroyed = (character_id: number, left: number) =>
  entry('ItemDestroyed', { item_id: ITEM, character_id, item_type: 'Sword' }, { left });

/** `1 (2) → town (1) → gone (1)`, with a question mark before what is not on record. */
function shown(entries: readonly FoundEntry[]): string {
  return lifeOf(ITEM, entries)
    .map(({ where, isJump, entries: within }) => {
      const name =
        where.kind === 'held'
          ? where.character_id
          : where.kind === 'ground'
            ? where.map_id
            : where.kind;
      return `${isJump ? '?' : ''}${name} (${within.length})`;
    })
    .join(' → ');
}

describe('the life of an item', () => {
  it('[I3] goes from owner to place to owner, with what happened there', () => {
    const entries = [created(1), changed(1), given(1, 2), dropped(2, 'town'), looted(3, 'town')];
    expect(shown(entries)).toBe('1 (2) → 2 (1) → town (1) → 3 (1)');
    expect(shown([...entries, destroyed(3, 0)])).toMatch(/→ gone \(1\)$/);
    expect(shown([...entries, destroyed(3, 2)])).toMatch(/→ 3 \(2\)$/);
  });

  it('[I3] knows from when to when it was where', () => {
    const entries = [created(1), given(1, 2), changed(2)];
    expect(lifeOf(ITEM, entries).map(({ from, to }) => [from, to])).toEqual([
      [entries[0]!.timestamp, entries[1]!.timestamp],
      [entries[1]!.timestamp, null],
    ]);
  });

  it('[I3] tells of a gap: where the log begins later, and where it jumps', () => {
    expect(shown([given(1, 2)])).toBe('?1 (0) → 2 (1)');
    expect(shown([created(1), given(4, 5)])).toBe('1 (1) → ?4 (0) → 5 (1)');
    expect(shown([created(1), looted(2, 'town')])).toBe('1 (1) → ?town (0) → 2 (1)');
    expect(shown([created(1), dropped(1, 'town'), looted(2, 'mines')])).toBe(
      '1 (1) → town (1) → ?mines (0) → 2 (1)',
    );
  });

  it('[I3] is not moved by what a restore undid, nor by what befell another stack', () => {
    expect(shown([created(1), given(1, 2, true), changed(1)])).toBe('1 (3)');
    const split = entry(
      'ItemCreated',
      { item_id: OTHER, character_id: 1, item_type: 'Sword' },
      { quantity: 1, split_from: ITEM },
    );
    expect(shown([created(1), split])).toBe('1 (2)');
  });

  it('[I3] calls one that is no more by its type in the log', () => {
    expect(typeInLog(ITEM, [created(1), given(1, 2)])).toBe('Sword');
    expect(typeInLog(ITEM, [given(1, 2)])).toBe(null);
  });
});
