/**
 * Keeps the alerts: looks at the host every second, begins one where a rule finds something, and ends it
 * once that has been gone for a while. Who is told, and how often, is the announcer's; nothing of it is kept on disk.
 */
import {
  type Alert,
  type AlertRule,
  type AlertSettings,
  RULES,
  type WebhookTest,
} from '../../../shared/alerts.ts';
import type { HostResult } from '../../../shared/host-methods.ts';
import type { Logger } from '../../../shared/logger.ts';
import { type AlertNews, Announcer } from './announcer.ts';
import type { Clock } from './clock.ts';
import { type Condition, conditionsOf, type Facts } from './conditions.ts';
import type { Post } from './post-webhook.ts';
import { QueryWatch, type QueryWatchOptions } from './query-watch.ts';
import { Webhook } from './webhook.ts';

/** Milliseconds between two looks. */
const LOOK_MS = 1_000;
/** Milliseconds for which something must be gone before it counts as over. */
const CALM_MS = 5_000;
const MINUTE_MS = 60_000;

export interface AlertsOptions extends Pick<QueryWatchOptions, 'idOf' | 'nameOf'> {
  readonly log: Logger;
  readonly clock: Clock;
  readonly post: Post;
  readonly settings: () => AlertSettings;
  /** The name of the shard. */
  readonly shard: () => string;
  /** What there is to see now; null where the host does not serve, and nothing is as always. */
  readonly facts: (webhookFailure: string | null) => Facts | null;
  /** The alerts of now, after every change. */
  readonly onAlerts: (alerts: readonly Alert[]) => void;
  /** What the desktop is to show. */
  readonly onNews: (news: readonly AlertNews[]) => void;
}

interface Ongoing {
  readonly alert: Alert;
  /** Since when it has not been the case any more, or null. */
  readonly goneSince: number | null;
}

export class Alerts {
  readonly queries: QueryWatch;
  readonly #options: AlertsOptions;
  readonly #announcer = new Announcer();
  readonly #webhook: Webhook;
  readonly #ongoing = new Map<string, Ongoing>();
  readonly #lastAt = new Map<AlertRule, string>();
  #webhookUrl: string | null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: AlertsOptions) {
    const { log, clock, post, settings, shard, idOf, nameOf } = options;
    this.#options = options;
    this.queries = new QueryWatch({
      queries: () => settings().queries,
      monotonic: () => clock.monotonic(),
      idOf,
      nameOf,
    });
    const url = () => settings().webhookUrl;
    this.#webhook = new Webhook({ log, clock, post, shard, url });
    this.#webhookUrl = url();
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), LOOK_MS);
  }

  /** The end of the host is no alert, and waits for no webhook. */
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#webhook.stop();
  }

  list(): HostResult<'admin.alerts.list'> {
    const settings = this.#options.settings();
    return {
      alerts: this.#alerts(),
      rules: [...RULES, 'query' as const, 'webhook' as const].map((rule) => ({
        rule,
        on: isOn(rule, settings),
        last_at: this.#lastAt.get(rule) ?? null,
      })),
      webhook: this.#webhook.status(),
    };
  }

  test(): Promise<WebhookTest> {
    return this.#webhook.test();
  }

  /** Settings have changed: what is not watched for any more is no alert, and nobody is told that it is over. */
  settingsChanged(): void {
    const settings = this.#options.settings();
    if (settings.webhookUrl !== this.#webhookUrl) {
      this.#webhookUrl = settings.webhookUrl;
      this.#webhook.addressChanged();
    }
    this.look();
  }

  /** Looks at what there is now. */
  look(): void {
    const { clock, settings, facts, onAlerts } = this.#options;
    const found = facts(this.#webhook.status()?.failure?.message ?? null);
    if (found === null) return;
    const { rules, quietMinutes } = settings();
    const conditions = [...conditionsOf(found, rules), ...this.queries.conditions()];
    const hasBegun = conditions.map((condition) => this.#hold(condition));
    const hasEnded = this.#end(new Set(conditions.map(({ id }) => id)));
    if ([...hasBegun, ...hasEnded].includes(true)) onAlerts(this.#alerts());
    this.#tell(this.#announcer.due(clock.monotonic(), quietMinutes * MINUTE_MS));
  }

  /** Whether that is new, or says something new. */
  #hold({ id, rule, message, what_to_do }: Condition): boolean {
    const known = this.#ongoing.get(id);
    const since = known?.alert.since ?? new Date(this.#options.clock.wall()).toISOString();
    const alert = { id, rule, since, message, what_to_do };
    this.#ongoing.set(id, { alert, goneSince: null });
    if (known === undefined) {
      this.#lastAt.set(rule, since);
      this.#announcer.began(alert);
      this.#options.log.warn({ rule, what: message }, 'alert');
    }
    return known === undefined || known.alert.message !== message;
  }

  /** Ends what is not `held` any more; says of each of all alerts whether it is gone. */
  #end(held: ReadonlySet<string>): boolean[] {
    const { clock, log, settings } = this.#options;
    const now = clock.monotonic();
    return [...this.#ongoing].map(([id, { alert, goneSince }]) => {
      if (held.has(id)) return false;
      const isWanted = isWatched(alert, settings());
      if (isWanted && (goneSince === null || now - goneSince < CALM_MS)) {
        this.#ongoing.set(id, { alert, goneSince: goneSince ?? now });
        return false;
      }
      this.#ongoing.delete(id);
      if (isWanted) {
        this.#announcer.over(alert, new Date(clock.wall()).toISOString());
        log.info({ rule: alert.rule, what: alert.message }, 'alert is over');
      } else {
        this.#announcer.forget(id);
      }
      return true;
    });
  }

  #tell(news: readonly AlertNews[]): void {
    if (news.length === 0) return;
    // That the webhook fails is not to be heard from it.
    this.#webhook.send(news.filter(({ alert }) => alert.rule !== 'webhook'));
    if (this.#options.settings().desktop) this.#options.onNews(news);
  }

  #alerts(): Alert[] {
    return [...this.#ongoing.values()].map(({ alert }) => alert);
  }
}

function isOn(rule: AlertRule, { rules, queries, webhookUrl }: AlertSettings): boolean {
  if (rule === 'query') return queries.length > 0;
  return rule === 'webhook' ? webhookUrl !== null : rules[rule].on;
}

function isWatched({ rule, id }: Alert, settings: AlertSettings): boolean {
  if (rule !== 'query') return isOn(rule, settings);
  return settings.queries.some(({ name }) => id === `query:${name}`);
}
