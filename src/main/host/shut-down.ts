/**
 * The end of the host in the document's seven steps. A step that fails does not keep the later ones from
 * running: whatever can be saved is.
 */
import { ShardError } from '../../shared/errors.ts';
import type { GatewayServer } from '../gateway/server.ts';
import type { Engine } from '../journal/engine.ts';
import type { Activity } from './activity.ts';
import type { Backups } from './backups.ts';
import type { JournalLink } from './journal-link.ts';
import type { Snapshotter } from './snapshotter.ts';
import type { Report, Steps } from './steps.ts';
import { within } from './within.ts';

/** Milliseconds that the disk gets at shutdown to confirm what has applied. */
const DRAIN_MS = 60_000;
/** Milliseconds that the final snapshot gets, and the final backup: many times what a full world takes. */
const SAVE_MS = 300_000;

export interface ShutdownParts {
  readonly steps: Steps;
  readonly engine: Engine;
  readonly snapshotter: Snapshotter;
  readonly backups: Backups;
  readonly journal: JournalLink;
  readonly activity: Activity;
  readonly gateway: GatewayServer;
  readonly saveHistory: () => Promise<void>;
  /** Gives up what the host holds besides. */
  readonly release: () => void;
}

/** Rejects at the end with the first failure, and where anything was left undurable. */
export async function runShutdown(parts: ShutdownParts): Promise<void> {
  const { steps, engine, snapshotter, backups, journal, gateway } = parts;
  const failures: unknown[] = [];
  const attempt = async (run: Promise<unknown>) => run.catch((error) => failures.push(error));

  await attempt(steps.run('Stop accepting new connections', () => gateway.stopAccepting()));
  await attempt(
    steps.run('Wait for active operations to complete', async (report) => {
      engine.setGate(() => new ShardError('StorageUnavailable', 'The shard is shutting down.'));
      await drain(engine, report);
    }),
  );
  await attempt(
    steps.run('Create the final snapshot', async (report) => {
      const { players, rows, seq } = await within(
        SAVE_MS,
        snapshotter.endSchedule().then(() => snapshotter.run('shutdown')),
        () =>
          'The snapshot did not come to an end. The journal holds everything it would have saved.',
      );
      report(`${players} players, ${rows} rows, up to change ${seq}`);
    }),
  );
  await attempt(
    steps.run('Save all in-memory data to SQLite', async (report) => {
      await parts.saveHistory();
      const { appliedSeq } = snapshotter;
      const { seq } = engine.world;
      if (appliedSeq !== seq) {
        throw new Error(`The database stands at ${appliedSeq}, the world at ${seq}.`);
      }
      report(`the database holds everything up to change ${appliedSeq}`);
    }),
  );
  await attempt(
    steps.run('Create the final backup', async (report) => {
      const { name, size_bytes } = await within(
        SAVE_MS,
        backups.endSchedule().then(() => backups.create('shutdown', null)),
        () => 'The backup did not come to an end. The database holds everything.',
      );
      report(`${name}, ${Math.ceil(size_bytes / 1024)} KiB`);
    }),
  );
  await attempt(
    steps.run('Close the database connection', async () => {
      const ends = [
        () => parts.activity.stop(),
        () => backups.stop(),
        () => snapshotter.stop(),
        () => journal.stop(),
      ];
      const problems: unknown[] = [];
      // Each is ended, whatever became of the one before.
      for (const end of ends) await end().catch((error) => problems.push(error));
      if (problems.length > 0) throw problems[0];
    }),
  );
  await attempt(
    steps.run('Shut down the server', async () => {
      await gateway.close('the shard is shutting down');
      parts.release();
    }),
  );
  if (failures.length > 0) throw failures[0];
}

/** Waits until everything that has applied is durable. */
async function drain(engine: Engine, report: Report): Promise<void> {
  engine.outbox.flush();
  const { seq } = engine.world;
  report(`waiting for change ${seq} to be on disk`);
  await within(DRAIN_MS, engine.durable.durable(seq), () => {
    const { pending } = engine.outbox.status();
    return `${pending} changes could not be written and were not acknowledged.`;
  });
  report(`everything up to change ${seq} is on disk`);
}
