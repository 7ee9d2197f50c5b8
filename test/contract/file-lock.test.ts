import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockFile } from '../../src/main/storage/file-lock.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** Another process that holds the lock until it is killed. */
async function holder(file: string): Promise<ChildProcess> {
  const module = new URL('../../src/main/storage/file-lock.ts', import.meta.url).href;
  const script = `
    const { lockFile } = await import(${JSON.stringify(module)});
    await lockFile(${JSON.stringify(file)});
    console.log('locked');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout!, 'data');
  return child;
}

describe('lockFile', () => {
  it('[L1] lets one holder in, and the next after a release', async () => {
    const file = join(temporaryDirectory(), 'data.lock');
    const first = await lockFile(file);
    await expect(lockFile(file)).rejects.toMatchObject({
      code: 'locked',
      hint: expect.stringContaining('close the other'),
    });
    first.release();
    first.release();
    const second = await lockFile(file);
    second.release();
  });

  it('[L1] [L2] waits for a holder in another process and gets the lock when that is killed', async () => {
    const file = join(temporaryDirectory(), 'data.lock');
    const child = await holder(file);
    await expect(lockFile(file, { waitMs: 120 })).rejects.toMatchObject({ code: 'locked' });
    let turns = 0;
    const ticking = setInterval(() => turns++, 5);
    const waiting = lockFile(file, { waitMs: 20_000 });
    setTimeout(() => child.kill('SIGKILL'), 100);
    const lock = await waiting;
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(1);
    lock.release();
  });

  it('[L2] stops waiting when it is told to', async () => {
    const file = join(temporaryDirectory(), 'data.lock');
    const held = await lockFile(file);
    const waiting = lockFile(file, { waitMs: 20_000, signal: AbortSignal.timeout(50) });
    await expect(waiting).rejects.toThrow();
    held.release();
  });

  it('[L1] says when the file cannot be made', async () => {
    const file = join(temporaryDirectory(), 'missing', 'data.lock');
    await expect(lockFile(file)).rejects.toMatchObject({ name: 'StorageError' });
  });
});
