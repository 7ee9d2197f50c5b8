/**
 * Main's part of proving a backup: it hands out what the live world holds, slice by slice, in between
 * commands, and the backup process says whether the restored one holds the same.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../journal/engine.ts';
import type { BackupCalls, BackupEvents } from '../processes/backup/protocol.ts';
import type { Rpc } from '../processes/rpc.ts';
import { digestTaken } from '../storage/slice-digest.ts';
import { takeSlices } from '../world/slices.ts';

type Ask = <T>(question: (rpc: Rpc<BackupCalls, BackupEvents>) => Promise<T>) => Promise<T>;

/** Of main's time that proving may take: for each millisecond of a slice so many of rest. */
const REST = 4;

/**
 * Null where the backup brings the live world back, otherwise what is wrong; undefined where it
 * cannot be proven, for nothing leads from it to the present, or where `isOver` cut it short.
 */
export async function prove(
  engine: Engine,
  name: string,
  ask: Ask,
  isOver: () => boolean,
): Promise<string | null | undefined> {
  const begun = await ask((rpc) => rpc.beginProof(name, engine.durable.value));
  if (begun.state === 'broken') return `It cannot be restored: ${begun.problem}`;
  if (begun.state === 'nothing to compare with') return undefined;
  try {
    const { world } = engine;
    const slices = takeSlices(world.tables);
    while (!isOver()) {
      const startedAt = performance.now();
      const next = slices.next();
      if (next.done) return null;
      const digest = digestTaken(next.value);
      const { slice } = next.value;
      const { seq } = world;
      const took = performance.now() - startedAt;
      await engine.durable.durable(seq);
      if (!(await ask((rpc) => rpc.checkSlice(slice, seq, digest)))) {
        const which =
          'table' in slice ? slice.table : `${slice.owner} ${slice.from} to ${slice.to}`;
        return `It does not bring the live world back: ${which} differ at change ${seq}.`;
      }
      await sleep(took * REST);
    }
    return undefined;
  } finally {
    await ask((rpc) => rpc.endProof());
  }
}
