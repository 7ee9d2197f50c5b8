/** Everything that the window says stands in the catalogue, and another language is another file of its shape. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SCHEMA } from '../../src/main/world/schema.ts';
import { countedIn } from '../../src/shared/text/counted.ts';
import { en, type Text } from '../../src/shared/text/en.ts';
import { catalogueFor } from '../../src/shared/text/index.ts';
import { said } from '../../src/shared/text/said.ts';
import { type Found, hardCodedWords } from '../support/hard-coded-words.ts';
import { pseudoOf } from '../support/pseudo-text.ts';

const RENDERER = new URL('../../src/renderer/', import.meta.url);

/** What reads like words and is none: the same in every language. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'names of the product and of errors': ['Shardkeep', 'Internal', 'ApiError', 'Closed'],
  'an error with its code, for a report': ['{}: {}{}'],
  'steps and their causes': [
    ...['restored elsewhere', 'undone elsewhere'],
    ...['not undone', 'not compared', 'not previewed'],
  ],
  'phases of the host': ['safety backup'],
  'kinds of events': [
    ...['ItemTransferred', 'ItemDropped', 'ItemLooted', 'ItemDestroyed', 'AdminAction'],
  ],
  'what something is known by to the code': [
    ...['activity page', 'entry {}', 'character {}', 'item {}', 'activity.{}'],
  ],
  'units that the catalogue has words for': ['KiB', 'MiB', 'GiB', 'TiB'],
  'selectors and fonts': [
    ...['input:not([type="radio"]), textarea, select', 'a, button'],
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif",
    "ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, monospace",
  ],
};

/** Programs to copy, comments included. */
const PROGRAMS = 'features/overview/snippets.ts';

function wordsOf(path: string): readonly Found[] {
  return hardCodedWords(readFileSync(new URL(path, RENDERER), 'utf8'), path.endsWith('x'));
}

describe('[V1] the sources of the window', () => {
  const paths = readdirSync(RENDERER, { encoding: 'utf8', recursive: true })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /(?<!\.d)\.tsx?$/.test(path) && path !== PROGRAMS);
  const found = new Map(paths.map((path) => [path, wordsOf(path)]));
  const names = new Set(Object.values(NAMES).flat());

  test('say nothing in words of their own', () => {
    expect(paths.length).toBeGreaterThan(100);
    const said = [...found].flatMap(([path, words]) =>
      words
        .filter(({ literal }) => !names.has(literal))
        .map(({ literal, line }) => `${path}:${line}: ${literal}`),
    );
    expect(said).toEqual([]);
  });

  test('hold every name that is let pass', () => {
    const all = new Set([...found.values()].flat().map(({ literal }) => literal));
    expect([...names].filter((name) => !all.has(name))).toEqual([]);
  });

  test.each([
    ['<p>Save all</p>', ['Save all']],
    ['<p>{isOn ? "on" : text.off}</p>', ['on']],
    ['<p>{isOn && `%{count} left`}</p>', ['{} left']],
    ['<Card title="saves" key="Some key" data-testid="Two words" />', ['saves']],
    ['<Card aria-label={isOn ? "on" : label} />', ['on']],
    ['<Card><b title={`of %{name}`} /></Card>', ['of {}']],
    ['say("Nothing yet.")', ['Nothing yet.']],
    ['say(`%{count} rows of %{name}`)', ['{} rows of {}']],
    ['say(`%{first}, %{second}`)', ['{}, {}']],
    ['say({ words: "two words" })', ['two words']],
    ['say("done.", new ApiError("NotFound", "It is gone."))', ['done.', 'It is gone.']],
    ['say(kind === "Some kind", "bare", `%{a}-%{b}`, `#%{page}/%{id}`)', []],
    ['throw new Error("a fault of ours")', []],
    ['const kind: "Some kind" | "b" = of as "Some kind"', []],
  ])('finds what is said in %s', (source, literals) => {
    // A linter takes a placeholder in a plain string for a mistake.
    const words = hardCodedWords(`// Ä head.\n\n${source.replaceAll('%{', '${')};`, true);
    expect(words.map(({ literal }) => literal)).toEqual(literals);
    expect(words.map(({ line }) => line)).toEqual(literals.map(() => 3));
  });
});

describe('[V2] a second catalogue', () => {
  /** Each entry of a catalogue with its path. */
  function entriesOf(value: unknown, path: string): readonly (readonly [string, unknown])[] {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]];
    return Object.entries(value).flatMap(([name, one]) => entriesOf(one, `${path}.${name}`));
  }

  test('is another value of the same shape, whole in every entry', () => {
    const pseudo: Text = pseudoOf(en);
    const entries = entriesOf(pseudo, 'text');
    expect(entries.map(([path]) => path)).toEqual(entriesOf(en, 'text').map(([path]) => path));
    expect(entries.length).toBeGreaterThan(500);
    const plain = entries.filter(
      ([, value]) => typeof value === 'string' && !/^⟦.+⟧$/su.test(value),
    );
    expect(plain).toEqual([]);
    expect(pseudo.shared.ago('3 h')).toBe('⟦3 h ago⟧');
    const who = { text: 'Aria', character_id: 7 };
    expect(pseudo.activity.events.spent(who, '5')).toEqual([
      { text: '⟦' },
      who,
      { text: ' spent 5 gold' },
      { text: '⟧' },
    ]);
  });

  test('has a word for every table of the world', () => {
    const tables = Object.values(SCHEMA).map(({ name }) => name);
    expect(Object.keys(en.restore.preview.tableNames).sort()).toEqual(tables.sort());
  });

  test('is taken by the first language that there is one for', () => {
    const of = (name: string): Text => ({ ...en, pages: { ...en.pages, overview: name } });
    const catalogues = { en, de: of('de'), pt: of('pt'), 'pt-BR': of('pt-BR') };
    const chosen = (...languages: string[]) => catalogueFor(languages, catalogues).pages.overview;
    expect(chosen('de-AT', 'en')).toBe('de');
    expect(chosen('pt-BR', 'de')).toBe('pt-BR');
    expect(chosen('pt-PT')).toBe('pt');
    expect(chosen('xx-YY', 'de')).toBe('de');
    expect(catalogueFor(['en-GB', 'de'])).toBe(en);
    expect(catalogueFor(['xx-YY'])).toBe(en);
    expect(catalogueFor([])).toBe(en);
  });
});

describe('[V3] words with values in them', () => {
  test('a noun follows its number by the rules of its language', () => {
    const player = { one: 'player', other: 'players' };
    expect([0, 1, 2, 1_234].map((count) => countedIn('en')(count, player))).toEqual([
      '0 players',
      '1 player',
      '2 players',
      '1,234 players',
    ]);
    const gracz = { one: 'gracz', few: 'gracze', many: 'graczy', other: 'gracza' };
    expect([1, 2, 5].map((count) => countedIn('pl')(count, gracz))).toEqual([
      '1 gracz',
      '2 gracze',
      '5 graczy',
    ]);
    expect(countedIn('pl')(2, { other: 'zł' })).toBe('2 zł');
  });

  test('what can be pressed stays whole wherever a language puts it', () => {
    const who = { text: 'Aria', character_id: 7 };
    const item = { text: 'sword', item_id: 'x' };
    const stack = said`${item} × ${'3'}`;
    expect(said`In ${'Town'}: ${stack} lost by ${who}`).toEqual([
      { text: 'In Town: ' },
      item,
      { text: ' × 3 lost by ' },
      who,
    ]);
    // A line that somebody wrote by hand lacks things, and holds others.
    const odd = [undefined, null, 5] as unknown as readonly string[];
    expect(said`a${odd[0] as string}b${odd[1] as string}c${odd[2] as string}`).toEqual([
      { text: 'abc5' },
    ]);
  });
});
