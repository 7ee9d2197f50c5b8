/** The export of a search: its lines, its pages, and what becomes of the file. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Exports } from '../../src/main/shell/exports.ts';
import {
  Export,
  type ExportState,
  NO_EXPORT,
  textOf,
} from '../../src/renderer/features/activity/export.ts';
import { NO_SEARCH } from '../../src/renderer/features/activity/view.ts';
import type { ActivityFound } from '../../src/shared/activity.ts';
import { makeTempDir } from '../support/host.ts';
import { answer, entries, entry } from './renderer/activity-samples.ts';

describe('the lines of an export [A44]', () => {
  const told = entry(
    7,
    { PlayerKill: { killer_id: 1001, victim_id: '=cmd()' } },
    { target_id: '=cmd()', details: { said: 'a "b",\nc' }, undone: true },
  );

  test('as JSON are the entries as they were found', () => {
    const lines = textOf([told, entry(8)], 'jsonl', true).split('\n');
    expect(lines).toHaveLength(3);
    expect(JSON.parse(lines[0]!)).toEqual(told);
  });

  test('as CSV have a header once, quotes where they need them, and no formula', () => {
    const [header, row, end] = textOf([told], 'csv', true).split('\r\n');
    expect(header).toBe('log_id,timestamp,event_type,character_id,target_id,undone,event,details');
    expect(row).toBe(
      `7,${told.timestamp},PlayerKill,,'=cmd(),true,"{""killer_id"":1001,""victim_id"":""=cmd()""}","{""said"":""a \\""b\\"",\\nc""}"`,
    );
    expect(end).toBe('');
    expect(textOf([told], 'csv', false)).not.toContain('log_id');
  });
});

/** A window whose shell is the real one, but for the dialog. */
function open(pages: (cursor: unknown) => ActivityFound | Promise<ActivityFound>) {
  const directory = makeTempDir();
  const path = join(directory, 'activity.jsonl');
  const exports = new Exports();
  let state: ExportState = NO_EXPORT;
  const seen: ExportState[] = [];
  let isRefused = false;
  const calls = {
    exportBegin: async () => (isRefused ? null : { id: await exports.begin(path), path }),
    exportWrite: ({ id, text }: { id: string; text: string }) => exports.write(id, text),
    exportEnd: ({ id }: { id: string }) => exports.end(id),
    exportCancel: ({ id }: { id: string }) => exports.cancel(id),
  };
  const asked: Record<string, unknown>[] = [];
  const call = async (_method: string, params: Record<string, unknown>) => {
    asked.push(params);
    return pages(params.cursor);
  };
  const one = new Export({
    client: () => ({ call }) as never,
    call: ((name: keyof typeof calls, input: never) => calls[name](input)) as never,
    get: () => state,
    set: (next) => {
      state = next;
      seen.push(next);
    },
  });
  return {
    one,
    path,
    asked,
    seen,
    exports,
    state: () => state,
    files: () => readdirSync(directory),
    refuse: () => {
      isRefused = true;
    },
  };
}

const page = (from: number, to: number, cursor: string | null, total: number | null) =>
  answer(entries(from, to), { cursor, total });

describe('an export [A44]', () => {
  test('goes page by page into a file that is there once it is whole', async () => {
    const { one, path, asked, seen, state, files } = open((cursor) => {
      if (cursor === undefined) return page(6, 5, 'a', 6);
      return cursor === 'a' ? page(4, 3, 'b', null) : page(2, 1, null, null);
    });
    writeFileSync(path, 'of before');
    await one.run({ ...NO_SEARCH, query: 'type:LevelUp', order: 'newest' }, 'jsonl');
    expect(state()).toEqual({ kind: 'done', written: 6, path });
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).log_id)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(files()).toEqual(['activity.jsonl']);
    expect(asked.map(({ query, cursor }) => [query, cursor])).toEqual([
      ['type:LevelUp', undefined],
      ['type:LevelUp', 'a'],
      ['type:LevelUp', 'b'],
    ]);
    expect(seen.filter(({ kind }) => kind === 'running')).toEqual([
      { kind: 'running', written: 0, of: 0 },
      { kind: 'running', written: 2, of: 6 },
      { kind: 'running', written: 4, of: 6 },
      { kind: 'running', written: 6, of: 6 },
    ]);
  });

  test('that is cancelled leaves no file, and one of before as it was', async () => {
    const { one, path, state, files } = open((cursor) => {
      if (cursor !== undefined) one.cancel();
      return page(2, 1, 'a', 99);
    });
    writeFileSync(path, 'of before');
    await one.run(NO_SEARCH, 'jsonl');
    expect(state()).toEqual(NO_EXPORT);
    expect(files()).toEqual(['activity.jsonl']);
    expect(readFileSync(path, 'utf8')).toBe('of before');
  });

  test('that fails leaves no file and says why; so does one that would not be whole', async () => {
    const failing = open((cursor) => {
      if (cursor !== undefined) throw new Error('the host is gone');
      return page(2, 1, 'a', 99);
    });
    await failing.one.run(NO_SEARCH, 'csv');
    expect(failing.state()).toMatchObject({
      kind: 'failed',
      error: { message: 'the host is gone' },
    });
    expect(failing.files()).toEqual([]);
    const building = open(() => answer([], { index: { state: 'building', entries: 1, of: 2 } }));
    await building.one.run(NO_SEARCH, 'csv');
    expect(building.state()).toMatchObject({ kind: 'failed', error: { code: 'Unavailable' } });
    expect(building.files()).toEqual([]);
  });

  test('that nobody wants after all asks the host for nothing', async () => {
    const { one, asked, state, refuse } = open(() => page(1, 1, null, 1));
    refuse();
    await one.run(NO_SEARCH, 'csv');
    expect([state(), asked]).toEqual([NO_EXPORT, []]);
  });

  test('whose page dies leaves no file', async () => {
    const directory = makeTempDir();
    const exports = new Exports();
    const path = join(directory, 'activity.csv');
    const id = await exports.begin(path);
    await exports.write(id, 'a');
    expect(readdirSync(directory)).toHaveLength(1);
    await exports.cancelAll();
    expect(readdirSync(directory)).toEqual([]);
    expect(() => exports.write(id, 'b')).toThrow('not being written');
    expect(existsSync(path)).toBe(false);
  });

  test('of a window that begins ever more is refused', async () => {
    const directory = makeTempDir();
    const exports = new Exports();
    for (let i = 0; i < 4; i++) await exports.begin(join(directory, `a${i}.csv`));
    await expect(exports.begin(join(directory, 'b.csv'))).rejects.toThrow('Too many');
    await exports.cancelAll();
  });
});
