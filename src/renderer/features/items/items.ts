/** The search of the page Items, and the check of all items against their history. */
import type { ItemsFound, ItemsSearch } from '../../../shared/desk.ts';
import type { Result } from '../../../shared/host-methods.ts';
import type { ApiClient } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';
import { nothingFound, type Page, PagedSearch, type PagedView } from '../../api/paged-search.ts';
import type { ListPlace } from '../../ui/row-grid.tsx';
import type { ItemSubject } from '../actions/subjects.ts';
import type { Work } from '../maintenance/maintenance.ts';

export type FoundItem = ItemsFound['items'][number];
export type ItemTypes = ItemsFound['types'];
export type ItemPlace = NonNullable<ItemsSearch['place']>;
export type ItemSort = NonNullable<ItemsSearch['sort']>;

/** As the controls of the page have it. */
export interface ItemsQuery {
  readonly text: string;
  readonly item_type: string | null;
  readonly place: ItemPlace | null;
  readonly holder: { readonly character_id: number; readonly character_name: string } | null;
  /** Of no name: any. Of no value: any of that name. */
  readonly property: { readonly name: string; readonly value: string };
  readonly sort: ItemSort;
  readonly isDescending: boolean;
}

export const ALL_ITEMS: ItemsQuery = {
  text: '',
  item_type: null,
  place: null,
  holder: null,
  property: { name: '', value: '' },
  sort: 'created_at',
  isDescending: true,
};

export type ItemsView = PagedView<ItemsQuery, FoundItem, ItemTypes>;
export type Contradictions = Result<'items.contradictions'>;

/** The part of the store that is about items. */
export interface ItemsState {
  readonly items: ItemsView;
  readonly contradictions: Work<Contradictions>;
  /** The item whose page is open, once it is loaded. */
  readonly openItem: ItemSubject | null;
}

export const NO_ITEMS: ItemsState = {
  items: nothingFound(ALL_ITEMS),
  contradictions: { kind: 'none' },
  openItem: null,
};

/** What it needs of the window around it. */
export interface ItemsSurroundings {
  /** The connection of the moment; throws where there is none. */
  readonly client: () => Pick<ApiClient, 'call'>;
  readonly get: () => ItemsState;
  readonly set: (change: Partial<ItemsState>) => void;
}

export class Items {
  readonly #around: ItemsSurroundings;
  readonly list: PagedSearch<ItemsQuery, FoundItem, ItemTypes>;
  readonly place: ListPlace = { top: 0, key: null };

  constructor(around: ItemsSurroundings) {
    this.#around = around;
    this.list = new PagedSearch({
      load: (query, offset, limit) => this.#load(query, offset, limit),
      keyOf: ({ item }) => item.item_id,
      get: () => around.get().items,
      set: (items) => around.set({ items }),
    });
  }

  /** Another search begins at the top of its list. */
  search(change: Partial<ItemsQuery>, when?: 'now' | 'typing'): void {
    this.place.top = 0;
    this.place.key = null;
    this.list.search(change, when);
  }

  /** The world is another one. */
  restored(): void {
    const { items } = this.#around.get();
    this.#around.set({ items: nothingFound(items.query), contradictions: { kind: 'none' } });
    if (items.total !== null) void this.list.refresh();
  }

  /** The page of one is shown, or of none any more. */
  open(openItem: ItemSubject | null): void {
    this.#around.set({ openItem });
  }

  /** Looks at all items that the log knows of. */
  async findContradictions(): Promise<void> {
    const { get, set } = this.#around;
    if (get().contradictions.kind === 'running') return;
    set({ contradictions: { kind: 'running' } });
    try {
      const result = await this.#around.client().call('items.contradictions', {});
      set({ contradictions: { kind: 'done', result } });
    } catch (thrown) {
      set({ contradictions: { kind: 'failed', error: ApiError.from(thrown) } });
    }
  }

  async #load(
    query: ItemsQuery,
    offset: number,
    limit: number,
  ): Promise<Page<FoundItem, ItemTypes>> {
    const params = { ...paramsOf(query), offset, limit };
    const { items, total, types } = await this.#around.client().call('items.search', params);
    return { rows: items, total, extra: types };
  }
}

export function paramsOf(query: ItemsQuery): ItemsSearch {
  const { text, item_type, place, holder, property, sort, isDescending } = query;
  const [name, value] = [property.name.trim(), property.value.trim()];
  return {
    ...(text.trim() !== '' && { text: text.trim() }),
    ...(item_type !== null && { item_type }),
    ...(place !== null && { place }),
    ...(holder !== null && { character_id: holder.character_id }),
    ...(name !== '' && { property: value === '' ? { name } : { name, value } }),
    sort,
    descending: isDescending,
  };
}

/** Whether something narrows the search. */
export function isNarrowed(query: ItemsQuery): boolean {
  const { sort: _, descending: __, ...narrowing } = paramsOf(query);
  return Object.keys(narrowing).length > 0;
}

const ITEM_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The item that was written whole, or null: it opens, whether it is there today or not. */
export function itemIdIn(text: string): string | null {
  const typed = text.trim();
  return ITEM_ID.test(typed) ? typed.toLowerCase() : null;
}
