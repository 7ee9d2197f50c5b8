/**
 * Made-up activity: what some thousand characters do with some items each, as lines of the log. The same
 * for the same seed.
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LogLine } from '../../src/main/storage/activity-index/entry-terms.ts';
import { Random } from './random.ts';

const ITEM_TYPES = ['sword_steel', 'bow', 'potion', 'coin', 'ore', 'herb', 'scroll', 'ring'];
const REASONS = ['trade', 'quest reward', 'repair', 'auction fee', 'a debt', 'gambling', 'taxes'];
const MAPS = ['highlands', 'red_zone', 'harbour', 'mines', 'forest', 'capital', 'swamp', 'isles'];
const WORDS = ['sold', 'near', 'the', 'bridge', 'stolen', 'from', 'camp', 'at', 'night', 'gift'];

export interface ActivityOptions {
  readonly seed: number;
  readonly characters: number;
  /** Of the first entry, in milliseconds since 1970. */
  readonly begin: number;
  /** Milliseconds from one entry to the next, on average. */
  readonly stepMs: number;
}

/** Entries without end, `log_id` from 1 on. */
export function* activityEntries(options: ActivityOptions): Generator<LogLine, never> {
  const random = new Random(options.seed);
  const held: { item_id: string; character_id: number; item_type: string }[] = [];
  const who = () => random.int(1, options.characters);
  const hex = (digits: number) =>
    random
      .int(0, 16 ** digits - 1)
      .toString(16)
      .padStart(digits, '0');
  const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(8)}${hex(4)}`;
  let at = options.begin;
  for (let log_id = 1; ; log_id++) {
    at += random.int(0, 2 * options.stepMs);
    const entry = (
      event_type: LogLine['event_type'],
      character_id: number | null,
      target_id: LogLine['target_id'],
      details: LogLine['details'] = {},
    ): LogLine => ({
      log_id,
      timestamp: new Date(at).toISOString(),
      event_type,
      character_id,
      target_id,
      details,
    });
    const location = { x: random.int(0, 9999) / 10, y: random.int(0, 9999) / 10, z: 0 };
    const map_id = MAPS[random.int(0, MAPS.length - 1)] as string;
    const dice = random.next();
    const item = held[random.int(0, held.length - 1)];
    if (dice < 0.25 || item === undefined) {
      const made = { item_id: uuid(), character_id: who(), item_type: random.pick(ITEM_TYPES) };
      if (held.length < 20_000) held.push(made);
      else held[random.int(0, held.length - 1)] = made;
      yield entry({ ItemCreated: made }, made.character_id, made.item_id, { quantity: 1 });
    } else if (dice < 0.4) {
      const { item_id, character_id: from_character_id } = item;
      const to_character_id = who();
      item.character_id = to_character_id;
      yield entry(
        { ItemTransferred: { item_id, from_character_id, to_character_id } },
        from_character_id,
        to_character_id,
        { item_type: item.item_type, quantity: 1 },
      );
    } else if (dice < 0.5) {
      const { item_id, character_id, item_type } = item;
      const details = { item_type, quantity: 1, map_id };
      yield entry(
        { ItemDropped: { item_id, character_id, location } },
        character_id,
        item_id,
        details,
      );
    } else if (dice < 0.6) {
      const { item_id, item_type } = item;
      const dropped_by = item.character_id;
      item.character_id = who();
      const { character_id } = item;
      const details = { item_type, quantity: 1, map_id, dropped_by };
      yield entry(
        { ItemLooted: { item_id, character_id, source: 'ground' } },
        character_id,
        item_id,
        details,
      );
    } else if (dice < 0.8) {
      const [from_id, to_id] = [who(), who()];
      const amount = Math.ceil(1 / (random.next() + 0.000_01));
      const reason = random.pick(REASONS);
      yield entry({ GoldTransaction: { from_id, to_id, amount, reason } }, from_id, to_id);
    } else if (dice < 0.95) {
      const [killer_id, victim_id] = [who(), random.chance(0.5) ? who() : 'wolf'];
      const details: Record<string, unknown> = { weapon_used: item.item_type, map_id };
      if (random.chance(0.2)) {
        details.note = Array.from({ length: 6 }, () => random.pick(WORDS)).join(' ');
      }
      yield entry(
        { PlayerKill: { killer_id, victim_id, location } },
        killer_id,
        victim_id,
        details,
      );
    } else if (dice < 0.97) {
      const [guild_id, character_id] = [random.int(1, 12), who()];
      const member = { guild_id, character_id };
      const kind: LogLine['event_type'] = random.chance(0.5)
        ? { GuildMemberAdded: { ...member, rank: 'member' } }
        : { GuildMemberRemoved: member };
      yield entry(kind, character_id, null);
    } else {
      const character_id = who();
      const old_level = random.int(1, 200);
      yield entry(
        { LevelUp: { character_id, old_level, new_level: old_level + 1 } },
        character_id,
        null,
      );
    }
  }
}

/** Where lines that were written end. */
export interface WrittenLog {
  readonly day: string;
  /** Of the last day. */
  readonly bytes: number;
  readonly log_id: number;
}

/** Writes `count` entries into the daily files of a directory, which is made. */
export function writeActivity(
  directory: string,
  entries: Generator<LogLine, unknown>,
  count: number,
): WrittenLog {
  mkdirSync(directory, { recursive: true });
  return appendActivity(directory, { day: '', bytes: 0, log_id: 0 }, entries, count);
}

/** Writes `count` more behind `end`. A clock that was put back changes no file. */
export function appendActivity(
  directory: string,
  end: WrittenLog,
  entries: Iterator<LogLine, unknown>,
  count: number,
): WrittenLog {
  let { day, bytes, log_id } = end;
  let text = '';
  const flush = () => {
    if (text !== '') appendFileSync(join(directory, `activity_${day}.log`), text);
    text = '';
  };
  for (let i = 0; i < count; i++) {
    const entry = entries.next().value as LogLine;
    const today = entry.timestamp.slice(0, 10).replaceAll('-', '');
    if (today > day) {
      flush();
      [day, bytes] = [today, 0];
    }
    const line = `${JSON.stringify(entry)}\n`;
    text += line;
    bytes += Buffer.byteLength(line);
    ({ log_id } = entry);
    if (text.length > 1024 * 1024) flush();
  }
  flush();
  return { day, bytes, log_id };
}
