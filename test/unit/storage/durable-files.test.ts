/** Files that take the place of others, by several writers at once. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeFileDurably } from '../../../src/main/storage/durable-files.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

it('[H13] a file that many write at once is whole, and one of theirs', async () => {
  const directory = temporaryDirectory();
  const file = join(directory, 'config.json');
  const texts = Array.from({ length: 16 }, (_, i) => String(i).repeat(20_000 * (i + 1)));
  const writers = texts.map((text) => writeFileDurably(file, text, 0o600));
  await Promise.all(writers);
  expect(texts).toContain(readFileSync(file, 'utf8'));
  expect(readdirSync(directory)).toEqual(['config.json']);
});
