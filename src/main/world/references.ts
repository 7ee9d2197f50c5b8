/** Which tables refer to which by foreign keys, from either end; made once from the schema. */
import { SCHEMA, type TableKey } from './schema.ts';
import type { TableDefinition } from './table-definition.ts';

interface Parent {
  readonly column: string;
  readonly parent: TableKey;
}

interface Child {
  readonly child: TableKey;
  readonly column: string;
  readonly onDelete: 'cascade' | 'restrict';
}

const TABLES = Object.entries(SCHEMA) as [TableKey, TableDefinition][];

const KEY_BY_NAME = new Map(TABLES.map(([key, { name }]) => [name, key]));

function byTable<T>(of: (key: TableKey, definition: TableDefinition) => T) {
  return Object.fromEntries(
    TABLES.map(([key, definition]) => [key, of(key, definition)]),
  ) as unknown as Readonly<Record<TableKey, T>>;
}

/** What each table's rows refer to. */
export const PARENTS_OF = byTable<readonly Parent[]>((_, { foreignKeys }) =>
  foreignKeys.map(({ column, table }) => ({ column, parent: KEY_BY_NAME.get(table) as TableKey })),
);

/** What refers to each table's rows. */
export const CHILDREN_OF = byTable<readonly Child[]>((_, { name }) =>
  TABLES.flatMap(([child, { foreignKeys }]) =>
    foreignKeys
      .filter(({ table }) => table === name)
      .map(({ column, onDelete }) => ({ child, column, onDelete })),
  ),
);
