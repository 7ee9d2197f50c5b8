/**
 * Survival (c): the host or one of its processes is killed in a restore. What comes up is the world from
 * before or the one that was gone back to, whole. `CRASH_RESTORES=n` for so many more kills at moments by
 * chance, `CRASH_SEED=n` to repeat a run that failed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import type { Backup } from '../../src/shared/host-methods.ts';
import { RESTORE_PHASES, type RestorePhase } from '../../src/shared/restore.ts';
import { removeTempDir } from '../support/host.ts';
import { Operator, PROCESSES, type ProcessName } from '../support/operator.ts';
import { pauseProcess } from '../support/pause-process.ts';
import { Random } from '../support/random.ts';

const MORE = Number(process.env.CRASH_RESTORES ?? 1);
const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 2 ** 31);

/** Those of a restore itself: what is gone back to was built for the preview. */
const PHASES = RESTORE_PHASES.filter((phase) => phase !== 'building');
/** Milliseconds into a restore at which it is killed by chance. */
const LATEST_MS = 400;

/** When to kill: as a phase is told of, or so many milliseconds after the restore was asked for. */
type Moment = { readonly phase: RestorePhase } | { readonly ms: number };

interface Ended {
  /** True and false: the restore was reported done, or failed. Null where the host could not say. */
  readonly reported: boolean | null;
  readonly message: string;
  /** The world that is there: the one before, or the one that was gone back to. */
  readonly world: 'old' | 'restored';
}

/** A shard in a directory of its own, and the points that it can go back to. */
class Past {
  readonly random = new Random(SEED);
  readonly shard = new Operator();
  readonly #points: Backup[] = [];

  static async begin(): Promise<Past> {
    const past = new Past();
    const { shard, random } = past;
    onTestFinished(async () => {
      await shard.stop();
      removeTempDir(shard.dataDir);
    });
    await shard.start();
    await shard.play(random);
    past.#points.push(await shard.backup());
    return past;
  }

  /** Plays on, goes back to some point, and has `kill` called at the moment; then looks what is there. */
  async restore(
    moment: Moment,
    kill: (pids: Readonly<Record<ProcessName, number>>) => Promise<unknown>,
  ): Promise<Ended> {
    const { shard, random } = this;
    await shard.play(random);
    const old = await shard.backup();
    const target = random.pick(this.#points);
    this.#points.push(old);
    const to = random.chance(0.5) ? { backup: target.name } : { seq: target.seq };
    const { token } = await shard.preview(to);
    const pids = await shard.pids();
    let struck: Promise<unknown> | null = null;
    const strike = () => {
      struck ??= kill(pids);
    };
    let isSwitched = false;
    shard.onPhase = (phase) => {
      // It comes after the decision, whoever dies.
      isSwitched ||= phase === 'backup';
      if ('phase' in moment && moment.phase === phase) strike();
    };
    const { host } = shard;
    const answered = shard.run(token);
    if ('ms' in moment) void sleep(moment.ms).then(strike);
    const reply = await Promise.race([answered, host.exited.then(() => null)]);
    if ('ms' in moment) strike();
    await struck;
    shard.onPhase = () => {};
    // It may have been killed when all was over.
    if (host.child.exitCode !== null || host.child.signalCode !== null) {
      await shard.stop();
      await shard.start();
      expect(shard.leftOver(), 'left over').toEqual([]);
    }
    const { digest } = await shard.backup();
    expect(await shard.problems()).toEqual([]);
    expect(
      [old.digest, target.digest],
      'it is neither the world from before nor the one that was gone back to',
    ).toContain(digest);
    const reported = reply === null ? (isSwitched ? true : null) : reply.error === undefined;
    const world = digest === target.digest ? 'restored' : 'old';
    // The world from before is never out of reach.
    if (world === 'restored' && random.chance(0.3)) {
      await shard.undo();
      expect((await shard.backup()).digest, 'the undo').toBe(old.digest);
    }
    return { reported, message: reply?.error?.message ?? '', world };
  }
}

const described = (moment: Moment) =>
  'phase' in moment ? `at "${moment.phase}"` : `after ${moment.ms} ms`;

/** Kills a process; false where it is gone already. */
function end(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** What was reported must be what is there. */
function expectKept({ reported, message, world }: Ended): void {
  if (reported === true) expect(world, 'it was reported done').toBe('restored');
  if (reported === false) expect(world, `it was reported failed: ${message}`).toBe('old');
}

it('[S7] a host that is killed in a restore comes up with the old world or the restored one', async () => {
  const past = await Past.begin();
  const { random, shard } = past;
  const moments: Moment[] = [
    ...PHASES.map((phase) => ({ phase })),
    ...Array.from({ length: MORE }, () => ({ ms: random.int(0, LATEST_MS) })),
  ];
  const worlds = new Set<string>();
  for (const [i, moment] of moments.entries()) {
    const withProcesses = i % 2 === 0;
    const ended = await past.restore(moment, (pids) => {
      if (withProcesses) for (const pid of Object.values(pids)) end(pid);
      return shard.host.stop('SIGKILL');
    });
    const whose = withProcesses ? 'with its processes' : 'alone';
    worlds.add(ended.world);
    try {
      expectKept(ended);
    } catch (cause) {
      throw new Error(`seed ${SEED}, killed ${whose} ${described(moment)}`, { cause });
    }
  }
  // Some of the kills came before the decision and some after it.
  expect([...worlds].sort()).toEqual(['old', 'restored']);
}, 180_000);

it('[S7] a host whose journal process outlives it, on a slow disk, waits for what that decides', async () => {
  const { shard, random } = await Past.begin();
  const target = await shard.backup();
  await shard.play(random);
  const { token } = await shard.preview({ backup: target.name });
  const { journal } = await shard.pids();
  let goOn = () => {};
  shard.onPhase = (phase) => {
    // It stands still as on a disk that does not answer, with the word to switch before it.
    if (phase === 'finishing') goOn = pauseProcess(journal);
    if (phase === 'switching') void sleep(100).then(() => shard.host.stop('SIGKILL'));
  };
  void shard.run(token);
  await shard.host.exited;
  await shard.stop();
  const started = shard.start();
  // By then the next host has come as far as it can.
  await sleep(3_000);
  goOn();
  await started;
  expect((await shard.backup()).digest).toBe(target.digest);
  expect((await shard.status()).steps[0]?.detail).not.toContain('could not be used');
  expect(await shard.problems()).toEqual([]);
  await shard.play(random);
  const { digest } = await shard.backup();
  await shard.stop();
  await shard.start();
  expect((await shard.backup()).digest).toBe(digest);
});

/** The phases in which a process has something to do, or the host something to ask of it. */
const PHASES_OF: Readonly<Record<ProcessName, readonly RestorePhase[]>> = {
  journal: ['stopping', 'loading', 'checking', 'switching', 'backup'],
  snapshot: ['comparing', 'safety backup', 'loading', 'switching', 'backup'],
  backup: ['comparing', 'safety backup', 'finishing', 'loading', 'backup'],
};

it.each(PROCESSES)(
  '[S8] a %s process that dies in a restore leaves it done or undone, as it is reported, and the host serving',
  async (victim) => {
    const past = await Past.begin();
    const { random, shard } = past;
    const { pid } = shard.host;
    const moments: Moment[] = [
      ...PHASES_OF[victim].map((phase) => ({ phase })),
      ...Array.from({ length: Math.ceil(MORE / 3) }, () => ({ ms: random.int(0, LATEST_MS) })),
    ];
    for (const moment of moments) {
      const what = `seed ${SEED}, ${described(moment)}`;
      const ended = await past.restore(moment, async (pids) => {
        // A restore itself renews the snapshot process.
        if (!end(pids[victim])) end((await shard.pids())[victim]);
      });
      expect(ended.reported, what).not.toBeNull();
      expectKept(ended);
      expect(shard.host.pid, what).toBe(pid);
    }
    // What is on disk is the same.
    const { digest } = await shard.backup();
    await shard.stop();
    await shard.start();
    expect((await shard.backup()).digest).toBe(digest);
    expect(shard.leftOver()).toEqual([]);
  },
  180_000,
);
