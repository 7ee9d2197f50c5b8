/**
 * Survival (b): the journal process and the snapshot process are killed under a host that is written
 * to, its disk stalls or is full, and the host stays up. `CRASH_KILLS=n` for more kills,
 * `CRASH_SEED=n` to repeat a run that failed.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Crew } from '../support/crew.ts';
import { makeTempDir, removeTempDir, startHost, type TestHost } from '../support/host.ts';
import { pauseProcess } from '../support/pause-process.ts';
import { Random } from '../support/random.ts';
import { RawConnection, type Reply } from '../support/raw-client.ts';
import { Filler, mountSmallDisk } from '../support/small-disk.ts';
import { differences } from '../support/world-model.ts';
import { readDatabase, readWorld } from '../support/world-view.ts';
import { MAPS } from '../support/writer.ts';

const KILLS = Number(process.env.CRASH_KILLS ?? 16);
const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 2 ** 31);

/** Milliseconds of writing between two kills. */
const BETWEEN_MIN_MS = 20;
const BETWEEN_MAX_MS = 400;
/** The host's own words in the log, at most: starts, and snapshots that failed with their process. */
const OWN_WORDS_MAX = 40;

type ProcessName = 'journal' | 'snapshot';

interface Status {
  readonly seq: number;
  readonly refusing: string | null;
  readonly processes: readonly { name: ProcessName; state: string; pid: number | null }[];
}

/** What a test holds in its hands: a host in a directory, somebody who looks, and eight who write. */
class Scene {
  readonly random = new Random(SEED);
  readonly dataDir: string;
  readonly crew: Crew;
  host: TestHost;
  admin: RawConnection;
  readonly #killed = new Set<number>();

  private constructor(dataDir: string, host: TestHost, admin: RawConnection) {
    this.dataDir = dataDir;
    this.host = host;
    this.admin = admin;
    const address = () => Promise.resolve(this.host.url);
    this.crew = new Crew({ seed: SEED, token: host.tokens.game, address });
  }

  static async set(dataDir = makeTempDir()): Promise<Scene> {
    const host = await startHost({ dataDir });
    const admin = await RawConnection.open({ url: host.url, token: host.tokens.admin });
    const scene = new Scene(dataDir, host, admin);
    onTestFinished(async () => {
      scene.crew.stop();
      await scene.host.stop('SIGKILL');
      await scene.crew.close();
    });
    await scene.crew.enrol();
    return scene;
  }

  async status(): Promise<Status> {
    return (await this.admin.call<{ status: Status }>('server.status', {})).status;
  }

  /** The id of a process of the host that is up, waiting for it where it was killed just now. */
  async pidOf(name: ProcessName): Promise<number> {
    for (;;) {
      const { processes } = await this.status();
      const { state, pid } = processes.find((process) => process.name === name) ?? {};
      if (state === 'ready' && pid && !this.#killed.has(pid)) return pid;
      await sleep(10);
    }
  }

  /** Kills a process that is up: one that ended by itself is an error. */
  kill(pid: number): void {
    this.#killed.add(pid);
    process.kill(pid, 'SIGKILL');
  }

  /** Everything was answered, once, and the world is what the answers say. */
  async expectRight(what: string): Promise<void> {
    const { crew, admin } = this;
    await crew.settled();
    const view = await readWorld(admin, MAPS, crew.itemsSeen);
    const { seq } = await this.status();
    expect(crew.replay([{ what, seq, view }], differences), `seed ${SEED}`).toEqual([]);
    // Every request took one number, and every session one to begin; the rest are the host's own words.
    const own = seq - crew.remembered - crew.writers.length;
    expect(own, `seed ${SEED}, ${what}`).toBeGreaterThanOrEqual(0);
    expect(own, `seed ${SEED}, ${what}`).toBeLessThanOrEqual(OWN_WORDS_MAX);
  }

  /** What is on disk is the same: the host is killed, and the one that follows it is looked at. */
  async expectRightAfterRestart(): Promise<void> {
    await this.host.stop('SIGKILL');
    this.host = await startHost({ dataDir: this.dataDir });
    const { url, tokens } = this.host;
    this.admin = await RawConnection.open({ url, token: tokens.admin });
    await this.expectRight('after the host was started again');
  }

  /** In the end everything is in the database as well. */
  async expectRightDatabase(): Promise<void> {
    const view = await readWorld(this.admin, MAPS, this.crew.itemsSeen);
    expect(await this.host.stop('SIGTERM')).toBe(0);
    const database = readDatabase(join(this.dataDir, 'Server_001.db'));
    expect(database.problems).toEqual([]);
    expect(differences(database.world, view), `seed ${SEED}`).toEqual([]);
    expect(database.meta.get('next_log_id')).toBeGreaterThan(this.crew.model.events + 1);
  }

  /** Writes until the host says that it takes no changes now. */
  async untilRefused(): Promise<void> {
    const { refused } = this.crew;
    while (this.crew.refused === refused) {
      await sleep(100);
      // The writers have all under way that they may: somebody has to ask for more.
      this.crew.probe();
    }
  }

  /** Writes until changes are taken again. */
  async untilTaken(): Promise<void> {
    const { acknowledged } = this.crew;
    while (this.crew.acknowledged === acknowledged) await sleep(20);
  }

  /** Somebody connects, which the host logs, and reads. */
  async visit(): Promise<void> {
    const { url, tokens } = this.host;
    const visitor = await RawConnection.open({ url, token: tokens.game });
    const [character_id] = this.crew.writers[0]?.characters ?? [];
    const lost = visitor.closed.then(({ code }) =>
      Promise.reject(new Error(`closed with ${code}`)),
    );
    await Promise.race([visitor.call('characters.get', { character_id }), lost]);
    lost.catch(() => {});
    await visitor.close();
  }

  /** Reads are answered, and the host says what is the matter. */
  async expectReadable(): Promise<void> {
    expect((await this.status()).refusing).not.toBeNull();
    const [character_id] = this.crew.writers[0]?.characters ?? [];
    const { character } = await this.admin.call('characters.get', { character_id });
    expect(character).toMatchObject({ character_id });
    const health = await fetch(`${this.host.url.replace('ws', 'http')}/healthz`);
    expect(health.status).toBe(503);
    expect(await health.json()).toMatchObject({ ok: false });
  }
}

describe('a host whose processes are killed while it is written to', () => {
  it(`[S2] stays up, answers everything and loses nothing, over ${KILLS} kills`, async () => {
    const scene = await Scene.set();
    const { crew, random, admin, host } = scene;
    const snapshots: Promise<Reply>[] = [];
    crew.start();
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(random.int(BETWEEN_MIN_MS, BETWEEN_MAX_MS));
      const name = random.pick(['journal', 'snapshot'] as const);
      const pid = await scene.pidOf(name);
      if (random.chance(0.5)) {
        snapshots.push(admin.request('admin.snapshot', { full: random.chance(0.7) }));
        await sleep(random.int(0, 100));
      }
      scene.kill(pid);
    }
    crew.stop();
    await scene.expectRight('after the kills');
    // A snapshot whose process died again and again may have failed, and of nothing else.
    for (const { error } of await Promise.all(snapshots)) {
      if (error !== undefined) expect(error.message).toContain('process ended (signal SIGKILL)');
    }
    expect((await scene.status()).processes.every(({ pid }) => pid !== null)).toBe(true);
    expect(host.child.exitCode).toBeNull();
    await admin.call('admin.snapshot', { full: true });
    await scene.expectRightAfterRestart();
    await scene.expectRightDatabase();
    removeTempDir(scene.dataDir);
  }, 300_000);
});

describe('a disk that does not answer', () => {
  it('[S5] stops changes, not reads, and lets them go on by itself', async () => {
    const scene = await Scene.set();
    const journal = await scene.pidOf('journal');
    scene.crew.start();
    await scene.untilTaken();
    const goOn = pauseProcess(journal);
    await scene.untilRefused();
    await scene.expectReadable();
    goOn();
    await scene.untilTaken();
    scene.crew.stop();
    await scene.expectRight('after the stall');
    expect((await scene.status()).refusing).toBeNull();
    await scene.expectRightAfterRestart();
    await scene.expectRightDatabase();
    removeTempDir(scene.dataDir);
  });
});

/** MiB of the disk that gets full: a first segment, the next one made ready, and some room. */
const DISK_MIB = 24;

describe('a disk that is full', () => {
  it('[S6] stops changes, not reads, and lets them go on once there is room', async ({ skip }) => {
    const disk = mountSmallDisk(DISK_MIB);
    if (disk === null) return skip('it needs root on Linux, to mount a disk that is small');
    const scene = await Scene.set(join(disk, 'data'));
    scene.crew.start();
    await scene.untilTaken();
    const filler = new Filler(disk);
    filler.fill();
    await scene.untilRefused();
    await scene.expectReadable();
    // The host's own log finds no room either, which is no reason to end. The journal tries again
    // and again and gives back what it got, so that is taken as well.
    for (let i = 0; i < 100; i++) {
      filler.fill();
      await scene.visit();
    }
    await scene.expectReadable();
    filler.empty();
    await scene.untilTaken();
    scene.crew.stop();
    await scene.expectRight('after the disk was full');
    await scene.expectRightAfterRestart();
    await scene.expectRightDatabase();
  });
});
