/**
 * What the palette finds in the world while somebody types: players, items, guilds, a few of each. An answer
 * to what was typed before is dropped; what was found stays until the next answer of its kind.
 */
import type { CharactersFound, GuildsFound, ItemsFound } from '../../shared/desk.ts';
import { idTest } from '../../shared/id-part.ts';
import type { ApiClient } from '../api/client.ts';
import { ApiError } from '../api/errors.ts';

export interface Looked {
  readonly players: readonly CharactersFound['characters'][number][];
  readonly items: readonly ItemsFound['items'][number][];
  readonly guilds: readonly GuildsFound['guilds'][number][];
  /** Why some of it could not be had, or null. */
  readonly error: ApiError | null;
}

export const NOTHING_LOOKED_FOR: Looked = { players: [], items: [], guilds: [], error: null };

export interface WorldLookupOptions {
  /** The connection of the moment; throws where there is none. */
  readonly client: () => Pick<ApiClient, 'call'>;
  readonly show: (looked: Looked) => void;
}

/** Of each kind, asked for and kept: those that begin with what was typed are to be among them. */
const ASKED = 50;
const KEPT = 5;
/** Milliseconds without a key before it is looked for; the items are many more than the others. */
const WAIT_MS = { world: 60, items: 180 } as const;
/** Letters from which on a type of items is looked for. */
const ITEM_LETTERS = 3;

export class WorldLookup {
  readonly #options: WorldLookupOptions;
  #run = 0;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #looked = NOTHING_LOOKED_FOR;

  constructor(options: WorldLookupOptions) {
    this.#options = options;
  }

  type(typed: string): void {
    this.stop();
    const text = typed.trim();
    if (text === '') {
      this.#show(NOTHING_LOOKED_FOR);
      return;
    }
    const run = this.#run;
    this.#timers = [
      setTimeout(() => {
        void this.#look(run, async (client) => {
          const params = { text, limit: ASKED, sort: 'name' } as const;
          const { characters } = await client.call('characters.search', params);
          // Not by guild or map, which are found as themselves.
          const called = characters.filter(
            ({ character: { character_name, character_id, account_id } }) =>
              distance(character_name, text) < FAR ||
              [character_id, account_id].includes(Number(text)),
          );
          return { players: nearest(called, text, (one) => one.character.character_name) };
        });
        void this.#look(run, async (client) => {
          const params = { text, limit: ASKED, sort: 'name' } as const;
          const { guilds } = await client.call('guilds.search', params);
          return { guilds: nearest(guilds, text, (one) => one.guild.guild_name) };
        });
      }, WAIT_MS.world),
    ];
    if (text.length < ITEM_LETTERS) {
      this.#show({ ...this.#looked, items: [] });
      return;
    }
    this.#timers.push(
      setTimeout(() => {
        void this.#look(run, async (client) => {
          const { items } = await client.call('items.search', { text, limit: ASKED });
          // Not by holder or properties: that is what the page of items is for.
          const isId = idTest(text.toLowerCase());
          const called = items.filter(
            ({ item: { item_type, item_id } }) => distance(item_type, text) < FAR || isId(item_id),
          );
          return { items: nearest(called, text, (one) => one.item.item_type) };
        });
      }, WAIT_MS.items),
    );
  }

  /** Nobody waits for what is on its way. */
  stop(): void {
    this.#run++;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }

  async #look(
    run: number,
    ask: (client: Pick<ApiClient, 'call'>) => Promise<Partial<Looked>>,
  ): Promise<void> {
    try {
      const found = await ask(this.#options.client());
      if (run === this.#run) this.#show({ ...this.#looked, ...found, error: null });
    } catch (thrown) {
      const error = ApiError.from(thrown);
      if (run === this.#run) this.#show({ ...NOTHING_LOOKED_FOR, error });
    }
  }

  #show(looked: Looked): void {
    this.#looked = looked;
    this.#options.show(looked);
  }
}

const FAR = 3;

/** How near a name is to what was typed: the same, begins with it, has it, is found by something else. */
export function distance(name: string, typed: string): number {
  const [whole, part] = [name.toLowerCase(), typed.trim().toLowerCase()];
  if (whole === part) return 0;
  if (whole.startsWith(part)) return 1;
  return whole.includes(part) ? 2 : FAR;
}

/** The first few, those first whose names are nearest. */
function nearest<T>(found: readonly T[], typed: string, nameOf: (one: T) => string): T[] {
  return found
    .toSorted((a, b) => distance(nameOf(a), typed) - distance(nameOf(b), typed))
    .slice(0, KEPT);
}
