/**
 * The least that durability costs: 4 KiB appended to a file that was filled with zeros before, and
 * fdatasync, one after the other, by a process of its own that knows nothing of requests.
 */
import { fdatasyncSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { optionsOf, serveLoops } from './closed-loop.ts';

export interface AppendOptions {
  readonly directory: string;
}

const BLOCK_BYTES = 4096;
const BLOCKS = 16_384;

const file = openSync(join(optionsOf<AppendOptions>().directory, 'appends'), 'w');
const zeros = Buffer.alloc(1024 * 1024);
for (let at = 0; at < BLOCKS * BLOCK_BYTES; at += zeros.length) {
  writeSync(file, zeros, 0, zeros.length, at);
}
fsyncSync(file);

const block = Buffer.alloc(BLOCK_BYTES, 1);
let at = 0;
serveLoops(() => {
  writeSync(file, block, 0, BLOCK_BYTES, at * BLOCK_BYTES);
  fdatasyncSync(file);
  at = (at + 1) % BLOCKS;
  return undefined;
});
