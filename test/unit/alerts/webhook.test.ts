/** Messages to a webhook: one at a time, again where that may help, and never in anybody's way. */
import { describe, expect, it } from 'vitest';
import type { AlertNews } from '../../../src/main/host/alerts/announcer.ts';
import { retryAfterOf, type WebhookAnswer } from '../../../src/main/host/alerts/post-webhook.ts';
import { Webhook } from '../../../src/main/host/alerts/webhook.ts';
import { messageOf, type WebhookMessage } from '../../../src/main/host/alerts/webhook-message.ts';
import { alertSettings, DEFAULT_ALERTS } from '../../../src/shared/alerts.ts';
import { AlertClock, settled } from '../../support/alert-clock.ts';

const AT = '2026-11-22T12:00:00.000Z';

const news = (id: string, kind: AlertNews['kind'] = 'began'): AlertNews => ({
  kind,
  alert: { id, rule: 'memory', since: AT, message: `${id} is wrong.`, what_to_do: 'Mend it.' },
  at: AT,
  times: 1,
});

type Answer = WebhookAnswer | Error | Promise<WebhookAnswer>;
const answer = (status: number, retryAfterMs: number | null = null, text = ''): WebhookAnswer => ({
  status,
  retryAfterMs,
  text,
});

function open(...answers: Answer[]) {
  const clock = new AlertClock();
  const posted: { readonly url: string; readonly message: WebhookMessage }[] = [];
  const logged: string[] = [];
  const note = (fields: { why?: string }, text: string) =>
    void logged.push(fields.why === undefined ? text : `${text}: ${fields.why}`);
  let url: string | null = 'https://hooks.example/secret';
  const webhook = new Webhook({
    log: { info: note, warn: note } as never,
    clock,
    post: (to, message) => {
      posted.push({ url: to, message });
      const next = answers.shift() ?? answer(204);
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
    url: () => url,
    shard: () => 'Northwind',
  });
  return {
    webhook,
    clock,
    logged,
    /** What each message was about. */
    sent: () =>
      posted.map(({ message }) => message.embeds.map(({ title }) => title.split(' ')[0]).join(' ')),
    posted,
    move(to: string | null) {
      url = to;
      webhook.addressChanged();
    },
  };
}

describe('messages', () => {
  it('[T10] name the shard, say what is the matter and what to do, and call nobody', () => {
    expect(messageOf('Northwind', [news('a')], 0)).toEqual({
      username: 'Shardkeep',
      content: '**Northwind**: a is wrong.',
      embeds: [
        { title: 'a is wrong.', description: 'Mend it.', color: expect.any(Number), timestamp: AT },
      ],
      allowed_mentions: { parse: [] },
    });
    const over = messageOf('Northwind', [news('a', 'over'), news('b')], 0);
    expect(over.content).toBe('**Northwind**: 1 alert began, 1 alert is over');
    expect(over.embeds[0]).not.toHaveProperty('description');
  });

  it('[T10] keep within the bounds of Discord, however many and long they are', () => {
    const many = Array.from({ length: 100 }, (_, i) => {
      const { alert, ...rest } = news(`alert-${i}`);
      const long = 'x'.repeat(9_000);
      return { ...rest, alert: { ...alert, message: `${alert.id} ${long}`, what_to_do: long } };
    });
    const { content, embeds } = messageOf('N'.repeat(64), many, 23);
    expect(content.length).toBeLessThanOrEqual(2_000);
    expect(embeds).toHaveLength(10);
    expect(embeds.at(-1)?.title).toBe('and 114 alerts more: see them in the window');
    expect(embeds[8]?.title).toMatch(/^alert-99 /);
    const length = embeds.reduce(
      (sum, { title, description = '' }) => sum + title.length + description.length,
      0,
    );
    expect(length).toBeLessThanOrEqual(6_000);
    expect(messageOf('N', many.slice(0, 10), 0).embeds).toHaveLength(10);
    expect(messageOf('N', many.slice(0, 10), 1).embeds.at(-1)?.title).toMatch(/^and 2 alerts/);
  });
});

describe('the webhook', () => {
  it('[T10] gets one message at a time, and what came meanwhile in the next', async () => {
    const { webhook, clock, sent, posted } = open();
    webhook.send([news('a')]);
    webhook.send([news('b')]);
    webhook.send([news('c')]);
    expect(posted).toHaveLength(1);
    await settled();
    expect(sent()).toEqual(['a', 'b c']);
    expect(clock.nextIn).toBeNull();
    expect(webhook.status()).toEqual({ delivered_at: AT, waiting: 0, failure: null });
  });

  it('[T10] that does not answer is tried again with growing pauses, with all that waits', async () => {
    const down = () => new Error('connect ECONNREFUSED');
    const { webhook, clock, sent, logged } = open(down(), answer(503), down(), down());
    webhook.send([news('a')]);
    await settled();
    const pauses = [];
    for (let tries = 0; tries < 4; tries++) {
      webhook.send([news(`b${tries}`)]);
      pauses.push(clock.nextIn);
      expect(webhook.status()).toMatchObject({ delivered_at: null, failure: { since: AT } });
      await clock.pass(clock.nextIn ?? 0);
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(sent()).toEqual(['a', 'a b0', 'a b0 b1', 'a b0 b1 b2', 'a b0 b1 b2 b3']);
    expect(webhook.status()).toMatchObject({ waiting: 0, failure: null });
    expect(logged).toEqual([
      'alerts do not reach the webhook: connect ECONNREFUSED',
      'alerts do not reach the webhook: It answered 503.',
      'alerts do not reach the webhook: connect ECONNREFUSED',
      'the webhook takes alerts again',
    ]);
  });

  it('[T10] that asks for a pause gets it, which is no failure', async () => {
    const { webhook, clock, sent } = open(answer(429, 90_000), answer(429));
    webhook.send([news('a')]);
    await settled();
    expect(webhook.status()).toMatchObject({ failure: null, waiting: 1 });
    webhook.send([news('b')]);
    await clock.pass(89_999);
    expect(sent()).toEqual(['a']);
    await clock.pass(1);
    expect(sent()).toEqual(['a', 'a b']);
    await clock.pass(5_000);
    expect(sent()).toEqual(['a', 'a b', 'a b']);
    expect(clock.nextIn).toBeNull();
  });

  it('[T10] that asks for a pause without end gets an hour', async () => {
    const { webhook, clock } = open(answer(429, 1e12));
    webhook.send([news('a')]);
    await settled();
    expect(clock.nextIn).toBe(3_600_000);
  });

  it('[T10] that refuses is not sent the same again', async () => {
    const { webhook, clock, sent } = open(answer(404, null, 'Unknown Webhook'));
    webhook.send([news('a')]);
    await settled();
    expect(clock.nextIn).toBeNull();
    expect(webhook.status()).toMatchObject({
      waiting: 0,
      failure: { message: 'It answered 404: Unknown Webhook' },
    });
    webhook.send([news('b')]);
    await settled();
    expect(sent()).toEqual(['a', 'b']);
    expect(webhook.status()?.failure).toBeNull();
  });

  it('[T10] is never owed more than a bounded number, and told how many are left out', async () => {
    const { webhook, clock, posted } = open(new Error('down'));
    webhook.send([news('first')]);
    await settled();
    for (let i = 0; i < 300; i++) webhook.send([news(`n${i}`)]);
    expect(webhook.status()?.waiting).toBe(301);
    await clock.pass(1_000);
    expect(posted[1]?.message.embeds.at(-1)?.title).toMatch(/^and 292 alerts more/);
    expect(posted[1]?.message.embeds[8]?.title).toMatch(/^n299 /);
    expect(posted[1]?.message.content).toBe('**Northwind**: 100 alerts began, and 201 more');
    expect(webhook.status()?.waiting).toBe(0);
  });

  it('[T10] that is another one by now gets what waits, and what the old one says counts no more', async () => {
    let late: (answer: WebhookAnswer) => void = () => {};
    const old = new Promise<WebhookAnswer>((resolve) => {
      late = resolve;
    });
    const { webhook, clock, move, posted } = open(old, answer(204));
    webhook.send([news('a')]);
    move('https://hooks.example/other');
    await settled();
    expect(posted.map(({ url }) => url)).toEqual([
      'https://hooks.example/secret',
      'https://hooks.example/other',
    ]);
    late(answer(404));
    await settled();
    expect(webhook.status()).toMatchObject({ waiting: 0, failure: null });
    move(null);
    webhook.send([news('b')]);
    expect(webhook.status()).toBeNull();
    expect(posted).toHaveLength(2);
    expect(clock.nextIn).toBeNull();
  });

  it('[T10] is tried no more at the end', async () => {
    const { webhook, clock, posted } = open(new Error('down'));
    webhook.send([news('a')]);
    await settled();
    webhook.stop();
    await clock.pass(3_600_000);
    expect(posted).toHaveLength(1);
  });

  it('[T11] answers a test with what it said', async () => {
    const { webhook, move, posted } = open(
      answer(204),
      answer(401, null, 'no'),
      answer(301),
      answer(429, 2_000),
      new Error('getaddrinfo ENOTFOUND hooks.example'),
    );
    expect(await webhook.test()).toMatchObject({ ok: true, status: 204 });
    expect(posted[0]?.message.content).toMatch(/^\*\*Northwind\*\*: This is a test/);
    expect(await webhook.test()).toEqual({ ok: false, status: 401, answer: 'It answered 401: no' });
    expect(await webhook.test()).toMatchObject({ ok: false, status: 301 });
    expect(await webhook.test()).toMatchObject({ answer: 'It asks to be left alone for 2 s.' });
    expect(await webhook.test()).toEqual({
      ok: false,
      status: null,
      answer: 'getaddrinfo ENOTFOUND hooks.example',
    });
    move(null);
    await expect(webhook.test()).rejects.toMatchObject({ code: 'Conflict' });
  });
});

describe('its address', () => {
  it('[T11] is one of the web, without a password', () => {
    const isGood = (webhookUrl: string | null) =>
      alertSettings.safeParse({ ...DEFAULT_ALERTS, webhookUrl }).success;
    expect([null, 'https://a.example/b?c=d', 'http://127.0.0.1:8080/x'].map(isGood)).not.toContain(
      false,
    );
    const bad = ['', 'a', 'ftp://a.example/', 'file:///etc/passwd', 'https://me:pw@a.example/'];
    expect(bad.map(isGood)).not.toContain(true);
  });

  it('[T10] may say how long to wait in seconds or as a date', () => {
    const now = Date.parse(AT);
    const cases: [string | null, number | null][] = [
      [null, null],
      ['', null],
      ['soon', null],
      ['2', 2_000],
      ['0.25', 250],
      ['-5', 0],
      ['Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
      ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
    ];
    for (const [header, wait] of cases) expect(retryAfterOf(header, now), `${header}`).toBe(wait);
  });
});
