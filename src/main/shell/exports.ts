/**
 * Files that the window writes bit by bit: the user chooses where to, the text comes in pieces, and the
 * file is there under its name once it is whole. One that is cancelled, fails, or whose page dies leaves
 * nothing behind.
 */
import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';

interface OpenExport {
  readonly path: string;
  readonly unfinished: string;
  readonly file: FileHandle;
  /** The last piece on its way: pieces are written one after the other. */
  last: Promise<void>;
}

/** Exports of a window at a time: a page that begins more has gone wrong. */
const OPEN_MAX = 4;

export class Exports {
  readonly #open = new Map<string, OpenExport>();

  /** Begins a file beside `path`, which must be one that the user has chosen. Rejects where it cannot be written. */
  async begin(path: string): Promise<string> {
    if (this.#open.size >= OPEN_MAX) throw new Error('Too many files are being written already.');
    const id = randomUUID();
    const unfinished = `${path}.${id.slice(0, 8)}.part`;
    const file = await open(unfinished, 'wx');
    this.#open.set(id, { path, unfinished, file, last: Promise.resolve() });
    return id;
  }

  /** Resolves once it is handed to the operating system, so that the window sends no faster than the disk takes. */
  write(id: string, text: string): Promise<void> {
    const one = this.#require(id);
    one.last = one.last.then(() => one.file.appendFile(text));
    return one.last;
  }

  /** The file is whole: on disk, and under its name. Another one of that name is gone. */
  async end(id: string): Promise<void> {
    const one = this.#require(id);
    try {
      await one.last;
      await one.file.sync();
      await one.file.close();
      await rename(one.unfinished, one.path);
      this.#open.delete(id);
    } catch (error) {
      await this.cancel(id);
      throw error;
    }
  }

  /** Nothing of it stays. One that is not there is gone already. */
  async cancel(id: string): Promise<void> {
    const one = this.#open.get(id);
    if (one === undefined) return;
    this.#open.delete(id);
    // Whatever became of the pieces: the file goes.
    await one.last.catch(() => {});
    await one.file.close().catch(() => {});
    await rm(one.unfinished, { force: true });
  }

  /** The page that wrote them is gone. */
  async cancelAll(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.cancel(id)));
  }

  #require(id: string): OpenExport {
    const one = this.#open.get(id);
    if (one === undefined) throw new Error('This file is not being written.');
    return one;
  }
}
