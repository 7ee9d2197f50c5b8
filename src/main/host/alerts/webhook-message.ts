/** Alerts as a message to a webhook, in the shape and within the bounds of Discord's, which many others take too. */
import type { AlertNews } from './announcer.ts';
import { headlineOf, moreOf, severalOf } from './sentences.ts';

/** Discord takes no name that holds its own, so the shard's stands in the text. */
const USERNAME = 'Shardkeep';
/** Embeds of a message, and characters of its parts; 6,000 of all embeds together. */
const EMBEDS_MAX = 10;
const CONTENT_MAX = 2_000;
const TITLE_MAX = 256;
const DESCRIPTION_MAX = 340;

const COLORS = { began: 0xb3261e, over: 0x13695c, passed: 0x8f5b00 } as const;

interface Embed {
  readonly title: string;
  readonly description?: string;
  readonly color?: number;
  readonly timestamp?: string;
}

export interface WebhookMessage {
  readonly username: string;
  readonly content: string;
  readonly embeds: readonly Embed[];
  /** Names and reasons of players stand in alerts: none of them calls anybody. */
  readonly allowed_mentions: { readonly parse: readonly [] };
}

/** `dropped` more were there than `news` holds. */
export function messageOf(
  shard: string,
  news: readonly AlertNews[],
  dropped: number,
): WebhookMessage {
  const [only] = news;
  const isOne = news.length === 1 && dropped === 0 && only !== undefined;
  const shown = news.length + (dropped > 0 ? 1 : 0) > EMBEDS_MAX ? EMBEDS_MAX - 1 : news.length;
  // The latest are what there is to act on.
  const embeds: Embed[] = news.slice(-shown).map(embedOf);
  const left = news.length - shown + dropped;
  if (left > 0) embeds.push({ title: moreOf(left) });
  return message(shard, isOne ? headlineOf(only) : severalOf(news, dropped), embeds);
}

export function testMessage(shard: string, text: string): WebhookMessage {
  return message(shard, text, []);
}

function message(shard: string, text: string, embeds: readonly Embed[]): WebhookMessage {
  return {
    username: USERNAME,
    content: cut(`**${shard}**: ${text}`, CONTENT_MAX),
    embeds,
    allowed_mentions: { parse: [] },
  };
}

function embedOf(news: AlertNews): Embed {
  const { kind, alert, at } = news;
  return {
    title: cut(headlineOf(news), TITLE_MAX),
    ...(kind === 'over' ? {} : { description: cut(alert.what_to_do, DESCRIPTION_MAX) }),
    color: COLORS[kind],
    timestamp: at,
  };
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}
