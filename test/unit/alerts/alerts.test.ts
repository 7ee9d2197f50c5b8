/** When alerts begin and end, who hears of them, and how often: by a clock that the test moves. */
import { describe, expect, it } from 'vitest';
import { Alerts } from '../../../src/main/host/alerts/alerts.ts';
import type { AlertNews } from '../../../src/main/host/alerts/announcer.ts';
import type { Facts } from '../../../src/main/host/alerts/conditions.ts';
import type { WebhookMessage } from '../../../src/main/host/alerts/webhook-message.ts';
import {
  type Alert,
  type AlertSettings,
  alertSettings,
  DEFAULT_ALERTS,
} from '../../../src/shared/alerts.ts';
import { AlertClock, settled } from '../../support/alert-clock.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const log = { info() {}, warn() {}, error() {}, debug() {} } as never;

const FINE: Facts = {
  now: 0,
  startedAt: 0,
  snapshotError: null,
  backup: { error: null, newestAt: null, intervalMs: MINUTE },
  journal: { refusing: null, damage: null, pending: 0, waitedMs: 0 },
  disks: [],
  memory: { rss_bytes: 1, limit_bytes: null, warn_bytes: null, state: 'ok' },
  characters: { count: 0, max: 1 },
  processes: [],
  violations: [],
  contradictions: [],
  webhookFailure: null,
};

function open(change: Partial<AlertSettings> = {}) {
  const clock = new AlertClock();
  let settings: AlertSettings = { ...DEFAULT_ALERTS, ...change };
  let facts: Facts | null = FINE;
  const posted: WebhookMessage[] = [];
  const shown: (readonly AlertNews[])[] = [];
  const told: (readonly Alert[])[] = [];
  let status = 204;
  const alerts = new Alerts({
    log,
    clock,
    post: async (_url, message) => {
      posted.push(message);
      return { status, retryAfterMs: null, text: '' };
    },
    settings: () => settings,
    shard: () => 'Northwind',
    facts: (webhookFailure) => facts && { ...facts, webhookFailure },
    idOf: (name) => (name === 'Aria' ? 7 : undefined),
    nameOf: (id) => (id === 7 ? 'Aria' : undefined),
    onAlerts: (all) => told.push(all),
    onNews: (news) => shown.push(news),
  });
  return {
    alerts,
    posted,
    /** What became of alerts, as the desktop was told. */
    shown: () => shown.flat().map(({ kind, alert, times }) => [kind, alert.rule, times]),
    told,
    clock,
    see(change: Partial<Facts> | null) {
      facts = change && { ...FINE, ...change };
      alerts.look();
    },
    /** Looks once a second, as the host does. */
    async pass(milliseconds: number) {
      for (let left = milliseconds; left > 0; left -= SECOND) {
        await clock.pass(Math.min(SECOND, left));
        alerts.look();
      }
      await settled();
    },
    set(patch: Partial<AlertSettings>) {
      settings = { ...settings, ...patch };
      alerts.settingsChanged();
    },
    answerWith(code: number) {
      status = code;
    },
    rules: () => alerts.list().alerts.map(({ rule }) => rule),
  };
}

const FULL = { snapshotError: 'disk full' };

describe('an alert', () => {
  it('[T7] begins once, lasts as long as its cause, and is over when that is gone for a while', async () => {
    const { alerts, see, pass, rules, shown, told } = open();
    see({});
    expect(rules()).toEqual([]);
    see(FULL);
    const [{ since, message } = { since: '', message: '' }] = alerts.list().alerts;
    expect([since, message]).toEqual([
      '2026-11-22T12:00:00.000Z',
      'The last snapshot failed: disk full.',
    ]);
    await pass(MINUTE);
    expect(rules()).toEqual(['snapshotFailed']);
    expect(shown()).toEqual([['began', 'snapshotFailed', 1]]);
    see({});
    expect(rules()).toEqual(['snapshotFailed']);
    await pass(4 * SECOND);
    // It comes back before it was over, and is the same one.
    see(FULL);
    see({});
    await pass(4 * SECOND);
    expect(alerts.list().alerts[0]?.since).toBe(since);
    await pass(SECOND);
    expect(rules()).toEqual([]);
    expect(shown()).toEqual([
      ['began', 'snapshotFailed', 1],
      ['over', 'snapshotFailed', 1],
    ]);
    // Subscribers are told when something changes, and not with every look.
    expect(told.map((all) => all.length)).toEqual([1, 0]);
  });

  it('[T7] says what it has come to while it lasts, and is not told anew for that', async () => {
    const { alerts, see, shown, told } = open();
    see({ characters: { count: 90, max: 100 } });
    see({ characters: { count: 91, max: 100 } });
    see({ characters: { count: 91, max: 100 } });
    expect(alerts.list().alerts[0]?.message).toMatch(/^91 of 100/);
    expect(told).toHaveLength(2);
    expect(shown()).toHaveLength(1);
  });

  it('[T7] is looked for only while the host serves', async () => {
    const { see, pass, rules } = open();
    see(FULL);
    see(null);
    await pass(MINUTE);
    expect(rules()).toEqual(['snapshotFailed']);
  });

  it('[T7] of a rule that is turned off is gone without a word', async () => {
    const { see, set, pass, rules, shown } = open();
    see(FULL);
    set({ rules: { ...DEFAULT_ALERTS.rules, snapshotFailed: { on: false } } });
    expect(rules()).toEqual([]);
    await pass(MINUTE);
    expect(shown()).toEqual([['began', 'snapshotFailed', 1]]);
  });

  it('[T7] is shown by the desktop only where that is wanted', () => {
    const { see, shown } = open({ desktop: false });
    see(FULL);
    expect(shown()).toEqual([]);
  });

  it('[T7] says of each rule whether it is on and when it began last', () => {
    const { alerts, see } = open();
    see(FULL);
    const { rules } = alerts.list();
    expect(rules.find(({ rule }) => rule === 'snapshotFailed')).toEqual({
      rule: 'snapshotFailed',
      on: true,
      last_at: '2026-11-22T12:00:00.000Z',
    });
    expect(rules.find(({ rule }) => rule === 'query')).toMatchObject({ on: false, last_at: null });
  });
});

describe('a storm', () => {
  it('[T8] of one that comes and goes is one word, and one more after the quiet time', async () => {
    const { see, pass, shown } = open();
    const comeAndGo = async () => {
      see(FULL);
      await pass(SECOND);
      see({});
      await pass(9 * SECOND);
    };
    for (let times = 0; times < 20; times++) await comeAndGo();
    expect(shown()).toEqual([
      ['began', 'snapshotFailed', 1],
      ['over', 'snapshotFailed', 1],
    ]);
    await pass(5 * MINUTE);
    expect(shown().slice(2)).toEqual([['passed', 'snapshotFailed', 19]]);
  });

  it('[T8] that goes on is told as such behind the quiet time, and so is its end', async () => {
    const { see, pass, shown } = open();
    see(FULL);
    see({});
    await pass(6 * SECOND);
    see(FULL);
    await pass(5 * MINUTE);
    see({});
    await pass(6 * SECOND);
    expect(shown()).toEqual([
      ['began', 'snapshotFailed', 1],
      ['over', 'snapshotFailed', 1],
      ['began', 'snapshotFailed', 1],
      ['over', 'snapshotFailed', 1],
    ]);
  });

  it('[T8] of several rules is one message, and no rule keeps another one quiet', async () => {
    const { see, posted } = open({ webhookUrl: 'https://hooks.example/1' });
    see({ snapshotError: 'x', violations: ['y'], characters: { count: 1, max: 1 } });
    await settled();
    expect(posted).toHaveLength(1);
    expect(posted[0]?.content).toBe('**Northwind**: 3 alerts began');
    expect(posted[0]?.embeds.map(({ title }) => title)).toEqual([
      'The last snapshot failed: x.',
      '1 of 1 characters are taken.',
      'The world breaks a rule of its own: y.',
    ]);
    see({ snapshotError: 'x', violations: ['y'], contradictions: ['z'] });
    await settled();
    expect(posted).toHaveLength(2);
    expect(posted[1]?.content).toMatch(/^\*\*Northwind\*\*: An item is not where/);
  });

  it('[T8] has no quiet time where that is set to none', async () => {
    const { see, pass, shown } = open({ quietMinutes: 0 });
    for (let times = 0; times < 3; times++) {
      see(FULL);
      see({});
      await pass(6 * SECOND);
    }
    expect(shown()).toHaveLength(6);
  });
});

describe('a webhook that fails', () => {
  it('[T10] is an alert itself, which it is not sent', async () => {
    const { see, pass, rules, posted, answerWith, alerts } = open({
      webhookUrl: 'https://hooks.example/1',
    });
    answerWith(404);
    see(FULL);
    await pass(SECOND);
    expect(rules()).toEqual(['snapshotFailed', 'webhook']);
    expect(alerts.list().webhook?.failure?.message).toBe('It answered 404.');
    await pass(MINUTE);
    expect(posted).toHaveLength(1);
    answerWith(204);
    expect(await alerts.test()).toEqual({
      ok: true,
      status: 204,
      answer: 'It took the test (204).',
    });
    await pass(10 * SECOND);
    expect(rules()).toEqual(['snapshotFailed']);
  });
});

describe('a query', () => {
  const settings = { queries: [{ name: 'Big gold', query: 'type:GoldTransaction amount:>1000' }] };
  const gold = (log_id: number, amount: number) => ({
    log_id,
    timestamp: '2026-11-22T12:00:00.000Z',
    event_type: { GoldTransaction: { from_id: 7, to_id: 8, amount, reason: 'trade' } },
    character_id: 7,
    target_id: 8,
    details: {},
  });

  it('[T9] that matches is an alert until nothing has for ten minutes', async () => {
    const { alerts, see, pass, shown, rules } = open(settings);
    expect(alerts.queries.isWatching).toBe(true);
    alerts.queries.take([gold(1, 1_000)]);
    see({});
    expect(rules()).toEqual([]);
    alerts.queries.take([gold(2, 1_001), gold(3, 5)]);
    see({});
    expect(alerts.list().alerts).toMatchObject([
      {
        rule: 'query',
        message:
          '“Big gold” matches an entry of the activity. The latest: GoldTransaction of Aria (7), entry 2.',
        what_to_do: 'Search the activity for: type:GoldTransaction amount:>1000',
      },
    ]);
    await pass(9 * MINUTE);
    alerts.queries.take([gold(4, 9_999)]);
    await pass(9 * MINUTE);
    expect(alerts.list().alerts[0]?.message).toContain('2 entries');
    await pass(2 * MINUTE);
    expect(rules()).toEqual([]);
    expect(shown().map(([kind]) => kind)).toEqual(['began', 'over']);
  });

  it('[T9] that is taken away or changed is no alert any more', async () => {
    const { alerts, see, set, pass, rules } = open(settings);
    alerts.queries.take([gold(1, 5_000)]);
    see({});
    expect(rules()).toEqual(['query']);
    set({ queries: [{ name: 'Big gold', query: 'type:PlayerKill' }] });
    alerts.queries.take([gold(2, 5_000)]);
    see({});
    await pass(6 * SECOND);
    expect(rules()).toEqual([]);
    set(settings);
    alerts.queries.take([gold(3, 5_000)]);
    see({});
    expect(rules()).toEqual(['query']);
    set({ queries: [] });
    expect(rules()).toEqual([]);
    expect(alerts.queries.isWatching).toBe(false);
  });

  it('[T9] goes by the names of today', () => {
    const { alerts, see, rules } = open({
      queries: [
        { name: 'Nobody', query: 'char:Nobody' },
        { name: 'Her', query: 'char:Aria' },
      ],
    });
    alerts.queries.take([gold(1, 1)]);
    see({});
    expect(rules()).toEqual(['query']);
    expect(alerts.list().alerts[0]?.message).toContain('“Her”');
  });

  it('[T9] with a mistake in it, or that depends on when it is read, is refused in its place', () => {
    const problem = (query: string, ...more: string[]) => {
      const queries = [query, ...more].map((line) => ({ name: 'A', query: line }));
      const parsed = alertSettings.safeParse({ ...DEFAULT_ALERTS, queries });
      const [issue] = parsed.error?.issues ?? [];
      return issue && `${issue.path.join('.')}: ${issue.message}`;
    };
    expect(problem('type:ItemLooted')).toBeUndefined();
    expect(problem('type:ItemLoted')).toBe(
      'queries.0.query: There is no event type `ItemLoted`. Did you mean `ItemLooted`?',
    );
    for (const line of ['type:ItemLooted since:2h', 'until:today sword', 'is:undone']) {
      expect(problem(line)).toMatch(/^queries\.0\.query: It is compared with what happens/);
    }
    expect(problem('')).toMatch(/would match everything/);
    expect(problem('sword', 'bow')).toBe('queries.1.name: must be there once');
  });
});
