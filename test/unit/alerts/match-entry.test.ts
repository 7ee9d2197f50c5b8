/** An entry as it happens is found by what would find it in the index. */
import { expect, it } from 'vitest';
import type { LogLine } from '../../../src/main/storage/activity-index/entry-terms.ts';
import { matchesEntry } from '../../../src/main/storage/activity-index/match-entry.ts';
import { openDatabase } from '../../../src/main/storage/sqlite.ts';
import { parseQuery } from '../../../src/shared/activity-query/parse.ts';
import { activityEntries } from '../../support/activity-lines.ts';
import { matches } from '../../support/naive-activity.ts';

const BEGIN = Date.parse('2026-11-01T00:00:00.000Z');

function filterOf(line: string) {
  const parsed = parseQuery(line, { now: BEGIN, zone: 'utc' });
  if (!parsed.isGood) throw new Error(parsed.mistake.message);
  return parsed.filter;
}

const made = activityEntries({ seed: 3, characters: 40, begin: BEGIN, stepMs: 60_000 });
const entries: LogLine[] = Array.from({ length: 2_000 }, () => made.next().value);

it('[T9] finds what a walk through the logs finds', () => {
  const item = entries.flatMap(({ target_id }) =>
    typeof target_id === 'string' ? target_id : [],
  )[0];
  const lines = [
    'type:ItemCreated',
    'type:ItemCreated,GoldTransaction -map:highlands',
    'char:7',
    'char:7 char:8',
    '-char:7,8,9',
    'amount:>100',
    '-amount:10..500',
    'reason:trade amount:<=50',
    '"red zone"',
    'stolen bridge',
    '-stolen type:PlayerKill',
    'map:red_zone,mines',
    'highlands',
    `item:${item}`,
    `"${item}"`,
    'since:2026-11-01T03:00 until:2026-11-01T20:00 coin',
  ];
  for (const line of lines) {
    const filter = filterOf(line);
    const found = entries.filter((entry) => matchesEntry(filter, entry, () => undefined));
    expect(found, line).toEqual(entries.filter((entry) => matches(entry, filter, () => false)));
    expect(found.length, line).toBeGreaterThan(0);
  }
});

it('[T9] tells words apart as the index does, in any script', () => {
  const db = openDatabase(':memory:');
  db.exec(
    "CREATE VIRTUAL TABLE word USING fts5(value, tokenize = 'unicode61 remove_diacritics 2')",
  );
  const texts = [
    'Ärger im Café',
    'ÉPÉE_2',
    'Меч-кладенец',
    '勇者の剣',
    'a.b,c',
    'Ǻngström',
    'x9y 9',
  ];
  const phrases = [
    'arger',
    'Cafe',
    'epee 2',
    '2',
    'меч',
    'кладенец',
    '勇者の剣',
    'b c',
    'a c',
    'angstrom',
    '9',
    'im cafe',
  ];
  const insert = db.prepare('INSERT INTO word VALUES (?)');
  for (const text of texts) insert.run(text);
  const find = db.prepare<[string], string>('SELECT value FROM word WHERE word MATCH ?').pluck();
  for (const phrase of phrases) {
    const filter = filterOf(`"${phrase}"`);
    const found = texts.filter((weapon) =>
      matchesEntry(
        filter,
        {
          ...entries[0],
          event_type: { HostStopping: {} },
          target_id: null,
          details: { weapon },
        } as LogLine,
        () => undefined,
      ),
    );
    expect(found, phrase).toEqual(find.all(`"${phrase}"`));
  }
  db.close();
});
