/**
 * The shard host: starts its parts in the document's nine steps and ends them in its seven, and keeps
 * what is true of all of them. The same under Electron and under plain Node; who runs it says how processes are forked.
 */
import type { AddressInfo } from 'node:net';
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
import type { Tokens } from '../gateway/tokens.ts';
import { ClockWatch } from '../processes/clock-watch.ts';
import { type DataDirectory, dataDirectory } from '../processes/data-directory.ts';
import type { Fork } from '../processes/port.ts';
import { Turns } from '../processes/turns.ts';
import { forgetUnusedSessions } from '../world/client-sessions.ts';
import { keepActivity } from './activity-retention.ts';
import type { AlertNews } from './alerts/announcer.ts';
import { type Config, loadConfig, makeToken, saveConfig } from './config.ts';
import { connectStores } from './connect-stores.ts';
import { DemoPlayers, isDemo, markDemo } from './demo.ts';
import { DirectoryLock } from './directory-lock.ts';
import { hostApi } from './host-api.ts';
import { pruneJournal } from './journal-retention.ts';
import { type HostLog, openLog } from './log.ts';
import { makeParts, type Parts } from './parts.ts';
import { changesOf } from './settings-change.ts';
import { runShutdown } from './shut-down.ts';
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
  /** Alerts that the desktop is to show. */
  readonly onAlertNews?: (news: readonly AlertNews[]) => void;
  /** Serves a demo world with simulated players. */
  readonly demo?: boolean;
}

/** Milliseconds between two savings of the history, and between two looks for unused sessions. */
const SAVE_HISTORY_MS = 60_000;
/** Between two looks for segments of the journal that have had their time. */
const PRUNE_MS = 600_000;
/** Between two looks for days of the activity log that have had their time. */
const KEEP_ACTIVITY_MS = 3_600_000;
const FORGET_SESSIONS_MS = SESSION_UNUSED_MS / 24;
/** Milliseconds that a restore which is under way gets to end before the host does. */
const RESTORE_MS = 300_000;
/** Milliseconds that the disk gets for the word that the host is restarted. */
const LOG_MS = 5_000;
/** Items that are told of after a recovery where they are not where the activity log says. */
const CONTRADICTIONS_TOLD = 20;
const LOG_LATE = 'The disk did not take it in time.';

export class Host {
  readonly log: HostLog;
  readonly parts: Parts;
  readonly #options: HostOptions;
  readonly #paths: DataDirectory;
  readonly #lock: DirectoryLock;
  readonly #steps: Steps;
  readonly #players: DemoPlayers | null;
  readonly #startedAt = Date.now();
  readonly #clock = new ClockWatch();
  readonly #timers: NodeJS.Timeout[] = [];
  #config: Config;
  /** Those of the start: some hold from the next one on. */
  readonly #startSettings: Settings;
  /** Each change of settings begins with what the one before has left. */
  readonly #settingsTurns = new Turns();
  readonly #keepTurns = new Turns();
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
    this.#startSettings = config.settings;
    const { serverId } = config.settings;
    const { dataDir, fork, migrations } = options;
    this.#paths = dataDirectory(dataDir, serverId);
    this.log = openLog(this.#paths);
    this.#steps = new Steps(this.log, (step) => this.#stepped(step));
    this.#players = isDemo(dataDir) ? new DemoPlayers(fork, this.log) : null;
    this.parts = makeParts({
      log: this.log,
      paths: this.#paths,
      serverId,
      fork,
      migrations,
      version: options.version,
      config: () => this.#config,
      state: () => this.#state,
      api: hostApi(this),
      onStatus: () => this.#notifyStatus(),
      onRestoring: (isRestoring) => {
        this.#state = isRestoring ? 'restoring' : 'serving';
        this.#notifyStatus();
      },
      onRestored: () => {
        // A world that breaks a rule takes nobody's place.
        this.parts.facts.found({ violations: [] });
        void this.#checkItemsAfterRecovery();
      },
      onMended: (sentences) => this.#tellRecovery(sentences),
      onMemoryLimit: (why) => void this.#restart(why),
      onAlertNews: (news) => options.onAlertNews?.(news),
    });
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
    return this.parts.gateway.attach(channel, address);
  }

  get tokens(): Tokens {
    return this.#config.tokens;
  }

  /** Gives a role another token, in `config.json` first. Who came by the old one is served no further. */
  rotateToken(role: Role): Promise<HostResult<'admin.tokens.rotate'>> {
    return this.#settingsTurns.take(async () => {
      const token = makeToken();
      const config = { ...this.#config, tokens: { ...this.tokens, [role]: token } };
      await saveConfig(this.dataDir, config);
      this.#config = config;
      const closed = this.parts.gateway.retire(role);
      // Also where the journal takes nothing: who has lost a token cannot wait for it.
      this.parts.events.adminAction('admin.tokens.rotate', `the ${role} token was replaced`);
      return { role, token, closed };
    });
  }

  connectionStatus(): ConnectionStatus[] {
    return this.parts.gateway.connectionStatus();
  }

  status(): ServerStatus {
    return statusOf({
      settings: this.settings,
      version: this.#options.version,
      state: this.#state,
      startedAt: this.#startedAt,
      connections: this.parts.gateway.connections,
      isDemo: this.#players !== null,
      engine: this.parts.engine,
      snapshotter: this.parts.snapshotter,
      backups: this.parts.backups,
      lastRestore: this.parts.restores.last,
      journal: this.parts.journal,
      activity: this.parts.activity,
      recovery: this.#recovery,
      memory: this.parts.memory,
      lastSnapshot: this.parts.history.snapshots.at(-1) ?? null,
      steps: this.#steps.list(),
    });
  }

  /** Changes settings, in `config.json` first; each holds at once unless it is named in `restart`. */
  changeSettings(patch: Partial<Settings>): Promise<HostResult<'admin.settings.set'>> {
    return this.#settingsTurns.take(() => this.#changeSettings(patch));
  }

  async #changeSettings(patch: Partial<Settings>): Promise<HostResult<'admin.settings.set'>> {
    const changed = changesOf(this.settings, patch, {
      characters: this.parts.engine.world.tables.characters.size,
      memoryBytes: process.memoryUsage.rss(),
    });
    if (changed.length > 0) {
      this.parts.engine.assertTaking();
      const config = { ...this.#config, settings: { ...this.settings, ...patch } };
      await saveConfig(this.dataDir, config);
      this.#config = config;
      if (changed.includes('snapshotSeconds')) this.parts.snapshotter.schedule();
      if (changed.includes('backupMinutes')) this.parts.backups.schedule();
      if (changed.includes('vacuumHour')) this.parts.maintenance.schedule();
      if (changed.some((name) => name.startsWith('activity'))) void this.#keepActivity();
      this.parts.alerts.settingsChanged();
      await this.#logAdminAction('admin.settings.set', `changed ${changed.join(', ')}`);
    }
    return {
      settings: this.settings,
      restart: changed.filter((name) => RESTART_SETTINGS.includes(name)),
    };
  }

  /** Ends the host by the word of an administrator, which is logged where the disk takes it. */
  async shutDown({ restart }: { readonly restart: boolean }): Promise<void> {
    if (this.parts.engine.outbox.status().refusing === null) {
      const why = restart ? 'asked to start again' : 'asked over the network';
      await this.#logAdminAction('admin.shutdown', why);
    }
    if (restart) this.#options.onRestartRequested('admin.shutdown');
    else this.#options.onStopRequested('admin.shutdown');
  }

  /** Settings that have changed since the start and hold from the next one on. */
  get settingsForNextStart(): readonly (keyof Settings)[] {
    return RESTART_SETTINGS.filter((name) => this.settings[name] !== this.#startSettings[name]);
  }

  /** Has the host ended for want of memory and started again. What the disk does not take of it is no reason to wait. */
  async #restart(why: string): Promise<void> {
    this.parts.history.addRestart(new Date().toISOString());
    if (this.parts.engine.outbox.status().refusing === null) {
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
    // A restore that is under way ends first, unless the disk keeps it from it.
    await within(RESTORE_MS, this.parts.restores.end(), () => 'A restore does not end.').catch(
      (error: unknown) => this.log.error({ err: error }, 'ending in the middle of a restore'),
    );
    this.#state = 'stopping';
    this.#notifyStatus();
    this.#players?.stop();
    this.parts.maintenance.endSchedule();
    this.parts.memory.stop();
    this.parts.alerts.stop();
    for (const timer of this.#timers) clearInterval(timer);
    this.parts.events.stopping();
    await runShutdown({
      steps: this.#steps,
      engine: this.parts.engine,
      snapshotter: this.parts.snapshotter,
      backups: this.parts.backups,
      journal: this.parts.journal,
      activity: this.parts.activity,
      gateway: this.parts.gateway,
      saveHistory: () => this.parts.saveHistory(),
      release: () => {
        this.parts.recorder.stop();
        this.#lock.release();
      },
    });
  }

  async #start(): Promise<void> {
    const { engine, journal, snapshotter, backups, earlyLoad } = this.parts;
    const { outbox } = engine;
    const steps = this.#steps;
    // A process takes a while to come up; each opens its files in its turn all the same.
    snapshotter.launch();
    journal.launch();
    const { recovery, folded } = await steps.run('Connect to the database', (report) =>
      connectStores({ backups, snapshotter, journal, log: this.log }, report),
    );
    this.#recovery = recovery;
    const world = await earlyLoad.finish(snapshotter.file, folded, (name, work) =>
      steps.run(name, work),
    );
    // While the file was read, what the fold wrote could not go into it from the write-ahead log.
    if (folded.seq !== folded.from.appliedSeq) await snapshotter.catchUp(folded.seq);
    await steps.run('Start the periodic snapshot', async () => {
      outbox.beginAt(world.seq);
      engine.replaceWorld(world);
      await journal.connect(outbox);
      const { version } = this.#options;
      this.parts.events.begin(version, journal.opened.ancestry, this.#recovery);
      await this.parts.activity.start();
      snapshotter.begin(engine);
      backups.schedule();
      this.parts.maintenance.schedule();
      this.parts.memory.start();
      this.parts.alerts.start();
      this.parts.recorder.start();
      this.#every(SAVE_HISTORY_MS, () => this.parts.saveHistory());
      this.#every(PRUNE_MS, () => this.#pruneJournal());
      this.#every(KEEP_ACTIVITY_MS, () => this.#keepActivity());
      this.#every(FORGET_SESSIONS_MS, () => this.#forgetSessions());
    });
    await steps.run('Accept connections', async (report) => {
      const { overrides } = this.#options;
      const host = overrides.host ?? this.settings.host;
      this.#address = await this.parts.gateway.listen(host, overrides.port ?? this.settings.port);
      this.#lock.describe(this.url);
      report(this.url);
    });
    this.#state = 'serving';
    this.#players?.start({ url: this.url, token: () => this.tokens.game });
    void this.#keepActivity();
    void this.#verifyAfterStart();
  }

  /** Checks the rules of the world; alerts go by what it found. */
  async verifyInvariants(): Promise<HostResult<'admin.verifyInvariants'>> {
    const result = await verifyWorld(this.parts.engine.world);
    this.parts.facts.found({ violations: result.violations.map(({ message }) => message) });
    return result;
  }

  /** Compares all items with the activity log; alerts go by what it found. */
  async checkItems(): Promise<HostResult<'items.contradictions'>> {
    const result = await this.parts.itemHistories.check();
    this.parts.facts.found({ contradictions: result.items.map(({ problem }) => problem) });
    return result;
  }

  /** The rules of the world hold of what was recovered, or the log says which does not. */
  async #verifyAfterStart(): Promise<void> {
    const { ok, violations, checked, duration_ms } = await this.verifyInvariants();
    if (ok) this.log.info({ checked, duration_ms }, 'the world keeps all its rules');
    else this.log.error({ violations }, 'the world breaks rules of its own');
    const { opened } = this.parts.journal;
    const hasRecovered = this.#recovery.sentences.length + opened.remarks.length > 0;
    if (hasRecovered) await this.#checkItemsAfterRecovery();
  }

  /**
   * After something had to be recovered: every item is where the activity log says it should be, or the
   * recovery tells which is not. Takes as long as it takes; play goes on.
   */
  async #checkItemsAfterRecovery(): Promise<void> {
    try {
      const { items, checked } = await this.checkItems();
      if (items.length === 0) {
        this.log.info({ items: checked }, 'every item is where the activity log says it should be');
        return;
      }
      const sentences = items.slice(0, CONTRADICTIONS_TOLD).map(({ problem }) => problem);
      for (const sentence of sentences) this.log.error({}, sentence);
      this.#tellRecovery(sentences);
    } catch (error) {
      this.log.error({ err: error }, 'the items could not be compared with the activity log');
    }
  }

  #tellRecovery(sentences: readonly string[]): void {
    const { sentences: before, is_loss } = this.#recovery;
    this.#recovery = { sentences: [...before, ...sentences], is_loss };
    this.parts.events.recovered({ sentences: [...sentences], is_loss: false });
    this.#notifyStatus();
  }

  /** Resolves once it is on disk. */
  async #logAdminAction(
    action: string,
    reason: string,
    role: 'admin' | 'host' = 'admin',
  ): Promise<void> {
    const { seq } = this.parts.engine.transact((transaction) => {
      transaction.event('AdminAction', { action, role, reason });
      return {};
    });
    await this.parts.durable.durable(seq);
  }

  /** After a start that failed: ends what runs already. */
  async #abandon(): Promise<void> {
    this.parts.maintenance.endSchedule();
    this.parts.memory.stop();
    this.parts.alerts.stop();
    for (const timer of this.#timers) clearInterval(timer);
    this.parts.recorder.stop();
    const ends = [
      this.parts.earlyLoad.letGo(),
      this.parts.activity.stop(),
      this.parts.backups.stop(),
      this.parts.snapshotter.stop(),
      this.parts.journal.stop(),
      this.parts.gateway.close('not started'),
    ];
    for (const end of await Promise.allSettled(ends)) {
      if (end.status === 'rejected') this.log.error({ err: end.reason }, 'could not end a part');
    }
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
    const { log, settings } = this;
    const { snapshotter, backups, journal } = this.parts;
    return pruneJournal({
      log,
      settings,
      clock: this.#clock,
      snapshotter,
      backups,
      journal,
      activitySeq: this.parts.activity.syncedSeq,
    });
  }

  /** What failed is in the log, and is tried again. */
  async #keepActivity(): Promise<void> {
    const { log, settings } = this;
    const { activity, events } = this.parts;
    try {
      const clock = this.#clock;
      await this.#keepTurns.take(() => keepActivity({ log, settings, clock, activity, events }));
    } catch (error) {
      if (this.#state === 'stopping') return;
      log.error({ err: error }, 'old activity logs stay as they are');
    }
  }

  #forgetSessions(): void {
    this.parts.engine.transact((transaction) => {
      forgetUnusedSessions(transaction, this.parts.gateway.sessionsInUse());
      return {};
    });
  }

  #stepped(step: Step): void {
    this.#options.onSteps?.(this.#steps.list());
    // The first steps come while the host is being put together.
    if (this.#state !== 'starting') this.parts.gateway.notify('progress', { step });
  }

  #notifyStatus(): void {
    this.parts.gateway.notify('status', { status: this.status() });
  }
}
