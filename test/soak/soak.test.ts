/**
 * A shard's long life, in short: players write as fast as they can while snapshots and backups are made,
 * the world goes back and forth, and the host and its processes are killed in all of it, to the end in
 * which every row is what the acknowledged changes make of it. `npm run soak -- --minutes 10` for more than
 * the minute of `npm test`, `--seed n` to repeat one that failed.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { RESTORE_PHASES } from '../../src/shared/restore.ts';
import { Chronicle } from '../support/chronicle.ts';
import { Crew } from '../support/crew.ts';
import { removeTempDir } from '../support/host.ts';
import { Operator, PROCESSES } from '../support/operator.ts';
import { Random } from '../support/random.ts';
import type { Reply, Result } from '../support/raw-client.ts';
import { differences, type WorldView } from '../support/world-model.ts';
import { readDatabase, readWorld } from '../support/world-view.ts';
import { MAPS } from '../support/writer.ts';

const MINUTES = Number(process.env.SOAK_MINUTES ?? 1);
const SEED = Number(process.env.SOAK_SEED ?? Date.now() % 2 ** 31);
const MINUTE_MS = 60_000;
/** Milliseconds of play between two things that befall it. */
const PLAY_MIN_MS = 50;
const PLAY_MAX_MS = 500;
/** The host's own words in the log, at most, in one play. */
const OWN_WORDS_MAX = 40;

function newAddress() {
  let resolve: (url: string) => void = () => {};
  const promise = new Promise<string>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}

interface Sighting {
  readonly what: string;
  readonly seq: number;
  readonly view: WorldView;
}

class Soak {
  readonly random = new Random(SEED);
  readonly shard = new Operator();
  readonly chronicle = new Chronicle();
  /** What happened how often. */
  readonly count: Record<string, number> = {};
  readonly #items = new Set<string>();
  #open = newAddress();
  #crew: Crew | null = null;
  #eras = 0;
  /** The sequence number at which the crew came, with a session of each. */
  #cameAt = 0;
  #sightings: Sighting[] = [];
  #asked: Promise<Reply>[] = [];

  get crew(): Crew {
    if (this.#crew === null) throw new Error('there is no crew');
    return this.#crew;
  }

  async start(): Promise<void> {
    await this.shard.start();
    this.#open.resolve(this.shard.host.url);
  }

  /** Somebody is there before all others, of whom every era tells. */
  async begin(): Promise<void> {
    await this.start();
    const method = 'characters.create';
    const at = { map_id: MAPS[0], position_x: 1, position_y: 2, position_z: 3 };
    const params = { account_id: 1, character_name: 'The first one', ...at };
    const result = await this.shard.admin.call<Result & { seq: number }>(method, params);
    this.chronicle.add({ seq: result.seq, method, params, result });
    await this.beginEra();
  }

  /** Others come to the world as it is, which must be the one that the chronicle tells of. */
  async beginEra(): Promise<void> {
    const { shard, chronicle, random } = this;
    // It takes a number in the timeline of now, and tells how many events there were.
    const event_type = {
      PlayerKill: { killer_id: 1, victim_id: 'wolf', location: { x: 0, y: 0, z: 0 } },
    };
    const { log_id, seq } = await shard.admin.call<{ log_id: number; seq: number }>(
      'activity.log',
      { event_type, details: {} },
    );
    chronicle.add({ seq, events: log_id });
    const model = chronicle.modelAt(seq);
    const { view } = await this.#look('as an era begins', model.items.keys());
    expect(differences(view, model.view()), this.#context()).toEqual([]);
    chronicle.checkpoint(seq, model);
    this.#cameAt = seq;
    this.#crew = new Crew({
      seed: random.int(0, 2 ** 31),
      token: shard.host.tokens.game,
      address: () => this.#open.promise,
      world: { model, seq },
      era: `${++this.#eras}.`,
      onApplied: (applied) => chronicle.add(applied),
    });
    await this.crew.enrol();
  }

  /** The crew plays, and this and that befalls the host; then all is answered, and is what it must be. */
  async play(): Promise<void> {
    const { crew, random, chronicle } = this;
    crew.start();
    for (let i = random.int(1, 3); i > 0; i--) {
      await sleep(random.int(PLAY_MIN_MS, PLAY_MAX_MS));
      await this.#befall();
    }
    await sleep(random.int(PLAY_MIN_MS, PLAY_MAX_MS));
    crew.stop();
    await crew.settled();
    const settled = await this.#look('once all was answered');
    const wrong = crew.replay([...this.#sightings.splice(0), settled], differences);
    expect(wrong, this.#context()).toEqual([]);
    // Every request took one number, and every session one to begin: none was done twice. The others
    // are the host's own words on what befell it.
    const own = settled.seq - this.#cameAt - crew.remembered - crew.writers.length;
    expect(own, this.#context()).toBeGreaterThanOrEqual(0);
    expect(own, this.#context()).toBeLessThanOrEqual(OWN_WORDS_MAX);
    chronicle.checkpoint(settled.seq, crew.model);
    for (const { error } of await Promise.all(this.#asked.splice(0))) {
      if (error !== undefined) expect(error.message).toContain('process ended (signal SIGKILL)');
    }
  }

  /** Nobody plays, and the world goes back; now and then that is cut off. */
  async goBack(): Promise<void> {
    const { shard, random, chronicle } = this;
    await this.endEra();
    const { seq, last_restore } = await shard.status();
    const isUndo = last_restore !== null && random.chance(0.3);
    const target = isUndo ? last_restore.before.seq : random.int(1, seq);
    const answer = isUndo
      ? () => shard.admin.request('admin.restore.undo', {})
      : await shard.preview({ seq: target }).then(
          ({ token }) =>
            () =>
              shard.run(token),
        );
    const isDone = await this.#cutOff(answer);
    const { window } = await shard.admin.call<{
      window: { timelines: { first_seq: number; parent: { branch_seq: number } | null }[] };
    }>('admin.restore.window');
    const begun = window.timelines.slice(chronicle.timelines);
    for (const { first_seq, parent } of begun) {
      chronicle.branch(first_seq, parent?.branch_seq ?? -1);
      expect(parent?.branch_seq, this.#context()).toBe(target);
    }
    if (isDone !== null) expect(begun.length, this.#context()).toBe(isDone ? 1 : 0);
    this.#note(`${isUndo ? 'undo' : 'restore'} ${begun.length === 1 ? 'done' : 'not done'}`);
    await this.beginEra();
  }

  async endEra(): Promise<void> {
    for (const item of this.crew.itemsSeen) this.#items.add(item);
    await this.crew.close();
  }

  async #look(what: string, items: Iterable<string> = this.crew.model.items.keys()) {
    const seen = [...items, ...this.#items, ...(this.#crew?.itemsSeen ?? [])];
    const view = await readWorld(this.shard.admin, MAPS, seen);
    return { what, view, seq: (await this.shard.status()).seq };
  }

  async #befall(): Promise<void> {
    const { random, shard } = this;
    const what = random.pick([
      ...['backup', 'snapshot', 'full snapshot', 'host killed', 'all killed'],
      ...PROCESSES,
    ]);
    this.#note(what);
    if (what === 'backup') this.#ask('admin.backups.create', {});
    else if (what.endsWith('snapshot')) this.#ask('admin.snapshot', { full: what !== 'snapshot' });
    else if (what.endsWith('killed')) await this.#killHost(what === 'all killed');
    else end((await shard.pids())[what as (typeof PROCESSES)[number]]);
  }

  /** Asks for what may take a while; a host that is killed never answers. */
  #ask(method: string, params: object): void {
    const { admin } = this.shard;
    const never = admin.closed.then((): Reply => ({ jsonrpc: '2.0', id: null }));
    this.#asked.push(Promise.race([admin.request(method, params), never]));
  }

  async #killHost(withProcesses: boolean): Promise<void> {
    const { shard, crew } = this;
    const pids = await shard.pids();
    this.#open = newAddress();
    if (withProcesses) for (const pid of Object.values(pids)) end(pid);
    await shard.stop();
    await shard.start();
    const { acknowledged } = crew;
    const seen = await this.#look('after a kill');
    expect(seen.seq, this.#context()).toBeGreaterThanOrEqual(acknowledged);
    this.#sightings.push(seen);
    this.#open.resolve(shard.host.url);
  }

  /** Whether it was reported done; null where nobody was left who could. */
  async #cutOff(ask: () => Promise<Reply>): Promise<boolean | null> {
    const { random, shard } = this;
    const victim = random.pick([null, null, 'host', 'all', ...PROCESSES]);
    if (victim !== null) this.#note(`restore, and ${victim} killed`);
    const pids = await shard.pids();
    const phase = random.pick(RESTORE_PHASES);
    let isStruck = false;
    shard.onPhase = (now) => {
      if (victim === null || now !== phase || isStruck) return;
      isStruck = true;
      for (const name of PROCESSES) if (victim === 'all' || victim === name) end(pids[name]);
      if (victim === 'all' || victim === 'host') shard.host.child.kill('SIGKILL');
    };
    const { host } = shard;
    const reply = await Promise.race([ask(), host.exited.then(() => null)]);
    shard.onPhase = () => {};
    if (host.child.signalCode !== null || host.child.killed) {
      this.#open = newAddress();
      await shard.stop();
      await this.start();
    }
    return reply === null ? null : reply.error === undefined;
  }

  #note(what: string): void {
    this.count[what] = (this.count[what] ?? 0) + 1;
  }

  #context(): string {
    return `seed ${SEED}, era ${this.#eras}, after ${JSON.stringify(this.count)}`;
  }
}

/** Kills a process, unless it is gone already. */
function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

it(
  `[S11] a life of ${MINUTES} min with kills, backups and restores ends as its changes say`,
  async () => {
    const soak = new Soak();
    const { shard, random } = soak;
    onTestFinished(async () => {
      await shard.stop();
      removeTempDir(shard.dataDir);
    });
    await soak.begin();
    const endAt = performance.now() + MINUTES * MINUTE_MS;
    do {
      await soak.play();
      if (random.chance(0.5)) await soak.goBack();
    } while (performance.now() < endAt);
    await soak.play();
    await soak.endEra();
    expect(await shard.problems()).toEqual([]);
    expect(await shard.stop('SIGTERM')).toBe(0);
    const database = readDatabase(join(shard.dataDir, 'Server_001.db'));
    const { model } = soak.crew;
    expect(database.problems).toEqual([]);
    expect(differences(database.world, model.view()), `seed ${SEED}`).toEqual([]);
    expect(database.meta.get('next_log_id')).toBeGreaterThan(model.events + 1);
    if (MINUTES > 1) console.log(soak.count);
  },
  (MINUTES + 5) * MINUTE_MS,
);
