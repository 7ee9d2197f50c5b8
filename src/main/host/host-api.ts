/** The host's own methods, as the network and the window call them. */
import { invalid } from '../../shared/errors.ts';
import type { HostParams } from '../../shared/host-methods.ts';
import type { HostApi } from '../gateway/api.ts';
import { RANGES } from '../metrics/recorder.ts';
import type { Target } from '../processes/backup/protocol.ts';
import type { Host } from './host.ts';

export function hostApi(host: Host): HostApi {
  return {
    'server.status': () => ({ status: host.status() }),

    'activity.query': (asked) => host.parts.activitySearches.query(asked),

    'items.history': ({ item_id }) => host.parts.itemHistories.of(item_id),

    'items.search': (asked) => host.parts.itemSearches.search(asked),

    'items.contradictions': () => host.checkItems(),

    'admin.snapshot': async ({ full }) => ({
      snapshot: await host.parts.snapshotter.run('request', full ?? false),
    }),

    'admin.snapshots.list': ({ limit }) => ({
      snapshots: [...host.parts.history.snapshots].reverse().slice(0, limit),
    }),

    'admin.backups.list': async () => ({ backups: [...(await host.parts.backups.list())] }),

    'admin.backups.create': async ({ label }) => ({
      backup: await host.parts.backups.create('request', label ?? null),
    }),

    'admin.backups.verify': async ({ name }) => ({ backup: await host.parts.backups.verify(name) }),

    'admin.backups.protect': async ({ name, protected: isProtected }) => {
      const backup = await host.parts.backups.protect(name, isProtected);
      const what = isProtected ? `${name} is protected` : `${name} is not protected any more`;
      host.parts.events.adminAction('admin.backups.protect', what);
      return { backup };
    },

    'admin.backups.delete': async ({ name }) => {
      const backup = await host.parts.backups.delete(name);
      host.parts.events.adminAction('admin.backups.delete', `${name} is deleted`);
      return { backup };
    },

    'admin.restore.window': async () => ({ window: await host.parts.restores.window() }),

    'admin.restore.preview': async (params) => ({
      preview: await host.parts.restores.preview(targetOf(params)),
    }),

    'admin.restore.run': async ({ token, accept_ms, reason }) => ({
      restore: await host.parts.restores.run(token, {
        acceptMs: accept_ms ?? 0,
        reason: reason ?? null,
      }),
    }),

    'admin.restore.undo': async ({ reason }) => ({
      restore: await host.parts.restores.undo(reason ?? null),
    }),

    'admin.restore.list': () => ({ restores: [...host.parts.history.restores].reverse() }),

    'admin.restore.previewCharacter': async (wanted) => ({
      preview: await host.parts.characterRestores.preview(wanted),
    }),
    'admin.restore.runCharacter': async (wanted, role) => ({
      restored: await host.parts.characterRestores.run(wanted, role),
    }),

    'admin.connections.list': () => ({ connections: host.connectionStatus() }),

    'admin.integrityCheck': async () => {
      const { problems, mended } = await host.parts.snapshotter.integrityCheck();
      return { ok: problems.length === 0, problems: [...problems], mended: [...mended] };
    },

    'admin.vacuum': async () => ({ vacuum: await host.parts.maintenance.vacuum('request') }),

    'admin.maintenance.get': async () => ({ maintenance: await host.parts.maintenance.status() }),

    'admin.verifyInvariants': () => host.verifyInvariants(),

    'admin.journal.status': async () => {
      const { engine, journal, snapshotter } = host.parts;
      const { timeline, epoch, segments, segmentFile, bytes } = await journal.journalStatus();
      const outbox = engine.outbox.status();
      return {
        journal: {
          timeline,
          epoch,
          seq: engine.world.seq,
          durable_seq: engine.durable.value,
          snapshot_seq: snapshotter.appliedSeq,
          pending: outbox.pending,
          pending_bytes: outbox.bytes,
          waited_ms: outbox.waitedMs,
          refusing: outbox.refusing,
          trouble: journal.trouble?.message ?? null,
          segments,
          segment_file: segmentFile,
          bytes,
          recovery: [...journal.opened.remarks],
        },
      };
    },

    'admin.metrics.history': ({ range = '5m' }) => ({
      range,
      interval_ms: RANGES[range].intervalMs,
      samples: [...host.parts.recorder.samples(range)],
    }),

    'admin.settings.get': () => ({
      settings: host.settings,
      restart: [...host.settingsForNextStart],
    }),

    'admin.settings.set': ({ settings }) => host.changeSettings(settings),

    'admin.alerts.list': () => host.parts.alerts.list(),

    'admin.alerts.test': () => host.parts.alerts.test(),

    'admin.tokens.get': () => ({ tokens: host.tokens }),

    'admin.tokens.rotate': ({ role }) => host.rotateToken(role),

    'admin.shutdown': async ({ restart = false }) => {
      await host.shutDown({ restart });
      return { stopping: true };
    },
  };
}

function targetOf({ backup, at, seq }: HostParams<'admin.restore.preview'>): Target {
  const named = [backup, at, seq].filter((value) => value !== undefined);
  if (named.length !== 1) throw invalid('', 'must name one of backup, at and seq');
  if (backup !== undefined) return { backup };
  return at === undefined ? { seq: seq as number } : { at: Date.parse(at) };
}
