/**
 * Survival (a): the host is killed while clients write as fast as they can, started again on the
 * same directory, and the clients go on in their sessions. `CRASH_ROUNDS=n` for more rounds,
 * `CRASH_SEED=n` to repeat one that failed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { Crew } from '../support/crew.ts';
import { makeTempDir, ROOT, removeTempDir, startHost, type TestHost } from '../support/host.ts';
import { Random } from '../support/random.ts';
import { RawConnection } from '../support/raw-client.ts';
import { differences, type WorldView } from '../support/world-model.ts';
import { readDatabase, readWorld } from '../support/world-view.ts';
import { MAPS } from '../support/writer.ts';

const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 25);
const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 2 ** 31);

/** Milliseconds for which a round writes. */
const WRITE_MIN_MS = 50;
const WRITE_MAX_MS = 500;
/** Milliseconds into a start-up at which it is killed. */
const STARTUP_MAX_MS = 1_500;
/** The host's own words in the log, at most, from one start to the next. */
const OWN_WORDS_MAX = 4;

const dataDir = makeTempDir();
let host: TestHost | null = null;
let starts = 0;
/** The address, once there is a host that may be talked to. */
let open = newAddress();

function newAddress() {
  let resolve: (url: string) => void = () => {};
  const promise = new Promise<string>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}

afterAll(async () => {
  await host?.stop('SIGKILL');
  removeTempDir(dataDir);
});

/** Starts the host, on the port that it had before or on another one. */
async function start(random: Random): Promise<TestHost> {
  const args = host !== null && random.chance(0.5) ? ['--port', new URL(host.url).port] : [];
  starts++;
  host = await startHost({ dataDir, args });
  return host;
}

/** Starts a host and kills it on its way, so that a recovery is itself cut off. */
async function startInVain(random: Random): Promise<void> {
  const args = ['src/main/headless.ts', '--data', dataDir, '--port', '0'];
  starts++;
  const child: ChildProcess = spawn(process.execPath, args, { cwd: ROOT, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await sleep(random.int(0, STARTUP_MAX_MS));
  child.kill('SIGKILL');
  await ended;
}

/**
 * Kills the host; now and then its processes in the same moment, so that nobody is left who could
 * write what was queued or seal the journal.
 */
async function kill(victim: TestHost, processes: readonly number[]): Promise<void> {
  for (const pid of processes) process.kill(pid, 'SIGKILL');
  await victim.stop('SIGKILL');
}

interface Status {
  readonly seq: number;
  readonly processes: readonly { readonly pid: number }[];
}

/** Reads the whole world, and the sequence number at which it stands. Nobody writes meanwhile. */
async function look(
  { url, tokens }: TestHost,
  items: Iterable<string>,
): Promise<{ seq: number; view: WorldView; processes: readonly number[] }> {
  const admin = await RawConnection.open({ url, token: tokens.admin });
  try {
    const view = await readWorld(admin, MAPS, items);
    const { status } = await admin.call<{ status: Status }>('server.status', {});
    return { seq: status.seq, view, processes: status.processes.map(({ pid }) => pid) };
  } finally {
    await admin.close();
  }
}

/** Asks for a snapshot in the middle of it all; whether it is answered is chance. */
async function snapshot({ url, tokens }: TestHost, full: boolean): Promise<void> {
  const admin = await RawConnection.open({ url, token: tokens.admin });
  void admin.request('admin.snapshot', { full });
}

describe('a host that is killed while it is written to', () => {
  it(`[S1] keeps every acknowledged change, none twice, over ${ROUNDS} kills`, async () => {
    const random = new Random(SEED);
    const context = (round: number) => `seed ${SEED}, round ${round}`;
    const { url, tokens } = await start(random);
    open.resolve(url);
    const crew = new Crew({ seed: SEED, token: tokens.game, address: () => open.promise });
    onTestFinished(async () => {
      const closed = crew.close();
      open.resolve('ws://127.0.0.1:1');
      await closed;
    });
    await crew.enrol();
    let { processes } = await look(host as TestHost, crew.itemsSeen);

    for (let round = 1; round <= ROUNDS; round++) {
      const sightings = [];
      crew.start();
      do {
        const running = host as TestHost;
        if (random.chance(0.4)) await snapshot(running, random.chance(0.4));
        await sleep(random.int(WRITE_MIN_MS, WRITE_MAX_MS));
        crew.stop();
        open = newAddress();
        await kill(running, random.chance(0.4) ? processes : []);
        if (random.chance(0.2)) await startInVain(random);

        const again = await start(random);
        const { acknowledged } = crew;
        const seen = await look(again, crew.itemsSeen);
        expect(seen.seq, `${context(round)}: acknowledged changes are lost`).toBeGreaterThanOrEqual(
          acknowledged,
        );
        sightings.push({ what: 'after the kill', ...seen });
        processes = seen.processes;
        open.resolve(again.url);
        // Now and then it is killed once more while the clients send again what was not answered.
      } while (random.chance(0.15));

      await crew.settled();
      const settled = await look(host as TestHost, crew.itemsSeen);
      sightings.push({ what: 'once all was answered', ...settled });
      expect(crew.replay(sightings, differences), context(round)).toEqual([]);
      // Every request took one number, and every session one to begin: none was done twice. The others
      // are the host's own words on its starts and snapshots.
      const own = settled.seq - crew.remembered - crew.writers.length;
      expect(own, context(round)).toBeGreaterThanOrEqual(0);
      expect(own, context(round)).toBeLessThanOrEqual(starts * OWN_WORDS_MAX);
    }

    const last = await look(host as TestHost, crew.itemsSeen);
    await crew.close();
    expect(await (host as TestHost).stop('SIGTERM')).toBe(0);
    const database = readDatabase(join(dataDir, 'Server_001.db'));
    expect(database.problems).toEqual([]);
    expect(differences(database.world, last.view), context(ROUNDS)).toEqual([]);
    expect(database.meta.get('applied_seq')).toBeGreaterThan(last.seq);
    // An event for every deed, and behind them that the host ended.
    expect(database.meta.get('next_log_id')).toBeGreaterThan(crew.model.events + 1);
  });
});
