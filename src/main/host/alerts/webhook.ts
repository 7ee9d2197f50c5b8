/**
 * Sends alerts to the webhook of the settings, one message at a time; what comes meanwhile goes together
 * in the next. A webhook that does not answer is tried again with growing pauses, one that asks for a
 * pause gets it, and one that refuses is not bothered with the same again. Nothing waits for any of it.
 */
import type { WebhookStatus, WebhookTest } from '../../../shared/alerts.ts';
import { ShardError } from '../../../shared/errors.ts';
import { ALERTS_WAITING_MAX } from '../../../shared/limits.ts';
import type { Logger } from '../../../shared/logger.ts';
import type { AlertNews } from './announcer.ts';
import type { Clock } from './clock.ts';
import type { Post, WebhookAnswer } from './post-webhook.ts';
import { TEST_TEXT, WEBHOOK_ANSWERS } from './sentences.ts';
import { messageOf, testMessage } from './webhook-message.ts';

/** Milliseconds before the next try: doubles with each that fails. */
const BACKOFF_MIN_MS = 1_000;
const BACKOFF_MAX_MS = 300_000;
/** Milliseconds that a webhook may ask for: longer, and nobody would hear anything any more. */
const PAUSE_MAX_MS = 3_600_000;
/** Milliseconds of a pause that was asked for without saying how long. */
const PAUSE_MS = 5_000;

const TOO_MANY_REQUESTS = 429;
/** Answers after which the same may be taken later. */
const PASSING = (status: number) => status === 408 || status === 425 || status >= 500;

export interface WebhookOptions {
  readonly log: Logger;
  readonly clock: Clock;
  readonly post: Post;
  /** The address, or null where none is set. */
  readonly url: () => string | null;
  /** The name of the shard. */
  readonly shard: () => string;
}

export class Webhook {
  readonly #options: WebhookOptions;
  #waiting: AlertNews[] = [];
  /** Alerts for which there was no room. */
  #dropped = 0;
  #isSending = false;
  #cancelTry: (() => void) | null = null;
  #failures = 0;
  #failure: WebhookStatus['failure'] = null;
  #deliveredAt: string | null = null;
  /** Ends what is under way; another one with each address. */
  #abort = new AbortController();

  constructor(options: WebhookOptions) {
    this.#options = options;
  }

  status(): WebhookStatus | null {
    if (this.#options.url() === null) return null;
    return {
      delivered_at: this.#deliveredAt,
      waiting: this.#waiting.length + this.#dropped,
      failure: this.#failure,
    };
  }

  send(news: readonly AlertNews[]): void {
    if (this.#options.url() === null || news.length === 0) return;
    const all = [...this.#waiting, ...news];
    this.#waiting = all.slice(-ALERTS_WAITING_MAX);
    this.#dropped += all.length - this.#waiting.length;
    if (this.#cancelTry === null) this.#try();
  }

  /** Another address is set, or none: what was with the old one counts no more. */
  addressChanged(): void {
    this.stop();
    this.#abort = new AbortController();
    this.#failures = 0;
    this.#failure = null;
    this.#deliveredAt = null;
    if (this.#options.url() === null) {
      this.#waiting = [];
      this.#dropped = 0;
    }
    this.#isSending = false;
    this.#try();
  }

  /** Nothing is sent any more, and what is under way is given up. */
  stop(): void {
    this.#cancelTry?.();
    this.#cancelTry = null;
    this.#abort.abort();
  }

  /** Sends a word of its own, and answers what came of it. Throws `Conflict` where no address is set. */
  async test(): Promise<WebhookTest> {
    const { post, shard } = this.#options;
    const url = this.#options.url();
    if (url === null) {
      throw new ShardError('Conflict', 'There is no webhook in the settings.', {
        hint: 'Set alerts.webhookUrl first.',
      });
    }
    let answer: WebhookAnswer;
    try {
      answer = await post(url, testMessage(shard(), TEST_TEXT), this.#abort.signal);
    } catch (thrown) {
      return { ok: false, status: null, answer: (thrown as Error).message };
    }
    const { status } = answer;
    if (!isTaken(status)) return { ok: false, status, answer: refusalOf(answer) };
    this.#took();
    // It works again: what waits for the next try need not.
    if (this.#cancelTry !== null) {
      this.#cancelTry();
      this.#try();
    }
    return { ok: true, status, answer: WEBHOOK_ANSWERS.took(status) };
  }

  #try(): void {
    this.#cancelTry = null;
    if (this.#isSending || this.#waiting.length === 0) return;
    const { signal } = this.#abort;
    const url = this.#options.url();
    if (url === null || signal.aborted) return;
    this.#isSending = true;
    const [sent, dropped] = [this.#waiting, this.#dropped];
    const { post, shard } = this.#options;
    post(url, messageOf(shard(), sent, dropped), signal).then(
      (answer) => {
        if (!signal.aborted) this.#answered(answer, sent, dropped);
      },
      (thrown: unknown) => {
        if (!signal.aborted) this.#failed((thrown as Error).message, this.#backoffMs());
      },
    );
  }

  #answered(answer: WebhookAnswer, sent: readonly AlertNews[], dropped: number): void {
    const { status, retryAfterMs } = answer;
    if (status === TOO_MANY_REQUESTS) {
      // It is well, and has more to do than we know of: no failure, but a wait.
      this.#isSending = false;
      this.#tryAfter(Math.min(retryAfterMs ?? PAUSE_MS, PAUSE_MAX_MS));
    } else if (PASSING(status)) {
      this.#failed(refusalOf(answer), Math.max(retryAfterMs ?? 0, this.#backoffMs()));
    } else {
      // Taken, or refused for good: it is not sent again.
      const done = new Set(sent);
      this.#waiting = this.#waiting.filter((one) => !done.has(one));
      this.#dropped -= dropped;
      if (isTaken(status)) this.#took();
      else this.#fail(refusalOf(answer));
      this.#isSending = false;
      this.#try();
    }
  }

  #failed(why: string, waitMs: number): void {
    this.#failures++;
    this.#fail(why);
    this.#isSending = false;
    this.#tryAfter(Math.min(waitMs, PAUSE_MAX_MS));
  }

  #fail(why: string): void {
    const { log, clock } = this.#options;
    // Once for each reason, however often it is tried.
    if (this.#failure?.message !== why) log.warn({ why }, 'alerts do not reach the webhook');
    const since = this.#failure?.since ?? new Date(clock.wall()).toISOString();
    this.#failure = { since, message: why };
  }

  #took(): void {
    const { log, clock } = this.#options;
    if (this.#failure !== null) log.info({}, 'the webhook takes alerts again');
    this.#failure = null;
    this.#failures = 0;
    this.#deliveredAt = new Date(clock.wall()).toISOString();
  }

  #tryAfter(milliseconds: number): void {
    this.#cancelTry = this.#options.clock.after(milliseconds, () => this.#try());
  }

  #backoffMs(): number {
    return Math.min(BACKOFF_MIN_MS * 2 ** this.#failures, BACKOFF_MAX_MS);
  }
}

function isTaken(status: number): boolean {
  return status >= 200 && status < 300;
}

function refusalOf({ status, text, retryAfterMs }: WebhookAnswer): string {
  if (status === TOO_MANY_REQUESTS && retryAfterMs !== null) {
    return WEBHOOK_ANSWERS.busy(retryAfterMs);
  }
  if (status >= 300 && status < 400) return WEBHOOK_ANSWERS.redirected(status);
  return WEBHOOK_ANSWERS.refused(status, text);
}
