/**
 * Writes `activity.db`, the index of the activity logs. It holds nothing that the logs do not: it says by
 * itself how far it goes, in the transaction of what it holds, and can be made anew at any time. The last
 * block is written again with every step until it is full.
 *
 * Synchronous; whoever calls it takes small steps.
 */
import { existsSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { assert } from '../../../shared/errors.ts';
import { StorageError, translating } from '../errors.ts';
import { openDatabase, type SqliteDatabase } from '../sqlite.ts';
import { BLOCK_ENTRIES, decodeBlock, encodeBlock, fieldOf } from './block.ts';
import { BlockBuilder, type IndexedEntry } from './block-builder.ts';
import { type LogLine, TERM_FIELDS, type TermField, termsOf, WORD_FIELDS } from './entry-terms.ts';
import { inflateLines } from './lines.ts';
import { INDEX_SCHEMA, INDEX_VERSION } from './schema.ts';

/** Lines that are compressed together: few enough that reading one of them costs little. */
const LINES_TOGETHER = 128;
/** Quick rather than small: it has to keep up with play. */
const COMPRESSION_LEVEL = 1;
/** Terms whose ids are remembered; then all of them are forgotten. */
const REMEMBERED_TERMS = 200_000;

/** How far an index goes: behind this line. */
export interface IndexPosition {
  /** `YYYYMMDD`; empty where it holds nothing. */
  readonly day: string;
  /** Where the line begins in that day's log, uncompressed, and where it ends. */
  readonly start: number;
  readonly end: number;
  /** The last entry, those that an `EventsLost` stands for included. */
  readonly log_id: number;
}

/** A line to add. */
export interface IndexLine {
  readonly text: string;
  readonly entry: LogLine;
  /** The last entry that it stands for. */
  readonly last: number;
}

const NOWHERE: IndexPosition = { day: '', start: 0, end: 0, log_id: 0 };

export class IndexWriter {
  readonly #db: SqliteDatabase;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #termIds = new Map<string, number>();
  #position = NOWHERE;
  #entries = 0;
  /** The block that is not full, the terms of it that are posted, and its last lines. */
  #block: BlockBuilder | null = null;
  readonly #posted = new Set<number>();
  #lines: string[] = [];
  #linesFirst = 0;
  /** The last entry that the last line stands for. */
  #last = 0;

  /**
   * Opens the index at `file`, which is made where it is missing. Throws StorageError `corrupt` where it
   * is broken or of another version, or where it was not closed and does not pass a check.
   */
  static open(file: string): IndexWriter {
    const isNew = !existsSync(file);
    const db = openDatabase(file, { isDerived: true });
    try {
      return translating(`Opening ${file}`, () => {
        if (isNew) create(db);
        return new IndexWriter(db);
      });
    } catch (error) {
      db.close();
      throw error;
    }
  }

  private constructor(db: SqliteDatabase) {
    this.#db = db;
    requireWhole(db);
    this.#statements = prepare(db);
    this.#statements.setMeta.run('closed', 0);
    const position = readMeta(db, 'position');
    if (typeof position === 'string') this.#position = JSON.parse(position) as IndexPosition;
    this.#entries = Number(readMeta(db, 'entries') ?? 0);
    this.#last = this.#position.log_id;
    this.#resume();
  }

  get position(): IndexPosition {
    return this.#position;
  }

  /** Entries that it holds. */
  get entries(): number {
    return this.#entries;
  }

  /**
   * Adds lines that follow, and is behind `position` then; they are found once that is committed. What it
   * throws leaves it unusable.
   */
  add(lines: readonly IndexLine[], position: IndexPosition): void {
    translating('Writing the activity index', () => {
      if (!this.#db.inTransaction) this.#db.exec('BEGIN');
      for (const line of lines) this.#add(line);
    });
    this.#entries += lines.length;
    this.#position = position;
  }

  /** What was added is found from now on, all of it with its position. */
  commit(): void {
    if (!this.#db.inTransaction) return;
    translating('Writing the activity index', () => {
      this.#writeBlock();
      this.#writeLines();
      this.#statements.setMeta.run('entries', this.#entries);
      this.#statements.setMeta.run('position', JSON.stringify(this.#position));
      this.#db.exec('COMMIT');
    });
  }

  /** Forgets the blocks whose entries are all before this one. What is left of others says the floor. */
  forgetBefore(floor: number): void {
    const { forget, forgotten, setMeta } = this.#statements;
    translating('Writing the activity index', () =>
      this.#db.transaction(() => {
        const first = this.#block?.first ?? Number.POSITIVE_INFINITY;
        for (const block of forgotten.all(floor)) {
          if (block.first >= first) continue;
          for (const statement of forget) statement.run(block.first, block.last);
          this.#entries -= block.entries;
        }
        setMeta.run('entries', this.#entries);
      })(),
    );
  }

  /** What is not committed is given up. */
  close(): void {
    try {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      this.#statements.setMeta.run('closed', 1);
    } finally {
      this.#db.close();
    }
  }

  #add({ text, entry, last }: IndexLine): void {
    const { log_id } = entry;
    const indexed = this.#indexed(entry);
    // Entries of a block follow each other without a gap.
    if (this.#block !== null && log_id !== this.#block.first + this.#block.entries) this.#seal();
    if (this.#block?.add(indexed) === false) this.#seal();
    if (this.#block === null) {
      this.#block = new BlockBuilder(log_id);
      this.#block.add(indexed);
    }
    if (this.#lines.length === 0) this.#linesFirst = log_id;
    this.#lines.push(text);
    this.#last = last;
    if (this.#lines.length === LINES_TOGETHER) {
      this.#writeLines();
      this.#lines = [];
    }
    if (this.#block.entries === BLOCK_ENTRIES) this.#seal();
  }

  /** The block is as it stays. */
  #seal(): void {
    this.#writeBlock();
    this.#writeLines();
    this.#block = null;
    this.#posted.clear();
    this.#lines = [];
  }

  #writeBlock(): void {
    const builder = this.#block;
    if (builder === null) return;
    const { first, entries, minAt, maxAt } = builder;
    const block = builder.block();
    this.#statements.setBlock.run(first, entries, this.#last, minAt, maxAt);
    this.#statements.setColumns.run(first, encodeBlock(block));
    this.#statements.setSample.run(first, encodeBlock(builder.sample()));
    this.#statements.setAmounts.run(first, encodeBlock(builder.amounts()));
    for (const term of block.terms) {
      if (this.#posted.has(term)) continue;
      this.#statements.post.run(term, first);
      this.#posted.add(term);
    }
  }

  #writeLines(): void {
    if (this.#lines.length === 0) return;
    const bytes = deflateRawSync(this.#lines.join('\n'), { level: COMPRESSION_LEVEL });
    this.#statements.setLines.run(this.#linesFirst, bytes);
  }

  #indexed(entry: LogLine): IndexedEntry {
    const { terms, amount } = termsOf(entry);
    return {
      at: Date.parse(entry.timestamp),
      terms: terms.map(({ field, value }) => this.#termId(field, value)),
      fields: terms.map(({ field }) => TERM_FIELDS.indexOf(field)),
      amount,
    };
  }

  #termId(field: TermField, value: string): number {
    const number = TERM_FIELDS.indexOf(field);
    const key = `${number}${value}`;
    const remembered = this.#termIds.get(key);
    if (remembered !== undefined) return remembered;
    const term_id =
      this.#statements.findTerm.get(value, number)?.term_id ?? this.#newTerm(field, number, value);
    if (this.#termIds.size === REMEMBERED_TERMS) this.#termIds.clear();
    this.#termIds.set(key, term_id);
    return term_id;
  }

  #newTerm(field: TermField, number: number, value: string): number {
    const term_id = Number(this.#statements.addTerm.run(number, value).lastInsertRowid);
    if (WORD_FIELDS.includes(field)) this.#statements.addWords.run(term_id, value);
    return term_id;
  }

  /** Goes on with the last block where it was left. */
  #resume(): void {
    const row = this.#statements.lastBlock.get();
    if (row === undefined) return;
    const block = decodeBlock(row.columns);
    assert(block.entries === row.entries, 'a block has as many entries as it says');
    if (block.entries === BLOCK_ENTRIES) return;
    const amounts = new Map(
      Array.from(block.amountAt, (at, i) => [at, block.amounts[i] as number]),
    );
    const builder = new BlockBuilder(row.first);
    for (let i = 0; i < block.entries; i++) {
      const numbers = block.list.subarray(block.starts[i], block.starts[i + 1]);
      builder.add({
        at: block.base + (block.at[i] as number),
        terms: Array.from(numbers, (number) => block.terms[number] as number),
        fields: Array.from(numbers, (number) => fieldOf(block.fieldStarts, number)),
        amount: amounts.get(i) ?? null,
      });
    }
    this.#block = builder;
    for (const term of block.terms) this.#posted.add(term);
    const lines = this.#statements.lastLines.get();
    assert(lines !== undefined, 'the entries have their lines');
    const texts = inflateLines(lines.lines);
    if (texts.length === LINES_TOGETHER) return;
    this.#lines = texts;
    this.#linesFirst = lines.first;
  }
}

function create(db: SqliteDatabase): void {
  db.transaction(() => {
    db.exec(INDEX_SCHEMA);
    db.pragma(`user_version = ${INDEX_VERSION}`);
  })();
}

/** A file that was not closed is looked through: what a loss of power has torn must not be answered from. */
function requireWhole(db: SqliteDatabase): void {
  const version = db.pragma('user_version', { simple: true });
  if (version !== INDEX_VERSION) {
    throw new StorageError('corrupt', `The activity index is of version ${version}.`);
  }
  if (readMeta(db, 'closed') !== 0) return;
  const problem = db.pragma('quick_check(1)', { simple: true });
  if (problem !== 'ok') throw new StorageError('corrupt', `The activity index: ${problem}`);
}

function readMeta(db: SqliteDatabase, name: string): unknown {
  return db.prepare('SELECT value FROM meta WHERE name = ?').pluck().get(name);
}

function prepare(db: SqliteDatabase) {
  return {
    setMeta: db.prepare<[string, string | number]>('INSERT OR REPLACE INTO meta VALUES (?, ?)'),
    setBlock: db.prepare<[number, number, number, number, number]>(
      'INSERT OR REPLACE INTO block VALUES (?, ?, ?, ?, ?)',
    ),
    setColumns: db.prepare<[number, Buffer]>('INSERT OR REPLACE INTO block_columns VALUES (?, ?)'),
    setSample: db.prepare<[number, Buffer]>('INSERT OR REPLACE INTO block_sample VALUES (?, ?)'),
    setAmounts: db.prepare<[number, Buffer]>('INSERT OR REPLACE INTO block_amounts VALUES (?, ?)'),
    setLines: db.prepare<[number, Buffer]>('INSERT OR REPLACE INTO line VALUES (?, ?)'),
    lastBlock: db.prepare<[], { first: number; entries: number; columns: Buffer }>(
      'SELECT first, entries, columns FROM block JOIN block_columns USING (first) ORDER BY first DESC LIMIT 1',
    ),
    lastLines: db.prepare<[], { first: number; lines: Buffer }>(
      'SELECT first, lines FROM line ORDER BY first DESC LIMIT 1',
    ),
    findTerm: db.prepare<[string, number], { term_id: number }>(
      'SELECT term_id FROM term WHERE value = ? AND field = ?',
    ),
    addTerm: db.prepare<[number, string]>('INSERT INTO term (field, value) VALUES (?, ?)'),
    addWords: db.prepare<[number, string]>('INSERT INTO word (rowid, value) VALUES (?, ?)'),
    post: db.prepare<[number, number]>('INSERT OR IGNORE INTO posting VALUES (?, ?)'),
    forgotten: db.prepare<[number], { first: number; last: number; entries: number }>(
      'SELECT first, last, entries FROM block WHERE last < ?',
    ),
    // What is left in `posting` leads to no block.
    forget: ['block', 'block_columns', 'block_sample', 'block_amounts', 'line'].map((table) =>
      db.prepare<[number, number]>(`DELETE FROM ${table} WHERE first BETWEEN ? AND ?`),
    ),
  };
}
