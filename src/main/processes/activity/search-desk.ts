/**
 * Where the activity is asked about: keeps the index behind the logs, and answers from it. Nothing of it
 * holds up the logs themselves, which are what counts: an index that fails is said to, and tried again.
 */
import { ShardError } from '../../../shared/errors.ts';
import type { Lineage } from '../../../shared/item-lineage.ts';
import { ActivityIndex, type LogEnd } from '../../storage/activity-index/activity-index.ts';
import { foldItem, ItemFold, partsOf } from '../../storage/activity-index/fold-items.ts';
import type { Search } from '../../storage/activity-index/search.ts';
import type { ActivityCalls } from './protocol.ts';

export class SearchDesk {
  readonly #index: ActivityIndex;
  #end: LogEnd = { day: '', bytes: 0, log_id: 0 };
  /** Why the index is behind, as it was said; null where it is not. */
  #trouble: string | null = null;
  /** The last search of each asker that is under way. */
  readonly #searches = new Map<string, symbol>();
  #folded: Iterator<readonly [string, Lineage]> | null = null;

  /** `setAside` puts a day aside whose file is damaged. */
  constructor(file: string, logs: string, setAside: (day: string) => Promise<unknown>) {
    this.#index = new ActivityIndex({
      file,
      logs,
      setAside,
      say: (sentence) => console.error(sentence),
    });
  }

  /** The logs go to `end` by now; the index follows. */
  follow(end: LogEnd): void {
    this.#end = end;
    this.#catchUp().catch((error: Error) => {
      if (error.message !== this.#trouble) console.error(error.message);
      this.#trouble = error.message;
    });
  }

  readonly search: ActivityCalls['search'] = async (search: Search, asker: string | null) => {
    const self = Symbol();
    if (asker !== null) this.#searches.set(asker, self);
    const check = () => {
      if (asker === null || this.#searches.get(asker) === self) return;
      throw new ShardError('Conflict', 'A later search has taken the place of this one.');
    };
    try {
      const found = await this.#index.search(search, check);
      return { ...found, index: this.#index.state() };
    } finally {
      if (asker !== null && this.#searches.get(asker) === self) this.#searches.delete(asker);
    }
  };

  readonly itemEntries: ActivityCalls['itemEntries'] = async (item_id, upTo) => {
    // Whoever waits for an index that is being made would wait long.
    if (this.#index.state().state === 'ready') await this.#catchUp();
    const { entries, lineage } = await this.#index.read((db, standing) =>
      foldItem(db, standing, item_id, upTo),
    );
    return { entries, lineage, index: this.#index.state() };
  };

  readonly foldItems: ActivityCalls['foldItems'] = async (upTo, part) => {
    await this.#catchUp();
    const parts = await this.#index.read(partsOf);
    const fold = new ItemFold(upTo, part, parts);
    // Searches come in between.
    while (await this.#index.read((db, standing) => fold.step(db, standing)));
    this.#folded = fold.lineages.entries();
    return parts;
  };

  readonly nextItems: ActivityCalls['nextItems'] = async (max) => {
    if (this.#folded === null) throw new Error('What was folded went with the process before.');
    const items: (readonly [string, Lineage])[] = [];
    while (items.length < max) {
      const { value, done } = this.#folded.next();
      if (done) break;
      items.push(value);
    }
    return items;
  };

  close(): Promise<void> {
    return this.#index.close();
  }

  async #catchUp(): Promise<void> {
    await this.#index.follow(this.#end);
    this.#trouble = null;
  }
}
