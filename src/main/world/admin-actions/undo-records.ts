/**
 * What administrators' actions wrote, kept in a table of the world so that they can be taken back: it is
 * in the journal, in snapshots and in backups like every other row. Bounded in number, age and size.
 */
import { assert, ShardError } from '../../../shared/errors.ts';
import { UNDO_ACTIONS_MAX, UNDO_AGE_MS, UNDO_LENGTH_MAX } from '../../../shared/limits.ts';
import type { Value } from '../change-set.ts';
import type { TableKey } from '../schema.ts';
import type { AnyRow, Table } from '../table.ts';
import type { Row, Tables, Transaction, Write } from '../transaction.ts';
import { isPosition, POSITION } from './changed-since.ts';

/**
 * The tables that an action may write: those whose deeds are logged by `logDeeds`, and bans, which are told by
 * the action itself. A record names them by these words, which therefore stay.
 */
const UNDOABLE: readonly TableKey[] = [
  'characters',
  'items',
  'inventory',
  'equipment',
  'ground',
  'recovery',
  'skills',
  'quests',
  'guilds',
  'guildMembers',
  'bans',
];

/** The `writes` of an action of which there is nothing to take back. */
export const NOTHING_WRITTEN = '[]';

/** Keeps what an action wrote, under the sequence number of its change set, and forgets the oldest. */
export function remember(
  transaction: Transaction,
  about: { readonly action: string; readonly reason: string; readonly character_id: number | null },
  writes: readonly Write[],
): void {
  for (const { table } of writes) assert(UNDOABLE.includes(table), `${table} can be undone`);
  const { action, reason, character_id } = about;
  transaction.insert('undo', {
    seq: transaction.seq,
    action,
    reason,
    at: transaction.now,
    character_id,
    writes: JSON.stringify([...writes, ...restOfRows(transaction.tables, writes)]),
    undone_by: null,
  });
  forget(transaction);
}

/** Columns that tell what a row is about, and never change: a refusal names it by them once it is gone. */
const IDENTITY: { readonly [K in TableKey]?: readonly (keyof Row<K>)[] } = {
  inventory: ['item_id'],
  equipment: ['item_id'],
  skills: ['character_id', 'skill_name'],
  quests: ['character_id', 'quest_name'],
  guildMembers: ['guild_id', 'character_id'],
};

/**
 * Of rows that were set, columns that stayed the same: those that tell what the row is about, and of who
 * was moved the whole position, for it takes all four to tell later whether one has moved since.
 */
function restOfRows(tables: Tables, writes: readonly Write[]): Write[] {
  const rows = new Map<string, Write & { kind: 'set' }>();
  for (const write of writes) {
    const isPlaced = write.kind === 'set' && isPosition(write.table, write.column);
    if (write.kind !== 'set' || (!isPlaced && IDENTITY[write.table] === undefined)) continue;
    rows.set(`${write.table} ${write.key}`, write);
  }
  return [...rows.values()].flatMap(({ table, key }) => {
    const row = (tables[table] as unknown as Table<AnyRow>).get(key);
    if (row === undefined) return [];
    const columns = (IDENTITY[table] ?? POSITION) as readonly string[];
    return columns.map((column): Write => {
      const value = row[column] as Value;
      return { table, key, kind: 'set', column, before: value, after: value };
    });
  });
}

/** The newest one always stays, however large it is. */
function forget(transaction: Transaction): void {
  const before = new Date(transaction.at - UNDO_AGE_MS).toISOString();
  const newestFirst = [...transaction.tables.undo.rows()].sort((a, b) => b.seq - a.seq);
  let length = 0;
  for (const [index, record] of newestFirst.entries()) {
    length += record.writes.length;
    const isKept = index < UNDO_ACTIONS_MAX && length <= UNDO_LENGTH_MAX && record.at >= before;
    if (!isKept && index > 0) transaction.delete('undo', record);
  }
}

/** The action of that change set, which can be taken back as far as anybody knows. */
export function requireRecord(tables: Tables, seq: number): Row<'undo'> {
  const record = tables.undo.get(seq);
  if (record === undefined) {
    throw new ShardError('NotFound', `There is no action at change ${seq} that can be undone.`, {
      hint: `Actions are remembered for ${UNDO_AGE_MS / 86_400_000} days, and ${UNDO_ACTIONS_MAX} at most.`,
      details: { seq },
    });
  }
  if (record.undone_by !== null) {
    throw new ShardError(
      'Conflict',
      `The action at change ${seq} is undone already, by change ${record.undone_by}.`,
      {
        hint: `What undid it can be undone in its turn: it is change ${record.undone_by}.`,
        details: { seq, undone_by: record.undone_by },
      },
    );
  }
  return record;
}

const BANS: TableKey = 'bans';

/** Whether it was done to that character, or bans its account or lets it in again. */
export function isAbout(
  record: Row<'undo'>,
  character_id: number,
  character: Row<'characters'> | undefined,
): boolean {
  if (record.character_id !== null) return record.character_id === character_id;
  if (character === undefined) return false;
  // A search of the text spares reading the many writes that others may have.
  if (!record.writes.includes(`"table":"${BANS}"`)) return false;
  return writesOf(record).some(({ table, key }) => table === BANS && key === character.account_id);
}

export function writesOf(record: Row<'undo'>): readonly Write[] {
  return JSON.parse(record.writes) as Write[];
}
