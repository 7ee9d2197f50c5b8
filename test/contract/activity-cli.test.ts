/** `npm run activity`: the entry itself, on directories of hosts that run and that are stopped. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { makeTempDir, ROOT, removeTempDir, startHost } from '../support/host.ts';
import { RawConnection } from '../support/raw-client.ts';
import { HOME } from '../support/shared-host.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

function activity(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['src/main/activity-cli.ts', ...args],
    { cwd: ROOT, encoding: 'utf8' },
  );
  return { status, out: stdout.split('\n').slice(0, -1), err: stderr };
}

describe('the command line', () => {
  let dataDir = '';
  beforeAll(async () => {
    dataDir = makeTempDir();
    const host = await startHost({ dataDir });
    const connection = await RawConnection.open({ url: host.url, token: host.tokens.admin });
    for (const character_name of ['Ada', 'Ben']) {
      await connection.call('characters.create', { account_id: 1, character_name, ...HOME });
    }
    for (const amount of [1, 20, 300]) {
      await connection.call('gold.grant', { character_id: 1, amount, reason: 'a reward' });
    }
    await connection.call('gold.transfer', { from_id: 1, to_id: 2, amount: 5, reason: 'trade' });
    connection.socket.terminate();
    await host.stop();
    return () => removeTempDir(dataDir);
  });

  const lines = () => {
    const logs = join(dataDir, 'logs');
    return readdirSync(logs)
      .filter((name) => name.startsWith('activity_') && name.endsWith('.log'))
      .sort()
      .flatMap((name) => readFileSync(join(logs, name), 'utf8').split('\n').slice(0, -1));
  };

  it('[A24] shows the entries as they stand in the log, newest first, and makes the index', () => {
    rmSync(join(dataDir, 'activity.db'), { force: true });
    const { status, out } = activity('type:GoldTransaction', '--json', '--data', dataDir);
    const gold = lines().filter((line) => line.includes('GoldTransaction'));
    expect(gold).toHaveLength(4);
    expect(out).toEqual(gold.reverse());
    expect(status).toBe(0);
  });

  it('[A24] finds characters by the name that they had last, and shows at most what is asked for', () => {
    const both = activity('char:Ada char:Ben', '--data', dataDir);
    expect(both.out).toHaveLength(1);
    expect(both.out[0]).toMatch(
      /^\d{4}-\S+Z #\d+ GoldTransaction from_id=1 to_id=2 amount=5 reason=trade$/,
    );
    const some = activity('char:Ada', '--limit', '2', '--data', dataDir);
    expect(some.out).toHaveLength(2);
    expect(some.err).toContain('2 of 4 entries. Show more with --limit.');
    expect(activity('nothing-like-it', '--data', dataDir)).toMatchObject({ status: 0, out: [] });
  });

  it('[A24] shows a mistake with a caret, and says in its exit code whose it was', () => {
    const mistake = activity('typ:ItemLooted', '--data', dataDir);
    expect(mistake.status).toBe(2);
    expect(mistake.err).toContain('  typ:ItemLooted\n  ^^^^\nDid you mean `type:`?');
    expect(activity('char:Nobody', '--data', dataDir)).toMatchObject({
      status: 2,
      err: expect.stringContaining('no character named "Nobody"'),
    });
    expect(activity('--limit', 'all', '--data', dataDir).status).toBe(2);
    expect(activity('--no-such-switch').status).toBe(2);
    expect(activity('--data', temporaryDirectory())).toMatchObject({
      status: 1,
      err: expect.stringContaining('is not the data directory of a shard'),
    });
  });

  it('[A24] leaves a directory alone that a host runs on, and says what to do', async () => {
    const host = await startHost();
    onTestFinished(async () => {
      await host.stop('SIGKILL');
    });
    const { status, out, err } = activity('--data', host.dataDir);
    expect({ status, out }).toEqual({ status: 1, out: [] });
    expect(err).toContain(`process id ${host.pid}`);
    expect(err).toContain('Stop that host first, or ask it with activity.query');
  });
});
