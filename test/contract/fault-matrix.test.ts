/**
 * Every kind of file, and what can befall it: what the host does at the next start, and what is lost.
 * Nothing is, wherever a second representation of it is there.
 *
 * Root reads what nobody may, so "without permission" is a directory in the place of the file here: the
 * operating system refuses to read it as well.
 */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeTempDir, removeTempDir } from '../support/host.ts';
import { HostHere } from '../support/host-here.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

// What these hosts complain of is looked at where it is told, and need not fill the screen.
vi.mock('../../src/main/host/log.ts', async () => {
  const { pino } = await import('pino');
  return { openLog: () => pino({ level: 'silent' }) };
});

const HOME = { map_id: 'town', position_x: 1, position_y: 2, position_z: 3 };
/** Changes that the journal alone holds when the host is killed, each a batch of its own. */
const ABOVE = 6;

/** A shard that has lived, in a directory that each fault gets a copy of. */
interface Lived {
  readonly dataDir: string;
  /** The last change, and all rows after it. */
  seq: number;
  digest: string;
  /** What the first character was granted, one with each change. */
  gold: number;
}

const lived: Record<'stopped' | 'killed' | 'stranger', Lived> = {
  stopped: { dataDir: '', seq: 0, digest: '', gold: 0 },
  killed: { dataDir: '', seq: 0, digest: '', gold: 0 },
  stranger: { dataDir: '', seq: 0, digest: '', gold: 0 },
};

function goldOf({ host }: HostHere): number {
  const { character } = host.parts.engine.read('characters.get', { character_id: 1 });
  return character.gold;
}

async function grant(here: HostHere, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await here.change('gold.grant', { character_id: 1, amount: 1, reason: `grant ${i}` });
  }
}

/** Two epochs, three backups, free pages, a log of several snapshots, and changes above the last of them. */
async function live(directory: string): Promise<void> {
  const first = await HostHere.start(directory);
  for (let account_id = 1; account_id <= 3; account_id++) {
    const character_name = `Hero ${account_id}`;
    await first.change('characters.create', { account_id, character_name, gold: 0, ...HOME });
  }
  const items: string[] = [];
  const properties = { history: 'It was forged in the mountains. '.repeat(8) };
  for (let i = 0; i < 300; i++) {
    const { result } = first.host.parts.engine.execute('items.create', {
      character_id: 1 + (i % 3),
      item_type: 'sword',
      properties,
    });
    items.push(result.item.item_id);
  }
  await grant(first, 1);
  await first.digest();
  for (const item_id of items.slice(0, 290))
    first.host.parts.engine.execute('items.destroy', { item_id });
  await grant(first, 1);
  await first.digest();
  await grant(first, 2);
  await first.stop();
  lived.stopped = await copied(directory);

  const second = await HostHere.start(directory);
  for (let i = 0; i < 3; i++) {
    await grant(second, 2);
    await second.host.parts.snapshotter.run('request');
  }
  await grant(second, ABOVE);
  lived.killed = await copied(directory);
  await second.stop();
}

/** A copy as of now, as a kill would leave it, and what a host finds in it. */
async function copied(directory: string): Promise<Lived> {
  const [dataDir, look] = [makeTempDir(), makeTempDir()];
  copyTo(dataDir, directory);
  copyTo(look, directory);
  const here = await HostHere.start(look);
  // What was recovered: the host's own word on its start comes on top.
  const { playedSeq: seq } = here.host.parts.events;
  const digest = await here.digest();
  const gold = goldOf(here);
  await here.stop();
  removeTempDir(look);
  return { dataDir, seq, digest, gold };
}

/** Without the locks: closing a file gives up the locks that this process has on it. */
function copyTo(directory: string, from: string): void {
  cpSync(from, directory, { recursive: true, filter: (file) => basename(file) !== 'locks' });
}

beforeAll(async () => {
  const directory = makeTempDir();
  await live(directory);
  removeTempDir(directory);

  const stranger = makeTempDir();
  writeFileSync(
    join(stranger, 'config.json'),
    readFileSync(join(lived.stopped.dataDir, 'config.json'), 'utf8').replace('"001"', '"002"'),
  );
  const here = await HostHere.start(stranger);
  await here.change('characters.create', { account_id: 9, character_name: 'Stranger', ...HOME });
  await here.digest();
  await here.stop();
  lived.stranger = { dataDir: stranger, seq: 1, digest: '', gold: 0 };
});

afterAll(() => {
  for (const { dataDir } of Object.values(lived)) removeTempDir(dataDir);
});

// Files

const database = (dir: string) => join(dir, 'Server_001.db');

function backups(dir: string): string[] {
  const directory = join(dir, 'backups');
  return readdirSync(directory)
    .filter((name) => name.endsWith('.db'))
    .map((name) => join(directory, name));
}
const oldestBackup = (dir: string) => backups(dir)[0] as string;
const newestBackup = (dir: string) => backups(dir).at(-1) as string;
const manifestOf = (backup: string) => backup.replace(/db$/, 'json');

/** Segments with batches, oldest first, and where these begin. */
function segments(dir: string): { file: string; batches: number[]; end: number }[] {
  const directory = join(dir, 'journal', '1');
  return readdirSync(directory)
    .filter((name) => name.endsWith('.journal'))
    .sort()
    .map((name) => {
      const file = join(directory, name);
      const bytes = readFileSync(file);
      const batches: number[] = [];
      let end = 4096;
      for (let at = 4096; at < bytes.length; at += 512) {
        if (bytes.toString('latin1', at, at + 4) === 'SKB1') batches.push(at);
        if (bytes.subarray(at, at + 512).some((byte) => byte !== 0)) end = at + 512;
      }
      return { file, batches, end };
    })
    .filter(({ batches }) => batches.length > 0);
}
type Segment = ReturnType<typeof segments>[0];
const firstSegment = (dir: string) => segments(dir)[0] as Segment;
const lastSegment = (dir: string) => segments(dir).at(-1) as Segment;
/** Where the n-th batch of the newest segment is, from its end. */
const batchFromEnd = (dir: string, n: number) => lastSegment(dir).batches.at(-n) as number;

const current = (dir: string) => join(dir, 'journal', 'current.json');
const config = (dir: string) => join(dir, 'config.json');
const history = (dir: string) => join(dir, 'history.json');

// Faults

/** Flips one bit. */
function flip(file: string, at: number, bit = 4): void {
  const bytes = readFileSync(file);
  const offset = at < 0 ? bytes.length + at : at;
  bytes[offset] = (bytes[offset] as number) ^ (1 << bit);
  writeFileSync(file, bytes);
}

function edit(file: string, change: (text: string) => string): void {
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`nothing was changed in ${file}`);
  writeFileSync(file, after);
}

function directoryInPlaceOf(file: string): void {
  rmSync(file);
  mkdirSync(file);
}

/** The offset of a page, found by SQLite itself: `sql` answers its number. */
function page(file: string, sql: string): number {
  const db = new Database(file, { readonly: true });
  try {
    const number = db.prepare<[], number>(sql).pluck().get();
    if (number === undefined) throw new Error(`there is no page: ${sql}`);
    return (number - 1) * (db.pragma('page_size', { simple: true }) as number);
  } finally {
    db.close();
  }
}
const leafOf = (file: string, name: string) =>
  page(file, `SELECT pageno FROM dbstat WHERE name = '${name}' AND pagetype = 'leaf' LIMIT 1`);

/** The first page of the list of free pages, as the header says. */
function freePage(file: string): number {
  const bytes = readFileSync(file);
  const number = bytes.readUInt32BE(32);
  if (number === 0) throw new Error('there is no free page');
  return (number - 1) * 4096;
}

interface Case {
  readonly fault: string;
  readonly on: 'stopped' | 'killed';
  readonly befall: (dir: string) => void;
  /** What the host says of it at its start; null for nothing. */
  readonly says: string | null;
  /** It does not start, and changes nothing; `says` is the reason. */
  readonly refuses?: true;
  /** Changes that are lost, from the last one back. */
  readonly lost?: number;
  /** Words of the host's own that are lost with them. */
  readonly own?: number;
  /** The journal is left there for a new timeline. */
  readonly left?: true;
  /** A file that is put away and kept. */
  readonly kept?: string;
}

const MADE_ANEW = 'nothing is lost';
const PASSED_OVER = 'A backup was passed over';

const DATABASE: Case[] = [
  {
    fault: 'a bit of its header flipped',
    on: 'stopped',
    befall: (dir) => flip(database(dir), 3),
    says: MADE_ANEW,
    kept: 'Server_001.db',
  },
  {
    fault: 'a bit of a table page flipped',
    on: 'stopped',
    befall: (dir) => flip(database(dir), leafOf(database(dir), 'inventory')),
    says: MADE_ANEW,
    kept: 'Server_001.db',
  },
  {
    fault: 'a bit of an index page flipped',
    on: 'stopped',
    befall: (dir) => flip(database(dir), leafOf(database(dir), 'idx_characters_name') + 4090),
    says: MADE_ANEW,
    kept: 'Server_001.db',
  },
  {
    fault: 'a bit of the list of free pages flipped',
    on: 'stopped',
    befall: (dir) => flip(database(dir), freePage(database(dir)) + 7),
    says: MADE_ANEW,
    kept: 'Server_001.db',
  },
  {
    // The pages of it that are in the file already are older there than in the log, or the same.
    fault: 'a bit of its log flipped',
    on: 'killed',
    befall: (dir) => flip(`${database(dir)}-wal`, -5000),
    says: null,
  },
  {
    fault: 'its log gone',
    on: 'killed',
    befall: (dir) => rmSync(`${database(dir)}-wal`),
    says: null,
  },
  {
    fault: 'cut off in the middle',
    on: 'stopped',
    befall: (dir) => truncateSync(database(dir), 40_960),
    says: MADE_ANEW,
    kept: 'Server_001.db',
  },
  {
    fault: 'empty',
    on: 'stopped',
    befall: (dir) => truncateSync(database(dir)),
    says: 'it is empty',
    kept: 'Server_001.db',
  },
  {
    fault: 'empty, where the journal does not reach back to the beginning',
    on: 'killed',
    befall: (dir) => {
      truncateSync(database(dir));
      rmSync(`${database(dir)}-wal`);
      rmSync(firstSegment(dir).file);
    },
    says: 'it is empty',
    kept: 'Server_001.db',
  },
  { fault: 'gone', on: 'killed', befall: (dir) => rmSync(database(dir)), says: 'it is gone' },
  {
    fault: 'swapped with that of another shard',
    on: 'killed',
    befall: (dir) => {
      rmSync(`${database(dir)}-wal`);
      cpSync(join(lived.stranger.dataDir, 'Server_002.db'), database(dir));
    },
    says: 'it is of the shard 002, not 001',
    kept: 'Server_001.db',
  },
  {
    fault: 'swapped with an older one of this shard',
    on: 'killed',
    befall: (dir) => {
      rmSync(`${database(dir)}-wal`);
      cpSync(oldestBackup(dir), database(dir));
    },
    says: null,
  },
  {
    fault: 'of a newer version',
    on: 'stopped',
    befall: (dir) => newerSchema(database(dir)),
    says: 'has schema version 99; this Shardkeep knows versions up to',
    refuses: true,
  },
  {
    fault: 'not readable',
    on: 'stopped',
    befall: (dir) => directoryInPlaceOf(database(dir)),
    says: 'Server_001.db failed: ',
    refuses: true,
  },
];

const JOURNAL: Case[] = [
  {
    fault: 'a bit of an old header flipped',
    on: 'killed',
    befall: (dir) => flip(firstSegment(dir).file, 100),
    says: 'its header is damaged). The snapshot holds the changes',
  },
  {
    fault: 'a bit of a batch flipped, below the snapshot',
    on: 'killed',
    befall: (dir) => flip(lastSegment(dir).file, (lastSegment(dir).batches[2] as number) + 60),
    says: 'so nothing is lost; the file is kept',
  },
  {
    fault: 'a bit of the last batch flipped, in a segment that was sealed',
    on: 'stopped',
    befall: (dir) => flip(lastSegment(dir).file, batchFromEnd(dir, 2) + 60),
    says: 'so nothing is lost; the file is kept',
  },
  {
    fault: 'a bit of a batch flipped, above the snapshot',
    on: 'killed',
    befall: (dir) => flip(lastSegment(dir).file, batchFromEnd(dir, 3) + 60),
    says: 'Lost: the changes',
    lost: 3,
    left: true,
  },
  {
    fault: 'the newest segment cut off between two batches',
    on: 'killed',
    befall: (dir) => truncateSync(lastSegment(dir).file, batchFromEnd(dir, 2)),
    says: 'the file was cut off',
    lost: 2,
    left: true,
  },
  {
    fault: 'the newest segment cut off within a batch',
    on: 'killed',
    befall: (dir) => truncateSync(lastSegment(dir).file, batchFromEnd(dir, 1) + 100),
    says: 'the file was cut off',
    lost: 1,
    left: true,
  },
  {
    fault: 'a bit of the newest header flipped',
    on: 'killed',
    befall: (dir) => flip(lastSegment(dir).file, 30),
    says: 'how much is not known',
    lost: ABOVE,
    left: true,
  },
  {
    // Nothing tells it from a write that was cut off before it was acknowledged.
    fault: 'a bit of the very last batch flipped',
    on: 'killed',
    befall: (dir) => flip(lastSegment(dir).file, batchFromEnd(dir, 1) + 60),
    says: 'was torn at byte',
    lost: 1,
  },
  {
    fault: 'a bit behind the end flipped',
    on: 'killed',
    befall: (dir) => flip(lastSegment(dir).file, lastSegment(dir).end + 60),
    says: 'were never acknowledged and are ignored',
  },
  {
    fault: 'a segment that the snapshot holds gone',
    on: 'killed',
    befall: (dir) => rmSync(firstSegment(dir).file),
    says: null,
  },
  {
    fault: 'the newest segment gone',
    on: 'killed',
    own: 1,
    befall: (dir) => rmSync(lastSegment(dir).file),
    says: 'it is lost',
    lost: ABOVE,
  },
  {
    fault: 'all of it gone after an end in order',
    on: 'stopped',
    befall: (dir) => rmSync(join(dir, 'journal'), { recursive: true }),
    says: 'The journal ends at change 0, below the database: if anything happened after',
  },
  {
    fault: 'all of it gone after a kill',
    on: 'killed',
    own: 1,
    befall: (dir) => rmSync(join(dir, 'journal'), { recursive: true }),
    says: 'it is lost',
    lost: ABOVE,
  },
  {
    fault: 'a segment swapped with that of another shard',
    on: 'killed',
    befall: (dir) => cpSync(lastSegment(lived.stranger.dataDir).file, lastSegment(dir).file),
    says: 'belongs to the server "002"',
    refuses: true,
  },
  {
    fault: 'a segment of a newer format',
    on: 'killed',
    befall: (dir) => newerFormat(lastSegment(dir).file),
    says: 'has the newer format 2',
    refuses: true,
  },
  {
    fault: 'a segment that is not readable',
    on: 'killed',
    befall: (dir) => directoryInPlaceOf(lastSegment(dir).file),
    says: 'could not be read: EISDIR',
    refuses: true,
  },
  ...(
    [
      ['flipped', (dir) => flip(current(dir), 2)],
      ['empty', (dir) => truncateSync(current(dir))],
      ['gone', (dir) => rmSync(current(dir))],
    ] satisfies [string, Case['befall']][]
  ).map(
    ([what, befall]): Case => ({
      fault: `current.json ${what}`,
      on: 'killed',
      befall,
      says: 'was made again from the segments',
    }),
  ),
  {
    // A restore was decided, and its files are gone: the timeline before is not gone back to unasked.
    fault: 'current.json naming a timeline that is not there',
    on: 'killed',
    befall: (dir) => edit(current(dir), (text) => text.replace('1', '3')),
    says: 'names a timeline without files',
    refuses: true,
  },
  {
    fault: 'current.json not readable',
    on: 'killed',
    befall: (dir) => directoryInPlaceOf(current(dir)),
    says: 'current.json could not be read: EISDIR',
    refuses: true,
  },
];

/** Each with the database broken as well, so that a backup is needed. */
const BACKUP: Case[] = (
  [
    ['a bit of its pages flipped', PASSED_OVER, (file) => flip(file, leafOf(file, 'inventory'))],
    ['cut off', PASSED_OVER, (file) => truncateSync(file, 8192)],
    ['empty', PASSED_OVER, (file) => truncateSync(file)],
    ['not readable', PASSED_OVER, directoryInPlaceOf],
    ['gone', MADE_ANEW, (file) => rmSync(file)],
    ['of a newer version', 'It has the newer schema version 99', newerSchema],
    [
      'swapped with another one of this shard',
      'as its manifest says',
      (file, dir) => cpSync(oldestBackup(dir), file),
    ],
    [
      'swapped with one of another shard',
      'It is of the shard 002, not 001',
      (file) => cpSync(oldestBackup(lived.stranger.dataDir), file),
    ],
    ['with a manifest that has a bit flipped', MADE_ANEW, (file) => flip(manifestOf(file), 0)],
    ['without a manifest', MADE_ANEW, (file) => rmSync(manifestOf(file))],
    [
      'with a manifest of a newer format',
      MADE_ANEW,
      (file) => edit(manifestOf(file), (text) => text.replace('"format": 1', '"format": 2')),
    ],
    [
      'with a manifest that is not readable',
      MADE_ANEW,
      (file) => directoryInPlaceOf(manifestOf(file)),
    ],
    [
      'the newest without a manifest, and the journal beginning after the others',
      MADE_ANEW,
      (file, dir) => {
        rmSync(manifestOf(file));
        rmSync(firstSegment(dir).file);
      },
    ],
  ] satisfies [string, string, (file: string, dir: string) => void][]
).map(
  ([fault, says, befall]): Case => ({
    fault,
    on: 'killed',
    befall: (dir) => {
      truncateSync(database(dir), 8192);
      rmSync(`${database(dir)}-wal`);
      befall(newestBackup(dir), dir);
    },
    says,
    kept: 'Server_001.db',
  }),
);

const OTHERS: Case[] = [
  ...(
    [
      ['with a bit flipped', 'config.json cannot be used', (file) => flip(file, 0)],
      ['empty', 'config.json cannot be used', (file) => truncateSync(file)],
      [
        'of a newer version',
        'Unrecognized key: "shiny"',
        (file) => edit(file, (text) => text.replace('{', '{"shiny": 1,')),
      ],
      ['not readable', 'config.json cannot be used: EISDIR', directoryInPlaceOf],
      [
        'swapped with that of another shard',
        'belongs to the server "001"',
        (file) => cpSync(config(lived.stranger.dataDir), file),
      ],
    ] satisfies [string, string, (file: string) => void][]
  ).map(
    ([what, says, befall]): Case => ({
      fault: `config.json ${what}`,
      on: 'killed',
      befall: (dir) => befall(config(dir)),
      says,
      refuses: true,
    }),
  ),
  {
    // Its tokens are new ones.
    fault: 'config.json gone',
    on: 'killed',
    befall: (dir) => rmSync(config(dir)),
    says: null,
  },
  ...(
    [
      ['with a bit flipped', (file) => flip(file, 0)],
      ['empty', (file) => truncateSync(file)],
      ['not readable', directoryInPlaceOf],
      [
        'of a newer version',
        (file) => edit(file, (text) => text.replace('"snapshots"', '"savings"')),
      ],
    ] satisfies [string, (file: string) => void][]
  ).map(
    ([what, befall]): Case => ({
      // What charts showed is gone from them; it is kept beside.
      fault: `history.json ${what}`,
      on: 'killed',
      befall: (dir) => befall(history(dir)),
      says: null,
      kept: 'history.json.broken',
    }),
  ),
  { fault: 'history.json gone', on: 'killed', befall: (dir) => rmSync(history(dir)), says: null },
  {
    fault: 'a lock with something in it',
    on: 'killed',
    befall: (dir) => {
      mkdirSync(join(dir, 'locks'), { recursive: true });
      for (const name of ['host', 'journal', 'snapshot', 'backup']) {
        writeFileSync(join(dir, 'locks', `${name}.lock`), 'x'.repeat(5000));
      }
    },
    says: null,
  },
];

function newerSchema(file: string): void {
  const db = new Database(file);
  db.pragma('user_version = 99');
  db.close();
}

/** A header of a later version: what it says of its format is true, and so is its checksum. */
function newerFormat(file: string): void {
  const bytes = readFileSync(file);
  bytes.writeUInt32LE(2, 8);
  const text = bytes.subarray(20, 20 + bytes.readUInt32LE(12));
  bytes.writeUInt32LE(crc32(text, crc32(bytes.subarray(0, 16))), 16);
  writeFileSync(file, bytes);
}

/** All files and what is in them, but for logs and locks and what SQLite makes anew at each opening. */
function contentOf(dir: string): Record<string, string> {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !/^(locks|logs)|-(wal|shm)$/.test(name) && statSync(join(dir, name)).isFile(),
  );
  const sha = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(dir, name)))
      .digest('hex');
  return Object.fromEntries(files.map((name) => [name, sha(name)]));
}

/** What was put away, and kept. */
function keptIn(dir: string): string[] {
  const quarantine = join(dir, 'quarantine');
  return [...readdirSync(dir), ...(existsSync(quarantine) ? readdirSync(quarantine) : [])];
}

async function run({
  on,
  befall,
  says,
  refuses,
  lost = 0,
  own = 0,
  left,
  kept,
}: Case): Promise<void> {
  const { dataDir, seq, digest, gold } = lived[on];
  const dir = temporaryDirectory();
  copyTo(dir, dataDir);
  befall(dir);
  if (refuses) {
    const before = contentOf(dir);
    await expect(HostHere.start(dir)).rejects.toThrow(says as string);
    expect(contentOf(dir)).toEqual(before);
    return;
  }
  const here = await HostHere.start(dir);
  try {
    if (says === null) expect(here.said()).not.toMatch(/lost|damaged|could not/);
    else expect(here.said()).toContain(says);
    // A timeline that is left is followed by one above every number that was used in it.
    const { playedSeq: recovered } = here.host.parts.events;
    if (left) expect(recovered).toBeGreaterThanOrEqual(seq);
    else expect(recovered).toBe(seq - lost - own);
    // Of the world with all of it, or with all but the grants that are lost.
    if (lost === 0) expect(await here.digest()).toBe(digest);
    else expect(goldOf(here)).toBe(gold - lost);
    if (kept !== undefined) {
      expect(keptIn(dir).filter((name) => name.endsWith(kept))).not.toEqual(
        kept === 'Server_001.db' ? ['Server_001.db'] : [],
      );
    }
    // It goes on: another change is taken, and is there after the next start.
    await grant(here, 1);
    const then = await here.digest();
    await here.stop();
    const again = await HostHere.start(dir);
    expect(await again.digest()).toBe(then);
    await again.stop();
  } finally {
    await here.stop();
  }
}

describe('the database', () => {
  it.each(DATABASE)('[S9] $fault', run);
});

describe('the journal', () => {
  it.each(JOURNAL)('[S9] $fault', run);
});

describe('the newest backup, where it is needed', () => {
  it.each(BACKUP)('[S9] $fault', run);
});

describe('another file', () => {
  it.each(OTHERS)('[S9] $fault', run);
});
