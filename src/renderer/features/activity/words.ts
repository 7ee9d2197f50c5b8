/**
 * Every kind of event as a sentence in plain words, with the characters and items in it marked, so that
 * they can be pressed. Which sentence it is, is decided here; its words stand in the catalogue. Pure.
 */
import type { FoundEntry, IndexState } from '../../../shared/activity.ts';
import type { EventBody, EventKind } from '../../../shared/events.ts';
import type { Place } from '../../../shared/rows.ts';
import { type Part, type Said, said } from '../../../shared/text/said.ts';
import { text } from '../../app/text.ts';
import { formatBytes, formatCount, formatMoment, formatShare } from '../../ui/format.ts';
import { placeText, shortId } from '../character-restore/words.ts';
import { actionTitle, itemActedOn } from './action-words.ts';
import type { KnownNames } from './names.ts';
import { ENTRIES_MAX, type Found, WAITING_MAX } from './view.ts';

const words = text.activity;
const { events } = words;

type Details = FoundEntry['details'];

export function characterText(id: number, names: KnownNames): string {
  return names.characters.get(id) ?? words.character(id);
}

/** `Sword_Steel …3f2a9c01`, or the end of its id alone where it is not known. */
export function itemText(item_id: string, names: KnownNames, item_type?: string): string {
  const type = names.items.get(item_id) ?? item_type;
  const end = shortId(item_id);
  return type === undefined ? words.unknownItem(end) : words.item(type, end);
}

/** Where there is little room: what tells it from others of its kind first. */
export function itemLabel(item_id: string, names: KnownNames): string {
  const type = names.items.get(item_id) ?? null;
  const end = shortId(item_id);
  return type === null ? end : words.itemLabel(end, type);
}

/** Who and what a sentence is about, by the names that are known. */
class Named {
  readonly #names: KnownNames;

  constructor(names: KnownNames) {
    this.#names = names;
  }

  /** A character by id; a creature by what the game calls it. A line written by hand may lack it. */
  who(id: number | string): Part {
    return typeof id === 'number'
      ? { text: characterText(id, this.#names), character_id: id }
      : { text: id ?? '' };
  }

  /** What a line lacks must not take the page down. */
  item(item_id: string | undefined, item_type?: string): Part {
    if (item_id === undefined) return { text: events.anItem };
    return { text: itemText(item_id, this.#names, item_type), item_id };
  }

  /** By the name that the event tells, or that of today. */
  guild(guild_id: number, guild_name?: string): Part {
    const known = guild_name ?? this.#names.guilds.get(guild_id);
    return { text: known ?? words.guild(guild_id), guild_id };
  }
}

type Sentence<K extends EventKind> = (
  body: EventBody<K>,
  named: Named,
  details: Details,
  entry: FoundEntry,
) => Said;

/** A point of the shard's life, as a restore names it. */
function momentOf(point: unknown): string {
  const { at, seq } = (point ?? {}) as { at?: string | null; seq?: number };
  return typeof at === 'string' ? formatMoment(Date.parse(at)) : events.change(seq ?? 0);
}

/** Changes of an item that a sentence names, and characters of a value in it. */
const CHANGES_NAMED = 3;
const VALUE_LENGTH = 24;

const SENTENCES: { readonly [K in EventKind]: Sentence<K> } = {
  PlayerKill: ({ killer_id, victim_id }, named, details) =>
    onMap(events.killed(named.who(killer_id), named.who(victim_id)), details),
  ItemDropped: ({ character_id, item_id }, named, details) =>
    onMap(events.dropped(named.who(character_id), times(named.item(item_id), details)), details),
  ItemLooted: ({ character_id, item_id, source }, named, details) => {
    const item = times(named.item(item_id), details);
    return onMap(events.looted(named.who(character_id), item, source), details);
  },
  ItemCreated: ({ character_id, item_id, item_type }, named, details) => {
    const who = named.who(character_id);
    const item = times(named.item(item_id, item_type), details);
    const { split_from: stack } = details;
    return typeof stack === 'string'
      ? events.createdFrom(who, item, named.item(stack))
      : events.created(who, item);
  },
  ItemDestroyed: ({ character_id, item_id, item_type }, named, details) => {
    const who = named.who(character_id);
    const item = times(named.item(item_id, item_type), details);
    const { merged_into: stack, reason } = details;
    const gone =
      typeof stack === 'string'
        ? events.mergedInto(item, who, named.item(stack))
        : events.destroyed(item, who);
    return because(gone, reason);
  },
  ItemTransferred: ({ from_character_id, to_character_id, item_id }, named, details) =>
    events.transferred(
      named.who(from_character_id),
      times(named.item(item_id), details),
      named.who(to_character_id),
    ),
  ItemChanged: ({ character_id, item_id, item_type }, named, details) => {
    const item = named.item(item_id, item_type);
    const who = named.who(character_id);
    const changes = changesText(details);
    return changes === null ? events.changed(item, who) : events.changedTo(item, who, changes);
  },
  CharacterDeleted: ({ character_id, character_name }) =>
    events.characterDeleted({ text: character_name, character_id }),
  LevelUp: ({ character_id, old_level, new_level }, named) =>
    events.levelUp(named.who(character_id), formatCount(old_level), formatCount(new_level)),
  GoldTransaction: ({ from_id, to_id, amount, reason }, named) => {
    const gold = formatCount(amount);
    if (from_id !== null && to_id !== null) {
      return because(events.paid(named.who(from_id), named.who(to_id), gold), reason);
    }
    if (to_id !== null) return because(events.got(named.who(to_id), gold), reason);
    if (from_id !== null) return because(events.spent(named.who(from_id), gold), reason);
    return because(events.changedHands(gold), reason);
  },
  GuildCreated: ({ guild_id, guild_name, leader_id }, named) =>
    events.guildCreated(named.who(leader_id), named.guild(guild_id, guild_name)),
  GuildMemberAdded: ({ guild_id, character_id, rank }, named) =>
    events.guildJoined(named.who(character_id), named.guild(guild_id), rank),
  GuildMemberRemoved: ({ guild_id, character_id }, named, { reason }) =>
    because(events.guildLeft(named.who(character_id), named.guild(guild_id)), reason),
  GuildRankChanged: ({ guild_id, character_id, old_rank, new_rank }, named) =>
    events.guildRank(named.who(character_id), named.guild(guild_id), new_rank, old_rank),
  GuildLeaderChanged: ({ guild_id, old_leader_id, new_leader_id }, named) =>
    events.guildLeader(named.who(new_leader_id), named.guild(guild_id), named.who(old_leader_id)),
  GuildDisbanded: ({ guild_id, guild_name }, named) =>
    events.guildDisbanded(named.guild(guild_id, guild_name)),
  TimelineBegan: ({ cause }) =>
    cause === 'restore' ? events.timelineRestored : events.timelineDamaged,
  AdminAction: ({ action, role, reason }, named, details, { target_id }) => {
    const by = Object.hasOwn(events.roles, role) ? events.roles[role] : role;
    const { action: undone, seq, operations } = details;
    const did =
      action === 'admin.undo' && typeof undone === 'string'
        ? events.tookBack(by, actionTitle(undone), Number(seq))
        : events.did(by, actionTitle(action, operations));
    const what = actedOn(named, details, target_id);
    return because(what === null ? did : events.about(did, what), reason);
  },
  HostStarted: ({ version }) => events.hostStarted(version),
  HostStopping: () => events.hostStopping,
  SnapshotWritten: ({ kind, rows }) =>
    kind === 'full' ? events.snapshotFull(rows) : events.snapshot(rows),
  SnapshotFailed: ({ error }) => because(events.snapshotFailed, error),
  BackupMade: ({ name, size_bytes }) => events.backup(name, formatBytes(size_bytes)),
  BackupFailed: ({ error }) => because(events.backupFailed, error),
  WorldRestored: ({ kind, target }) =>
    kind === 'undo' ? events.restoreUndone(momentOf(target)) : events.restored(momentOf(target)),
  DatabaseVacuumed: ({ bytes_before, bytes_after }) =>
    events.vacuumed(formatBytes(bytes_before), formatBytes(bytes_after)),
  VacuumFailed: ({ error }) => because(events.vacuumFailed, error),
  Recovered: ({ sentences }) =>
    Array.isArray(sentences) ? said`${sentences.join(' ')}` : events.recovered,
  ActivityDeleted: ({ days }) =>
    events.daysDeleted(Array.isArray(days) ? text.shared.list(days) : ''),
  EventsLost: ({ last_log_id }, _named, _details, { log_id }) =>
    events.lost(last_log_id - log_id + 1),
};

/** What an administrator did something to: an item, a character, an account; null where the log has none. */
function actedOn(
  named: Named,
  { operations, account_id }: Details,
  target_id: FoundEntry['target_id'],
): Said | null {
  const who = target_id === null ? null : named.who(target_id);
  const item_id = itemActedOn(operations);
  if (item_id !== null) {
    const item = named.item(item_id);
    return who === null ? [item] : events.itemOf(item, who);
  }
  if (who !== null) return [who];
  return typeof account_id === 'number' ? events.account(account_id) : null;
}

function because(sentence: Said, reason: unknown): Said {
  return typeof reason === 'string' && reason !== '' ? events.because(sentence, reason) : sentence;
}

/** The fields that changed, with what they are now; of many the first. Null where there are none. */
function changesText({ type_before, changed }: Details): string | null {
  const fields = Object.entries((changed ?? {}) as Record<string, readonly [unknown, unknown]>);
  const named = fields
    .slice(0, CHANGES_NAMED)
    .map(([field, [was, is]]) => events.fieldChanged(field, short(was), short(is)));
  if (typeof type_before === 'string') named.unshift(events.typeWas(type_before));
  if (fields.length > CHANGES_NAMED) {
    named.push(events.moreChanged(formatCount(fields.length - CHANGES_NAMED)));
  }
  return named.length === 0 ? null : text.shared.list(named);
}

function short(value: unknown): string {
  if (value === null) return events.nothing;
  const whole = typeof value === 'string' ? value : JSON.stringify(value);
  return whole.length <= VALUE_LENGTH ? whole : `${whole.slice(0, VALUE_LENGTH - 1)}…`;
}

function onMap(sentence: Said, { map_id }: Details): Said {
  return typeof map_id === 'string' ? events.onMap(sentence, map_id) : sentence;
}

function times(item: Part, { quantity }: Details): Said {
  const isMany = typeof quantity === 'number' && quantity !== 1;
  return isMany ? events.times(item, formatCount(quantity)) : [item];
}

/** The event's own name and what it says: `{"PlayerKill": {…}}` has one key. */
export function eventOf({ event_type }: FoundEntry): readonly [kind: string, body: object] {
  return Object.entries(event_type)[0] ?? ['', {}];
}

/** What happened. A kind that this version does not know is shown by its name. */
export function sentenceOf(entry: FoundEntry, names: KnownNames): Said {
  const [kind, body] = eventOf(entry);
  if (!Object.hasOwn(SENTENCES, kind)) return [{ text: kind }];
  const sentence = SENTENCES[kind as EventKind] as Sentence<never>;
  return byWhom(sentence(body as never, new Named(names), entry.details, entry), body, entry);
}

/** A game master's hand is told from play, with the reason where the sentence has none. */
function byWhom(sentence: Said, body: object, { details }: FoundEntry): Said {
  const { role, reason } = (details.by ?? {}) as { role?: unknown; reason?: unknown };
  if (role !== 'gm' && role !== 'admin') return sentence;
  const isTold = 'reason' in body && body.reason === reason;
  return because(events.by[role](sentence), isTold ? null : reason);
}

export function sentenceText(entry: FoundEntry, names: KnownNames): string {
  return sentenceOf(entry, names)
    .map((part) => part.text)
    .join('');
}

/** How many there are: `about 1,200,000 entries` where it is an estimate. */
export function totalText({ total, isEstimate }: Pick<Found, 'total' | 'isEstimate'>): string {
  return isEstimate ? words.toolbar.about(total) : words.toolbar.total(total);
}

export function waitingText(count: number, hasMissed: boolean): string {
  return hasMissed
    ? words.list.waitingMore(Math.min(count, WAITING_MAX))
    : words.list.waiting(count);
}

/** How far the index is, as long as it is not whole. */
export function buildingText({ entries, of }: IndexState): string {
  return words.index.text(formatShare(entries, of), of);
}

export const TOO_MANY = words.list.tooMany(ENTRIES_MAX);

/** Where an item is today, with its holder. */
export function whereText(place: Place, holder: string): string {
  return place.kind === 'ground' ? placeText(place) : words.placeOf(placeText(place), holder);
}

/** `14:00:00 to 14:05:00: 34 entries`, said of a bar or of a range of them. */
export function barText(from: string, to: string, count: number): string {
  return words.time.bar(from, to, count);
}
