/** Completion and changes of a line by clicks. `|` is the caret. */
import { describe, expect, it } from 'vitest';
import { complete } from '../../../src/shared/activity-query/complete.ts';
import {
  lineFor,
  standingOf,
  timeIn,
  withLast,
  withRange,
  withValue,
} from '../../../src/shared/activity-query/edit.ts';

const KNOWN = {
  char: [
    { value: 1001, what: 'Aria' },
    { value: 'Aria of the North', what: '' },
  ],
  map: [{ value: 'high lands', what: '3 entries' }],
};

/** What each candidate makes of the line. */
function completed(marked: string): string[] {
  const caret = marked.indexOf('|');
  const line = marked.replace('|', '');
  const { from, to, candidates } = complete(line, caret, KNOWN);
  return candidates.map(({ text }) => `${line.slice(0, from)}${text}${line.slice(to)}`);
}

describe('completion [A38]', () => {
  it('offers the fields, and those that begin so', () => {
    expect(completed('|')).toHaveLength(10);
    expect(completed('a |')).toContain('a type:');
    expect(completed('s|')).toEqual(['since:']);
    expect(completed('-ty|')).toEqual(['-type:']);
    expect(completed('ma|:north')).toEqual(['map:north']);
  });

  it('offers an event type to who writes what happened', () => {
    expect(completed('loot|')).toEqual(['type:ItemLooted']);
    expect(completed('type:item|')).toEqual([
      'type:ItemDropped',
      'type:ItemLooted',
      'type:ItemCreated',
      'type:ItemDestroyed',
      'type:ItemTransferred',
      'type:ItemChanged',
    ]);
    expect(completed('type:LevelUp,kil|')).toEqual(['type:LevelUp,PlayerKill']);
    expect(completed('type:k|x,LevelUp map:a')).toEqual(['type:PlayerKill,LevelUp map:a']);
    expect(completed('memberr|')).toEqual(['type:GuildMemberRemoved']);
  });

  it('offers values that the caller knows, in quotes where they need them', () => {
    expect(completed('char:ar|')).toEqual(['char:1001', 'char:"Aria of the North"']);
    expect(completed('map:"high l|')).toEqual(['map:"high lands"']);
    expect(completed('is:|')).toEqual(['is:undone']);
    expect(completed('since:to|')).toEqual(['since:today']);
  });

  it('offers nothing within a phrase, nor for a field that there is not', () => {
    expect(completed('"ty|')).toEqual([]);
    expect(completed('foo:ba|')).toEqual([]);
  });
});

describe('a line that is changed by clicks [A37]', () => {
  it('gets and loses values, and keeps all else as it was written', () => {
    const line = 'since:2h  "red zone" type:itemlooted,LevelUp';
    expect(standingOf(line, 'type', 'ItemLooted')).toBe('wanted');
    expect(withValue(line, 'type', 'ItemLooted', 'none')).toBe('since:2h "red zone" type:LevelUp');
    expect(withValue(line, 'type', 'ItemLooted', 'unwanted')).toBe(
      'since:2h "red zone" type:LevelUp -type:ItemLooted',
    );
    expect(withValue('-map:a', 'map', 'a', 'wanted')).toBe('map:a');
    expect(withValue('', 'reason', 'a "b"', 'wanted')).toBe('reason:"a \\"b\\""');
  });

  it('tells a name in figures from an id', () => {
    expect(standingOf('char:"1001"', 'char', 1001)).toBe('none');
    expect(standingOf('char:"1001"', 'char', '1001')).toBe('wanted');
    expect(standingOf('-char:1001', 'char', 1001)).toBe('unwanted');
    expect(lineFor('char', '1001')).toBe('char:"1001"');
  });

  it('gets another range of time', () => {
    expect(withRange('since:2h a until:1h', 0, 1_000)).toBe(
      'a since:1970-01-01T00:00:00.000Z until:1970-01-01T00:00:01.000Z',
    );
    expect(withRange('since:2h a', null, null)).toBe('a');
    expect(withLast('a until:1h', '7d')).toBe('a since:7d');
    expect(timeIn('a since:7d', 'since')).toBe('7d');
    expect(timeIn('a since:7d', 'until')).toBe(null);
  });
});
