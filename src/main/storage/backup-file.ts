/**
 * One backup: a copy of the database in a single file, and beside it a manifest that says what it holds.
 * Both are written beside, synced and renamed, the manifest first: a backup is there with its file.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Backup, backup } from '../../shared/host-methods.ts';
import {
  makeDirectory,
  renameDurably,
  syncDirectory,
  syncFile,
  writeFileDurably,
} from './durable-files.ts';
import { asStorageError, StorageError } from './errors.ts';
import { requireSpace } from './free-space.ts';
import { countRows, digestRows, findProblems } from './integrity.ts';
import { readPosition } from './meta.ts';
import { removeDatabase } from './replace-database.ts';
import { openDatabase } from './sqlite.ts';

/** What a manifest holds beside what the network tells. */
const manifestFile = backup.extend({
  format: z.literal(1),
  server_id: z.string(),
  // Not in those of before there were proofs.
  proven_at: backup.shape.proven_at.default(null),
});
type Manifest = z.output<typeof manifestFile>;

export interface BackupRequest {
  readonly at: Date;
  readonly label: string | null;
  readonly cause: Backup['cause'];
  /** Never pruned. */
  readonly isProtected: boolean;
}

/** Pages that are copied between two turns of the event loop: a few milliseconds' worth. */
const PAGES_A_TURN = 2_000;
/** Of the database's size that must be free besides: what else grows meanwhile. */
const SPARE = 1.1;
const FILE_MODE = 0o600;
/**
 * KiB of pages held in memory while a copy is examined: integrity check and digest each read all of it,
 * and the rows of scattered keys one page each, so that a full world should find them there.
 */
const EXAMINING_CACHE_KIB = 256 * 1024;

const databaseOf = (directory: string, name: string) => join(directory, `${name}.db`);
const manifestOf = (directory: string, name: string) => join(directory, `${name}.json`);

/**
 * Copies `database`, whoever else writes to it, checks the copy and describes it. Throws StorageError
 * `disk-full`, `corrupt` and `io`; nothing of it is left then, and earlier backups are untouched.
 */
export async function makeBackup(
  database: string,
  directory: string,
  { at, label, cause, isProtected }: BackupRequest,
  onProgress: (phase: 'copying' | 'checking', pages: number, of: number) => void,
): Promise<Backup> {
  const startedAt = performance.now();
  const name = nameOf(directory, at);
  const beside = join(directory, `${name}.tmp`);
  try {
    await makeDirectory(directory);
    await requireSpace(directory, statSync(database).size * SPARE, 'a backup');
    const pages = await copy(database, beside, (done, of) => onProgress('copying', done, of));
    onProgress('checking', pages, pages);
    const found = examine(beside);
    if (found.problem !== null)
      throw new StorageError('corrupt', `The copy is broken: ${found.problem}`);
    await syncFile(beside);
    const manifest: Manifest = {
      format: 1,
      name,
      at: at.toISOString(),
      label,
      cause,
      server_id: found.position.serverId,
      seq: found.position.appliedSeq,
      timeline: found.position.timeline,
      size_bytes: statSync(beside).size,
      sha256: await sha256Of(beside),
      digest: found.digest,
      rows: found.rows,
      verified_at: new Date().toISOString(),
      proven_at: null,
      problem: null,
      protected: isProtected,
      duration_ms: Math.round(performance.now() - startedAt),
    };
    await writeManifest(directory, manifest);
    await renameDurably(beside, databaseOf(directory, name));
    return told(manifest);
  } catch (thrown) {
    await removeDatabase(beside);
    await rm(manifestOf(directory, name), { force: true });
    throw asStorageError(thrown, `The backup ${name}`);
  }
}

/** The backups of a directory, newest first. What was begun and not completed is none. */
export function listBackups(directory: string): Backup[] {
  if (!existsSync(directory)) return [];
  const names = readdirSync(directory)
    .filter((file) => /^backup_\d{8}_\d{6}\.json$/.test(file))
    .map((file) => file.replace(/\.json$/, ''))
    .filter((name) => existsSync(databaseOf(directory, name)));
  return names
    .sort()
    .reverse()
    .flatMap((name) => {
      const manifest = readManifest(directory, name);
      return manifest === null ? [] : [told(manifest)];
    });
}

/**
 * Files of backups whose manifest is gone or cannot be read, newest first, with what they say of
 * themselves: nobody is told of them, but recovery may need what they hold. Broken ones are left out.
 */
export function listUndescribed(directory: string): {
  readonly name: string;
  readonly at: string;
  readonly timeline: number;
  readonly seq: number;
}[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .flatMap((file) => /^(backup_\d{8}_\d{6})\.db$/.exec(file)?.[1] ?? [])
    .filter((name) => readManifest(directory, name) === null)
    .sort()
    .reverse()
    .flatMap((name) => {
      try {
        const db = openDatabase(databaseOf(directory, name), { readonly: true });
        try {
          const { timeline, appliedSeq: seq, appliedAt } = readPosition(db);
          return [{ name, at: new Date(appliedAt).toISOString(), timeline, seq }];
        } finally {
          db.close();
        }
      } catch {
        return [];
      }
    });
}

/** Checks a backup by reading all of it, and notes what was found in its manifest. Throws `not-found`. */
export async function verifyBackup(directory: string, name: string): Promise<Backup> {
  const manifest = requireManifest(directory, name);
  const file = databaseOf(directory, name);
  const problem = await problemOf(file, manifest);
  const next: Manifest = {
    ...manifest,
    problem,
    verified_at: problem === null ? new Date().toISOString() : null,
  };
  await writeManifest(directory, next);
  return told(next);
}

async function problemOf(file: string, manifest: Manifest): Promise<string | null> {
  try {
    if ((await sha256Of(file)) !== manifest.sha256) return 'Its file is not what was written.';
    const { problem, digest } = examine(file);
    if (problem !== null) return problem;
    return digest === manifest.digest ? null : 'Its rows are not what was written.';
  } catch (thrown) {
    return asStorageError(thrown, `Reading ${file}`).message;
  }
}

/** Notes in its manifest that it brought the live world back, or what was wrong. Throws `not-found`. */
export async function noteProof(
  directory: string,
  name: string,
  problem: string | null,
): Promise<Backup> {
  const manifest = requireManifest(directory, name);
  const next: Manifest =
    problem === null
      ? { ...manifest, proven_at: new Date().toISOString() }
      : { ...manifest, proven_at: null, verified_at: null, problem };
  await writeManifest(directory, next);
  return told(next);
}

export async function protectBackup(
  directory: string,
  name: string,
  isProtected: boolean,
): Promise<Backup> {
  const manifest = { ...requireManifest(directory, name), protected: isProtected };
  await writeManifest(directory, manifest);
  return told(manifest);
}

/** Deletes a backup: its file first, since without it the manifest means nothing. */
export async function deleteBackup(directory: string, name: string): Promise<void> {
  requireManifest(directory, name);
  await removeDatabase(databaseOf(directory, name));
  await rm(manifestOf(directory, name), { force: true });
  await syncDirectory(directory);
}

/** Where the file of a backup is. */
export function backupFile(directory: string, name: string): string {
  return databaseOf(directory, name);
}

/** Removes what was begun and never completed. */
export async function removeUnfinished(directory: string): Promise<void> {
  if (!existsSync(directory)) return;
  for (const file of readdirSync(directory)) {
    const name = /^(backup_\d{8}_\d{6})\.(tmp|json)/.exec(file)?.[1];
    if (name !== undefined && !existsSync(databaseOf(directory, name))) {
      await rm(join(directory, file), { force: true });
    }
  }
}

/** A name of the second it was made in, or of the next one that is free: none is ever used twice. */
function nameOf(directory: string, at: Date): string {
  for (let time = at.getTime(); ; time += 1_000) {
    const digits = new Date(time).toISOString().replaceAll(/[-:]/g, '');
    const name = `backup_${digits.slice(0, 8)}_${digits.slice(9, 15)}`;
    const isFree = ['.db', '.json', '.tmp'].every(
      (end) => !existsSync(join(directory, name + end)),
    );
    if (isFree) return name;
  }
}

/** Copies by SQLite's own means: the state at one moment, though others write. Answers its pages. */
async function copy(
  database: string,
  target: string,
  onProgress: (pages: number, of: number) => void,
): Promise<number> {
  await removeDatabase(target);
  const source = openDatabase(database, { readonly: true });
  let total = 0;
  try {
    // Held open, so that a snapshot written meanwhile does not make the copy begin again.
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
    await source.backup(target, {
      progress: ({ totalPages, remainingPages }) => {
        total = totalPages;
        onProgress(totalPages - remainingPages, totalPages);
        return PAGES_A_TURN;
      },
    });
  } finally {
    source.close();
  }
  // One file, without a write-ahead log beside it.
  const made = openDatabase(target);
  try {
    made.pragma('journal_mode = DELETE');
  } finally {
    made.close();
  }
  return total;
}

function examine(file: string) {
  const db = openDatabase(file, { readonly: true });
  try {
    db.pragma(`cache_size = -${EXAMINING_CACHE_KIB}`);
    const [problem = null] = findProblems(db);
    return {
      problem,
      position: readPosition(db),
      rows: problem === null ? countRows(db) : {},
      digest: problem === null ? digestRows(db) : '',
    };
  } finally {
    db.close();
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function writeManifest(directory: string, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeFileDurably(manifestOf(directory, manifest.name), text, FILE_MODE);
}

/** Null where there is none that can be read: the file beside it is then left alone. */
function readManifest(directory: string, name: string): Manifest | null {
  try {
    return manifestFile.parse(JSON.parse(readFileSync(manifestOf(directory, name), 'utf8')));
  } catch {
    return null;
  }
}

function requireManifest(directory: string, name: string): Manifest {
  const manifest = existsSync(databaseOf(directory, name)) ? readManifest(directory, name) : null;
  if (manifest !== null) return manifest;
  throw new StorageError('not-found', `There is no backup ${name}.`);
}

function told({ format: _format, server_id: _server, ...rest }: Manifest): Backup {
  return rest;
}
