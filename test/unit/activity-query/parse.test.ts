/** The grammar of the query language: what a line means, and what a mistake in it is answered with. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ActivityFilter } from '../../../src/shared/activity.ts';
import { showMistake } from '../../../src/shared/activity-query/mistake.ts';
import { EVENT_KINDS } from '../../../src/shared/activity-query/names.ts';
import { parseQuery } from '../../../src/shared/activity-query/parse.ts';
import { EVENT_TYPES } from '../../../src/shared/events.ts';

const NOW = Date.parse('2026-11-23T14:05:06.789Z');
const CLOCK = { now: NOW, zone: 'utc' } as const;
const HOUR = 3_600_000;

function filterOf(line: string, zone: 'utc' | 'local' = 'utc'): ActivityFilter {
  const parsed = parseQuery(line, { now: NOW, zone });
  if (!parsed.isGood) throw new Error(showMistake(line, parsed.mistake));
  return parsed.filter;
}

const termsOf = (line: string) => filterOf(line).terms;

/** The mistake as a terminal shows it. */
function mistakeIn(line: string): string {
  const parsed = parseQuery(line, CLOCK);
  return parsed.isGood ? 'no mistake' : showMistake(line, parsed.mistake);
}

describe('a line of the query language [A35]', () => {
  it('looks for everything where it is empty', () => {
    expect(filterOf('')).toEqual({ since: null, until: null, terms: [] });
    expect(filterOf('  \t ')).toEqual(filterOf(''));
  });

  it('reads the line of the requirement', () => {
    expect(
      filterOf('type:ItemLooted char:Aria item:sword-1 since:2h -type:PlayerKill "red zone"'),
    ).toEqual({
      since: NOW - 2 * HOUR,
      until: null,
      terms: [
        { isNot: false, field: 'event_type', values: ['ItemLooted'] },
        { isNot: false, field: 'character_id', values: ['Aria'] },
        { isNot: false, field: 'item_id', values: ['sword-1'] },
        { isNot: true, field: 'event_type', values: ['PlayerKill'] },
        { isNot: false, field: 'text', phrase: 'red zone' },
      ],
    });
  });

  it('knows every event type there is, in capitals or not', () => {
    expect([...EVENT_KINDS].sort()).toEqual(Object.keys(EVENT_TYPES).sort());
    expect(termsOf(`type:${EVENT_KINDS.join(',').toLowerCase()}`)).toEqual([
      { isNot: false, field: 'event_type', values: EVENT_KINDS },
    ]);
  });

  it('takes values with commas, and of fields that an event has one of, as alternatives', () => {
    const either = [{ isNot: false, field: 'map_id', values: ['north', 'south'] }];
    expect(termsOf('map:north,south')).toEqual(either);
    expect(termsOf('map:north map:south map:north')).toEqual(either);
    expect(termsOf('-map:north word -map:south')).toEqual([
      { isNot: true, field: 'map_id', values: ['north', 'south'] },
      { isNot: false, field: 'text', phrase: 'word' },
    ]);
  });

  it('[I1] takes a guild by its id, and other guilds beside it as alternatives', () => {
    const either = [{ isNot: false, field: 'guild_id', values: [7, 12] }];
    expect(termsOf('guild:7,12')).toEqual(either);
    expect(termsOf('guild:7 guild:12 guild:7')).toEqual(either);
  });

  it('takes a character that is named again as one who took part as well', () => {
    expect(termsOf('char:Aria,1001 char:Borin')).toEqual([
      { isNot: false, field: 'character_id', values: ['Aria', 1001] },
      { isNot: false, field: 'character_id', values: ['Borin'] },
    ]);
    expect(termsOf('char:"1001"')).toEqual([
      { isNot: false, field: 'character_id', values: ['1001'] },
    ]);
  });

  it('reads amounts', () => {
    const amount = (text: string) => {
      const [term] = termsOf(`amount:${text}`);
      return term?.field === 'amount' ? [term.min, term.max] : term;
    };
    expect(amount('100')).toEqual([100, 100]);
    expect(amount('>100')).toEqual([101, null]);
    expect(amount('>=100')).toEqual([100, null]);
    expect(amount('<100')).toEqual([null, 99]);
    expect(amount('<=100')).toEqual([null, 100]);
    expect(amount('10..50')).toEqual([10, 50]);
    expect(amount('10..')).toEqual([10, null]);
    expect(amount('..50')).toEqual([null, 50]);
    expect(termsOf('-amount:0')).toEqual([{ isNot: true, field: 'amount', min: 0, max: 0 }]);
  });

  it('reads times, whole days to their end where the range ends', () => {
    const since = (text: string) => new Date(filterOf(`since:${text}`).since!).toISOString();
    const until = (text: string) => new Date(filterOf(`until:${text}`).until!).toISOString();
    expect(since('90s')).toBe('2026-11-23T14:03:36.789Z');
    expect(since('1h30m')).toBe('2026-11-23T12:35:06.789Z');
    expect(since('3D')).toBe('2026-11-20T14:05:06.789Z');
    expect(since('2w')).toBe('2026-11-09T14:05:06.789Z');
    expect(since('99999999w')).toBe('1970-01-01T00:00:00.000Z');
    expect(since('now')).toBe('2026-11-23T14:05:06.789Z');
    expect(since('today')).toBe('2026-11-23T00:00:00.000Z');
    expect(until('today')).toBe('2026-11-24T00:00:00.000Z');
    expect(since('yesterday')).toBe('2026-11-22T00:00:00.000Z');
    expect(until('Yesterday')).toBe('2026-11-23T00:00:00.000Z');
    expect(since('2026-10-31')).toBe('2026-10-31T00:00:00.000Z');
    expect(until('2026-10-31')).toBe('2026-11-01T00:00:00.000Z');
    expect(until('14:30')).toBe('2026-11-23T14:30:00.000Z');
    expect(since('2026-11-21T14:30')).toBe('2026-11-21T14:30:00.000Z');
    expect(since('2026-11-21T14:30:01.25+02:00')).toBe('2026-11-21T12:30:01.250Z');
    expect(since('"2026-11-21 14:30"')).toBe('2026-11-21T14:30:00.000Z');
  });

  it('counts days by the zone of who asks', () => {
    const { since, until } = filterOf('since:2026-06-01 until:2026-06-01', 'local');
    expect(since).toBe(new Date(2026, 5, 1).getTime());
    expect(until).toBe(new Date(2026, 5, 2).getTime());
    expect(filterOf('since:2026-06-01T12:00', 'local').since).toBe(
      new Date(2026, 5, 1, 12).getTime(),
    );
    expect(filterOf('since:2026-06-01T12:00Z', 'local').since).toBe(Date.UTC(2026, 5, 1, 12));
  });

  it('reads words, phrases and what is undone', () => {
    expect(termsOf('red,zone don’t "a \\"b\\" \\\\ c: d" -is:undone -chest')).toEqual([
      { isNot: false, field: 'text', phrase: 'red,zone' },
      { isNot: false, field: 'text', phrase: 'don’t' },
      { isNot: false, field: 'text', phrase: 'a "b" \\ c: d' },
      { isNot: true, field: 'undone' },
      { isNot: true, field: 'text', phrase: 'chest' },
    ]);
  });
});

describe('a mistake in a line [A36]', () => {
  it('is shown with a caret and what was meant', () => {
    expect(mistakeIn('since:2h tpye:ItemLooted')).toBe(
      [
        'There is no field `tpye:`.',
        '  since:2h tpye:ItemLooted',
        '           ^^^^^',
        'Did you mean `type:`?',
      ].join('\n'),
    );
  });

  it.each([
    [
      'type:ItemLoted since:2h',
      'type `ItemLoted`',
      '     ^^^^^^^^^\n',
      'Did you mean `ItemLooted`?',
    ],
    ['type:loot', 'type `loot`', '     ^^^^\n', 'Did you mean `ItemLooted`?'],
    ['type:zzzzzz', 'type `zzzzzz`', '     ^^^^^^\n', 'PlayerKill, ItemDropped'],
    ['player:Aria', 'no field `player:`', '^^^^^^^\n', 'Did you mean `char:`?'],
    ['xyzzyx:1', 'no field `xyzzyx:`', '^^^^^^^\n', 'quotes: `"xyzzyx:1"`'],
    ['a "red zone', 'never closed', '  ^^^^^^^^^\n', 'Close it'],
    ['""', 'nothing between', '^^\n', 'Write the words'],
    ['type: ItemLooted', 'missing for `type:`', '^^^^^\n', 'without a space'],
    ['map:a,,b', 'missing for `map:`', '^^^^^^\n', '`map:highlands`'],
    ['- a', 'behind the minus', '^\n', '-type:PlayerKill'],
    ['"a"b', 'space is missing', '   ^\n', 'between two terms'],
    ['since:yesterdy', 'is no time', '      ^^^^^^^^\n', '`yesterday`'],
    ['since:2026-02-30', 'is no time', '      ^^^^^^^^^^\n', '`2h`'],
    ['since:25:00', 'is no time', '      ^^^^^\n', '`2h`'],
    ['-since:2h', 'turned round', '^^^^^^^^^\n', 'Did you mean `until:`?'],
    ['since:2h since:3h', 'second time', '         ^^^^^^^^\n', 'Leave one'],
    ['until:3h since:2h', 'ends before it begins', '         ^^^^^^^^\n', '`since:` is where'],
    ['amount:many', 'is no amount', '       ^^^^\n', '`10..50`'],
    ['amount:..', 'is no amount', '       ^^\n', '`10..50`'],
    ['amount:50..10', 'ends before it begins', '       ^^^^^^\n', '`10..50`'],
    ['amount:<0', 'below zero', '       ^^\n', ''],
    ['amount:1,000', 'takes one value', '        ^^^^\n', 'behind the comma'],
    ['amount:99999999999999999999', 'as large as that', '       ^^^^^', ''],
    ['char:0', 'no id of a character', '     ^\n', 'char:"0"'],
    ['guild:Watch', 'no id of a guild', '      ^^^^^\n', '`guild:7`'],
    ['is:done', 'can be `done`', '   ^^^^\n', '`is:undone`'],
  ])('%s', (line, message, caret, hint) => {
    const shown = mistakeIn(line);
    expect(shown.split('\n')[0]).toContain(message);
    expect(`${shown.split('\n')[2]}\n`).toContain(`  ${caret}`.trimEnd());
    if (caret.endsWith('\n')) expect(shown.split('\n')[2]).toBe(`  ${caret.trimEnd()}`);
    expect(shown.split('\n').slice(3).join('\n')).toContain(hint);
  });
});

describe('the description of the language [A35]', () => {
  const text = readFileSync(new URL('../../../docs/ACTIVITY-QUERY.md', import.meta.url), 'utf8');
  /** Fenced blocks apart: within the prose and the table, what is in back quotes. */
  const rows = text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2);
  const examples = rows.flatMap((row) =>
    [...(row.split('|')[3] ?? '').matchAll(/`([^`]+)`/g)].map(([, example]) => example!),
  );

  it('holds examples that are all taken', () => {
    expect(examples.length).toBeGreaterThan(20);
    for (const example of examples) expect(mistakeIn(example), example).toBe('no mistake');
    expect(mistakeIn(text.split('```')[1]!.trim())).toBe('no mistake');
  });

  it('shows a mistake as it is answered', () => {
    expect(text).toContain(mistakeIn('type:ItemLoted since:2h'));
  });

  it('names every field', () => {
    for (const name of [
      'type',
      'char',
      'item',
      'guild',
      'map',
      'reason',
      'amount',
      'since',
      'until',
      'is',
    ]) {
      expect(
        rows.some((row) => row.startsWith(`| \`${name}:\``)),
        name,
      ).toBe(true);
    }
  });
});
