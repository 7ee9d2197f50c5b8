/** The flow of a restore, against a host that answers as each test wants. */
import { describe, expect, test, vi } from 'vitest';
import { ApiError } from '../../../src/renderer/api/errors.ts';
import { DEFAULT_ORDER, next, type Target } from '../../../src/renderer/features/restore/flow.ts';
import {
  hasRestored,
  NO_RESTORES,
  Restores,
  type RestoresState,
} from '../../../src/renderer/features/restore/restores.ts';
import type { ServerStatus } from '../../../src/shared/host-methods.ts';
import { BACKUP, later, PREVIEW, RECEIPT } from './restore-samples.ts';

const MOMENT: Target = { kind: 'moment', at: later(0) };
const WINDOW = { from_at: later(-1), to_at: later(0), timelines: [] };
const ORDER = { reason: ' ', acceptMs: 60_000 };

type Answers = Record<string, (params: never) => unknown>;

function opened(answers: Answers = {}) {
  let state: RestoresState = NO_RESTORES;
  const calls: [string, unknown][] = [];
  const all: Answers = {
    'admin.restore.window': () => ({ window: WINDOW }),
    'admin.restore.list': () => ({ restores: [] }),
    'admin.restore.preview': () => ({ preview: PREVIEW }),
    'admin.restore.run': () => ({ restore: RECEIPT }),
    'server.status': () => ({ status: serving() }),
    ...answers,
  };
  const call = async (method: string, params: unknown) => {
    calls.push([method, params]);
    return all[method]!(params as never);
  };
  const onRestored = vi.fn();
  const restores = new Restores({
    client: () => ({ call: call as never }),
    now: () => 0,
    onRestored,
    get: () => state,
    set: (change) => {
      state = { ...state, ...change };
    },
  });
  const paramsOf = (wanted: string) =>
    calls.filter(([method]) => method === wanted).map(([, params]) => params);
  return { restores, all, paramsOf, onRestored, state: () => state, flow: () => state.restoreFlow };
}

function serving(last_restore: ServerStatus['last_restore'] = null): ServerStatus {
  return { state: 'serving', last_restore } as ServerStatus;
}

const refusal = (code: string) => () => {
  throw new ApiError(code, `It says ${code}.`);
};

describe('[D22] the flow of a restore', () => {
  test('goes from a choice over its preview to the receipt', async () => {
    const { restores, paramsOf, flow, onRestored } = opened();
    restores.open('moment');
    expect(flow()).toMatchObject({ step: 'choosing', by: 'moment' });
    await restores.preview(MOMENT);
    expect(flow()).toMatchObject({ step: 'confirming', preview: PREVIEW, renewal: null });
    await restores.run(ORDER);
    expect(flow()).toEqual({ step: 'done', receipt: RECEIPT });
    expect(onRestored).toHaveBeenCalledOnce();
    expect(paramsOf('admin.restore.preview')).toEqual([{ at: later(0) }]);
    expect(paramsOf('admin.restore.run')).toEqual([{ token: 'first', accept_ms: 60_000 }]);
    restores.close();
    expect(flow().step).toBe('closed');
  });

  test('previews a backup by its name, and an undo by the change before the restore', async () => {
    const { restores, paramsOf } = opened();
    await restores.preview({ kind: 'backup', backup: BACKUP });
    await restores.preview({ kind: 'undo', receipt: RECEIPT });
    expect(paramsOf('admin.restore.preview')).toEqual([
      { backup: BACKUP.name },
      { seq: RECEIPT.before.seq },
    ]);
  });

  test('runs nothing without a preview, and gives the reason where there is one', async () => {
    const { restores, paramsOf, flow } = opened();
    await restores.run(ORDER);
    expect(flow().step).toBe('closed');
    await restores.preview(MOMENT);
    await restores.run({ reason: ' a bad trade ', acceptMs: 0 });
    expect(paramsOf('admin.restore.run')).toEqual([
      { token: 'first', accept_ms: 0, reason: 'a bad trade' },
    ]);
  });

  test('a preview that fails leads back to the choice, with why', async () => {
    const { restores, flow } = opened({ 'admin.restore.preview': refusal('NotFound') });
    await restores.preview({ kind: 'backup', backup: BACKUP });
    expect(flow()).toMatchObject({
      step: 'choosing',
      by: 'backup',
      target: { backup: BACKUP },
      error: { code: 'NotFound' },
    });
  });

  test('an answer that nobody waits for any more changes nothing', async () => {
    const { restores, flow } = opened();
    const late = restores.preview(MOMENT);
    restores.close();
    await late;
    expect(flow().step).toBe('closed');
  });

  test('shows the new figures where more was played than allowed, and asks again', async () => {
    const { restores, all, flow } = opened({ 'admin.restore.run': refusal('PreviewOutdated') });
    await restores.preview(MOMENT);
    all['admin.restore.preview'] = () => ({ preview: { ...PREVIEW, token: 'second' } });
    await restores.run({ reason: 'kept', acceptMs: 0 });
    expect(flow()).toMatchObject({
      step: 'confirming',
      renewal: 'outdated',
      preview: { token: 'second' },
      order: { reason: 'kept', acceptMs: 0 },
    });
  });

  test('while it runs it can neither be left nor begun anew', () => {
    const running = {
      step: 'running',
      target: MOMENT,
      order: DEFAULT_ORDER,
      preview: PREVIEW,
      startedAt: 0,
      isLost: false,
    } as const;
    expect(next(running, { kind: 'close' })).toBe(running);
    expect(next(running, { kind: 'open', by: 'backup' })).toBe(running);
    expect(next(running, { kind: 'preview', target: MOMENT })).toBe(running);
  });

  test('a failure says whether the world is as it was', async () => {
    const { restores, flow } = opened({ 'admin.restore.run': refusal('StorageUnavailable') });
    await restores.preview(MOMENT);
    await restores.run(ORDER);
    expect(flow()).toMatchObject({ step: 'failed', isUntouched: true });
    restores.back();
    expect(flow()).toMatchObject({ step: 'choosing', target: MOMENT });

    const silent = opened({
      'admin.restore.run': refusal('Internal'),
      'server.status': refusal('Closed'),
    });
    await silent.restores.preview(MOMENT);
    await silent.restores.run(ORDER);
    expect(silent.flow()).toMatchObject({ step: 'failed', isUntouched: null });

    const hurt = opened({
      'admin.restore.run': refusal('Internal'),
      'server.status': () => ({ status: { ...serving(), state: 'restoring' } }),
    });
    await hurt.restores.preview(MOMENT);
    await hurt.restores.run(ORDER);
    expect(hurt.flow()).toMatchObject({ step: 'failed', isUntouched: false });
  });
});

describe('[D24] a connection that is lost in a restore', () => {
  async function lost() {
    const opening = opened({ 'admin.restore.run': refusal('Closed') });
    await opening.restores.preview(MOMENT);
    await opening.restores.run(ORDER);
    expect(opening.flow()).toMatchObject({ step: 'running', isLost: true });
    return opening;
  }

  test('is waited for, and the receipt is shown where it was done', async () => {
    const { restores, all, flow } = await lost();
    await restores.told({ ...serving(), state: 'restoring' }, false);
    expect(flow().step).toBe('running');
    all['admin.restore.list'] = () => ({ restores: [RECEIPT] });
    await restores.told(serving(RECEIPT), true);
    expect(flow()).toEqual({ step: 'done', receipt: RECEIPT });
  });

  test('says that it was not done where it was not', async () => {
    const { restores, flow } = await lost();
    await restores.told(serving(), false);
    expect(flow()).toMatchObject({ step: 'failed', isUntouched: true });
  });
});

describe('[D23] a restore from elsewhere', () => {
  test('is seen by the end of its state and by its receipt', () => {
    const restoring = { ...serving(), state: 'restoring' } as ServerStatus;
    expect(hasRestored(null, serving(RECEIPT))).toBe(false);
    expect(hasRestored(serving(), serving())).toBe(false);
    expect(hasRestored(serving(RECEIPT), serving({ ...RECEIPT }))).toBe(false);
    expect(hasRestored(serving(), restoring)).toBe(false);
    expect(hasRestored(restoring, serving())).toBe(true);
    expect(hasRestored(serving(), serving(RECEIPT))).toBe(true);
    expect(hasRestored(serving(RECEIPT), serving({ ...RECEIPT, at: later(99) }))).toBe(true);
  });

  test('makes a preview of before be asked anew', async () => {
    const { restores, flow, state, paramsOf } = opened();
    await restores.preview(MOMENT);
    restores.progress({ phase: 'loading', done: 1, of: 2 });
    await restores.told(serving(RECEIPT), true);
    expect(flow()).toMatchObject({ step: 'confirming', renewal: 'restored elsewhere' });
    expect(paramsOf('admin.restore.preview')).toHaveLength(2);
    expect(state().restorePhase).toBeNull();
  });
});
