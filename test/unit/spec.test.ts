/** docs/SPEC.md and the tests name the same rules: none is promised and not held, none held in secret. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const spec = readFileSync(new URL('docs/SPEC.md', root), 'utf8');
const promised = new Set([...spec.matchAll(/^- \*\*([A-Z]\d+)\*\* /gm)].map(([, id]) => id));

const files = readdirSync(new URL('test', root), { recursive: true, encoding: 'utf8' });
const tests = files
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => readFileSync(new URL(`test/${file}`, root), 'utf8'));
const held = new Set(
  tests.flatMap((text) => [...text.matchAll(/\[([A-Z]\d+)\]/g)].map(([, id]) => id)),
);

describe('the rules', () => {
  it('have a test each that carries their id', () => {
    expect([...promised].filter((id) => !held.has(id))).toEqual([]);
  });

  it('are all written down', () => {
    expect([...held].filter((id) => !promised.has(id))).toEqual([]);
  });
});
