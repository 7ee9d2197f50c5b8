/**
 * `items.history`, and the check that every item is where the activity log says it should be. The log
 * comes a moment behind the world, so an item is looked at here, and then the log once it is that far.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { notFound, ShardError } from '../../shared/errors.ts';
import type { HostResult } from '../../shared/host-methods.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Engine } from '../journal/engine.ts';
import { Turns } from '../processes/turns.ts';
import { contradictionsOf, type LivingItem } from '../world/item-lineage.ts';
import { placeOf } from '../world/places.ts';
import type { Activity } from './activity.ts';
import { within } from './within.ts';

/** Milliseconds that the disk gets to confirm what happened to an item last. */
const DURABLE_MS = 30_000;
/** Items that are compared in one go. */
const ITEMS_A_SLICE = 500;
/** Items whose contradictions are told of: a broken log may have millions. */
const CONTRADICTIONS_MAX = 500;

export interface ItemHistoriesOptions {
  readonly log: Logger;
  readonly activity: Activity;
  readonly engine: () => Engine;
}

/** A moment of the world that the log is to be brought to. */
interface Moment {
  readonly seq: number;
  /** The last entry there is. */
  readonly log_id: number;
}

export class ItemHistories {
  readonly #options: ItemHistoriesOptions;
  readonly #turns = new Turns();

  constructor(options: ItemHistoriesOptions) {
    this.#options = options;
  }

  /** Throws `NotFound` where neither the world nor the log knows the item. */
  async of(item_id: string): Promise<HostResult<'items.history'>> {
    const living = this.#living(item_id);
    const { log_id } = await this.#bringUp();
    const { activity } = this.#options;
    const { entries, lineage, index } = await activity.ask((rpc) =>
      rpc.itemEntries(item_id, log_id),
    );
    const isReady = index.state === 'ready';
    if (isReady && entries.length === 0 && living === null) throw notFound('item', item_id);
    return {
      entries: [...entries],
      // What an index that is being made says is not the last word.
      contradictions: isReady ? contradictionsOf(item_id, lineage, living) : [],
      index,
    };
  }

  /**
   * Compares every item that the log knows of with the world, while play goes on: answers those that are
   * not where it says, each with a sentence, and how many were looked at.
   */
  check(): Promise<HostResult<'items.contradictions'>> {
    // The activity process folds for one of them at a time.
    return this.#turns.take(() => this.#check());
  }

  async #check(): Promise<HostResult<'items.contradictions'>> {
    const { activity } = this.#options;
    const { log_id } = await this.#bringUp();
    const at = new Date().toISOString();
    const items: { readonly item_id: string; readonly problem: string }[] = [];
    let checked = 0;
    for (let part = 0, parts = 1; part < parts; part++) {
      parts = await activity.ask((rpc) => rpc.foldItems(log_id, part));
      for (;;) {
        const next = await activity.ask((rpc) => rpc.nextItems(ITEMS_A_SLICE));
        if (next.length === 0) break;
        checked += next.length;
        for (const [item_id, lineage] of next) {
          if (contradictionsOf(item_id, lineage, this.#living(item_id)).length === 0) continue;
          // Play may have moved it meanwhile: that is known once the log is as far as the world.
          const problems = await this.#contradictionsNow(item_id);
          items.push(...problems.map((problem) => ({ item_id, problem })));
          if (items.length >= CONTRADICTIONS_MAX) return { items, checked, is_complete: false, at };
        }
        await turn();
      }
    }
    return { items, checked, is_complete: true, at };
  }

  async #contradictionsNow(item_id: string): Promise<readonly string[]> {
    const living = this.#living(item_id);
    const { log_id } = await this.#bringUp();
    const { activity } = this.#options;
    const { lineage, index } = await activity.ask((rpc) => rpc.itemEntries(item_id, log_id));
    return index.state === 'ready' ? contradictionsOf(item_id, lineage, living) : [];
  }

  /** The log has everything up to this moment, which is that of the call. */
  async #bringUp(): Promise<Moment> {
    const { activity, engine } = this.#options;
    const { world, durable } = engine();
    const moment = { seq: world.seq, log_id: world.nextLogId - 1 };
    const late = 'The disk does not confirm what happened last.';
    await within(DURABLE_MS, durable.durable(moment.seq), () => late).catch((cause: unknown) => {
      throw new ShardError('StorageUnavailable', late, { cause });
    });
    await activity.bringTo(moment.seq);
    return moment;
  }

  /** As it is now: a copy, for rows change. */
  #living(item_id: string): LivingItem | null {
    const { tables } = this.#options.engine().world;
    const item = tables.items.get(item_id);
    return item === undefined ? null : structuredClone({ item, placed: placeOf(tables, item_id) });
  }
}
