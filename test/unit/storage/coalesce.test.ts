import { describe, expect, it } from 'vitest';
import { Coalescer } from '../../../src/main/storage/coalesce.ts';
import type { ChangeSet, RowChange } from '../../../src/main/world/change-set.ts';
import { SCHEMA, TABLES } from '../../../src/main/world/schema.ts';

const SKILLS = TABLES.indexOf(SCHEMA.skills);

function changeSet(seq: number, changes: RowChange[], firstLogId = 1): ChangeSet {
  return { seq, at: seq * 10, changes, firstLogId, events: [] };
}

const skill = (id: number, character: number, level: number): RowChange => ({
  table: SKILLS,
  key: id,
  image: [id, character, 'Fire', level, 0],
});

describe('Coalescer', () => {
  it('[F1] refuses a change set that does not follow the last one', () => {
    const coalescer = new Coalescer(4);
    for (const seq of [4, 6]) {
      expect(() => coalescer.add(changeSet(seq, []))).toThrow(
        expect.objectContaining({ code: 'sequence' }),
      );
    }
    coalescer.add(changeSet(5, []));
    expect(coalescer.lastSeq).toBe(5);
  });

  it('[F2] keeps the last image of each row', () => {
    const coalescer = new Coalescer(0);
    coalescer.add(changeSet(1, [skill(1, 7, 1), skill(2, 8, 1)]));
    coalescer.add(changeSet(2, [skill(1, 7, 2), { table: SKILLS, key: 2, image: null }]));
    expect(coalescer.rowCount).toBe(2);
    const taken = coalescer.take();
    expect(taken).toMatchObject({ firstSeq: 1, lastSeq: 2, at: 20, rowCount: 2 });
    expect([...taken!.changes.get(SKILLS)!]).toEqual([
      [1, skill(1, 7, 2).image],
      [2, null],
    ]);
  });

  it('[F5] remembers the highest generated key of rows that are gone again', () => {
    const coalescer = new Coalescer(0);
    coalescer.add(changeSet(1, [skill(5, 7, 1)]));
    coalescer.add(changeSet(2, [{ table: SKILLS, key: 5, image: null }, skill(3, 7, 1)]));
    expect(coalescer.take()!.highestKeys).toEqual(new Map([[SKILLS, 5]]));
  });

  it('[F10] knows which characters were active', () => {
    const coalescer = new Coalescer(0);
    coalescer.add(changeSet(1, [skill(1, 7, 1), skill(2, 8, 1), skill(3, 7, 1)]));
    expect(coalescer.take()!.characters).toEqual(new Set([7, 8]));
  });

  it('[F1] hands over what it has and goes on behind it', () => {
    const coalescer = new Coalescer(0);
    expect(coalescer.take()).toBeUndefined();
    coalescer.add(changeSet(1, [skill(1, 7, 1)]));
    expect(coalescer.take()!.lastSeq).toBe(1);
    expect(coalescer.take()).toBeUndefined();
    expect(coalescer.rowCount).toBe(0);
    coalescer.add(changeSet(2, []));
    expect(coalescer.take()).toMatchObject({ firstSeq: 2, lastSeq: 2, rowCount: 0 });
  });
});
