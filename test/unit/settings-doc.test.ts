/** docs/SETTINGS.md and docs/ALERTS.md name what can be set, with its default. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DEFAULT_ALERTS, RULES } from '../../src/shared/alerts.ts';
import { DEFAULT_SETTINGS } from '../../src/shared/settings.ts';

const read = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

/** The cells of each row that begins with a name in code. */
const rowsOf = (text: string) =>
  [...text.matchAll(/^\| `(\w+)` +\|(.*)\|$/gm)].map(([, name = '', rest = '']) => ({
    name,
    cells: rest.split('|').map((cell) => cell.trim().replaceAll('`', '')),
  }));

it('[T18] every setting is described with its default', () => {
  const documented = rowsOf(read('SETTINGS.md')).map(({ name, cells }) => [name, cells[0]]);
  const { alerts: _, ...others } = DEFAULT_SETTINGS;
  const defaults = Object.entries(others).map(([name, value]) => [name, JSON.stringify(value)]);
  expect(Object.fromEntries(documented)).toEqual({
    ...Object.fromEntries(defaults),
    alerts: 'see there',
  });
});

it('[T18] every rule is described with its bound', () => {
  const rows = rowsOf(read('ALERTS.md'));
  expect(rows.map(({ name }) => name)).toEqual([...RULES, 'query', 'webhook']);
  for (const { name, cells } of rows) {
    const { on: _, ...bounds } =
      ((DEFAULT_ALERTS.rules as Record<string, object>)[name] as {
        on: boolean;
      }) ?? {};
    const bound = Object.entries(bounds)
      .map((pair) => pair.join(' '))
      .join(', ');
    expect(cells.at(-1), name).toBe(bound);
  }
});
