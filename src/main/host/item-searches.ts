/** `items.search`: one after the other, so that many who search hold up play no more than one does. */
import type { HostParams, HostResult } from '../../shared/host-methods.ts';
import { Turns } from '../processes/turns.ts';
import { searchItems } from '../world/item-search.ts';
import type { Tables } from '../world/transaction.ts';
import { inSlices } from './slices.ts';

export class ItemSearches {
  readonly #tables: () => Tables;
  readonly #turns = new Turns();

  constructor(tables: () => Tables) {
    this.#tables = tables;
  }

  search(asked: HostParams<'items.search'>): Promise<HostResult<'items.search'>> {
    return this.#turns.take(() => inSlices(searchItems(this.#tables(), asked)));
  }
}
