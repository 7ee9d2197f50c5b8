/**
 * Keeps the store at what the host says: follows the shell's state, connects once the host serves,
 * and refreshes with each sample. A hidden window asks for nothing and catches up when it is seen.
 */

import type { Params, ServerStatus, Snapshot } from '../../shared/host-methods.ts';
import type { ShellState, WindowBridge } from '../../shared/window.ts';
import { ApiClient, type Notification } from '../api/client.ts';
import { ApiError } from '../api/errors.ts';
import { IpcTransport } from '../api/ipc-transport.ts';
import type { Transport } from '../api/transport.ts';
import { Actions } from '../features/actions/actions.ts';
import { Activity } from '../features/activity/activity.ts';
import { Export } from '../features/activity/export.ts';
import { Names } from '../features/activity/names.ts';
import { Backups } from '../features/backups/backups.ts';
import { CharacterRestores } from '../features/character-restore/character-restores.ts';
import { Guilds } from '../features/guilds/guilds.ts';
import { Items } from '../features/items/items.ts';
import { Maintenance } from '../features/maintenance/maintenance.ts';
import { Players } from '../features/players/players.ts';
import { hasRestored, Restores } from '../features/restore/restores.ts';
import { SettingsDesk } from '../features/settings/settings.ts';
import { type AppState, type Range, useApp } from './store.ts';
import { text } from './text.ts';

/** What the pages follow. */
const TOPICS: Params<'subscribe'>['topics'] = [
  'status',
  'metrics',
  'snapshots',
  'backups',
  'progress',
  'alerts',
];

/** What the host keeps of the five minutes' range, and of snapshots. */
const SAMPLES_MAX = 300;
const SNAPSHOTS_MAX = 500;
/** How often a longer range is loaded anew: often enough that nobody sees its end stand still. */
const RELOAD_MS: Readonly<Record<Range, number>> = {
  '5m': Number.POSITIVE_INFINITY,
  '2h': 20_000,
  '24h': 120_000,
};

/** What is asked anew once the world is another one. */
const OF_ANOTHER_WORLD = {
  backups: null,
  snapshots: null,
  connections: null,
  latest: null,
  histories: {},
  restores: null,
  restoreWindow: null,
} as const;

const set = (change: Partial<AppState>) => useApp.setState(change);
const isVisible = () => document.visibilityState === 'visible';

export class Session {
  readonly bridge: WindowBridge;
  readonly backups: Backups;
  readonly restores: Restores;
  readonly maintenance: Maintenance;
  readonly settings: SettingsDesk;
  readonly characterRestores: CharacterRestores;
  readonly activity: Activity;
  readonly actions: Actions;
  readonly players: Players;
  readonly export: Export;
  readonly items: Items;
  readonly guilds: Guilds;
  readonly #names: Names;
  readonly #transport: Transport;
  #client: ApiClient | null = null;
  #isRefreshing = false;
  #isStale = false;
  #isFollowing = false;
  readonly #loadedAt = new Map<Range, number>();

  constructor(bridge: WindowBridge) {
    this.bridge = bridge;
    this.#transport = new IpcTransport(bridge);
    this.backups = new Backups({
      client: () => this.#client,
      isVisible,
      copy: (text) => bridge.call('copy', text),
      reveal: (name) => bridge.call('showBackup', { name }),
      get: useApp.getState,
      set,
    });
    this.restores = new Restores({
      client: () => this.#client,
      now: Date.now,
      onRestored: () => void this.#refresh(),
      get: useApp.getState,
      set,
    });
    this.maintenance = new Maintenance({
      client: () => this.#client,
      get: useApp.getState,
      set,
    });
    this.settings = new SettingsDesk({
      client: () => this.#client,
      get: useApp.getState,
      set,
      say: (text) => set({ message: { kind: 'said', text } }),
    });
    this.characterRestores = new CharacterRestores({
      client: () => this.#client,
      now: Date.now,
      loadMoments: () => this.restores.load(),
      onDone: (receipt) => this.actions.keep(receipt),
      onUndone: (seq, by) => this.actions.undone(seq, by),
      get: useApp.getState,
      set,
    });
    this.#names = new Names({
      client: () => this.#client,
      get: () => useApp.getState().activityNames,
      set: (activityNames) => set({ activityNames }),
    });
    this.activity = new Activity({
      client: () => this.#client,
      now: Date.now,
      names: this.#names,
      follow: (isWanted) => this.#follow(isWanted),
      get: useApp.getState,
      set,
    });
    const toWorld = { client: () => this.connected(), get: useApp.getState, set };
    this.items = new Items(toWorld);
    this.guilds = new Guilds(toWorld);
    this.players = new Players({
      client: () => this.#client,
      recentOf: (character_id) => this.activity.recentOf(character_id),
      get: useApp.getState,
      set,
    });
    this.actions = new Actions({
      client: () => this.connected(),
      onActed: () => void this.players.acted(),
      onUndone: (seq, by) => this.characterRestores.undone(seq, by),
      learn: (entries) => void this.#names.learn(entries),
      get: useApp.getState,
      set,
    });
    this.export = new Export({
      client: () => this.#client,
      call: (...call) => bridge.call(...call),
      get: () => useApp.getState().activityExport,
      set: (activityExport) => set({ activityExport }),
    });
  }

  /** Whether the host's files can be shown on this machine. */
  get isLocal(): boolean {
    return this.#transport.isLocal;
  }

  start(): void {
    let wasTold = false;
    this.bridge.onState((state) => {
      wasTold = true;
      this.#enter(state);
    });
    this.bridge.call('state').then(
      // What was told meanwhile is newer than this answer.
      (state) => {
        if (!wasTold) this.#enter(state);
      },
      (thrown: unknown) => {
        const { message, hint } = ApiError.from(thrown);
        if (!wasTold) set({ shell: { kind: 'failed', message, hint } });
      },
    );
    document.addEventListener('visibilitychange', () => {
      if (isVisible()) {
        if (this.#isStale) void this.#load();
        return;
      }
      // Until it is heard of again, nothing is said of it.
      this.#isStale = true;
      set({ heardAt: null });
    });
  }

  /** Opens the connection to the host, or a new one in its place. */
  async connect(): Promise<void> {
    this.#client?.close(new ApiError('Closed', text.app.newConnection));
    const client = new ApiClient(this.#transport, (notification) => this.#take(notification));
    this.#client = client;
    set({ linkError: null });
    try {
      await client.open();
      await this.#subscribe(client);
      await this.#load();
    } catch (thrown) {
      if (this.#client === client) set({ linkError: ApiError.from(thrown) });
    }
  }

  async takeSnapshot(full: boolean): Promise<void> {
    const client = this.#client;
    if (client === null || useApp.getState().run.kind === 'running') return;
    set({ run: { kind: 'running', full, progress: null } });
    try {
      const { snapshot } = await client.call('admin.snapshot', full ? { full } : {});
      set({ run: { kind: 'written', snapshot } });
      this.#addSnapshot(snapshot);
    } catch (thrown) {
      set({ run: { kind: 'failed', error: ApiError.from(thrown) } });
    }
  }

  /** Shows another range of the chart, and loads its history. */
  showRange(range: Range): void {
    set({ range });
    this.#loadHistory(range).catch(() => {});
  }

  /** The connection of the moment; throws where there is none. */
  connected(): Pick<ApiClient, 'call'> {
    if (this.#client === null) throw new ApiError('Closed', text.shared.noConnection);
    return this.#client;
  }

  /** Asks the host to tell of all that happens in the world, or no longer: it is much, and one page's alone. */
  #follow(isWanted: boolean): void {
    this.#isFollowing = isWanted;
    const client = this.#client;
    if (client === null) return;
    this.#subscribe(client).catch((thrown: unknown) => {
      if (this.#client === client) set({ linkError: ApiError.from(thrown) });
    });
  }

  async #subscribe(client: ApiClient): Promise<void> {
    const topics = this.#isFollowing ? [...TOPICS, 'activity' as const] : TOPICS;
    await client.call('subscribe', { topics });
  }

  #enter(shell: ShellState): void {
    const wasServing = useApp.getState().shell?.kind === 'serving';
    set({ shell });
    if (shell.kind === 'serving') {
      if (!wasServing) void this.connect();
      return;
    }
    this.#client?.close(new ApiError('Closed', text.app.notServing));
    this.#client = null;
    set({ heardAt: null });
  }

  #take(notification: Notification): void {
    if (!isVisible()) {
      this.#isStale = true;
      return;
    }
    switch (notification.topic) {
      case 'metrics': {
        const { sample } = notification.params;
        const { histories } = useApp.getState();
        const recent = histories['5m'];
        set({
          heardAt: Date.now(),
          latest: sample,
          ...(recent !== undefined && {
            histories: {
              ...histories,
              '5m': { ...recent, samples: [...recent.samples, sample].slice(-SAMPLES_MAX) },
            },
          }),
        });
        void this.#refresh();
        break;
      }
      case 'status':
        this.#told(notification.params.status);
        break;
      case 'snapshots':
        this.#addSnapshot(notification.params.snapshot);
        break;
      case 'backups':
        this.backups.take(notification.params);
        break;
      case 'alerts':
        set({ alerts: notification.params.alerts });
        break;
      case 'activity':
        this.activity.told();
        break;
      case 'progress': {
        const { run } = useApp.getState();
        const { params } = notification;
        if (run.kind === 'running' && 'snapshot' in params) {
          set({ run: { ...run, progress: params.snapshot } });
        }
        if ('backup' in params) this.backups.progress(params.backup);
        if ('restore' in params) this.restores.progress(params.restore);
        break;
      }
    }
  }

  /** Everything that the pages show, at connecting and after the window was hidden. */
  async #load(): Promise<void> {
    const client = this.#client;
    if (client === null) return;
    this.#isStale = false;
    this.#loadedAt.clear();
    const { page, range } = useApp.getState();
    try {
      const [{ status }, { snapshots }, { connections }, { alerts }] = await Promise.all([
        client.call('server.status', {}),
        client.call('admin.snapshots.list', { limit: SNAPSHOTS_MAX }),
        client.call('admin.connections.list', {}),
        client.call('admin.alerts.list', {}),
        this.#loadHistory('5m'),
        range === '5m' ? null : this.#loadHistory(range),
        ...(page === 'backups' ? [this.backups.load(), this.restores.load()] : []),
        page === 'maintenance' ? this.maintenance.load() : null,
        page === 'players' ? this.players.refresh() : null,
        page === 'items' ? this.items.list.refresh() : null,
        page === 'guilds' ? this.guilds.list.refresh() : null,
        page === 'settings' ? this.settings.load() : null,
      ]);
      this.activity.refresh();
      set({ snapshots, connections, alerts, linkError: null });
      this.#told(status);
    } catch (thrown) {
      if (this.#client === client) set({ linkError: ApiError.from(thrown) });
    }
  }

  /** What changes all the time. One that is under way is not overtaken by the next. */
  async #refresh(): Promise<void> {
    const client = this.#client;
    if (client === null || this.#isRefreshing) return;
    this.#isRefreshing = true;
    const { page, range } = useApp.getState();
    const isOverview = page === 'overview';
    try {
      const [{ status }, connected] = await Promise.all([
        client.call('server.status', {}),
        isOverview ? client.call('admin.connections.list', {}) : null,
        isOverview && this.#isDue(range) ? this.#loadHistory(range) : null,
        page === 'maintenance' ? this.maintenance.refresh() : null,
        page === 'players' ? this.players.refresh() : null,
        // Others may change them as well.
        page === 'settings' ? this.settings.load() : null,
      ]);
      set({
        linkError: null,
        ...(connected !== null && { connections: connected.connections }),
      });
      this.#told(status);
    } catch (thrown) {
      if (this.#client === client) set({ linkError: ApiError.from(thrown) });
    } finally {
      this.#isRefreshing = false;
    }
  }

  /** What the shard says of itself. After a restore nothing of before is shown any more. */
  #told(status: ServerStatus): void {
    const isRestored = hasRestored(useApp.getState().status, status);
    set({ status, heardAt: Date.now() });
    if (isRestored) {
      set(OF_ANOTHER_WORLD);
      void this.#load();
      void this.characterRestores.restored();
      this.#names.forget();
      this.activity.restored();
      this.items.restored();
      this.guilds.restored();
      this.actions.restored();
      this.players.restored();
    }
    void this.restores.told(status, isRestored);
  }

  #isDue(range: Range): boolean {
    const loadedAt = this.#loadedAt.get(range);
    return loadedAt === undefined || Date.now() - loadedAt > RELOAD_MS[range];
  }

  async #loadHistory(range: Range): Promise<void> {
    const client = this.#client;
    if (client === null || !this.#isDue(range)) return;
    this.#loadedAt.set(range, Date.now());
    try {
      const { samples, interval_ms } = await client.call('admin.metrics.history', { range });
      const { histories, latest } = useApp.getState();
      set({
        histories: { ...histories, [range]: { samples, intervalMs: interval_ms } },
        latest: range === '5m' ? (samples.at(-1) ?? latest) : latest,
      });
    } catch (thrown) {
      this.#loadedAt.delete(range);
      throw thrown;
    }
  }

  /** One is told of by its answer and by its notification alike. */
  #addSnapshot(snapshot: Snapshot): void {
    const { snapshots } = useApp.getState();
    if (snapshots === null) return;
    if (snapshots.some(({ at, seq }) => at === snapshot.at && seq === snapshot.seq)) return;
    set({ snapshots: [snapshot, ...snapshots].slice(0, SNAPSHOTS_MAX) });
  }
}
