/** What the journal process does beside appending, against real files. */
import { mkdirSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { type JournalRetentionParts, pruneJournal } from '../../src/main/host/journal-retention.ts';
import { ClockWatch } from '../../src/main/processes/clock-watch.ts';
import { JournalService } from '../../src/main/processes/journal/service.ts';
import type { Logger } from '../../src/shared/logger.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const HOST = { durable: { asEvent: async () => {} }, trouble: { asEvent: async () => {} } };
const QUIET: Logger = { info: () => {}, warn: () => {}, error: () => {} };

/** A journal of so many epochs, each with a segment of its own. */
async function journalOf(epochs: number): Promise<JournalService> {
  const dataDir = temporaryDirectory();
  mkdirSync(dataDir, { recursive: true });
  for (let epoch = 1; ; epoch++) {
    const service = new JournalService(() => HOST as never);
    await service.functions.open({
      dataDir,
      serverId: 'Server_001',
      heldElsewhere: 0,
      timelineAtLeast: 1,
      leaveAt: null,
      lockWaitMs: 0,
    });
    service.functions.append({ first: epoch, last: epoch, payload: new Uint8Array(100) } as never);
    if (epoch === epochs) {
      onTestFinished(() => service.orphaned());
      return service;
    }
    await service.orphaned();
  }
}

it('[J25] a few segments go with each call, and all that had their time in the end', async () => {
  const { functions } = await journalOf(7);
  const removed: number[] = [];
  await pruneJournal({
    log: QUIET,
    settings: { restoreHours: 0, journalMib: 0 },
    snapshotter: { standing: async () => ({ checkpointedSeq: 100 }) },
    backups: { ask: async () => 100 },
    journal: {
      prune: async (limits: Parameters<typeof functions.prune>[0]) => {
        const pruned = functions.prune(limits);
        removed.push(pruned.segments);
        return pruned;
      },
    },
    activitySeq: 100,
    clock: new ClockWatch(),
  } as unknown as JournalRetentionParts);
  expect(removed).toEqual([2, 2, 2, 0]);
  expect(functions.status().segments).toBe(1);
});
