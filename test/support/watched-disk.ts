/**
 * A real directory that can lose its power: the product's own calls of `node:fs` and its own SQLite work on
 * files of a small file system in memory, and what of it had reached a medium is kept beside, call by call.
 * After a cut a new directory holds what a real disk may show then: what was synced, and of everything else
 * any subset. Sectors come back new, old, torn or as garbage; creations, renames and removals are kept or
 * lost, each for itself.
 *
 * SQLite calls the operating system past `node:fs`, so its part is taken on its word, for the database of the
 * shard alone: a commit in WAL mode with `synchronous = FULL` is on the medium whole (the log and its name
 * are synced with it), the file is synced whenever a checkpoint has changed it, and the removal of the log
 * is not synced. Of every other file that it writes nothing is there before the product syncs it. Power is
 * cut between calls of `node:fs`, never within a call of SQLite, whose atomic commit leaves the state before
 * or the state after: the call before and the one after see these two.
 *
 * A rename from one directory to another is one change, as on every file system with a journal.
 */
import type { PathLike } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type BetterSqlite from 'better-sqlite3';
import type { Random } from './random.ts';

/** The ones that are not watched. */
const fs = process.getBuiltinModule('node:fs');
const promises = fs.promises;

const SECTOR_BYTES = 512;
/** The one that SQLite keeps safe by itself. */
const isDatabase = (path: string) => /^Server_\d+\.db$/.test(path);
/** Neither survives anything: SQLite makes its index of the log anew, and locks die with their holders. */
const isOfNoAccount = (path: string) => path.endsWith('-shm') || path.startsWith('locks');

/** What a call throws once the power is gone. */
export class PowerCut extends Error {
  constructor() {
    super('The power is gone.');
    this.name = 'PowerCut';
  }
}

export interface WatchFaults {
  /** Paths, relative to the directory, of files and of directories whose syncs do nothing. */
  readonly ignoreSync?: (path: string) => boolean;
  readonly ignoreDirectorySync?: (path: string) => boolean;
}

interface Inode {
  /** Null for a directory. */
  durable: Buffer | null;
  /** The content as it was last looked at, which is what a reader sees. */
  seen: Buffer;
}

/** Names that come and go in one step, by path. */
interface Change {
  readonly remove?: string;
  readonly add?: readonly [string, Inode];
}

export class WatchedDisk {
  /** The real directory. */
  readonly root: string;
  readonly #faults: WatchFaults;
  /** By path: what there is, and what of it is on the medium. */
  readonly #names = new Map<string, Inode>();
  #durable = new Map<string, Inode>();
  #unsynced: Change[] = [];
  #operations = 0;
  #cutAt = Number.POSITIVE_INFINITY;
  #isOff = false;
  readonly #open = new Map<number, string>();
  /** Connections that are open for writing. */
  readonly #databases = new Set<BetterSqlite.Database>();
  /** Files that were written to since they were looked at. */
  readonly #touched = new Set<string>();

  private constructor(root: string, faults: WatchFaults) {
    this.root = root;
    this.#faults = faults;
  }

  /** An empty one, which `watched` calls go to from now on. */
  static empty(root: string, faults: WatchFaults = {}): WatchedDisk {
    fs.mkdirSync(root, { recursive: true });
    current = new WatchedDisk(root, faults);
    return current;
  }

  get operations(): number {
    return this.#operations;
  }

  get isOff(): boolean {
    return this.#isOff;
  }

  /** Cuts the power at the call with this number; calls count from 1. */
  cutAt(operation: number): void {
    this.#cutAt = operation;
  }

  /** What is found in `root` by the machine that starts again, or by the next process on this one. */
  after(root: string, random: Random, isPowerCut: boolean): WatchedDisk {
    if (!this.#isOff) this.#look();
    this.#isOff = true;
    const next = new WatchedDisk(root, this.#faults);
    fs.mkdirSync(root, { recursive: true });
    const there = isPowerCut ? this.#afterCut(random) : new Map(this.#names);
    for (const [path, inode] of [...there].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const isInDirectory = dirname(path) === '.' || next.#names.has(dirname(path));
      if (!isInDirectory) continue;
      const file = join(root, path);
      if (inode.durable === null) fs.mkdirSync(file);
      else fs.writeFileSync(file, inode.seen);
      next.#names.set(path, inode);
    }
    // Who looks at it again sees what is on the medium.
    next.#durable = isPowerCut ? new Map(next.#names) : this.#durable;
    if (!isPowerCut) next.#unsynced = [...this.#unsynced];
    this.#closeAll();
    current = next;
    return next;
  }

  /** Ends it: nothing is watched any more. */
  remove(): void {
    this.#isOff = true;
    this.#closeAll();
    current = null;
  }

  /** Relative to the directory, or null where it is none of ours. */
  pathOf(file: PathLike | number): string | null {
    const path =
      typeof file === 'number' ? this.#open.get(file) : relative(this.root, String(file));
    if (path === undefined || path.startsWith('..') || isOfNoAccount(path)) return null;
    return path === '' ? '.' : path;
  }

  /** Before each call that counts. */
  begin(): void {
    if (this.#isOff) throw new PowerCut();
    this.#operations++;
    this.#look();
    if (this.#operations < this.#cutAt) return;
    this.#isOff = true;
    throw new PowerCut();
  }

  opened(descriptor: number, path: string): void {
    this.#open.set(descriptor, path);
    this.created(path);
  }

  closed(descriptor: number): void {
    this.#open.delete(descriptor);
  }

  touched(path: string): void {
    this.#touched.add(path);
  }

  created(path: string): void {
    if (path === '.' || this.#names.has(path)) return;
    const isDirectory = fs.statSync(join(this.root, path)).isDirectory();
    const nothing = Buffer.alloc(0);
    this.#touched.add(path);
    this.#change({ add: [path, { durable: isDirectory ? null : nothing, seen: nothing }] });
  }

  renamed(from: string, to: string): void {
    const inode = this.#names.get(from);
    if (inode !== undefined) this.#change({ remove: from, add: [to, inode] });
  }

  removed(path: string): void {
    for (const name of [...this.#names.keys()]) {
      if (name === path || name.startsWith(`${path}/`)) this.#change({ remove: name });
    }
  }

  synced(path: string): void {
    const file = join(this.root, path);
    if (fs.statSync(file).isDirectory()) this.#syncDirectory(path);
    else if (!this.#faults.ignoreSync?.(path)) {
      const inode = this.#names.get(path);
      if (inode !== undefined) inode.durable = fs.readFileSync(file);
    }
  }

  databaseOpened(db: BetterSqlite.Database): void {
    this.#databases.add(db);
  }

  /** Closing one copies its log into it, syncs it and removes the log. */
  databaseCloses(db: BetterSqlite.Database, close: () => void): void {
    if (!this.#isOff) this.#look();
    close();
    if (!this.#isOff) this.#look();
    this.#databases.delete(db);
  }

  #closeAll(): void {
    for (const db of this.#databases) closeUnwatched(db);
    fs.rmSync(this.root, { recursive: true, force: true });
  }

  #change(change: Change): void {
    apply(this.#names, change);
    this.#unsynced.push(change);
  }

  #syncDirectory(directory: string): void {
    if (this.#faults.ignoreDirectorySync?.(directory)) return;
    const concerns = ({ remove, add }: Change) =>
      [remove, add?.[0]].some((path) => path !== undefined && dirname(path) === directory);
    for (const change of this.#unsynced) if (concerns(change)) apply(this.#durable, change);
    this.#unsynced = this.#unsynced.filter((change) => !concerns(change));
  }

  /** Takes in what SQLite has done since the call before, and what the files hold by now. */
  #look(): void {
    const there = new Set<string>();
    this.#walk('.', there);
    for (const path of there) this.created(path);
    for (const path of [...this.#names.keys()]) {
      if (!there.has(path)) this.#change({ remove: path });
    }
    const bases = new Set([...this.#databases].map((db) => relative(this.root, db.name)));
    for (const base of bases) {
      for (const suffix of ['', '-wal', '-journal']) this.#touched.add(base + suffix);
    }
    for (const path of this.#touched) {
      const inode = this.#names.get(path);
      if (inode === undefined || inode.durable === null) continue;
      const content = fs.readFileSync(join(this.root, path));
      const isSame = content.equals(inode.seen);
      inode.seen = content;
      const base = path.replace(/-(wal|journal)$/, '');
      if (!isDatabase(base) || !bases.has(base)) continue;
      if (!isSame) inode.durable = content;
      if (base !== path || !this.#isRenamed(path)) this.#keepName(path, inode);
    }
    this.#touched.clear();
  }

  /** Whether the file came to its name by a rename that is not on the medium yet. */
  #isRenamed(path: string): boolean {
    return this.#unsynced.some(({ remove, add }) => remove !== undefined && add?.[0] === path);
  }

  #keepName(path: string, inode: Inode): void {
    if (this.#durable.get(path) === inode) return;
    this.#durable.set(path, inode);
    this.#unsynced = this.#unsynced.filter(
      ({ remove, add }) => remove !== path && add?.[0] !== path,
    );
  }

  #walk(directory: string, found: Set<string>): void {
    for (const entry of fs.readdirSync(join(this.root, directory), { withFileTypes: true })) {
      const path = join(directory, entry.name);
      if (isOfNoAccount(path)) continue;
      found.add(path);
      if (entry.isDirectory()) this.#walk(path, found);
    }
  }

  #afterCut(random: Random): Map<string, Inode> {
    const names = new Map(this.#durable);
    // Often all or nothing, which independent draws would hardly ever give.
    const fate = random.pick(['all', 'none', 'each', 'each']);
    for (const change of this.#unsynced) {
      if (fate === 'all' || (fate === 'each' && random.chance(0.5))) apply(names, change);
    }
    const found = new Map<string, Inode>();
    for (const [path, { durable, seen }] of names) {
      const content = durable === null ? null : afterCut(durable, seen, random);
      found.set(path, { durable: content, seen: content ?? Buffer.alloc(0) });
    }
    return found;
  }
}

function apply(names: Map<string, Inode>, { remove, add }: Change): void {
  if (remove !== undefined) names.delete(remove);
  if (add !== undefined) names.set(...add);
}

/** A file of which `durable` is on the medium and `written` in the cache. */
function afterCut(durable: Buffer, written: Buffer, random: Random): Buffer {
  const isGrown = written.length > durable.length && random.chance(0.5);
  const content = Buffer.alloc(isGrown ? written.length : durable.length);
  durable.copy(content);
  const fate = random.pick(['all', 'none', 'each', 'each']);
  for (let at = 0; at < content.length; at += SECTOR_BYTES) {
    const end = Math.min(at + SECTOR_BYTES, content.length);
    if (written.subarray(at, end).equals(durable.subarray(at, end))) continue;
    const outcome = fate === 'each' ? random.pick(['new', 'old', 'torn', 'garbage']) : fate;
    if (outcome === 'all' || outcome === 'new') written.copy(content, at, at, end);
    else if (outcome === 'torn') written.copy(content, at, at, random.int(at, end));
    else if (outcome === 'garbage') content.set(random.bytes(end - at), at);
  }
  return content;
}

/** The disk that calls go to. */
let current: WatchedDisk | null = null;

/** The path of a call, where it is to be watched. */
function watchedPath(file: PathLike | number): string | null {
  return current?.pathOf(file) ?? null;
}

/** `node:fs`, for `vi.mock`. */
export function watchedFs(): object {
  const promises = watchedPromises();
  const watched = {
    ...fs,
    promises,
    openSync(file: string, flags: string) {
      const path = watchedPath(file);
      if (path === null) return fs.openSync(file, flags);
      if (flags !== 'r') current?.begin();
      const descriptor = fs.openSync(file, flags);
      current?.opened(descriptor, path);
      return descriptor;
    },
    closeSync(descriptor: number) {
      current?.closed(descriptor);
      fs.closeSync(descriptor);
    },
    writeSync(descriptor: number, bytes: Uint8Array, offset: number, length: number, at: number) {
      const path = watchedPath(descriptor);
      if (path !== null) current?.begin();
      if (path !== null) current?.touched(path);
      return fs.writeSync(descriptor, bytes, offset, length, at);
    },
    fdatasyncSync: (descriptor: number) => syncDescriptor(descriptor),
    fsyncSync: (descriptor: number) => syncDescriptor(descriptor),
    renameSync: (from: string, to: string) => rename(from, to),
    rmSync: (file: string, options?: object) => remove(file, options),
    mkdirSync: (directory: string, options?: { recursive?: boolean }) =>
      makeDirectory(directory, options),
  };
  return { ...watched, default: watched };
}

/** `node:fs/promises`, for `vi.mock`. */
export function watchedPromises(): object {
  const watched = {
    ...promises,
    async open(file: string, flags: string, mode?: number) {
      const path = watchedPath(file);
      const handle = () => promises.open(file, flags, mode);
      if (path === null) return handle();
      if (flags !== 'r') current?.begin();
      const opened = await handle();
      current?.created(path);
      return watchedHandle(opened, path);
    },
    rename: async (from: string, to: string) => rename(from, to),
    rm: async (file: string, options?: object) => remove(file, options),
    mkdir: async (directory: string, options?: { recursive?: boolean }) =>
      makeDirectory(directory, options),
    async copyFile(from: string, to: string) {
      current?.begin();
      fs.copyFileSync(from, to);
      const path = watchedPath(to);
      if (path === null) return;
      current?.created(path);
      current?.touched(path);
    },
  };
  return { ...watched, default: watched };
}

function watchedHandle(handle: FileHandle, path: string): object {
  const begun =
    <A extends unknown[], R>(call: (...args: A) => R) =>
    (...args: A): R => {
      current?.begin();
      current?.touched(path);
      return call(...args);
    };
  const sync = async () => {
    await handle.sync();
    current?.synced(path);
  };
  return {
    write: begun(handle.write.bind(handle)),
    writeFile: begun(handle.writeFile.bind(handle)),
    sync: begun(sync),
    datasync: begun(sync),
    close: () => handle.close(),
  };
}

function syncDescriptor(descriptor: number): void {
  const path = watchedPath(descriptor);
  if (path === null) {
    fs.fsyncSync(descriptor);
    return;
  }
  current?.begin();
  current?.synced(path);
}

function rename(from: string, to: string): void {
  const paths = [watchedPath(from), watchedPath(to)] as const;
  if (paths[0] !== null) current?.begin();
  fs.renameSync(from, to);
  if (paths[0] !== null && paths[1] !== null) current?.renamed(paths[0], paths[1]);
}

function remove(file: string, options?: object): void {
  const path = watchedPath(file);
  if (path !== null && fs.existsSync(file)) current?.begin();
  fs.rmSync(file, options);
  if (path !== null) current?.removed(path);
}

function makeDirectory(
  directory: string,
  options: { recursive?: boolean } = {},
): string | undefined {
  const path = watchedPath(directory);
  if (path !== null && !fs.existsSync(directory)) current?.begin();
  const first = fs.mkdirSync(directory, { ...options });
  if (path === null) return first;
  const parts = path.split('/');
  parts.forEach((_, i) => {
    current?.created(parts.slice(0, i + 1).join('/'));
  });
  return first;
}

const closeOf = new WeakMap<BetterSqlite.Database, () => void>();

function closeUnwatched(db: BetterSqlite.Database): void {
  closeOf.get(db)?.();
}

/** `better-sqlite3`, for `vi.mock`: which files it has open for writing. */
export function watchedSqlite(Real: typeof BetterSqlite): object {
  class Watched extends Real {
    constructor(file: string, options: BetterSqlite.Options = {}) {
      super(file, options);
      closeOf.set(this, () => super.close());
      if (!options.readonly) current?.databaseOpened(this);
    }

    override close(): this {
      if (this.readonly || current === null) return super.close();
      current.databaseCloses(this, () => super.close());
      return this;
    }
  }
  return { default: Watched };
}
