/**
 * A disk in memory that forgets as real ones do. What was written is seen at once; a crash keeps
 * what was synced and, of everything else, any subset: each unsynced sector comes back new, old or
 * torn, each unsynced creation, rename or removal is kept or lost. After a sync that failed, the
 * cache calls the data clean though the medium may not have it (as Linux does).
 *
 * Harsher than most file systems, on purpose: syncing a file does not make its name durable, and
 * operations on a directory reach the medium in any order.
 */
import path from 'node:path';
import type { Disk, DiskFile } from '../../src/main/journal/disk.ts';
import type { Random } from './random.ts';

const SECTOR_BYTES = 512;

/** What an operation throws when the simulated machine has lost its power. */
export class Crash extends Error {
  constructor() {
    super('The simulated machine has crashed.');
    this.name = 'Crash';
  }
}

export type Operation =
  | 'open'
  | 'create'
  | 'read'
  | 'write'
  | 'sync'
  | 'list'
  | 'make-directory'
  | 'rename'
  | 'remove'
  | 'sync-directory';

export interface OperationInfo {
  readonly kind: Operation;
  readonly path: string;
  /** Counts all operations of this disk from 1. */
  readonly number: number;
}

/** Called before each operation: may crash the disk, or return a system code to fail it with. */
export type Hook = (operation: OperationInfo) => string | undefined;

/** All of them, or those of the paths that it returns true for. */
export type Ignored = boolean | ((path: string) => boolean);

export interface SimDiskOptions {
  readonly random: Random;
  /** Deliberate faults: syncs that do nothing. They show that the simulation sees them. */
  readonly ignoreSync?: Ignored;
  readonly ignoreDirectorySync?: Ignored;
}

interface Inode {
  readonly kind: 'file';
  /** What a read sees. */
  content: Uint8Array;
  /** What is on the medium. */
  durable: Uint8Array;
  /** Sectors written since the last sync. */
  readonly dirty: Set<number>;
  /** Sectors whose sync failed: clean in the cache, perhaps not on the medium. */
  readonly lost: Set<number>;
}

interface Directory {
  readonly kind: 'directory';
  readonly entries: Map<string, Inode | Directory>;
  readonly durable: Map<string, Inode | Directory>;
  /** What was done to the entries since the last sync, in order. */
  readonly unsynced: EntryChange[];
}

/** One atomic change of a directory: names that go and a name that comes. */
interface EntryChange {
  readonly remove?: string;
  readonly add?: readonly [string, Inode | Directory];
}

export class SimDisk implements Disk {
  hook: Hook | null = null;
  #root: Directory = newDirectory();
  #operations = 0;
  #crashed = false;
  readonly #options: SimDiskOptions;

  constructor(options: SimDiskOptions) {
    this.#options = options;
  }

  get operations(): number {
    return this.#operations;
  }

  get crashed(): boolean {
    return this.#crashed;
  }

  /** Ends this disk (every further call throws `Crash`) and returns what is found afterwards. */
  crash(random: Random): SimDisk {
    this.#crashed = true;
    const after = new SimDisk({ ...this.#options, random });
    after.#root = directoryAfterCrash(this.#root, random);
    return after;
  }

  /** The medium goes on, the process does not: everything written is still seen. */
  killProcess(random: Random): SimDisk {
    this.#crashed = true;
    const after = new SimDisk({ ...this.#options, random });
    after.#root = this.#root;
    return after;
  }

  /** For hooks: lose power now. */
  powerOff(): never {
    this.#crashed = true;
    throw new Crash();
  }

  /** Bytes of a file as a read sees them; changing them is damage to the medium. */
  raw(file: string): Uint8Array {
    return this.#inode(file, 'open').content;
  }

  /** Damages the medium: `change` gets the content, which is then durable as it left it. */
  damage(file: string, change: (content: Uint8Array) => void): void {
    const inode = this.#inode(file, 'open');
    change(inode.content);
    inode.durable = inode.content.slice();
  }

  /** Cuts a file, as a copy that was not finished. */
  cut(file: string, bytes: number): void {
    const inode = this.#inode(file, 'open');
    inode.content = inode.content.slice(0, bytes);
    inode.durable = inode.content.slice();
  }

  open(file: string, mode: 'read' | 'write'): DiskFile {
    this.#begin('open', file);
    return this.#opened(this.#inode(file, 'open'), file, mode === 'write');
  }

  create(file: string): DiskFile {
    this.#begin('create', file);
    const directory = this.#directory(path.dirname(file), 'open');
    const name = path.basename(file);
    if (directory.entries.has(name)) throw systemError('EEXIST', 'open', file);
    const inode: Inode = {
      kind: 'file',
      content: new Uint8Array(0),
      durable: new Uint8Array(0),
      dirty: new Set(),
      lost: new Set(),
    };
    change(directory, { add: [name, inode] });
    return this.#opened(inode, file, true);
  }

  exists(file: string): boolean {
    if (this.#crashed) throw new Crash();
    return this.#find(file) !== undefined;
  }

  list(directory: string): string[] {
    this.#begin('list', directory);
    return [...this.#directory(directory, 'scandir').entries.keys()].sort();
  }

  makeDirectory(directory: string): void {
    this.#begin('make-directory', directory);
    const parent = this.#directory(path.dirname(directory), 'mkdir');
    const name = path.basename(directory);
    if (!parent.entries.has(name)) change(parent, { add: [name, newDirectory()] });
  }

  rename(from: string, to: string): void {
    this.#begin('rename', to);
    if (path.dirname(from) !== path.dirname(to)) throw systemError('EXDEV', 'rename', from);
    const inode = this.#inode(from, 'rename');
    const directory = this.#directory(path.dirname(to), 'rename');
    change(directory, { remove: path.basename(from), add: [path.basename(to), inode] });
  }

  remove(file: string): void {
    this.#begin('remove', file);
    this.#inode(file, 'unlink');
    change(this.#directory(path.dirname(file), 'unlink'), { remove: path.basename(file) });
  }

  syncDirectory(directory: string): void {
    this.#begin('sync-directory', directory);
    const found = this.#directory(directory, 'fsync');
    if (isIgnored(this.#options.ignoreDirectorySync, directory)) return;
    for (const entryChange of found.unsynced) apply(found.durable, entryChange);
    found.unsynced.length = 0;
  }

  async allocate(file: string, bytes: number): Promise<void> {
    const opened = this.create(file);
    opened.writeAt(new Uint8Array(bytes), 0);
    opened.sync();
    opened.close();
  }

  #opened(inode: Inode, file: string, writable: boolean): DiskFile {
    return {
      readAt: (target, offset) => {
        this.#begin('read', file);
        const bytes = inode.content.subarray(offset, offset + target.length);
        target.set(bytes);
        return bytes.length;
      },
      writeAt: (bytes, offset) => {
        if (!writable) throw systemError('EBADF', 'write', file);
        const code = this.#ask('write', file);
        // A write that fails may have written a part.
        const length = code === undefined ? bytes.length : this.#random.int(0, bytes.length);
        write(inode, bytes.subarray(0, length), offset);
        if (code !== undefined) throw systemError(code, 'write', file);
      },
      sync: () => {
        if (!writable) throw systemError('EBADF', 'fdatasync', file);
        const code = this.#ask('sync', file);
        if (code !== undefined) {
          failSync(inode, this.#random);
          throw systemError(code, 'fdatasync', file);
        }
        if (!isIgnored(this.#options.ignoreSync, file)) sync(inode);
      },
      size: () => inode.content.length,
      close: () => {
        if (this.#crashed) throw new Crash();
      },
    };
  }

  get #random(): Random {
    return this.#options.random;
  }

  #ask(kind: Operation, file: string): string | undefined {
    if (this.#crashed) throw new Crash();
    this.#operations++;
    return this.hook?.({ kind, path: file, number: this.#operations });
  }

  #begin(kind: Operation, file: string): void {
    const code = this.#ask(kind, file);
    if (code !== undefined) throw systemError(code, kind, file);
  }

  #find(file: string): Inode | Directory | undefined {
    let found: Inode | Directory | undefined = this.#root;
    for (const part of file.split(/[\\/]/).filter((name) => name !== '' && name !== '.')) {
      if (found?.kind !== 'directory') return undefined;
      found = found.entries.get(part);
    }
    return found;
  }

  #inode(file: string, call: string): Inode {
    const found = this.#find(file);
    if (found?.kind !== 'file') throw systemError('ENOENT', call, file);
    return found;
  }

  #directory(directory: string, call: string): Directory {
    const found = this.#find(directory);
    if (found?.kind !== 'directory') throw systemError('ENOENT', call, directory);
    return found;
  }
}

function isIgnored(ignored: Ignored | undefined, path: string): boolean {
  return typeof ignored === 'function' ? ignored(path) : ignored === true;
}

function newDirectory(): Directory {
  return { kind: 'directory', entries: new Map(), durable: new Map(), unsynced: [] };
}

function change(directory: Directory, entryChange: EntryChange): void {
  apply(directory.entries, entryChange);
  directory.unsynced.push(entryChange);
}

function apply(entries: Map<string, Inode | Directory>, { remove, add }: EntryChange): void {
  if (remove !== undefined) entries.delete(remove);
  if (add !== undefined) entries.set(...add);
}

function write(inode: Inode, bytes: Uint8Array, offset: number): void {
  const end = offset + bytes.length;
  if (end > inode.content.length) {
    const grown = new Uint8Array(end);
    grown.set(inode.content);
    inode.content = grown;
  }
  inode.content.set(bytes, offset);
  for (let at = Math.floor(offset / SECTOR_BYTES); at * SECTOR_BYTES < end; at++) {
    inode.dirty.add(at);
    inode.lost.delete(at);
  }
}

function sync(inode: Inode): void {
  const durable = new Uint8Array(inode.content.length);
  durable.set(inode.durable.subarray(0, durable.length));
  for (const sector of inode.dirty) copySector(inode.content, durable, sector, SECTOR_BYTES);
  inode.durable = durable;
  inode.dirty.clear();
}

function failSync(inode: Inode, random: Random): void {
  const failed = [...inode.dirty].filter(() => random.chance(0.5));
  for (const sector of failed) {
    inode.dirty.delete(sector);
    inode.lost.add(sector);
  }
  sync(inode);
}

function copySector(from: Uint8Array, to: Uint8Array, sector: number, bytes: number): void {
  const start = sector * SECTOR_BYTES;
  to.set(from.subarray(start, Math.min(start + bytes, to.length)), start);
}

function fileAfterCrash(inode: Inode, random: Random): Inode {
  const grown = inode.content.length > inode.durable.length && random.chance(0.5);
  const content = new Uint8Array(grown ? inode.content.length : inode.durable.length);
  content.set(inode.durable.subarray(0, content.length));
  // Often all or nothing, which independent draws would hardly ever give.
  const fate = random.pick(['all', 'none', 'each', 'each'] as const);
  for (const sector of [...inode.dirty, ...inode.lost]) {
    const start = sector * SECTOR_BYTES;
    if (start >= content.length) continue;
    const outcome = fate === 'each' ? random.pick(['new', 'old', 'torn', 'garbage']) : fate;
    if (outcome === 'all' || outcome === 'new') {
      copySector(inode.content, content, sector, SECTOR_BYTES);
    } else if (outcome === 'torn') {
      copySector(inode.content, content, sector, random.int(1, SECTOR_BYTES - 1));
    } else if (outcome === 'garbage') {
      const garbage = random.bytes(Math.min(SECTOR_BYTES, content.length - start));
      content.set(garbage, start);
    }
  }
  return { kind: 'file', content, durable: content.slice(), dirty: new Set(), lost: new Set() };
}

function directoryAfterCrash(directory: Directory, random: Random): Directory {
  const survivors = new Map(directory.durable);
  const fate = random.pick(['all', 'none', 'each', 'each'] as const);
  for (const entryChange of directory.unsynced) {
    if (fate === 'all' || (fate === 'each' && random.chance(0.5))) apply(survivors, entryChange);
  }
  const after = newDirectory();
  for (const [name, entry] of survivors) {
    const found =
      entry.kind === 'file' ? fileAfterCrash(entry, random) : directoryAfterCrash(entry, random);
    after.entries.set(name, found);
    after.durable.set(name, found);
  }
  return after;
}

function systemError(code: string, call: string, file: string): Error {
  return Object.assign(new Error(`${code}: simulated, ${call} '${file}'`), { code });
}
