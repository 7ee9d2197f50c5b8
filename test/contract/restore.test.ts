/** Going back, by a real host: to a backup, a moment, a change; what it would undo, what it did, and its undo. */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import type { Backup, ServerStatus } from '../../src/shared/host-methods.ts';
import type { RestorePreview, RestoreReceipt, RestoreWindow } from '../../src/shared/restore.ts';
import { startHost } from '../support/host.ts';
import { RawConnection } from '../support/raw-client.ts';
import { HOME } from '../support/shared-host.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

async function start(dataDir = temporaryDirectory()) {
  const host = await startHost({ dataDir });
  onTestFinished(async () => {
    await host.stop('SIGKILL');
  });
  const admin = await RawConnection.open({ url: host.url, token: host.tokens.admin });
  onTestFinished(() => admin.socket.terminate());
  const call = <T>(method: string, params: object = {}) => admin.call<T>(method, params);
  return {
    host,
    admin,
    call,
    status: async () => (await call<{ status: ServerStatus }>('server.status')).status,
    backup: async () => (await call<{ backup: Backup }>('admin.backups.create')).backup,
    backups: async () => (await call<{ backups: Backup[] }>('admin.backups.list')).backups,
    create: (character_name: string, gold = 0) =>
      call<{ character: { character_id: number }; seq: number }>('characters.create', {
        account_id: 1,
        character_name,
        ...HOME,
        gold,
      }),
    give: (character_id: number, item_type: string) =>
      call<{ item: { item_id: string }; seq: number }>('items.create', { character_id, item_type }),
    preview: async (target: object) =>
      (await call<{ preview: RestorePreview }>('admin.restore.preview', target)).preview,
    run: async (token: string, options: object = {}) =>
      (await call<{ restore: RestoreReceipt }>('admin.restore.run', { token, ...options })).restore,
    undo: async () => (await call<{ restore: RestoreReceipt }>('admin.restore.undo')).restore,
    window: async () => (await call<{ window: RestoreWindow }>('admin.restore.window')).window,
    /** The digest of all rows: two worlds that are equal have the same one. */
    digest: async () => (await call<{ backup: Backup }>('admin.backups.create')).backup.digest,
  };
}

type Shard = Awaited<ReturnType<typeof start>>;

/** A shard with a past: Ada and her sword, a backup, then Bob, gold and a lost sword. */
async function withPast() {
  const shard = await start();
  const ada = await shard.create('Ada', 100);
  const { character_id } = ada.character;
  const sword = await shard.give(character_id, 'sword');
  const then = await shard.backup();
  const bob = await shard.create('Bob', 50);
  await shard.call('gold.spend', { character_id, amount: 30, reason: 'a fine' });
  const { seq } = await shard.call<{ seq: number }>('items.destroy', {
    item_id: sword.item.item_id,
  });
  return { ...shard, ada: ada.character, bob: bob.character, sword: sword.item, then, seq };
}

const names = async ({ call }: Shard) => {
  const { characters } = await call<{ characters: { character_name: string }[] }>(
    'characters.listByAccount',
    { account_id: 1 },
  );
  return characters.map(({ character_name }) => character_name);
};

it('[R1] is shown before, by table and by player, and the look changes nothing', async () => {
  const { preview, digest, then, ada, bob, status } = await withPast();
  const before = await digest();
  // What was played, and the word of the host that it made a backup.
  const { seq } = await status();
  const shown = await preview({ backup: then.name });
  expect(shown).toMatchObject({
    target: { timeline: 1, seq: then.seq },
    head: { timeline: 1, seq },
    players: { rewound: 1, appearing: 0, vanishing: 1 },
    items: { appearing: 1, vanishing: 0, changed: 0 },
    gold: { now: 120, restored: 100 },
    from_backup: then.name,
    online: 0,
  });
  expect(shown.undone_ms).toBe(Date.parse(shown.head.at ?? '') - Date.parse(shown.target.at ?? ''));
  expect(shown.affected).toEqual([
    {
      character_id: bob.character_id,
      character_name: 'Bob',
      change: 'vanishing',
      items_appearing: 0,
      items_vanishing: 0,
      gold: -50,
      level_now: 1,
      level_restored: null,
    },
    {
      character_id: ada.character_id,
      character_name: 'Ada',
      change: 'rewound',
      items_appearing: 1,
      items_vanishing: 0,
      gold: 30,
      level_now: 1,
      level_restored: 1,
    },
  ]);
  expect(shown.tables).toContainEqual({
    table: 'characters',
    now: 2,
    restored: 1,
    appearing: 0,
    vanishing: 1,
    rewound: 1,
  });
  expect(await digest()).toBe(before);
  expect(await status()).toMatchObject({ state: 'serving', last_restore: null, seq: seq + 1 });
});

it('[R1] to the empty world undoes all that was played, and no more', async () => {
  const { preview, window } = await withPast();
  const { target, undone_ms, head } = await preview({ seq: 0 });
  expect(target.at).toBeNull();
  const { from_at } = await window();
  expect(undone_ms).toBe(Date.parse(head.at ?? '') - Date.parse(from_at ?? ''));
});

it('[R2] brings back the exact world of a backup, on a new timeline, and it lasts', async () => {
  const shard = await withPast();
  const { preview, run, digest, then, seq, status, backups, call, host, create } = shard;
  const { token } = await preview({ backup: then.name });
  const receipt = await run(token, { reason: 'the wrong fine' });
  expect(receipt).toMatchObject({
    kind: 'restore',
    reason: 'the wrong fine',
    target: { timeline: 1, seq: then.seq },
    before: { timeline: 1, seq },
    timeline: 2,
    players: { rewound: 1, appearing: 0, vanishing: 1 },
  });
  expect(await names(shard)).toEqual(['Ada']);
  expect(await digest()).toBe(then.digest);
  expect(await status()).toMatchObject({ state: 'serving', last_restore: receipt });
  expect((await call<{ restores: unknown[] }>('admin.restore.list')).restores).toEqual([receipt]);
  const made = await backups();
  expect(made.find(({ name }) => name === receipt.safety_backup)).toMatchObject({
    cause: 'before restore',
    protected: true,
    timeline: 1,
    seq,
  });
  expect(made.find(({ cause }) => cause === 'after restore')).toMatchObject({ timeline: 2 });

  // Numbers never go back: Bob's is not given again.
  const eve = await create('Eve');
  expect(eve.character.character_id).toBe(shard.bob.character_id + 1);
  expect(eve.seq).toBeGreaterThan(seq);
  const last = await digest();
  await host.stop('SIGKILL');
  const again = await start(host.dataDir);
  expect(await again.digest()).toBe(last);
  expect(await again.status()).toMatchObject({ last_restore: receipt });
  expect(await again.call('admin.verifyInvariants')).toMatchObject({ ok: true });
  expect(readdirSync(host.dataDir).filter((name) => name.startsWith('restored-'))).toEqual([]);
});

it('[R2] is reported done where only its receipt cannot be kept', async () => {
  const { preview, run, then, digest, status, host } = await withPast();
  // Nobody can write a history here.
  mkdirSync(join(host.dataDir, 'history.json.tmp'));
  const receipt = await run((await preview({ backup: then.name })).token);
  expect(await digest()).toBe(then.digest);
  expect(await status()).toMatchObject({ state: 'serving', last_restore: receipt });
});

it('[R3] goes to any change and to any moment, whatever backup is near', async () => {
  const shard = await start();
  const digests: { seq: number; digest: string; at: number }[] = [];
  for (let i = 0; i < 4; i++) {
    const { character } = await shard.create(`Hero ${i}`, i);
    await shard.give(character.character_id, 'bow');
    // One change a moment, so that the moment of each is its own.
    await sleep(20);
    const digest = await shard.digest();
    // The host has something to say too: that it made a backup, because that was due.
    let seq: number;
    let at: number;
    do {
      ({ seq } = await shard.status());
      await sleep(20);
      at = Date.now();
      await sleep(20);
    } while ((await shard.status()).seq !== seq);
    digests.push({ seq, digest, at });
  }
  for (const { seq, digest, at } of [digests[2], digests[0]] as typeof digests) {
    const to = await shard.preview({ seq });
    expect(to.target).toMatchObject({ timeline: 1, seq });
    const atMoment = await shard.preview({ at: new Date(at).toISOString() });
    expect(atMoment.target.seq).toBe(seq);
    await shard.run(atMoment.token);
    expect(await shard.digest()).toBe(digest);
  }
  // On the third timeline by now; the last of the first is still there.
  const { seq, digest } = digests.at(-1) as (typeof digests)[0];
  await shard.run((await shard.preview({ seq })).token);
  expect(await shard.digest()).toBe(digest);
  const { timelines } = await shard.window();
  expect(timelines.map(({ timeline, parent }) => [timeline, parent?.timeline])).toEqual([
    [1, undefined],
    [2, 1],
    [3, 1],
    [4, 1],
  ]);
});

it('[R4] is undone, with all that was there before and nothing of what came after', async () => {
  const shard = await withPast();
  const { preview, run, undo, digest, then, status, create } = shard;
  const before = await digest();
  await run((await preview({ backup: then.name })).token);
  await create('Afterwards');
  const undone = await undo();
  expect(undone).toMatchObject({
    kind: 'undo',
    timeline: 3,
    players: { rewound: 1, appearing: 1, vanishing: 1 },
  });
  expect(await names(shard)).toEqual(['Ada', 'Bob']);
  expect(await digest()).toBe(before);
  expect((await status()).last_restore).toEqual(undone);
  // And the undo as well.
  await undo();
  expect(await names(shard)).toEqual(['Ada', 'Afterwards']);
});

it('[R5] is refused where more would be undone than was agreed to, and play goes on', async () => {
  const { preview, run, admin, then, create, call, ada } = await withPast();
  const { token } = await preview({ backup: then.name });
  await sleep(5);
  const { seq } = await create('Late');
  const refused = await admin.request('admin.restore.run', { token });
  expect(refused.error?.data.code).toBe('PreviewOutdated');
  const next = refused.error?.data.preview as RestorePreview;
  expect(next).toMatchObject({ head: { seq }, players: { vanishing: 2 } });
  await call('gold.grant', { character_id: ada.character_id, amount: 1, reason: 'still playing' });
  expect((await admin.request('admin.restore.run', { token })).error?.data.code).toBe(
    'PreviewOutdated',
  );
  expect(await run(next.token, { accept_ms: 60_000 })).toMatchObject({ players: { vanishing: 2 } });
});

it('[R6] takes no changes meanwhile, answers reads, and ends every session', async () => {
  const { host, preview, run, backup, ada, admin, status } = await withPast();
  const session = '11111111-2222-4333-8444-555555555555';
  const open = (after: number) =>
    RawConnection.open({
      url: `${host.url}/?session=${session}&after=${after}`,
      token: host.tokens.game,
    });
  const game = await open(0);
  onTestFinished(() => game.socket.terminate());
  const grant = { character_id: ada.character_id, amount: 1, reason: 'r' };
  await game.call('gold.grant', grant);
  // What is gone back to has the session, with the outcome of its first request.
  const then = await backup();
  await admin.call('sessions.login', { character_id: ada.character_id });
  const other = await RawConnection.open({ url: host.url, token: host.tokens.game });
  onTestFinished(() => other.socket.terminate());
  const { token } = await preview({ backup: then.name });

  let isOver = false;
  const codes = new Set<string | undefined>();
  const player = (async () => {
    while (!isOver) {
      const { error } = await other.request('gold.grant', grant);
      codes.add(error?.data.code);
      await other.call('characters.get', { character_id: ada.character_id });
    }
  })();
  await run(token, { accept_ms: 60_000 });
  isOver = true;
  await player;
  expect([...codes]).toEqual([undefined, 'ServerRestoring']);
  expect((await status()).online).toBe(0);
  expect((await game.request('gold.grant', grant)).error?.data.code).toBe('SessionExpired');
  const again = await open(1);
  onTestFinished(() => again.socket.terminate());
  expect((await again.request('gold.grant', grant)).error?.data.code).toBe('SessionExpired');
});

it('[R7] names what it cannot go back to, and changes nothing', async () => {
  const { admin, then, seq, status } = await withPast();
  const code = async (params: object) =>
    (await admin.request('admin.restore.preview', params)).error?.data.code;
  expect(await code({})).toBe('InvalidData');
  expect(await code({ seq: 1, backup: then.name })).toBe('InvalidData');
  expect(await code({ at: 'yesterday' })).toBe('InvalidData');
  expect(await code({ seq: seq + 1 })).toBe('NotFound');
  expect(await code({ backup: 'backup_20200101_000000' })).toBe('NotFound');
  expect(await code({ at: '2020-01-01T00:00:00Z' })).toBe('NotFound');
  const refused = await admin.request('admin.restore.run', { token: 'none' });
  expect(refused.error?.data.code).toBe('PreviewOutdated');
  expect((await admin.request('admin.restore.undo')).error?.data.code).toBe('Conflict');
  expect(await status()).toMatchObject({ state: 'serving', seq });
});

it('[R7] refuses what is before all that is left of the journal and its backups', async () => {
  const shard = await withPast();
  const { preview, run, then, host } = shard;
  await run((await preview({ backup: then.name })).token);
  await shard.create('After');
  await host.stop('SIGKILL');
  const second = await start(host.dataDir);
  await second.create('Later');
  await second.host.stop('SIGKILL');
  const journal = join(host.dataDir, 'journal');
  const segments = () =>
    readdirSync(join(journal, '2'))
      .filter((name) => !name.endsWith('.tmp'))
      .sort();
  const last = await start(host.dataDir);
  // All but the newest segment have had their time.
  for (const name of segments().slice(0, -1)) rmSync(join(journal, '2', name));
  rmSync(join(journal, '1'), { recursive: true });
  const { name, at } = await last.backup();
  const { from_at, timelines } = await last.window();
  expect(from_at).toBe(at);
  expect(timelines).toMatchObject([{ timeline: 2, parent: { timeline: 1, cause: 'restore' } }]);
  const before = (timelines[0]?.first_seq ?? 0) - 2;
  expect(
    (await last.admin.request('admin.restore.preview', { seq: before })).error?.data.code,
  ).toBe('NotFound');
  expect(await last.preview({ backup: name })).toMatchObject({ from_backup: name });
});

it('[R8] is recovered across, where the database breaks after it', async () => {
  const shard = await withPast();
  const { preview, run, then, host, create } = shard;
  await run((await preview({ backup: then.name })).token);
  await create('After');
  await create('Unsaved');
  await host.stop('SIGKILL');
  /** Neither the database, nor those backups; both journals. */
  const damage = async (isLost: (backup: Backup) => boolean) => {
    writeFileSync(join(host.dataDir, 'Server_001.db'), 'no database');
    for (const backup of await listed(host.dataDir)) {
      if (isLost(backup)) rmSync(join(host.dataDir, 'backups', `${backup.name}.db`));
    }
  };
  const expectWhole = async (again: Shard, from: string) => {
    expect(await names(again)).toEqual(['Ada', 'After', 'Unsaved']);
    expect(await again.call('admin.verifyInvariants')).toMatchObject({ ok: true });
    expect((await again.status()).steps[0]?.detail).toContain(from);
  };
  await damage(({ timeline }) => timeline === 2);
  const again = await start(host.dataDir);
  await expectWhole(again, `made anew from ${then.name}`);
  expect(existsSync(join(host.dataDir, 'quarantine'))).toBe(true);
  await again.host.stop('SIGKILL');
  // Of the backups only the one from before the restore is left, which is beside the way.
  await damage(({ timeline, seq }) => timeline === 2 || seq <= then.seq);
  expect(await listed(host.dataDir)).toMatchObject([{ cause: 'before restore' }]);
  await expectWhole(await start(host.dataDir), 'made anew from the journal alone');
});

it('[R9] is refused while another program has the database open, and play goes on', async () => {
  const { preview, run, admin, then, host, status, create } = await withPast();
  const { token } = await preview({ backup: then.name });
  const other = openDatabase(join(host.dataDir, 'Server_001.db'), { readonly: true });
  onTestFinished(() => void other.close());
  const refused = await admin.request('admin.restore.run', { token });
  expect(refused.error?.data.code).toBe('StorageUnavailable');
  expect(refused.error?.message).toContain('nothing has changed');
  await create('Still playing');
  expect(await status()).toMatchObject({ state: 'serving', last_restore: null });
  other.close();
  const again = await preview({ backup: then.name });
  expect(await run(again.token)).toMatchObject({ timeline: 2 });
});

async function listed(dataDir: string): Promise<Backup[]> {
  const { listBackups } = await import('../../src/main/storage/backup-file.ts');
  return listBackups(join(dataDir, 'backups'));
}
