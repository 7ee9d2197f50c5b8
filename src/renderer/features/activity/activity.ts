/**
 * The search of the activity page: asks the host, follows what happens, and keeps the page's part of the
 * store. Answers that nobody waits for any more are dropped.
 */

import type { FoundEntry } from '../../../shared/activity.ts';
import type { QueryMistake } from '../../../shared/activity-query/mistake.ts';
import { parseQuery } from '../../../shared/activity-query/parse.ts';
import type { Params, Result } from '../../../shared/host-methods.ts';
import type { ApiClient } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';
import { text } from '../../app/text.ts';
import type { Opened } from './drawers.ts';
import { type ExportState, NO_EXPORT } from './export.ts';
import { type KnownNames, type Names, NO_NAMES } from './names.ts';
import {
  type ActivityView,
  ENTRIES_MAX,
  isFollowed,
  isLive,
  NO_VIEW,
  type Order,
  searchOf,
  withFirst,
  withMore,
  withNewest,
  withWaiting,
} from './view.ts';

/** The part of the store that is about activity. */
export interface ActivityState {
  readonly activity: ActivityView;
  readonly activityNames: KnownNames;
  /** What is looked at beside the list, each opened from the one before; the last is shown. */
  readonly activityOpened: readonly Opened[];
  readonly activityExport: ExportState;
}

export const NO_ACTIVITY: ActivityState = {
  activity: NO_VIEW,
  activityNames: NO_NAMES,
  activityOpened: [],
  activityExport: NO_EXPORT,
};

/** What it needs of the window around it. */
export interface ActivitySurroundings {
  /** The connection of the moment, or null. */
  readonly client: () => Pick<ApiClient, 'call'> | null;
  readonly now: () => number;
  readonly names: Pick<Names, 'learn'>;
  /** Whether the host is to tell of what happens, as it happens. */
  readonly follow: (isWanted: boolean) => void;
  readonly get: () => ActivityState;
  readonly set: (change: Partial<ActivityState>) => void;
}

/** Entries of a page, and of a look at what is new. */
const PAGE = 200;
/** By what the host knows the searches of this page, of which only the last is waited for. */
const ASKER = 'activity page';
/** Entries of what somebody did lately. */
const RECENT = 30;
/** Milliseconds between two looks at what is new; the index follows within that time. */
const LOOK_MS = 1_000;
/** Looks after the last thing that was told of: it may not be in the index at the first. */
const LOOKS = 3;
/** Milliseconds between two looks that count as well. */
const COUNT_MS = 4_000;

export class Activity {
  readonly #around: ActivitySurroundings;
  /** Which search the answers on their way are of. */
  #run = 0;
  #isOpen = false;
  #isLooking = false;
  #looksLeft = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #countedAt = Number.NEGATIVE_INFINITY;

  constructor(around: ActivitySurroundings) {
    this.#around = around;
  }

  /** The page is shown: what is there is brought up to the present. */
  enter(): void {
    this.#isOpen = true;
    this.#around.follow(true);
    this.refresh();
  }

  /** What is shown is brought up to the present, where the page is shown. */
  refresh(): void {
    if (!this.#isOpen) return;
    if (this.#view.found === null) void this.again();
    else this.told();
  }

  leave(): void {
    this.#isOpen = false;
    this.#around.follow(false);
    this.#stopLooking();
  }

  /** Carries out a line; answers with the mistake in it, which changes nothing, or null. */
  search(line: string, order: Order = this.#view.search.order): QueryMistake | null {
    const parsed = parseQuery(line, { now: this.#around.now(), zone: 'local' });
    if (!parsed.isGood) return parsed.mistake;
    this.#show({ search: searchOf(line, order, parsed.filter), isPaused: false });
    void this.#first();
    return null;
  }

  /** The same line once more, with its times counted from now. */
  again(): Promise<void> {
    const { line, order } = this.#view.search;
    const parsed = parseQuery(line, { now: this.#around.now(), zone: 'local' });
    if (parsed.isGood) this.#show({ search: searchOf(line, order, parsed.filter) });
    return this.#first();
  }

  /** The next page. */
  async more(): Promise<void> {
    const { found, isLoadingMore, isSearching } = this.#view;
    const client = this.#around.client();
    if (client === null || found === null || found.cursor === null) return;
    if (isLoadingMore || isSearching || found.entries.length >= ENTRIES_MAX) return;
    const run = this.#run;
    this.#show({ isLoadingMore: true, moreError: null });
    try {
      const answer = await client.call('activity.query', {
        ...this.#params(),
        limit: PAGE,
        cursor: found.cursor,
      });
      if (run !== this.#run) return;
      this.#set(withMore(this.#view, answer));
      void this.#around.names.learn(answer.entries);
    } catch (thrown) {
      if (run !== this.#run) return;
      this.#show({ isLoadingMore: false, moreError: ApiError.from(thrown) });
    }
  }

  /** Something happened: it is looked for, now and until the index has it for certain. */
  told(): void {
    if (!this.#isOpen) return;
    this.#looksLeft = LOOKS;
    this.#lookSoon();
  }

  /** Stops to follow, or goes on with what came meanwhile. */
  pause(isPaused: boolean): void {
    if (isPaused) this.#show({ isPaused });
    else this.showWaiting();
  }

  /** Somebody reads further down, or is back at the top. */
  away(isAway: boolean): void {
    if (this.#view.isAway === isAway) return;
    this.#show({ isAway });
    if (!isAway && !this.#view.isPaused) this.showWaiting();
  }

  /** What came meanwhile goes to the top of the list. */
  showWaiting(): void {
    const shown = withWaiting(this.#view);
    if (shown !== null) this.#set(shown);
    else {
      this.#show({ isPaused: false, isAway: false });
      void this.again();
    }
  }

  /** After a restore: what is shown may not hold any more. */
  restored(): void {
    if (this.#view.found === null) return;
    if (this.#isOpen) void this.again();
    else this.#set({ ...NO_VIEW, search: this.#view.search });
  }

  /** As many entries before and after one, oldest first, of all or of one character. */
  async around(
    { log_id, timestamp }: FoundEntry,
    span: number,
    /** Entries of the same millisecond that are looked over. */
    atOnce: number,
    character_id?: number,
  ): Promise<readonly FoundEntry[]> {
    const of = character_id === undefined ? {} : { character_id };
    const limit = span + atOnce;
    const behind = new Date(Date.parse(timestamp) + 1).toISOString();
    const [before, after] = await Promise.all([
      this.#page({ ...of, until: behind, order: 'newest', limit }),
      this.#page({ ...of, since: timestamp, order: 'oldest', limit }),
    ]);
    const all = new Map([...before, ...after].map((entry) => [entry.log_id, entry]));
    const sorted = [...all.values()].sort((a, b) => a.log_id - b.log_id);
    return [
      ...sorted.filter((entry) => entry.log_id < log_id).slice(-span),
      ...sorted.filter((entry) => entry.log_id >= log_id).slice(0, span + 1),
    ];
  }

  /** What a character had to do with lately, newest first. */
  recentOf(character_id: number): Promise<readonly FoundEntry[]> {
    return this.#page({ character_id, limit: RECENT });
  }

  /** The whole life of an item. */
  async historyOf(item_id: string): Promise<Result<'items.history'>> {
    const history = await this.#client().call('items.history', { item_id });
    void this.#around.names.learn(history.entries);
    return history;
  }

  async character(character_id: number): Promise<Result<'characters.get'>['character']> {
    return (await this.#client().call('characters.get', { character_id })).character;
  }

  async item(item_id: string): Promise<Result<'items.get'>['item']> {
    return (await this.#client().call('items.get', { item_id })).item;
  }

  async #page(params: Params<'activity.query'>): Promise<readonly FoundEntry[]> {
    const { entries } = await this.#client().call('activity.query', { ...params, counts: false });
    void this.#around.names.learn(entries);
    return entries;
  }

  #client(): Pick<ApiClient, 'call'> {
    const client = this.#around.client();
    if (client === null) throw new ApiError('Closed', text.shared.noConnection);
    return client;
  }

  get #view(): ActivityView {
    return this.#around.get().activity;
  }

  #set(activity: ActivityView): void {
    this.#around.set({ activity });
  }

  #show(change: Partial<ActivityView>): void {
    this.#set({ ...this.#view, ...change });
  }

  #params() {
    const { query, order } = this.#view.search;
    return { ...(query !== '' && { query }), order };
  }

  async #first(): Promise<void> {
    const run = ++this.#run;
    const client = this.#around.client();
    if (client === null) return;
    this.#show({ isSearching: true, isLoadingMore: false, error: null });
    this.#countedAt = this.#around.now();
    try {
      const answer = await client.call('activity.query', {
        ...this.#params(),
        limit: PAGE,
        // The host gives up on the one before.
        asker: ASKER,
      });
      if (run !== this.#run) return;
      this.#set(withFirst(this.#view, answer));
      void this.#around.names.learn(answer.entries, answer.facets);
      if (answer.index.state === 'building') this.told();
    } catch (thrown) {
      if (run !== this.#run) return;
      // What stands there is of another search, whose figures would be taken for this one's.
      this.#show({ isSearching: false, found: null, error: ApiError.from(thrown) });
    }
  }

  #lookSoon(): void {
    if (this.#timer !== null || this.#isLooking) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#look();
    }, LOOK_MS);
  }

  #stopLooking(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#looksLeft = 0;
  }

  /** The newest page once more. One that is under way is not overtaken by the next. */
  async #look(): Promise<void> {
    const client = this.#around.client();
    const view = this.#view;
    this.#looksLeft--;
    if (client === null || view.isSearching || view.found === null) return;
    const isBuilding = view.found.index.state === 'building';
    // An index that grows finds more everywhere, not only on top.
    if (!isBuilding && !isFollowed(view, this.#around.now())) return;
    const run = this.#run;
    const now = this.#around.now();
    const counts = isBuilding || now - this.#countedAt >= COUNT_MS;
    if (counts) this.#countedAt = now;
    this.#isLooking = true;
    try {
      const params = { ...this.#params(), limit: PAGE, counts };
      const answer = await client.call('activity.query', params);
      if (run !== this.#run) return;
      const isAtTop = isBuilding && (isLive(this.#view, now) || !isFollowed(this.#view, now));
      const next =
        isAtTop && !this.#view.isAway
          ? withFirst(this.#view, answer)
          : withNewest(this.#view, answer, now);
      this.#set(next);
      void this.#around.names.learn(answer.entries, answer.facets);
      // The counts of what came last are had, too.
      if (answer.index.state === 'building' || !counts)
        this.#looksLeft = Math.max(1, this.#looksLeft);
    } catch (thrown) {
      if (run === this.#run) this.#show({ error: ApiError.from(thrown) });
    } finally {
      this.#isLooking = false;
      if (this.#isOpen && this.#looksLeft > 0) this.#lookSoon();
    }
  }
}
