/** What the host and the activity process say to each other. */
import type { FoundEntry, IndexState } from '../../../shared/activity.ts';
import type { Lineage } from '../../../shared/item-lineage.ts';
import type { Found, Search } from '../../storage/activity-index/search.ts';

export interface OpenActivity {
  readonly dataDir: string;
  readonly serverId: string;
  readonly lockWaitMs: number;
}

/** The entries that name an item, and what follows from those that hold. */
export interface ItemEntries {
  /** Oldest first; of very many the latest. */
  readonly entries: readonly FoundEntry[];
  readonly lineage: Lineage;
  readonly index: IndexState;
}

export interface KeepHouse {
  readonly compressDays: number;
  /** Wall clock in milliseconds. */
  readonly now: number;
}

/** What the activity process offers. */
export interface ActivityCalls {
  /** Takes the logs. Comes first, once. */
  open(options: OpenActivity): Promise<void>;
  /** Brings the log to change `seq`, which is durable; resolves once every event up to there is on disk. */
  catchUp(seq: number): Promise<void>;
  /**
   * Looks for entries. A later search of the same `asker` takes the place of one that is not done, which
   * rejects with `Conflict` then.
   */
  search(search: Search, asker: string | null): Promise<Found & { readonly index: IndexState }>;
  /** Of the entries up to `upTo`. */
  itemEntries(item_id: string, upTo: number): Promise<ItemEntries>;
  /**
   * Folds what the logs up to `upTo` say of the items of one part of many; resolves with how many parts
   * there are. Waits until the index is up to date.
   */
  foldItems(upTo: number, part: number): Promise<number>;
  /** The next items of the part that was folded, by their ids; none at its end. */
  nextItems(max: number): Promise<readonly (readonly [string, Lineage])[]>;
  /**
   * Compresses the days that ended so many days before `now`, and reads one compressed day whole, another
   * one each time: one that is damaged is put aside. Says in sentences what was done. Following goes on.
   */
  keepHouse(order: KeepHouse): Promise<readonly string[]>;
  /** The days that ended so many days before `now`, oldest first; never the newest. */
  daysOlderThan(days: number, now: number): Promise<readonly string[]>;
  /** Removes these days for good. */
  deleteDays(days: readonly string[]): Promise<void>;
  /** Ends the process. */
  close(): Promise<void>;
}

/** The host offers it nothing. */
export type ActivityEvents = Record<never, never>;
