/** When a backup is proven, and for whom the proof makes way. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Backups, type BackupsOptions } from '../../src/main/host/backups.ts';
import type { Engine } from '../../src/main/journal/engine.ts';
import type { BackupCalls, BackupEvents } from '../../src/main/processes/backup/protocol.ts';
import type { Port } from '../../src/main/processes/port.ts';
import { createRpc } from '../../src/main/processes/rpc.ts';
import type { Backup } from '../../src/shared/host-methods.ts';
import { DEFAULT_SETTINGS } from '../../src/shared/settings.ts';
import { TestWorld } from '../support/world.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets time pass until `what` is among the things that were done. */
async function until(what: string, did: readonly string[]): Promise<void> {
  while (!did.includes(what)) {
    await vi.advanceTimersByTimeAsync(1_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Both ends of a channel. */
function portPair(): [Port, Port] {
  const listeners: ((message: unknown) => void)[][] = [[], []];
  const end = (own: number): Port => ({
    post: (message) =>
      queueMicrotask(() => {
        for (const listener of listeners[1 - own] ?? []) listener(message);
      }),
    onMessage: (listener) => listeners[own]?.push(listener),
    onClose: () => {},
  });
  return [end(0), end(1)];
}

/** Backups whose process does as it is told; `onSlice` happens with each slice that it compares. */
async function start(onSlice: () => void) {
  const did: string[] = [];
  const made: Backup[] = [];
  const find = (name: string) => made.find((one) => one.name === name) as Backup;
  const process = {
    open: async () => {},
    beforeMigration: async () => null,
    list: async () => made,
    create: async () => {
      const backup = {
        name: `backup ${made.length + 1}`,
        at: new Date().toISOString(),
        problem: null,
        proven_at: null,
      } as Backup;
      made.push(backup);
      did.push(`made ${backup.name}`);
      return { backup, pruned: [] };
    },
    verify: async (name: string) => find(name),
    beginProof: async (name: string) => {
      did.push(`begun ${name}`);
      return { state: 'restored' as const };
    },
    checkSlice: async () => {
      onSlice();
      return true;
    },
    endProof: async () => {},
    noteProof: async (name: string) => {
      did.push(`proven ${name}`);
      return { ...find(name), proven_at: new Date().toISOString() };
    },
  } satisfies Partial<BackupCalls>;
  const world = new TestWorld();
  for (let n = 0; n < 2_000; n++) world.createCharacter(`Hero ${n}`);
  const backups = new Backups({
    fork: () => {
      const [ours, theirs] = portPair();
      createRpc<BackupEvents, BackupCalls>(theirs, process as unknown as BackupCalls);
      return { pid: 1, port: ours, kill: () => {}, onExit: () => {} };
    },
    log: { info: () => {}, warn: () => {}, error: () => {} },
    dataDir: '/nowhere',
    settings: () => DEFAULT_SETTINGS,
    engine: () =>
      ({ world, durable: { value: world.seq, durable: async () => {} } }) as unknown as Engine,
    snapshot: async () => {},
    onNews: () => {},
    onMade: () => {},
    onFailed: () => {},
    onStatus: () => {},
  } as Partial<BackupsOptions> as BackupsOptions);
  await backups.start();
  return { backups, did };
}

it('[B8] by itself begins anew after it has made way for whoever came meanwhile', async () => {
  let slices = 0;
  let other: Promise<Backup> | null = null;
  const { backups, did } = await start(() => {
    slices++;
    if (slices === 2) other = backups.create('request', null);
  });
  await backups.create('interval', null);
  await until('proven backup 2', did);
  await other;
  expect(did).toEqual([
    'made backup 1',
    'begun backup 1',
    'made backup 2',
    'begun backup 2',
    'proven backup 2',
  ]);
});

it('[B8] that was asked for is brought to its end', async () => {
  let slices = 0;
  let other: Promise<Backup> | null = null;
  const { backups, did } = await start(() => {
    slices++;
    if (slices === 2) other = backups.create('request', null);
  });
  const { name } = await backups.create('interval', null);
  const verified = backups.verify(name);
  await until('made backup 2', did);
  expect((await verified).proven_at).not.toBeNull();
  await other;
  expect(did.slice(0, 4)).toEqual([
    'made backup 1',
    'begun backup 1',
    'proven backup 1',
    'made backup 2',
  ]);
});
