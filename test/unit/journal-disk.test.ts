import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  allocateNow,
  type Disk,
  nodeDisk,
  readWhole,
  writeAtomic,
} from '../../src/main/journal/disk.ts';
import { JournalReader } from '../../src/main/journal/reader.ts';
import { JournalWriter } from '../../src/main/journal/writer.ts';
import { append, range, SERVER_ID, seqs } from '../support/journal.ts';
import { Random } from '../support/random.ts';
import { SimDisk } from '../support/sim-disk.ts';

const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'shardkeep-journal-'));
afterAll(() => fs.rmSync(temporary, { recursive: true }));

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (content: string) => new TextEncoder().encode(content);

const simulated = new SimDisk({ random: new Random(1) });
simulated.makeDirectory('data');

describe.each<[string, Disk, string]>([
  ['the real disk', nodeDisk, temporary],
  ['the simulated disk', simulated, 'data'],
])('%s', (_, disk, root) => {
  it('[J24] writes and reads at offsets, and grows with zeros', () => {
    const file = disk.create(path.join(root, 'a'));
    file.writeAt(bytes('world'), 6);
    file.writeAt(bytes('hello'), 0);
    file.sync();
    expect(file.size()).toBe(11);
    const target = new Uint8Array(20);
    expect(file.readAt(target, 3)).toBe(8);
    expect(text(target.subarray(0, 8))).toBe('lo\0world');
    expect(file.readAt(target, 11)).toBe(0);
    file.close();
    const again = disk.open(path.join(root, 'a'), 'write');
    again.writeAt(bytes('J'), 0);
    again.close();
    expect(text(readWhole(disk, path.join(root, 'a')))).toBe('Jello\0world');
  });

  it('[J24] refuses what does not exist, and to create what does', () => {
    const code = (expected: string) => expect.objectContaining({ code: expected });
    expect(() => disk.open(path.join(root, 'none'), 'read')).toThrow(code('ENOENT'));
    expect(() => disk.list(path.join(root, 'none'))).toThrow(code('ENOENT'));
    expect(() => disk.remove(path.join(root, 'none'))).toThrow(code('ENOENT'));
    expect(() => disk.rename(path.join(root, 'none'), path.join(root, 'x'))).toThrow(
      code('ENOENT'),
    );
    disk.create(path.join(root, 'once')).close();
    expect(() => disk.create(path.join(root, 'once'))).toThrow(code('EEXIST'));
    const readOnly = disk.open(path.join(root, 'once'), 'read');
    expect(() => readOnly.writeAt(bytes('x'), 0)).toThrow(code('EBADF'));
    readOnly.close();
  });

  it('[J24] makes, lists, renames over and removes', () => {
    const directory = path.join(root, 'sub');
    disk.makeDirectory(directory);
    disk.makeDirectory(directory);
    writeAtomic(disk, path.join(directory, 'b'), bytes('one'));
    writeAtomic(disk, path.join(directory, 'b'), bytes('two'));
    writeAtomic(disk, path.join(directory, 'a'), bytes('three'));
    disk.syncDirectory(directory);
    expect(disk.list(directory)).toEqual(['a', 'b']);
    disk.rename(path.join(directory, 'a'), path.join(directory, 'b'));
    expect(disk.list(directory)).toEqual(['b']);
    expect(text(readWhole(disk, path.join(directory, 'b')))).toBe('three');
    disk.remove(path.join(directory, 'b'));
    expect(disk.exists(path.join(directory, 'b'))).toBe(false);
    expect(disk.exists(directory)).toBe(true);
  });

  it('[J24] allocates zeros', async () => {
    const size = 3 * 1024 * 1024 + 777;
    await disk.allocate(path.join(root, 'ahead'), size);
    allocateNow(disk, path.join(root, 'now'), size);
    for (const name of ['ahead', 'now']) {
      const content = readWhole(disk, path.join(root, name));
      expect(content.length).toBe(size);
      expect(content.every((byte) => byte === 0)).toBe(true);
    }
    await expect(disk.allocate(path.join(root, 'now'), 1)).rejects.toMatchObject({
      code: 'EEXIST',
    });
  });

  it('[J18] carries a journal over several epochs', async () => {
    const journal = path.join(root, 'journal');
    const random = new Random(3);
    for (let epoch = 1; epoch <= 3; epoch++) {
      const writer = JournalWriter.open(disk, journal, {
        serverId: SERVER_ID,
        tables: [],
        clock: Date.now,
        monotonic: () => performance.now(),
        random: (length) => random.bytes(length),
        segmentBytesMin: 64 * 1024,
        segmentBytesMax: 256 * 1024,
      });
      expect(writer.durable).toBe((epoch - 1) * 100);
      for (let i = 0; i < 50; i++) {
        append(writer, 2, 0, 2000);
        if (writer.needsNext()) await writer.prepareNext();
      }
      writer.close();
    }
    const reader = JournalReader.open(disk, journal, { after: 0 });
    const read = [...reader.read(300)].flatMap((batch) => batch.changeSets());
    reader.close();
    expect(seqs(read)).toEqual(range(1, 300));
  });
});
