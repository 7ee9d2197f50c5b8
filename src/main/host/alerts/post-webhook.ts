/** One message to a webhook by HTTP, and what it answered. */
import type { WebhookMessage } from './webhook-message.ts';

export interface WebhookAnswer {
  readonly status: number;
  /** For how many milliseconds it wants to be left alone, where it says so. */
  readonly retryAfterMs: number | null;
  /** The beginning of what it said. */
  readonly text: string;
}

/** Rejects with a sentence where there is no answer. */
export type Post = (
  url: string,
  message: WebhookMessage,
  signal: AbortSignal,
) => Promise<WebhookAnswer>;

/** Milliseconds until an answer, all of it. */
const TIMEOUT_MS = 10_000;
/** Characters of an answer that are read: enough for a reason. */
const TEXT_MAX = 300;

export const postWebhook: Post = async (url, message, signal) => {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      // A redirected POST arrives as a GET, or elsewhere than somebody has set.
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout]),
    });
    return {
      status: response.status,
      retryAfterMs: retryAfterOf(response.headers.get('retry-after'), Date.now()),
      text: await beginningOf(response),
    };
  } catch (thrown) {
    if (timeout.aborted) {
      throw new Error(`There was no answer within ${TIMEOUT_MS / 1000} s.`, { cause: thrown });
    }
    // The address is a secret: whoever has it can write to the channel.
    throw new Error(reasonOf(thrown).replaceAll(url, 'the webhook'), { cause: thrown });
  }
};

/** `Retry-After` is in seconds or a date; null where it is neither, or not there. */
export function retryAfterOf(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds * 1000));
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

async function beginningOf(response: Response): Promise<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) return '';
  let text = '';
  while (text.length < TEXT_MAX) {
    const { done, value } = await reader.read();
    if (done) break;
    text += value;
  }
  await reader.cancel();
  return text.slice(0, TEXT_MAX).replace(/\s+/g, ' ').trim();
}

/** `fetch` says no more than that it failed; its cause says why. */
function reasonOf(thrown: unknown): string {
  const { message, cause } = thrown as Error;
  // Of a name with several addresses there is a failure each.
  const inner = cause instanceof AggregateError ? cause.errors[0] : cause;
  return inner instanceof Error && inner.message !== '' ? inner.message : message;
}
