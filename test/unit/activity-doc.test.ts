/** docs/ACTIVITY.md and the declaration of the events say the same. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EVENT_TYPES, type EventKind } from '../../src/shared/events.ts';

const text = readFileSync(new URL('../../docs/ACTIVITY.md', import.meta.url), 'utf8');
const sections = new Map(
  text
    .split(/^### /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
);

describe('docs/ACTIVITY.md', () => {
  it('[A11] names every kind that there is, and no other', () => {
    expect([...sections.keys()].sort()).toEqual(Object.keys(EVENT_TYPES).sort());
  });

  it.each(Object.keys(EVENT_TYPES) as EventKind[])('[A11] shows the whole shape of %s', (kind) => {
    const [, json = ''] = /```jsonl\n(.*)\n```/.exec(sections.get(kind) ?? '') ?? [];
    const shown = JSON.parse(json) as Record<string, object>;
    expect(Object.keys(shown)).toEqual([kind]);
    expect(EVENT_TYPES[kind].parse(shown[kind])).toEqual(shown[kind]);
    expect(Object.keys(shown[kind] as object)).toEqual(Object.keys(EVENT_TYPES[kind].shape));
  });
});
