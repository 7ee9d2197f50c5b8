/** Who and what the ids in the log stand for today: asked once for each, and remembered. */
import type { ActivityFacets, FoundEntry } from '../../../shared/activity.ts';
import type { EventKind } from '../../../shared/events.ts';
import { EVENT_FIELDS, type FieldRole } from '../../../shared/events-fields.ts';
import type { ApiClient } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';

/** The name or the type of today; null for one that is no more. Unknown ones are missing. */
export interface KnownNames {
  readonly characters: ReadonlyMap<number, string | null>;
  readonly items: ReadonlyMap<string, string | null>;
}

export const NO_NAMES: KnownNames = { characters: new Map(), items: new Map() };

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

/** The ids of characters and of items in an entry, those who did it first. */
export function idsOf({ event_type, character_id, target_id, details }: FoundEntry): {
  readonly characters: readonly number[];
  readonly items: readonly string[];
} {
  const characters = new Set<number>();
  const items = new Set<string>();
  const take = (role: FieldRole | undefined, value: unknown) => {
    if (role === 'character' && typeof value === 'number') characters.add(value);
    if (role === 'item' && typeof value === 'string') items.add(value);
  };
  take('character', character_id);
  take('character', target_id);
  for (const [kind, body] of Object.entries(event_type)) {
    const fields: Fields = Object.hasOwn(EVENT_FIELDS, kind) ? EVENT_FIELDS[kind as EventKind] : {};
    for (const [name, value] of Object.entries(body)) take(fields.body?.[name], value);
    for (const [name, value] of Object.entries(details)) take(fields.details?.[name], value);
  }
  return { characters: [...characters], items: [...items] };
}

/** Which fields of an event are what, of whatever kind. */
interface Fields {
  readonly body?: Readonly<Record<string, FieldRole | undefined>>;
  readonly details?: Readonly<Record<string, FieldRole | undefined>>;
}

export class Names {
  readonly #around: NamesSurroundings;
  readonly #asked = new Set<number | string>();

  constructor(around: NamesSurroundings) {
    this.#around = around;
  }

  /** Asks for those that are not known yet. What cannot be had stays an id. */
  async learn(entries: readonly FoundEntry[], facets: ActivityFacets | null = null): Promise<void> {
    const characters = new Set<number>();
    const items = new Set<string>();
    for (const entry of entries) {
      const ids = idsOf(entry);
      for (const id of ids.characters) characters.add(id);
      for (const id of ids.items) items.add(id);
    }
    for (const { value } of facets?.item_id ?? []) items.add(value);
    const before = this.#around.get().characters;
    const told = (facets?.character_id ?? []).filter(
      ({ value, name }) => before.get(value) !== name,
    );
    this.#keep(new Map(told.map(({ value, name }) => [value, name])), new Map());
    const known = this.#around.get();
    const wanted = [
      ...[...characters].filter((id) => !known.characters.has(id)),
      ...[...items].filter((id) => !known.items.has(id)),
    ].filter((id) => !this.#asked.has(id));
    for (let at = 0; at < wanted.length; at += AT_ONCE) {
      await this.#ask(wanted.slice(at, at + AT_ONCE));
    }
  }

  /** Names may be others by now: all are asked for again. */
  forget(): void {
    this.#around.set(NO_NAMES);
  }

  async #ask(ids: readonly (number | string)[]): Promise<void> {
    const client = this.#around.client();
    if (client === null) return;
    const characters = new Map<number, string | null>();
    const items = new Map<string, string | null>();
    for (const id of ids) this.#asked.add(id);
    await Promise.all(
      ids.map(async (id) => {
        try {
          if (typeof id === 'number') {
            const { character } = await client.call('characters.get', { character_id: id });
            characters.set(id, character.character_name);
          } else {
            const { item } = await client.call('items.get', { item_id: id });
            items.set(id, item.item_type);
          }
        } catch (thrown) {
          if (ApiError.from(thrown).code !== 'NotFound') return;
          if (typeof id === 'number') characters.set(id, null);
          else items.set(id, null);
        } finally {
          this.#asked.delete(id);
        }
      }),
    );
    this.#keep(characters, items);
  }

  #keep(
    characters: ReadonlyMap<number, string | null>,
    items: ReadonlyMap<string, string | null>,
  ): void {
    if (characters.size + items.size === 0) return;
    const known = this.#around.get();
    const before = known.characters.size + known.items.size > NAMES_MAX ? NO_NAMES : known;
    this.#around.set({
      characters: new Map([...before.characters, ...characters]),
      items: new Map([...before.items, ...items]),
    });
  }
}
