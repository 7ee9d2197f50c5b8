/** What is typed into the settings: a draft, what is wrong with it, and what becomes of it. */
import { describe, expect, test, vi } from 'vitest';
import { ApiError } from '../../../src/renderer/api/errors.ts';
import { alertsToShow } from '../../../src/renderer/app/alert-notices.ts';
import {
  changedElsewhere,
  checked,
  type Draft,
  valueAt,
  withValue,
} from '../../../src/renderer/features/settings/draft.ts';
import { type Field, SECTIONS } from '../../../src/renderer/features/settings/fields.ts';
import {
  NO_SETTINGS,
  SettingsDesk,
  type SettingsState,
} from '../../../src/renderer/features/settings/settings.ts';
import {
  cutOffText,
  defaultText,
  hourText,
  labelOf,
} from '../../../src/renderer/features/settings/words.ts';
import type { Alert } from '../../../src/shared/alerts.ts';
import type { ServerStatus } from '../../../src/shared/host-methods.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/shared/settings.ts';

const SETTINGS: Settings = { ...DEFAULT_SETTINGS, name: 'Northwind' };
const problemsOf = (draft: Draft) => Object.fromEntries(checked(draft).problems);

describe('the page', () => {
  test('[T12] has a field for each setting', () => {
    const fields: readonly Field[] = Object.values(SECTIONS).flat();
    // Of these one is as it is, and the others have parts of their own.
    const others = ['serverId', 'alternatives', 'alerts'];
    expect([...fields.map(({ key }) => key as string), ...others].sort()).toEqual(
      Object.keys(DEFAULT_SETTINGS).sort(),
    );
  });

  test('[T12] names each default in words', () => {
    const fields: readonly Field[] = Object.values(SECTIONS).flat();
    const texts = Object.fromEntries(fields.map((field) => [field.key, defaultText(field)]));
    expect(texts).toMatchObject({
      name: 'My Shard',
      location: 'empty',
      port: '7780',
      maxCharacters: '10,000 characters',
      bagSlots: 'No limit',
      backupDirectory: 'empty',
      allowedOrigins: 'empty',
      vacuumHour: hourText(3),
      activityDeleteDays: 'Never delete',
      memoryLimitMib: '2,048 MiB',
      memoryWarnPercent: '80%',
    });
    expect(labelOf('alerts')).toBe('Alerts');
    expect(labelOf('snapshotSeconds')).toBe('Snapshot every');
  });
});

describe('a draft', () => {
  test('[T13] holds what differs, whole settings with what is in them', () => {
    const path = ['alerts', 'rules', 'diskSpace', 'mib'] as const;
    const one = withValue(SETTINGS, {}, ['name'], 'Southwind');
    const two = withValue(SETTINGS, one, path, 99);
    expect(Object.keys(two)).toEqual(['name', 'alerts']);
    expect(valueAt(SETTINGS, two, path)).toBe(99);
    expect(valueAt(SETTINGS, two, ['port'])).toBe(7780);
    expect(SETTINGS.alerts.rules.diskSpace.mib).toBe(1024);
    const back = withValue(SETTINGS, two, path, 1024);
    expect(back).toEqual({ name: 'Southwind' });
    expect(withValue(SETTINGS, back, ['name'], 'Northwind')).toEqual({});
  });

  test('[T13] changes one place of a list and leaves the others', () => {
    const queries = [
      { name: 'A', query: 'sword' },
      { name: 'B', query: 'bow' },
    ];
    const settings = { ...SETTINGS, alerts: { ...SETTINGS.alerts, queries } };
    const draft = withValue(settings, {}, ['alerts', 'queries', 1, 'query'], 'axe');
    expect(valueAt(settings, draft, ['alerts', 'queries'])).toEqual([
      queries[0],
      { name: 'B', query: 'axe' },
    ]);
  });

  test('[T13] that is good is a patch, lines without empty ones', () => {
    const allowedOrigins = ['https://a.example ', '', 'https://b.example'];
    expect(checked({ name: 'X', allowedOrigins, bagSlots: null })).toEqual({
      patch: {
        name: 'X',
        allowedOrigins: ['https://a.example', 'https://b.example'],
        bagSlots: null,
      },
      problems: new Map(),
    });
  });

  test('[T13] that is not says in its place what is wrong, in words', () => {
    expect(
      problemsOf({
        name: '',
        location: 'x'.repeat(65),
        host: '',
        port: 70_000,
        maxCharacters: 0,
        snapshotSeconds: '',
        backupMinutes: 1.5,
        memoryWarnPercent: 100,
        allowedOrigins: ['https://a.example', 'panel'],
        alternatives: [{ server_id: '2', server_name: 'B', ip_address: '', port: '' }],
        alerts: {
          ...SETTINGS.alerts,
          webhookUrl: 'hooks',
          queries: [{ name: ' A', query: 'type:ItemLoted' }],
        },
      }),
    ).toEqual({
      name: 'Something is needed here.',
      location: 'At most 64 characters.',
      host: 'Something is needed here.',
      port: 'At most 65,535.',
      maxCharacters: 'At least 1.',
      snapshotSeconds: 'A whole number is needed here.',
      backupMinutes: 'A whole number is needed here.',
      memoryWarnPercent: 'At most 99.',
      'allowedOrigins.1': 'An address is needed here, such as https://panel.example.',
      'alternatives.0.ip_address': 'Something is needed here.',
      'alternatives.0.port': 'A whole number is needed here.',
      'alerts.webhookUrl': 'An address is needed here, such as https://panel.example.',
      'alerts.queries.0.name': 'Must not begin or end with white space.',
      'alerts.queries.0.query': 'There is no event type `ItemLoted`. Did you mean `ItemLooted`?',
    });
  });

  test('[T13] knows what was changed elsewhere since it was begun', () => {
    const base = { name: 'Northwind', port: 7780 };
    const now = { ...SETTINGS, name: 'Eastwind', location: 'Oslo' };
    expect(changedElsewhere(now, { name: 'Southwind', port: 1 }, base)).toEqual(['name']);
  });
});

function open(answers: Record<string, (params: never) => unknown> = {}) {
  let state: SettingsState = NO_SETTINGS;
  let host: Settings = SETTINGS;
  const said: string[] = [];
  const call = vi.fn(async (method: string, params: never) => {
    const answer = answers[method];
    if (answer !== undefined) return answer(params);
    if (method === 'admin.settings.get') return { settings: host, restart: [] };
    if (method === 'admin.alerts.list') return { alerts: [], rules: [], webhook: null };
    if (method === 'admin.settings.set') {
      host = { ...host, ...(params as { settings: Partial<Settings> }).settings };
      return { settings: host, restart: [] };
    }
    throw new Error(`no answer to ${method}`);
  });
  const client = { call } as never;
  const desk = new SettingsDesk({
    client: () => client,
    get: () => state,
    set: (change) => {
      state = { ...state, ...change };
    },
    say: (text) => said.push(text),
  });
  return {
    desk,
    said,
    state: () => state,
    sent: () =>
      call.mock.calls.flatMap(([method, params]) =>
        method === 'admin.settings.set' ? [(params as { settings: unknown }).settings] : [],
      ),
    elsewhere: (change: Partial<Settings>) => {
      host = { ...host, ...change };
      return desk.load();
    },
  };
}

describe('saving', () => {
  test('[T13] sends what was typed, and no more', async () => {
    const { desk, state, sent, said } = open();
    await desk.load();
    desk.edit(['name'], 'Southwind');
    desk.edit(['port'], 9);
    desk.edit(['port'], 7780);
    expect(await desk.save()).toBeNull();
    expect(sent()).toEqual([{ name: 'Southwind' }]);
    expect(state()).toMatchObject({ settingsDraft: {}, settings: { name: 'Southwind' } });
    expect(said).toEqual(['The settings are saved.']);
  });

  test('[T13] sends nothing where something is wrong, and says where', async () => {
    const { desk, state, sent } = open();
    await desk.load();
    desk.edit(['name'], 'Southwind');
    desk.edit(['port'], '');
    expect(await desk.save()).toBe('port');
    expect(sent()).toEqual([]);
    expect(state().settingsDraft).toEqual({ name: 'Southwind', port: '' });
  });

  test('[T14] shows a refusal at the field that it is about, until that is changed', async () => {
    const { desk, state } = open({
      'admin.settings.set': () => {
        throw new ApiError('Conflict', 'The shard has 12 characters already.', null, {
          path: 'settings.maxCharacters',
        });
      },
    });
    await desk.load();
    desk.edit(['maxCharacters'], 3);
    expect(await desk.save()).toBe('maxCharacters');
    expect(state().settingsRefused.get('maxCharacters')).toBe(
      'The shard has 12 characters already.',
    );
    expect(state().settingsSave.kind).toBe('none');
    desk.edit(['maxCharacters'], 30);
    expect(state().settingsRefused.size).toBe(0);
  });

  test('[T14] says any other failure as such, and keeps what was typed', async () => {
    const { desk, state } = open({
      'admin.settings.set': () => {
        throw new ApiError('StorageUnavailable', 'The disk is full.');
      },
    });
    await desk.load();
    desk.edit(['name'], 'Southwind');
    expect(await desk.save()).toBeNull();
    expect(state()).toMatchObject({
      settingsSave: { kind: 'failed', error: { message: 'The disk is full.' } },
      settingsDraft: { name: 'Southwind' },
    });
  });

  test('[T13] keeps what is typed on meanwhile', async () => {
    const { desk, state } = open();
    await desk.load();
    desk.edit(['name'], 'South');
    desk.edit(['location'], 'Oslo');
    const saving = desk.save();
    desk.edit(['name'], 'Southwind');
    await saving;
    expect(state().settingsDraft).toEqual({ name: 'Southwind' });
    expect(state().settings).toMatchObject({ name: 'South', location: 'Oslo' });
    expect(
      changedElsewhere(state().settings!, state().settingsDraft, state().settingsBase),
    ).toEqual([]);
  });

  test('[T14] notices what others change meanwhile, and lets theirs stand', async () => {
    const { desk, state, elsewhere } = open();
    await desk.load();
    desk.edit(['name'], 'Southwind');
    desk.edit(['location'], 'Oslo');
    await elsewhere({ name: 'Eastwind', port: 1 });
    const changed = () =>
      changedElsewhere(state().settings!, state().settingsDraft, state().settingsBase);
    expect(changed()).toEqual(['name']);
    // Typing on does not make it forgotten.
    desk.edit(['name'], 'Southwind!');
    expect(changed()).toEqual(['name']);
    desk.discard('name');
    expect(changed()).toEqual([]);
    expect(state().settingsDraft).toEqual({ location: 'Oslo' });
    desk.discard();
    expect(state().settingsDraft).toEqual({});
  });
});

describe('the webhook', () => {
  test('[T11] is tested, and what it says is shown', async () => {
    const good = open({ 'admin.alerts.test': () => ({ ok: true, status: 204, answer: 'Yes.' }) });
    await good.desk.testWebhook();
    expect(good.state().webhookTest).toMatchObject({
      kind: 'done',
      result: { ok: true, at: expect.any(String) },
    });
    const bad = open();
    await bad.desk.testWebhook();
    expect(bad.state().webhookTest).toMatchObject({ kind: 'failed' });
  });
});

describe('a token that is replaced', () => {
  test('[T15] says first who is cut off', () => {
    expect(cutOffText('game', [])).toMatch(/^Nobody is connected by the game token/);
    expect(cutOffText('game', ['10.0.0.1:5'])).toMatch(
      /^1 connection is closed at once: 10\.0\.0\.1:5\. Each/,
    );
    const many = Array.from({ length: 8 }, (_, i) => `a${i}`);
    expect(cutOffText('gm', many)).toMatch(
      /^8 connections are closed at once: a0, a1, a2, a3, a4, and 3 more\./,
    );
  });
});

describe('an alert in the window', () => {
  const alert = (rule: Alert['rule']): Alert => ({
    id: rule,
    rule,
    since: '2026-11-22T12:00:00.000Z',
    message: '',
    what_to_do: '',
  });
  const shown = (page: 'overview' | 'players', status: Partial<ServerStatus> | null = null) =>
    alertsToShow({
      alerts: (['capacity', 'backupFailed', 'memory', 'processEnded', 'query'] as const).map(alert),
      status: status as ServerStatus | null,
      page,
    }).map(({ rule }) => rule);

  test('[T16] is shown where nothing else says the same', () => {
    expect(shown('players')).toEqual(['capacity', 'backupFailed', 'processEnded', 'query']);
    expect(shown('overview')).toEqual(['capacity', 'processEnded', 'query']);
    const down = [{ name: 'journal', state: 'waiting', pid: null, restarts: 1, last_end: 'x' }];
    expect(shown('overview', { state: 'serving', processes: down as never })).toEqual([
      'capacity',
      'query',
    ]);
  });
});
