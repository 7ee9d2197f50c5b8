/**
 * Making changes to files and directories survive a power cut: sync and rename, with what each
 * operating system wants (design, rule 5). Knows nothing of what the files hold.
 */
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Syncs what is in a file. */
export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Syncs the names in a directory: without it a rename may be undone by a power cut. */
export async function syncDirectory(directory: string): Promise<void> {
  // Windows cannot sync a directory and does not need it: NTFS journals its names.
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Creates a directory with those above it that are missing, and makes their names survive: without them
 * all that is synced within would be gone too.
 */
export async function makeDirectory(directory: string): Promise<void> {
  const first = await mkdir(directory, { recursive: true });
  // Also of one that is there: whoever made it may have died before this.
  for (let made = resolve(directory); ; made = dirname(made)) {
    await syncDirectory(dirname(made));
    if (first === undefined || made === resolve(first)) return;
  }
}

/** Milliseconds for which a rename is tried again on Windows. */
const RENAME_RETRY_MS = 5_000;
const RENAME_PAUSE_MS = 50;

/**
 * Renames `from` to `to`, replacing it, and syncs their directories. On Windows a virus scanner or
 * an indexer may have either file open for a moment, so there it tries for a while.
 */
export async function renameDurably(from: string, to: string): Promise<void> {
  const deadline = performance.now() + RENAME_RETRY_MS;
  for (;;) {
    try {
      await rename(from, to);
      break;
    } catch (thrown) {
      const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
      const passing = code === 'EPERM' || code === 'EACCES' || code === 'EBUSY';
      if (process.platform !== 'win32' || !passing || performance.now() > deadline) throw thrown;
      await sleep(RENAME_PAUSE_MS);
    }
  }
  await syncDirectory(dirname(to));
  if (dirname(from) !== dirname(to)) await syncDirectory(dirname(from));
}

/** Files that are being written to take the place of others. */
const underWay = new Set<string>();

/**
 * Replaces `file` by one that holds `text`: at any moment the old one or a new one is there, whole. Of
 * two that are written at once either may be the last: whoever cares has them take turns.
 */
export async function writeFileDurably(file: string, text: string, mode: number): Promise<void> {
  // Always the same names, so that what a crash leaves is written over and does not gather.
  let next = `${file}.tmp`;
  for (let n = 2; underWay.has(next); n++) next = `${file}.${n}.tmp`;
  underWay.add(next);
  try {
    const handle = await open(next, 'w', mode);
    try {
      await handle.writeFile(text, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    await renameDurably(next, file);
  } finally {
    underWay.delete(next);
  }
}
