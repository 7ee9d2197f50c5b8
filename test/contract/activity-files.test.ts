/** Reading the daily logs, plain and compressed alike. */
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  compressedFile,
  daysOf,
  type LogPart,
  plainFile,
  readLog,
} from '../../src/main/storage/activity-files.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const DAY = '20260310';

let directory: string;
beforeEach(() => {
  directory = join(temporaryDirectory(), 'logs');
  mkdirSync(directory);
});

/** Lines of more than one block, of many lengths and with letters of several bytes. */
const lines = Array.from({ length: 30_000 }, (_, i) =>
  JSON.stringify({ log_id: i + 1, what: 'ä€😀'.repeat(i % 40) }),
);
const text = `${lines.join('\n')}\n`;
const offsetOf = (line: number) =>
  Buffer.byteLength(
    lines
      .slice(0, line)
      .map((one) => `${one}\n`)
      .join(''),
  );

function write(form: string, content: string): void {
  if (form === 'plain') writeFileSync(plainFile(directory, DAY), content);
  else writeFileSync(compressedFile(directory, DAY), gzipSync(content));
}

async function read(part: LogPart = {}): Promise<readonly string[]> {
  const found: string[] = [];
  let at = part.from ?? 0;
  for await (const block of readLog(directory, DAY, part)) {
    expect(block.start).toBe(at);
    at = block.end;
    expect(block.end - block.start).toBe(Buffer.byteLength(`${block.lines.join('\n')}\n`));
    found.push(...block.lines);
  }
  return found;
}

const corrupt = expect.objectContaining({ code: 'corrupt' });

describe('reading the activity log', () => {
  it('[A10] lists its days in order, each once; where both are there the plain one counts', async () => {
    write('plain', 'plain\n');
    write('compressed', 'compressed\n');
    for (const name of ['activity_20260309.log.gz', 'activity_20260401.log', 'host.log']) {
      writeFileSync(join(directory, name), '');
    }
    writeFileSync(join(directory, 'activity_20260308.log.gz.tmp'), '');
    expect(daysOf(directory)).toEqual([
      { day: '20260309', isCompressed: true },
      { day: DAY, isCompressed: false },
      { day: '20260401', isCompressed: false },
    ]);
    expect(await read()).toEqual(['plain']);
  });

  for (const form of ['plain', 'compressed']) {
    it(`[A10] gives the lines of a day that is ${form}, all or those of a part`, async () => {
      write(form, text);
      expect(await read()).toEqual(lines);
      const part = { from: offsetOf(12_345), upTo: offsetOf(23_456) };
      expect(await read(part)).toEqual(lines.slice(12_345, 23_456));
      expect(await read({ from: offsetOf(30_000) })).toEqual([]);
      expect(await read({ from: 0, upTo: 0 })).toEqual([]);
    });

    it(`[A10] takes no half line at the end of a day that is ${form}`, async () => {
      write(form, 'one\ntwo\nthr');
      expect(await read()).toEqual(['one', 'two']);
    });
  }

  it('[A10] says so where a day is not there, or its compressed file is damaged', async () => {
    await expect(read()).rejects.toThrow(expect.objectContaining({ code: 'not-found' }));
    write('compressed', text);
    const file = compressedFile(directory, DAY);
    const whole = readFileSync(file);
    for (const at of [3, 40, whole.length >> 1, whole.length - 6]) {
      const bytes = Buffer.from(whole);
      bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at);
      writeFileSync(file, bytes);
      await expect(read(), `byte ${at}`).rejects.toThrow(corrupt);
    }
    for (const size of [whole.length - 1, whole.length >> 1, 5, 0]) {
      writeFileSync(file, whole);
      truncateSync(file, size);
      await expect(read(), `${size} bytes`).rejects.toThrow(corrupt);
    }
  });

  it('[A10] finds damage behind the part that was asked for', async () => {
    write('compressed', text);
    const file = compressedFile(directory, DAY);
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 6) ^ 1, bytes.length - 6);
    writeFileSync(file, bytes);
    await expect(read({ from: 0, upTo: offsetOf(10) })).rejects.toThrow(corrupt);
  });

  it('[A10] can be left early', async () => {
    write('compressed', text);
    for await (const block of readLog(directory, DAY)) {
      expect(block.lines[0]).toBe(lines[0]);
      break;
    }
  });
});
