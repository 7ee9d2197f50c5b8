/** Snapshots: what a database holds is what the network says, at exactly one sequence number. */
import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Snapshot } from '../../src/shared/host-methods.ts';
import { Crew } from '../support/crew.ts';
import { startHost } from '../support/host.ts';
import { RawConnection } from '../support/raw-client.ts';
import { HOME } from '../support/shared-host.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { differences, type WorldView } from '../support/world-model.ts';
import { readDatabase, readWorld } from '../support/world-view.ts';
import { MAPS } from '../support/writer.ts';

async function start() {
  const host = await startHost({ dataDir: temporaryDirectory() });
  const admin = await RawConnection.open({ url: host.url, token: host.tokens.admin });
  onTestFinished(async () => {
    await host.stop('SIGKILL');
  });
  const snapshot = async (full = false) =>
    (await admin.call<{ snapshot: Snapshot }>('admin.snapshot', { full })).snapshot;
  const seq = async () =>
    (await admin.call<{ status: { seq: number } }>('server.status')).status.seq;
  return { host, admin, snapshot, seq, file: join(host.dataDir, 'Server_001.db') };
}

type Started = Awaited<ReturnType<typeof start>>;

/** Lets eight clients write for a while, and waits for their answers. */
async function write({ host }: Started, meanwhile: (crew: Crew) => Promise<void>): Promise<Crew> {
  const address = () => Promise.resolve(host.url);
  const crew = new Crew({ seed: Date.now() % 2 ** 31, token: host.tokens.game, address });
  onTestFinished(() => crew.close());
  await crew.enrol();
  crew.start();
  await meanwhile(crew);
  crew.stop();
  await crew.settled();
  return crew;
}

const newCharacter = (character_name: string) => ({ account_id: 1, character_name, ...HOME });

describe('a snapshot', () => {
  it('[H20] of changes, and a full one, hold row by row what the network says', async () => {
    const started = await start();
    const { admin, snapshot, seq, file } = started;
    const crew = await write(started, () => sleep(300));
    expect(crew.replay([], differences)).toEqual([]);
    for (const full of [false, true]) {
      const written = await snapshot(full);
      expect(written).toMatchObject({ kind: full ? 'full' : 'delta', state: 'written' });
      const { world, problems, meta } = readDatabase(file);
      expect(problems).toEqual([]);
      const view = await readWorld(admin, MAPS, crew.itemsSeen);
      expect(differences(world, view)).toEqual([]);
      // Behind it there is but the host's word that it is written.
      expect([meta.get('applied_seq'), written.seq + 1]).toEqual([written.seq, await seq()]);
      // Those of the crew, and the host's own.
      expect(meta.get('next_log_id')).toBeGreaterThan(crew.model.events);
    }
    expect(await admin.call('admin.integrityCheck')).toEqual({
      ok: true,
      problems: [],
      mended: [],
    });
  });

  it('[H21] is at every moment the world after exactly the changes up to its number', async () => {
    const started = await start();
    const { snapshot, file } = started;
    const sightings: { what: string; seq: number; view: WorldView }[] = [];
    const look = (what: string) => {
      const { world, meta } = readDatabase(file);
      sightings.push({ what, seq: Number(meta.get('applied_seq')), view: world });
    };
    const crew = await write(started, async (crew) => {
      for (let i = 0; i < 8; i++) {
        // Where cores are short a snapshot takes long, and all that is written meanwhile is replayed.
        crew.restAfter(1_000);
        const writing = snapshot(i % 3 === 2);
        look(`while snapshot ${i} is written`);
        await writing;
        look(`after snapshot ${i}`);
      }
    });
    expect(crew.replay(sightings, differences)).toEqual([]);
    const seqs = sightings.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    expect(new Set(seqs).size).toBeGreaterThan(3);
  });

  it('[H22] writes only who changed since the last one, a full one everybody', async () => {
    const { admin, snapshot, host } = await start();
    for (const name of ['Ada', 'Bob', 'Cyd']) {
      await admin.call('characters.create', newCharacter(name));
    }
    expect(await snapshot()).toMatchObject({ players: 3, rows: 3 });
    expect(await snapshot()).toMatchObject({ players: 0, rows: 0 });
    await admin.call('characters.update', { character_id: 2, level: 5 });
    await admin.call('characters.update', { character_id: 2, level: 6 });
    expect(await snapshot()).toMatchObject({ players: 1, rows: 1 });
    expect(await snapshot(true)).toMatchObject({ players: 3 });
    // What a full one builds beside the file is gone when it is done.
    expect(readdirSync(host.dataDir).filter((name) => name.startsWith('full'))).toEqual([]);
  });

  it('[H22] leaves nothing of a full one that a crash cut off', async () => {
    const { host } = await start();
    await host.stop('SIGKILL');
    for (const end of ['', '-wal']) writeFileSync(join(host.dataDir, `full.db${end}`), 'half');
    const next = await startHost({ dataDir: host.dataDir });
    onTestFinished(async () => {
      await next.stop('SIGKILL');
    });
    expect(readdirSync(host.dataDir).filter((name) => name.startsWith('full'))).toEqual([]);
  });

  it('[H23] comes by itself after each interval, which a setting can change at once', async () => {
    const { admin } = await start();
    await admin.call('subscribe', { topics: ['snapshots'] });
    await admin.call('characters.create', newCharacter('Ada'));
    const interval = new Promise<unknown>((resolve) => {
      admin.onNotification = ({ params }) => resolve(params.snapshot);
    });
    await admin.call('admin.settings.set', { settings: { snapshotSeconds: 1 } });
    expect(await interval).toMatchObject({ cause: 'interval', kind: 'delta', players: 1 });
  });

  const hasProgram = spawnSync('sqlite3', ['--version']).status === 0;

  it.skipIf(!hasProgram)(
    '[H24] opens in the sqlite3 program, also while the host runs',
    async () => {
      const { admin, snapshot, host, file } = await start();
      const sqlite3 = (sql: string) => {
        const { stdout, stderr } = spawnSync('sqlite3', ['-readonly', file, sql], {
          encoding: 'utf8',
        });
        expect(stderr).toBe('');
        return stdout.trim();
      };
      await admin.call('characters.create', newCharacter('Ada'));
      await snapshot();
      const check = () => {
        expect(sqlite3('SELECT character_id, character_name, gold FROM characters')).toBe(
          '1|Ada|0',
        );
        expect(sqlite3('PRAGMA integrity_check; PRAGMA foreign_key_check')).toBe('ok');
      };
      check();
      await snapshot(true);
      check();
      expect(await host.stop('SIGTERM')).toBe(0);
      // One file holds it all: it can be carried away.
      expect(readdirSync(host.dataDir).filter((name) => name.startsWith('Server_001'))).toEqual([
        'Server_001.db',
      ]);
      check();
    },
  );
});
