/**
 * Alerts: what the host watches for, what an operator sets about it (`alerts` of the settings), and an
 * alert as the network and the window are told of it. docs/ALERTS.md says of each rule when it begins.
 */
import { z } from 'zod';
import { parseQuery } from './activity-query/parse.ts';
import { name } from './fields.ts';
import { ALERT_QUERIES_MAX, OUTBOX_STALL_MS } from './limits.ts';

const on = z.boolean();

/** The rules that can be turned off, each with its threshold where it has one. */
export const alertRules = z.strictObject({
  snapshotFailed: z.strictObject({ on }),
  backupFailed: z.strictObject({ on }),
  /** There has been no new backup for so many of its intervals. */
  backupLate: z.strictObject({ on, intervals: z.int().min(2).max(100) }),
  /** A change waits so long for the disk; a little longer, and changes are refused. */
  journalSlow: z.strictObject({
    on,
    seconds: z
      .int()
      .min(1)
      .max(OUTBOX_STALL_MS / 1000 - 1),
  }),
  journalRefuses: z.strictObject({ on }),
  /** A disk of the shard has less than this free. */
  diskSpace: z.strictObject({
    on,
    mib: z
      .int()
      .min(16)
      .max(1024 * 1024),
  }),
  memory: z.strictObject({ on }),
  /** So much of `maxCharacters` is taken. */
  capacity: z.strictObject({ on, percent: z.int().min(1).max(100) }),
  processEnded: z.strictObject({ on }),
  /** A process has been away for so long. */
  processGone: z.strictObject({ on, seconds: z.int().min(5).max(3600) }),
  invariantBroken: z.strictObject({ on }),
  itemContradiction: z.strictObject({ on }),
});
export type AlertRules = z.output<typeof alertRules>;

export const RULES = Object.keys(alertRules.shape) as readonly (keyof AlertRules)[];

/** All that an alert can be of: beside the rules a query of one's own, and the webhook itself. */
const alertRule = z.enum([...alertRules.keyof().options, 'query', 'webhook']);
export type AlertRule = z.output<typeof alertRule>;

/** What keeps a line from being watched for, as sentences, or null. An alert is about the present. */
function mistakeIn(line: string): string | null {
  const parsed = parseQuery(line, { now: 0, zone: 'utc' });
  if (!parsed.isGood) {
    const { message, hint } = parsed.mistake;
    return hint === null ? message : `${message} ${hint}`;
  }
  const { since, until, terms } = parsed.filter;
  if (since !== null || until !== null || terms.some(({ field }) => field === 'undone')) {
    return 'It is compared with what happens from now on: leave `since:`, `until:` and `is:` out.';
  }
  return terms.length === 0 ? 'It would match everything: name a term.' : null;
}

const alertQuery = z.strictObject({
  name,
  /** A line of the query language (docs/ACTIVITY-QUERY.md). */
  query: z
    .string()
    .max(2_000)
    .superRefine((line, context) => {
      const message = mistakeIn(line);
      if (message !== null) context.addIssue({ code: 'custom', message });
    }),
});

/** An address that a webhook can be posted to. One with a password in it is not, for `fetch` takes none. */
const webhookUrl = z
  .url({ protocol: /^https?$/, error: 'must be an address that begins with https:// or http://' })
  .max(2_048)
  .refine((url) => !/^https?:\/\/[^/?#]*@/i.test(url), 'must not hold a user name or a password');

export const alertSettings = z.strictObject({
  webhookUrl: webhookUrl.nullable(),
  /** Whether the desktop shows them, where there is one. */
  desktop: z.boolean(),
  /** Minutes for which no further alert of a rule is sent after one was. */
  quietMinutes: z.int().min(0).max(1440),
  rules: alertRules,
  queries: z
    .array(alertQuery)
    .max(ALERT_QUERIES_MAX)
    .superRefine((queries, context) => {
      for (const [i, { name }] of queries.entries()) {
        if (queries.findIndex((other) => other.name === name) === i) continue;
        context.addIssue({ code: 'custom', path: [i, 'name'], message: 'must be there once' });
      }
    }),
});
export type AlertSettings = z.output<typeof alertSettings>;
export type AlertQuery = AlertSettings['queries'][number];

export const DEFAULT_ALERTS: AlertSettings = {
  webhookUrl: null,
  desktop: true,
  quietMinutes: 5,
  rules: {
    snapshotFailed: { on: true },
    backupFailed: { on: true },
    backupLate: { on: true, intervals: 3 },
    journalSlow: { on: true, seconds: 2 },
    journalRefuses: { on: true },
    diskSpace: { on: true, mib: 1024 },
    memory: { on: true },
    capacity: { on: true, percent: 90 },
    processEnded: { on: true },
    processGone: { on: true, seconds: 30 },
    invariantBroken: { on: true },
    itemContradiction: { on: true },
  },
  queries: [],
};

const moment = z.string();

/** Something that is not as it should be, as long as that lasts. */
export const alert = z.object({
  /** The same as long as it lasts. */
  id: z.string(),
  rule: alertRule,
  since: moment,
  /** What is the matter, in a sentence. */
  message: z.string(),
  what_to_do: z.string(),
});
export type Alert = z.output<typeof alert>;

/** How it goes with the webhook; null where none is set. */
export const webhookStatus = z.object({
  /** The last message that it took. */
  delivered_at: moment.nullable(),
  /** Alerts that wait to be sent. */
  waiting: z.int().min(0),
  /** Why it took none since, or null. */
  failure: z.object({ since: moment, message: z.string() }).nullable(),
});
export type WebhookStatus = z.output<typeof webhookStatus>;

export const alertsNow = {
  /** Oldest first. */
  alerts: z.array(alert),
  /** Each rule, and when an alert of it began last since the start of the host. */
  rules: z.array(z.object({ rule: alertRule, on, last_at: moment.nullable() })),
  webhook: webhookStatus.nullable(),
} as const;

/** What a webhook answered to a test. */
export const webhookTest = {
  ok: z.boolean(),
  /** The status of HTTP; null where there was no answer. */
  status: z.int().nullable(),
  /** A sentence. */
  answer: z.string(),
} as const;
export type WebhookTest = z.output<z.ZodObject<typeof webhookTest>>;
