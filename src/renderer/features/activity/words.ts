/**
 * Every kind of event as a sentence in plain words, with the characters and items in it marked, so that
 * they can be pressed. The one place where events get their words. Pure.
 */
import type { FoundEntry, IndexState } from '../../../shared/activity.ts';
import type { EventBody, EventKind } from '../../../shared/events.ts';
import type { Place } from '../../../shared/rows.ts';
import {
  formatBytes,
  formatCount,
  formatCountOf,
  formatMoment,
  formatShare,
} from '../../ui/format.ts';
import { placeText, shortId } from '../character-restore/words.ts';
import type { KnownNames } from './names.ts';
import { ENTRIES_MAX, type Found, WAITING_MAX } from './view.ts';

export type Part =
  | { readonly text: string; readonly character_id?: never; readonly item_id?: never }
  | { readonly text: string; readonly character_id: number; readonly item_id?: never }
  | { readonly text: string; readonly item_id: string; readonly character_id?: never };

type Piece = string | Part;
type Details = FoundEntry['details'];

export function characterText(id: number, names: KnownNames): string {
  return names.characters.get(id) ?? `character ${id}`;
}

/** `Sword_Steel …3f2a9c01`, or the end of its id alone where it is not known. */
export function itemText(item_id: string, names: KnownNames, item_type?: string): string {
  return `${names.items.get(item_id) ?? item_type ?? 'item'} ${shortId(item_id)}`;
}

/** Where there is little room: what tells it from others of its kind first. */
export function itemLabel(item_id: string, names: KnownNames): string {
  return `${shortId(item_id)} ${names.items.get(item_id) ?? ''}`.trimEnd();
}

class Words {
  readonly #names: KnownNames;

  constructor(names: KnownNames) {
    this.#names = names;
  }

  /** A character by id; a creature by what the game calls it. */
  who(id: number | string): Part {
    return typeof id === 'number'
      ? { text: characterText(id, this.#names), character_id: id }
      : { text: id };
  }

  /** A line that somebody wrote by hand may lack it, and must not take the page down. */
  item(item_id: string | undefined, item_type?: string): Part {
    if (item_id === undefined) return { text: 'an item' };
    return { text: itemText(item_id, this.#names, item_type), item_id };
  }
}

type Sentence<K extends EventKind> = (
  body: EventBody<K>,
  words: Words,
  details: Details,
  entry: FoundEntry,
) => readonly Piece[];

/** A point of the shard's life, as a restore names it. */
function momentOf(point: unknown): string {
  const { at, seq } = (point ?? {}) as { at?: string | null; seq?: number };
  return typeof at === 'string' ? formatMoment(Date.parse(at)) : `change ${seq ?? 0}`;
}

/** Changes of an item that a sentence names, and characters of a value in it. */
const CHANGES_NAMED = 3;
const VALUE_LENGTH = 24;

const SENTENCES: { readonly [K in EventKind]: Sentence<K> } = {
  PlayerKill: ({ killer_id, victim_id }, words, details) => [
    words.who(killer_id),
    ' killed ',
    words.who(victim_id),
    onMap(details),
  ],
  ItemDropped: ({ character_id, item_id }, words, details) => [
    words.who(character_id),
    ' dropped ',
    words.item(item_id),
    times(details),
    onMap(details),
  ],
  ItemLooted: ({ character_id, item_id, source }, words, details) => [
    words.who(character_id),
    ' looted ',
    words.item(item_id),
    times(details),
    ` from ${source}`,
    onMap(details),
  ],
  ItemCreated: ({ character_id, item_id, item_type }, words, details) => [
    words.who(character_id),
    ' got a new ',
    words.item(item_id, item_type),
    times(details),
    ...partOf(', split from ', details.split_from, words),
  ],
  ItemDestroyed: ({ character_id, item_id, item_type }, words, details) => [
    words.item(item_id, item_type),
    times(details),
    ' of ',
    words.who(character_id),
    ...(typeof details.merged_into === 'string'
      ? partOf(' was merged into ', details.merged_into, words)
      : [' was destroyed']),
    because(details.reason),
  ],
  ItemTransferred: ({ from_character_id, to_character_id, item_id }, words, details) => [
    words.who(from_character_id),
    ' gave ',
    words.item(item_id),
    times(details),
    ' to ',
    words.who(to_character_id),
  ],
  ItemChanged: ({ character_id, item_id, item_type }, words, details) => [
    words.item(item_id, item_type),
    ' of ',
    words.who(character_id),
    ' was changed',
    changes(details),
  ],
  LevelUp: ({ character_id, old_level, new_level }, words) => [
    words.who(character_id),
    ` rose from level ${formatCount(old_level)} to ${formatCount(new_level)}`,
  ],
  GoldTransaction: ({ from_id, to_id, amount, reason }, words) => {
    const gold = `${formatCount(amount)} gold`;
    if (from_id !== null && to_id !== null) {
      return [words.who(from_id), ' paid ', words.who(to_id), ` ${gold}`, because(reason)];
    }
    if (to_id !== null) return [words.who(to_id), ` got ${gold}`, because(reason)];
    if (from_id !== null) return [words.who(from_id), ` spent ${gold}`, because(reason)];
    return [`${gold} changed hands`, because(reason)];
  },
  GuildCreated: ({ guild_name, leader_id }, words) => [
    words.who(leader_id),
    ` founded the guild ${guild_name}`,
  ],
  GuildMemberAdded: ({ guild_id, character_id, rank }, words) => [
    words.who(character_id),
    ` joined guild ${guild_id} as ${rank}`,
  ],
  GuildMemberRemoved: ({ guild_id, character_id }, words, details) => [
    words.who(character_id),
    ` left guild ${guild_id}`,
    because(details.reason),
  ],
  GuildRankChanged: ({ guild_id, character_id, old_rank, new_rank }, words) => [
    words.who(character_id),
    ` is ${new_rank} of guild ${guild_id} now, and was ${old_rank}`,
  ],
  GuildLeaderChanged: ({ guild_id, old_leader_id, new_leader_id }, words) => [
    words.who(new_leader_id),
    ` leads guild ${guild_id} now, in the place of `,
    words.who(old_leader_id),
  ],
  GuildDisbanded: ({ guild_name }) => [`The guild ${guild_name} was disbanded`],
  TimelineBegan: ({ cause }) => [
    cause === 'restore'
      ? 'A restore went back: what lies between is undone'
      : 'The journal was damaged: what is lost with it is undone',
  ],
  AdminAction: ({ action, role, reason }, _words, { action: undone, seq }) => [
    action === 'admin.undo' && undone !== undefined
      ? `${ROLES[role]} took back ${undone} of change ${seq}`
      : `${ROLES[role]}: ${action}`,
    because(reason),
  ],
  HostStarted: ({ version }) => [`The host started (version ${version})`],
  HostStopping: () => ['The host is ending, in order'],
  SnapshotWritten: ({ kind, rows }) => [
    `A ${kind === 'full' ? 'full snapshot' : 'snapshot'} was written: ${formatCountOf(rows, 'row')}`,
  ],
  SnapshotFailed: ({ error }) => [`A snapshot failed${because(error)}`],
  BackupMade: ({ name, size_bytes }) => [`The backup ${name} was made, ${formatBytes(size_bytes)}`],
  BackupFailed: ({ error }) => [`A backup failed${because(error)}`],
  WorldRestored: ({ kind, target }) => [
    `${kind === 'undo' ? 'A restore was undone: the world is as it was' : 'The world was restored to'} ${momentOf(target)}`,
  ],
  DatabaseVacuumed: ({ bytes_before, bytes_after }) => [
    `The database was vacuumed: ${formatBytes(bytes_before)} became ${formatBytes(bytes_after)}`,
  ],
  VacuumFailed: ({ error }) => [`A vacuum failed${because(error)}`],
  Recovered: ({ sentences }) => [
    Array.isArray(sentences) ? sentences.join(' ') : 'Something broken was put right',
  ],
  ActivityDeleted: ({ days }) => [
    `Old days of this log were deleted: ${Array.isArray(days) ? days.join(', ') : ''}`,
  ],
  EventsLost: ({ last_log_id }, _words, _details, { log_id }) => [
    `${formatCountOf(last_log_id - log_id + 1, 'entry', 'entries')} lost here with a damaged journal`,
  ],
};

const ROLES: Readonly<Record<EventBody<'AdminAction'>['role'], string>> = {
  gm: 'A game master',
  admin: 'An administrator',
  host: 'The host',
};

/** The other stack, where there is one. */
function partOf(text: string, item_id: unknown, words: Words): readonly Piece[] {
  return typeof item_id === 'string' ? [text, words.item(item_id)] : [];
}

function because(reason: unknown): string {
  return typeof reason === 'string' && reason !== '' ? ` (${reason})` : '';
}

/** The fields that changed, with what they are now; of many the first. */
function changes({ type_before, changed }: Details): string {
  const fields = Object.entries((changed ?? {}) as Record<string, readonly [unknown, unknown]>);
  const named = fields
    .slice(0, CHANGES_NAMED)
    .map(([field, [was, is]]) => `${field} ${short(was)} → ${short(is)}`);
  if (typeof type_before === 'string') named.unshift(`was ${type_before}`);
  if (fields.length > CHANGES_NAMED) named.push(`${fields.length - CHANGES_NAMED} more`);
  return named.length === 0 ? '' : `: ${named.join(', ')}`;
}

function short(value: unknown): string {
  if (value === null) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= VALUE_LENGTH ? text : `${text.slice(0, VALUE_LENGTH - 1)}…`;
}

function onMap({ map_id }: Details): string {
  return typeof map_id === 'string' ? ` in ${map_id}` : '';
}

function times({ quantity }: Details): string {
  return typeof quantity === 'number' && quantity !== 1 ? ` × ${formatCount(quantity)}` : '';
}

/** The event's own name and what it says: `{"PlayerKill": {…}}` has one key. */
export function eventOf({ event_type }: FoundEntry): readonly [kind: string, body: object] {
  return Object.entries(event_type)[0] ?? ['', {}];
}

/** What happened. A kind that this version does not know is shown by its name. */
export function sentenceOf(entry: FoundEntry, names: KnownNames): readonly Part[] {
  const [kind, body] = eventOf(entry);
  const pieces = Object.hasOwn(SENTENCES, kind)
    ? (SENTENCES[kind as EventKind] as Sentence<never>)(
        body as never,
        new Words(names),
        entry.details,
        entry,
      )
    : [kind];
  return pieces
    .map((piece) => (typeof piece === 'string' ? { text: piece } : piece))
    .filter(({ text }) => text !== '');
}

export function sentenceText(entry: FoundEntry, names: KnownNames): string {
  return sentenceOf(entry, names)
    .map(({ text }) => text)
    .join('');
}

/** How many there are: `about 1,200,000 entries` where it is an estimate. */
export function totalText({ total, isEstimate }: Pick<Found, 'total' | 'isEstimate'>): string {
  return `${isEstimate ? 'about ' : ''}${formatCountOf(total, 'entry', 'entries')}`;
}

export function waitingText(count: number, hasMissed: boolean): string {
  return hasMissed
    ? `More than ${formatCount(Math.min(count, WAITING_MAX))} new`
    : `${formatCount(count)} new`;
}

/** How far the index is, as long as it is not whole. */
export function buildingText({ entries, of }: IndexState): string {
  return `${formatShare(entries, of)} of ${formatCountOf(of, 'entry is', 'entries are')} in it so far. What is missing is not found yet, and comes by itself.`;
}

export const TOO_MANY = `${formatCount(ENTRIES_MAX)} lines are shown. What lies behind them is found by narrowing the search or the time.`;

/** Where an item is today, with its holder. */
export function whereText(place: Place, holder: string): string {
  return place.kind === 'ground' ? placeText(place) : `${placeText(place)} of ${holder}`;
}

/** `14:00:00 to 14:05:00: 34 entries`, said of a bar or of a range of them. */
export function barText(from: string, to: string, count: number): string {
  return `${from} to ${to}: ${formatCountOf(count, 'entry', 'entries')}`;
}
