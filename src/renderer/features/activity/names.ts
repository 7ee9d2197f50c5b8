/** Who and what the ids in the log stand for today: asked once for each, and remembered. */
import type { ActivityFacets, FoundEntry } from '../../../shared/activity.ts';
import type { EventKind } from '../../../shared/events.ts';
import { EVENT_FIELDS, type FieldRole } from '../../../shared/events-fields.ts';
import type { ApiClient } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';
import { itemActedOn } from './action-words.ts';

/** The name or the type of today; null for one that is no more. Unknown ones are missing. */
export interface KnownNames {
  readonly characters: ReadonlyMap<number, string | null>;
  readonly items: ReadonlyMap<string, string | null>;
  readonly guilds: ReadonlyMap<number, string | null>;
}

export const NO_NAMES: KnownNames = {
  characters: new Map(),
  items: new Map(),
  guilds: new Map(),
};

/** What it needs of the window around it. */
export interface NamesSurroundings {
  readonly client: () => Pick<ApiClient, 'call'> | null;
  readonly get: () => KnownNames;
  readonly set: (names: KnownNames) => void;
}

/** Questions on their way at a time: the host takes 512 of a connection, and has others to answer. */
const AT_ONCE = 64;
/** Names that are remembered, at most; then it begins anew. */
const NAMES_MAX = 50_000;

/** The ids of characters, items and guilds in an entry, those who did it first. */
export function idsOf({ event_type, character_id, target_id, details }: FoundEntry): {
  readonly characters: readonly number[];
  readonly items: readonly string[];
  readonly guilds: readonly number[];
} {
  const characters = new Set<number>();
  const items = new Set<string>();
  const guilds = new Set<number>();
  const take = (role: FieldRole | undefined, value: unknown) => {
    if (role === 'character' && typeof value === 'number') characters.add(value);
    if (role === 'item' && typeof value === 'string') items.add(value);
    if (role === 'guild' && typeof value === 'number') guilds.add(value);
  };
  take('character', character_id);
  take('character', target_id);
  take('item', itemActedOn(details.operations));
  for (const [kind, body] of Object.entries(event_type)) {
    const fields: Fields = Object.hasOwn(EVENT_FIELDS, kind) ? EVENT_FIELDS[kind as EventKind] : {};
    for (const [name, value] of Object.entries(body)) take(fields.body?.[name], value);
    for (const [name, value] of Object.entries(details)) take(fields.details?.[name], value);
  }
  return { characters: [...characters], items: [...items], guilds: [...guilds] };
}

/** Which fields of an event are what, of whatever kind. */
interface Fields {
  readonly body?: Readonly<Record<string, FieldRole | undefined>>;
  readonly details?: Readonly<Record<string, FieldRole | undefined>>;
}

/** What a name is asked of. */
type Id =
  | { readonly kind: 'characters' | 'guilds'; readonly id: number }
  | { readonly kind: 'items'; readonly id: string };

const keyOf = ({ kind, id }: Id) => `${kind} ${id}`;

export class Names {
  readonly #around: NamesSurroundings;
  readonly #asked = new Set<string>();

  constructor(around: NamesSurroundings) {
    this.#around = around;
  }

  /** Asks for those that are not known yet. What cannot be had stays an id. */
  async learn(entries: readonly FoundEntry[], facets: ActivityFacets | null = null): Promise<void> {
    const before = this.#around.get().characters;
    const told = (facets?.character_id ?? []).filter(
      ({ value, name }) => before.get(value) !== name,
    );
    this.#keep({ characters: new Map(told.map(({ value, name }) => [value, name])) });
    const wanted = new Map<string, Id>();
    const want = (one: Id) => wanted.set(keyOf(one), one);
    for (const { characters, items, guilds } of entries.map(idsOf)) {
      for (const id of characters) want({ kind: 'characters', id });
      for (const id of items) want({ kind: 'items', id });
      for (const id of guilds) want({ kind: 'guilds', id });
    }
    for (const { value: id } of facets?.item_id ?? []) want({ kind: 'items', id });
    const known = this.#around.get();
    const unknown = [...wanted.values()].filter((one) => {
      const isKnown = one.kind === 'items' ? known.items.has(one.id) : known[one.kind].has(one.id);
      return !isKnown && !this.#asked.has(keyOf(one));
    });
    for (let at = 0; at < unknown.length; at += AT_ONCE) {
      await this.#ask(unknown.slice(at, at + AT_ONCE));
    }
  }

  /** Names may be others by now: all are asked for again. */
  forget(): void {
    this.#around.set(NO_NAMES);
  }

  async #ask(ids: readonly Id[]): Promise<void> {
    const client = this.#around.client();
    if (client === null) return;
    const characters = new Map<number, string | null>();
    const items = new Map<string, string | null>();
    const guilds = new Map<number, string | null>();
    const keep = ({ kind, id }: Id, name: string | null) => {
      if (kind === 'items') items.set(id, name);
      else if (kind === 'guilds') guilds.set(id, name);
      else characters.set(id, name);
    };
    for (const one of ids) this.#asked.add(keyOf(one));
    await Promise.all(
      ids.map(async (one) => {
        try {
          keep(one, await nameOf(client, one));
        } catch (thrown) {
          if (ApiError.from(thrown).code === 'NotFound') keep(one, null);
        } finally {
          this.#asked.delete(keyOf(one));
        }
      }),
    );
    this.#keep({ characters, items, guilds });
  }

  #keep(learnt: Partial<KnownNames>): void {
    const { characters, items, guilds } = { ...NO_NAMES, ...learnt };
    if (sizeOf({ characters, items, guilds }) === 0) return;
    const known = this.#around.get();
    const before = sizeOf(known) > NAMES_MAX ? NO_NAMES : known;
    this.#around.set({
      characters: new Map([...before.characters, ...characters]),
      items: new Map([...before.items, ...items]),
      guilds: new Map([...before.guilds, ...guilds]),
    });
  }
}

function sizeOf({ characters, items, guilds }: KnownNames): number {
  return characters.size + items.size + guilds.size;
}

async function nameOf(client: Pick<ApiClient, 'call'>, { kind, id }: Id): Promise<string> {
  switch (kind) {
    case 'characters':
      return (await client.call('characters.get', { character_id: id })).character.character_name;
    case 'items':
      return (await client.call('items.get', { item_id: id })).item.item_type;
    case 'guilds':
      return (await client.call('guilds.get', { guild_id: id })).guild.guild_name;
  }
}
