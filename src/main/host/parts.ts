/** The parts of a host and the ways between them. Starts none of them: that is the host's. */
import { v4 as uuid } from 'uuid';
import type { ServerStatus } from '../../shared/host-methods.ts';
import type { HostApi } from '../gateway/api.ts';
import { GatewayServer } from '../gateway/server.ts';
import { encodeChunk } from '../journal/codec.ts';
import { DurableSequence } from '../journal/durability.ts';
import { Engine } from '../journal/engine.ts';
import { Outbox } from '../journal/outbox.ts';
import { PrometheusMetrics } from '../metrics/prometheus.ts';
import { type Gauges, MetricsRecorder } from '../metrics/recorder.ts';
import type { DataDirectory } from '../processes/data-directory.ts';
import type { Fork } from '../processes/port.ts';
import { World } from '../world/world.ts';
import { Activity } from './activity.ts';
import { feedActivity } from './activity-feed.ts';
import { ActivitySearches } from './activity-search.ts';
import { Alerts } from './alerts/alerts.ts';
import type { AlertNews } from './alerts/announcer.ts';
import { systemClock } from './alerts/clock.ts';
import { DiskWatch } from './alerts/disk-watch.ts';
import { FactsOfHost } from './alerts/facts.ts';
import { postWebhook } from './alerts/post-webhook.ts';
import { Backups } from './backups.ts';
import { CharacterRestores } from './character-restore.ts';
import type { Config } from './config.ts';
import { EarlyLoad } from './early-load.ts';
import { History } from './history.ts';
import { HostEvents } from './host-events.ts';
import { ItemHistories } from './item-history.ts';
import { ItemSearches } from './item-searches.ts';
import { JournalLink } from './journal-link.ts';
import type { HostLog } from './log.ts';
import { Maintenance } from './maintenance.ts';
import { MemoryWatch } from './memory-watch.ts';
import { Restores } from './restores.ts';
import { Snapshotter } from './snapshotter.ts';

/** What the parts need of the host that they are of. */
export interface Surroundings {
  readonly log: HostLog;
  readonly paths: DataDirectory;
  readonly serverId: string;
  readonly fork: Fork;
  /** Folder of the SQL migrations. */
  readonly migrations: string;
  readonly version: string;
  /** As it is now: settings and tokens change while it runs. */
  readonly config: () => Config;
  readonly state: () => ServerStatus['state'];
  readonly api: HostApi;
  /** Something that the status tells has changed. */
  readonly onStatus: () => void;
  /** Play stops for a restore, or goes on. */
  readonly onRestoring: (isRestoring: boolean) => void;
  /** The world is an earlier one by now, and that is on record. */
  readonly onRestored: () => void;
  /** The database was broken and is made anew: what was done, in sentences. */
  readonly onMended: (sentences: readonly string[]) => void;
  /** Memory has come to its limit. */
  readonly onMemoryLimit: (why: string) => void;
  /** Alerts that the desktop is to show. */
  readonly onAlertNews: (news: readonly AlertNews[]) => void;
}

export type Parts = ReturnType<typeof makeParts>;

export function makeParts(surroundings: Surroundings) {
  const { log, paths, serverId, fork, migrations, config, onStatus } = surroundings;
  const settings = () => config().settings;
  const ofProcess = { fork, log, dataDir: paths.root, serverId };
  const durable = new DurableSequence();
  const history = new History(paths.history, log);

  const newWorld = () => new World({ clock: Date.now, uuid: () => uuid(), rules: settings });
  const earlyLoad = new EarlyLoad(newWorld);

  const snapshotter: Snapshotter = new Snapshotter({
    ...ofProcess,
    migrations,
    onChecking: (file) => earlyLoad.begin(file),
    onReplacing: () => earlyLoad.letGo(),
    intervalMs: () => settings().snapshotSeconds * 1000,
    playedSeq: () => events.playedSeq,
    backups: () => backups.bases(),
    onSnapshot: (snapshot) => {
      history.add(snapshot);
      events.snapshot(snapshot);
      gateway.notify('snapshots', { snapshot });
    },
    onProgress: (rows, of) => gateway.notify('progress', { snapshot: { rows, of } }),
    onMended: surroundings.onMended,
  });

  const backups: Backups = new Backups({
    ...ofProcess,
    migrations,
    settings,
    engine: () => engine,
    snapshot: async () => {
      // What is at rest is in the database already.
      if (durable.value !== snapshotter.appliedSeq) await snapshotter.run('backup');
    },
    onCorrupt: (why) => snapshotter.mend(why),
    onMade: (backup) => events.backupMade(backup),
    onFailed: (cause, why) => events.backupFailed(cause, why),
    onNews: (news) => gateway.notify('backups', news),
    onProgress: (phase, pages, of) => gateway.notify('progress', { backup: { phase, pages, of } }),
    onStatus,
    onRestoring: (restore) => gateway.notify('progress', { restore }),
  });

  const journal = new JournalLink({
    ...ofProcess,
    appliedSeq: () => snapshotter.appliedSeq,
    timeline: () => snapshotter.timeline,
    onTrouble: onStatus,
    rewriteStore: () => snapshotter.rewrite(),
    onRewritten: () => backups.makeSoon(),
  });

  const activity = new Activity({ ...ofProcess, durable });

  const activitySearches = new ActivitySearches({
    activity,
    tables: () => engine.world.tables,
  });
  const itemSearches = new ItemSearches(() => engine.world.tables);
  const itemHistories = new ItemHistories({ log, activity, engine: () => engine });

  const maintenance = new Maintenance({
    log,
    paths,
    settings,
    snapshotter,
    history,
    backups: () => backups.directory,
    online: () => engine.world.tables.sessions.size,
    onVacuum: (run) => events.vacuum(run),
  });

  const memory = new MemoryWatch({
    log,
    settings,
    restarts: () => history.restarts,
    onStatus,
    onLimit: surroundings.onMemoryLimit,
  });

  const outbox = new Outbox({
    durable,
    encode: encodeChunk,
    monotonic: () => performance.now(),
    defer: setImmediate,
    observe: (milliseconds) => {
      recorder.observeDurable(milliseconds);
      prometheus.observeDurable(milliseconds);
    },
  });
  const engine: Engine = new Engine(newWorld(), outbox, durable);
  const events = new HostEvents(engine, log);

  const gauges = (): Gauges => ({
    executed: engine.executed,
    characters: engine.world.tables.characters.size,
    online: engine.world.tables.sessions.size,
    connections: gateway.connections,
    pending: outbox.status().pending,
  });
  const prometheus = new PrometheusMetrics(() => ({
    ...gauges(),
    seq: engine.world.seq,
    durableSeq: durable.value,
    snapshotSeq: snapshotter.appliedSeq,
    refusing: outbox.status().refusing !== null,
  }));
  const recorder: MetricsRecorder = new MetricsRecorder(
    gauges,
    (sample) => gateway.notify('metrics', { sample }),
    history.metrics,
  );
  const saveHistory = () => history.save(recorder.history());

  const restores: Restores = new Restores({
    log,
    engine,
    backups,
    snapshotter,
    journal,
    newWorld,
    events,
    receipts: () => history.restores,
    keep: async (receipt) => {
      history.addRestore(receipt);
      await saveHistory();
    },
    onReplaced: () => gateway.expireSessions(),
    onRestoring: (isRestoring) => {
      if (isRestoring) events.hold();
      else events.release();
      surroundings.onRestoring(isRestoring);
    },
    onRestored: surroundings.onRestored,
    onProgress: (restore) => gateway.notify('progress', { restore }),
  });

  const facts = new FactsOfHost({
    clock: systemClock,
    settings,
    engine,
    snapshotter,
    backups,
    journal,
    activity,
    disks: new DiskWatch(() => [paths.root, backups.directory], systemClock),
    memory: () => memory.status(),
    lastSnapshot: () => history.snapshots.at(-1) ?? null,
  });
  const alerts = new Alerts({
    log,
    clock: systemClock,
    post: postWebhook,
    settings: () => settings().alerts,
    shard: () => settings().name,
    // Before it serves, in a restore and at its end a host is not as it is otherwise.
    facts: (webhookFailure) =>
      surroundings.state() === 'serving' ? facts.now(webhookFailure) : null,
    idOf: (name) => engine.world.tables.characters.find('character_name', name)?.character_id,
    nameOf: (id) => engine.world.tables.characters.get(id)?.character_name,
    onAlerts: (all) => gateway.notify('alerts', { alerts: all }),
    onNews: surroundings.onAlertNews,
  });

  const characterRestores = new CharacterRestores({
    engine,
    uuid: () => uuid(),
    stateAt: (moment, character_id) => restores.characterAt(moment, character_id),
  });

  const gateway: GatewayServer = new GatewayServer(
    {
      engine,
      host: surroundings.api,
      tokens: () => config().tokens,
      allowedOrigins: () => settings().allowedOrigins,
      connectionsMax: () => settings().connectionsMax,
      version: surroundings.version,
      metrics: () => prometheus.text(),
      health: () => {
        const { refusing } = outbox.status();
        const state = surroundings.state();
        return { ok: state === 'serving' && refusing === null, state, refusing };
      },
    },
    log,
  );
  feedActivity(
    engine,
    () => gateway.isWanted('activity'),
    (params) => gateway.notify('activity', params),
  );
  feedActivity(
    engine,
    () => alerts.queries.isWatching,
    ({ entries }) => alerts.queries.take(entries),
  );

  return {
    engine,
    earlyLoad,
    durable,
    events,
    journal,
    activity,
    activitySearches,
    itemHistories,
    itemSearches,
    snapshotter,
    backups,
    restores,
    characterRestores,
    maintenance,
    memory,
    facts,
    alerts,
    history,
    recorder,
    gateway,
    /** Keeps what charts and lists show over a restart. */
    saveHistory,
  };
}
