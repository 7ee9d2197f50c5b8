/** The lines of the log as the index keeps them, some together. */
import { inflateRawSync } from 'node:zlib';
import type { LogLine } from './entry-terms.ts';

/** The lines of one piece. */
export function inflateLines(bytes: Buffer): string[] {
  return inflateRawSync(bytes).toString('utf8').split('\n');
}

export function parseLine(text: string): LogLine {
  return JSON.parse(text) as LogLine;
}
