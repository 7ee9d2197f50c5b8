/**
 * The shard host: puts its parts together, starts them in the document's nine steps and ends them in
 * its seven. The same under Electron and under plain Node; who runs it says how processes are forked.
 */
import type { AddressInfo } from 'node:net';
import { v4 as uuid } from 'uuid';
import type {
  ConnectionStatus,
  HostResult,
  Recovery,
  ServerStatus,
  Step,
} from '../../shared/host-methods.ts';
import { SESSION_UNUSED_MS } from '../../shared/limits.ts';
import type { Role } from '../../shared/method.ts';
import { RESTART_SETTINGS, type Settings } from '../../shared/settings.ts';
import type { Channel } from '../gateway/channel.ts';
import { GatewayServer } from '../gateway/server.ts';
import { encodeChunk } from '../journal/codec.ts';
import { DurableSequence } from '../journal/durability.ts';
import { Engine } from '../journal/engine.ts';
import { Outbox } from '../journal/outbox.ts';
import { PrometheusMetrics } from '../metrics/prometheus.ts';
import { type Gauges, MetricsRecorder } from '../metrics/recorder.ts';
import { type DataDirectory, dataDirectory } from '../processes/data-directory.ts';
import type { Fork } from '../processes/port.ts';
import { forgetUnusedSessions } from '../world/client-sessions.ts';
import { World } from '../world/world.ts';
import { Activity } from './activity.ts';
import { feedActivity } from './activity-feed.ts';
import { Backups } from './backups.ts';
import { CharacterRestores } from './character-restore.ts';
import { type Config, loadConfig, saveConfig } from './config.ts';
import { connectStores } from './connect-stores.ts';
import { DemoPlayers, isDemo, markDemo } from './demo.ts';
import { DirectoryLock } from './directory-lock.ts';
import { History } from './history.ts';
import { hostApi } from './host-api.ts';
import { JournalLink } from './journal-link.ts';
import { pruneJournal } from './journal-retention.ts';
import { loadWorld } from './load-world.ts';
import { type HostLog, openLog } from './log.ts';
import { Maintenance } from './maintenance.ts';
import { MemoryWatch } from './memory-watch.ts';
import { Restores } from './restores.ts';
import { changesOf } from './settings-change.ts';
import { runShutdown } from './shut-down.ts';
import { Snapshotter } from './snapshotter.ts';
import { statusOf } from './status.ts';
import { Steps } from './steps.ts';
import { verifyWorld } from './verify.ts';
import { within } from './within.ts';

export interface HostOptions {
  readonly dataDir: string;
  /** For this run; `config.json` keeps its own. */
  readonly overrides: Partial<Pick<Settings, 'host' | 'port'>>;
  readonly fork: Fork;
  /** Folder of the SQL migrations. */
  readonly migrations: string;
  readonly version: string;
  /** Somebody asked over the network that the host ends. */
  readonly onStopRequested: (why: string) => void;
  /** Memory runs out: end the host in order, and start it again. */
  readonly onRestartRequested: (why: string) => void;
  /** Told of every change of a step of start-up or shutdown, with all of them. */
  readonly onSteps?: (steps: readonly Step[]) => void;
  /** Serves a demo world with simulated players. */
  readonly demo?: boolean;
}

/** Milliseconds between two savings of the history, and between two looks for unused sessions. */
const SAVE_HISTORY_MS = 60_000;
/** Between two looks for segments of the journal that have had their time. */
const PRUNE_MS = 600_000;
const FORGET_SESSIONS_MS = SESSION_UNUSED_MS / 24;
/** Milliseconds that the disk gets for the word that the host is restarted. */
const LOG_MS = 5_000;
const LOG_LATE = 'The disk did not take it in time.';

export class Host {
  readonly log: HostLog;
  readonly engine: Engine;
  readonly journal: JournalLink;
  readonly activity: Activity;
  readonly snapshotter: Snapshotter;
  readonly backups: Backups;
  readonly restores: Restores;
  readonly characterRestores: CharacterRestores;
  readonly maintenance: Maintenance;
  readonly history: History;
  readonly recorder: MetricsRecorder;
  readonly #options: HostOptions;
  readonly #paths: DataDirectory;
  readonly #lock: DirectoryLock;
  readonly #steps: Steps;
  readonly #gateway: GatewayServer;
  readonly #memory: MemoryWatch;
  readonly #players: DemoPlayers | null;
  readonly #durable: DurableSequence;
  readonly #startedAt = Date.now();
  readonly #timers: NodeJS.Timeout[] = [];
  #config: Config;
  #state: ServerStatus['state'] = 'starting';
  /** What was done about files that were broken, since the start. */
  #recovery: Recovery = { sentences: [], is_loss: false };
  #address: AddressInfo | null = null;

  /**
   * Starts a host on a data directory. Throws a sentence where another has it, the configuration is
   * wrong, the port is taken or the disk holds what cannot be read; nothing is running then.
   */
  static async start(options: HostOptions): Promise<Host> {
    const lock = await DirectoryLock.take(dataDirectory(options.dataDir, ''));
    try {
      if (options.demo) await markDemo(options.dataDir);
      const config = await loadConfig(options.dataDir);
      const host = new Host(options, lock, config);
      try {
        await host.#start();
      } catch (error) {
        host.log.error({ err: error }, 'the host could not start');
        await host.#abandon();
        throw error;
      }
      return host;
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  private constructor(options: HostOptions, lock: DirectoryLock, config: Config) {
    this.#options = options;
    this.#lock = lock;
    this.#config = config;
    const { serverId } = config.settings;
    const { dataDir, fork, migrations } = options;
    this.#paths = dataDirectory(dataDir, serverId);
    this.log = openLog(this.#paths);
    const log = this.log;
    this.#steps = new Steps(log, (step) => this.#stepped(step));
    this.history = new History(this.#paths.history, log);
    this.snapshotter = new Snapshotter({
      fork,
      log,
      dataDir,
      serverId,
      migrations,
      intervalMs: () => this.settings.snapshotSeconds * 1000,
      backups: () => this.backups.bases(),
      onSnapshot: (snapshot) => {
        this.history.add(snapshot);
        this.#gateway.notify('snapshots', { snapshot });
      },
      onProgress: (rows, of) => this.#gateway.notify('progress', { snapshot: { rows, of } }),
      onMended: (sentences) => this.#tellRecovery(sentences),
    });
    this.backups = new Backups({
      fork,
      log,
      dataDir,
      serverId,
      migrations,
      settings: () => this.settings,
      engine: () => this.engine,
      snapshot: async () => {
        // What is at rest is in the database already.
        if (this.#durable.value === this.snapshotter.appliedSeq) return;
        await this.snapshotter.run('backup');
      },
      onCorrupt: (why) => this.snapshotter.mend(why),
      onNews: (news) => this.#gateway.notify('backups', news),
      onProgress: (phase, pages, of) =>
        this.#gateway.notify('progress', { backup: { phase, pages, of } }),
      onStatus: () => this.#notifyStatus(),
      onRestoring: (restore) => this.#gateway.notify('progress', { restore }),
    });
    this.maintenance = new Maintenance({
      log,
      paths: this.#paths,
      settings: () => this.settings,
      snapshotter: this.snapshotter,
      history: this.history,
      backups: () => this.backups.directory,
      online: () => this.engine.world.tables.sessions.size,
    });
    this.#memory = new MemoryWatch({
      log,
      settings: () => this.settings,
      restarts: () => this.history.restarts,
      onStatus: () => this.#notifyStatus(),
      onLimit: (why) => void this.#restart(why),
    });
    this.journal = new JournalLink({
      fork,
      log,
      dataDir,
      serverId,
      appliedSeq: () => this.snapshotter.appliedSeq,
      timeline: () => this.snapshotter.timeline,
      onTrouble: () => this.#notifyStatus(),
      rewriteStore: () => this.snapshotter.rewrite(),
    });
    this.#players = isDemo(dataDir) ? new DemoPlayers(fork, log) : null;
    const prometheus = new PrometheusMetrics(() => ({
      ...this.#gauges(),
      seq: this.engine.world.seq,
      durableSeq: this.#durable.value,
      snapshotSeq: this.snapshotter.appliedSeq,
      refusing: this.engine.outbox.status().refusing !== null,
    }));
    this.recorder = new MetricsRecorder(
      () => this.#gauges(),
      (sample) => this.#gateway.notify('metrics', { sample }),
      this.history.metrics,
    );
    const newWorld = () =>
      new World({ clock: Date.now, uuid: () => uuid(), rules: () => this.settings });
    this.#durable = new DurableSequence();
    const outbox = new Outbox({
      durable: this.#durable,
      encode: encodeChunk,
      monotonic: () => performance.now(),
      defer: setImmediate,
      observe: (milliseconds) => {
        this.recorder.observeDurable(milliseconds);
        prometheus.observeDurable(milliseconds);
      },
    });
    this.engine = new Engine(newWorld(), outbox, this.#durable);
    this.activity = new Activity({ fork, log, dataDir, serverId, durable: this.#durable });
    this.restores = new Restores({
      log,
      engine: this.engine,
      backups: this.backups,
      snapshotter: this.snapshotter,
      journal: this.journal,
      newWorld,
      receipts: () => this.history.restores,
      keep: async (receipt) => {
        this.history.addRestore(receipt);
        await this.#saveHistory();
      },
      onReplaced: () => this.#gateway.expireSessions(),
      onRestoring: (isRestoring) => {
        this.#state = isRestoring ? 'restoring' : 'serving';
        this.#notifyStatus();
      },
      onProgress: (restore) => this.#gateway.notify('progress', { restore }),
    });
    this.characterRestores = new CharacterRestores({
      engine: this.engine,
      uuid: () => uuid(),
      stateAt: (moment, character_id) => this.restores.characterAt(moment, character_id),
    });
    this.#gateway = new GatewayServer(
      {
        engine: this.engine,
        host: hostApi(this),
        tokens: () => this.#config.tokens,
        allowedOrigins: () => this.settings.allowedOrigins,
        connectionsMax: () => this.settings.connectionsMax,
        version: options.version,
        metrics: () => prometheus.text(),
        health: () => this.#health(),
      },
      log,
    );
    feedActivity(
      this.engine,
      () => this.#gateway.isWanted('activity'),
      (params) => this.#gateway.notify('activity', params),
    );
  }

  get settings(): Settings {
    return this.#config.settings;
  }

  get dataDir(): string {
    return this.#options.dataDir;
  }

  /** Where clients connect. */
  get url(): string {
    if (this.#address === null) throw new Error('the host does not listen');
    const { address, family, port } = this.#address;
    return `ws://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }

  /** What is said on standard output, in one line, once the host serves. */
  ready(): Readonly<Record<string, unknown>> {
    const { url, dataDir, settings } = this;
    return { event: 'ready', pid: process.pid, url, dataDir, serverId: settings.serverId };
  }

  /**
   * Serves the window of this app over a channel of its own; see `GatewayServer.attach`. What is
   * returned ends it.
   */
  attach(channel: Channel, address: string): () => void {
    return this.#gateway.attach(channel, address);
  }

  /** The token of a role, for who sits at this machine. */
  token(role: Role): string {
    return this.#config.tokens[role];
  }

  connectionStatus(): ConnectionStatus[] {
    return this.#gateway.connectionStatus();
  }

  status(): ServerStatus {
    return statusOf({
      settings: this.settings,
      version: this.#options.version,
      state: this.#state,
      startedAt: this.#startedAt,
      connections: this.#gateway.connections,
      isDemo: this.#players !== null,
      engine: this.engine,
      snapshotter: this.snapshotter,
      backups: this.backups,
      lastRestore: this.restores.last,
      journal: this.journal,
      activity: this.activity,
      recovery: this.#recovery,
      memory: this.#memory,
      lastSnapshot: this.history.snapshots.at(-1) ?? null,
      steps: this.#steps.list(),
    });
  }

  /** Changes settings, in `config.json` first; each holds at once unless it is named in `restart`. */
  async changeSettings(patch: Partial<Settings>): Promise<HostResult<'admin.settings.set'>> {
    const changed = changesOf(this.settings, patch, {
      characters: this.engine.world.tables.characters.size,
      memoryBytes: process.memoryUsage.rss(),
    });
    if (changed.length > 0) {
      this.engine.assertTaking();
      const config = { ...this.#config, settings: { ...this.settings, ...patch } };
      await saveConfig(this.dataDir, config);
      this.#config = config;
      if (changed.includes('snapshotSeconds')) this.snapshotter.schedule();
      if (changed.includes('backupMinutes')) this.backups.schedule();
      if (changed.includes('vacuumHour')) this.maintenance.schedule();
      await this.#logAdminAction('admin.settings.set', `changed ${changed.join(', ')}`);
    }
    return {
      settings: this.settings,
      restart: changed.filter((name) => RESTART_SETTINGS.includes(name)),
    };
  }

  /** Ends the host by the word of an administrator, which is logged where the disk takes it. */
  async shutDown(): Promise<void> {
    if (this.engine.outbox.status().refusing === null) {
      await this.#logAdminAction('admin.shutdown', 'asked over the network');
    }
    this.#options.onStopRequested('admin.shutdown');
  }

  /** Has the host ended and started again. What the disk does not take of it is no reason to wait. */
  async #restart(why: string): Promise<void> {
    this.history.addRestart(new Date().toISOString());
    if (this.engine.outbox.status().refusing === null) {
      await within(LOG_MS, this.#logAdminAction('host.restart', why, 'host'), () => LOG_LATE).catch(
        (error: unknown) => this.log.error({ err: error }, 'the restart is in no activity log'),
      );
    }
    this.#options.onRestartRequested(why);
  }

  /**
   * Ends the host in the document's seven steps. A step that fails does not keep the later ones from
   * running; rejects at the end with the first failure, and where anything was left undurable.
   */
  async stop(): Promise<void> {
    // A restore that is under way ends first: it would take the end for a moment to go on from.
    await this.restores.over();
    this.#state = 'stopping';
    this.#notifyStatus();
    this.#players?.stop();
    this.maintenance.endSchedule();
    this.#memory.stop();
    for (const timer of this.#timers) clearInterval(timer);
    await runShutdown({
      steps: this.#steps,
      engine: this.engine,
      snapshotter: this.snapshotter,
      backups: this.backups,
      journal: this.journal,
      activity: this.activity,
      gateway: this.#gateway,
      saveHistory: () => this.#saveHistory(),
      release: () => {
        this.recorder.stop();
        this.#lock.release();
      },
    });
  }

  async #start(): Promise<void> {
    const { engine, journal, snapshotter } = this;
    const { world, outbox } = engine;
    const steps = this.#steps;
    await steps.run('Connect to the database', async (report) => {
      const stores = { backups: this.backups, snapshotter, journal, log: this.log };
      this.#recovery = await connectStores(stores, report);
    });
    await loadWorld(world, snapshotter.file, (name, work) => steps.run(name, work));
    await steps.run('Start the periodic snapshot', async () => {
      outbox.beginAt(world.seq);
      await journal.connect(outbox);
      await this.activity.start();
      snapshotter.begin(engine);
      this.backups.schedule();
      this.maintenance.schedule();
      this.#memory.start();
      this.recorder.start();
      this.#every(SAVE_HISTORY_MS, () => this.#saveHistory());
      this.#every(PRUNE_MS, () => this.#pruneJournal());
      this.#every(FORGET_SESSIONS_MS, () => this.#forgetSessions());
    });
    await steps.run('Accept connections', async (report) => {
      const { overrides } = this.#options;
      const host = overrides.host ?? this.settings.host;
      this.#address = await this.#gateway.listen(host, overrides.port ?? this.settings.port);
      this.#lock.describe(this.url);
      report(this.url);
    });
    this.#state = 'serving';
    this.#players?.start({ url: this.url, token: this.token('game') });
    void this.#verifyAfterStart();
  }

  /** The rules of the world hold of what was recovered, or the log says which does not. */
  async #verifyAfterStart(): Promise<void> {
    const { ok, violations, checked, duration_ms } = await verifyWorld(this.engine.world);
    if (ok) this.log.info({ checked, duration_ms }, 'the world keeps all its rules');
    else this.log.error({ violations }, 'the world breaks rules of its own');
  }

  #tellRecovery(sentences: readonly string[]): void {
    const { sentences: before, is_loss } = this.#recovery;
    this.#recovery = { sentences: [...before, ...sentences], is_loss };
    this.#notifyStatus();
  }

  /** Resolves once it is on disk. */
  async #logAdminAction(
    action: string,
    reason: string,
    role: 'admin' | 'host' = 'admin',
  ): Promise<void> {
    const { seq } = this.engine.transact((transaction) => {
      transaction.event('AdminAction', { action, role, reason });
      return {};
    });
    await this.#durable.durable(seq);
  }

  /** After a start that failed: ends what runs already. */
  async #abandon(): Promise<void> {
    this.maintenance.endSchedule();
    this.#memory.stop();
    for (const timer of this.#timers) clearInterval(timer);
    this.recorder.stop();
    const ends = [
      this.activity.stop(),
      this.backups.stop(),
      this.snapshotter.stop(),
      this.journal.stop(),
      this.#gateway.close('not started'),
    ];
    for (const end of await Promise.allSettled(ends)) {
      if (end.status === 'rejected') this.log.error({ err: end.reason }, 'could not end a part');
    }
  }

  #saveHistory(): Promise<void> {
    return this.history.save(this.recorder.history());
  }

  #every(milliseconds: number, work: () => Promise<unknown> | unknown): void {
    const run = async () => {
      try {
        await work();
      } catch (error) {
        this.log.error({ err: error }, 'housekeeping failed; it is tried again');
      }
    };
    this.#timers.push(setInterval(() => void run(), milliseconds));
  }

  #pruneJournal(): Promise<void> {
    const { log, settings, snapshotter, backups, journal } = this;
    return pruneJournal({
      log,
      settings,
      snapshotter,
      backups,
      journal,
      activitySeq: this.activity.syncedSeq,
    });
  }

  #forgetSessions(): void {
    this.engine.transact((transaction) => {
      forgetUnusedSessions(transaction, this.#gateway.sessionsInUse());
      return {};
    });
  }

  #stepped(step: Step): void {
    this.#options.onSteps?.(this.#steps.list());
    // The first steps come while the host is being put together.
    if (this.#state !== 'starting') this.#gateway.notify('progress', { step });
  }

  #notifyStatus(): void {
    this.#gateway.notify('status', { status: this.status() });
  }

  #gauges(): Gauges {
    const { world, outbox, executed } = this.engine;
    return {
      executed,
      characters: world.tables.characters.size,
      online: world.tables.sessions.size,
      connections: this.#gateway.connections,
      pending: outbox.status().pending,
    };
  }

  #health() {
    const refusing = this.engine.outbox.status().refusing;
    return { ok: this.#state === 'serving' && refusing === null, state: this.#state, refusing };
  }
}
