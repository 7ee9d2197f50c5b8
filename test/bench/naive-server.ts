/**
 * The naive stack that Shardkeep is compared with: Node, a WebSocket, better-sqlite3, the same
 * tables, and one synced transaction for every change. It knows the methods that the benchmarks call,
 * checks nothing but that nobody gives gold away that he has not, and answers in the protocol of the
 * shard, so that the same client speaks to it.
 */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { migrate, readMigrations } from '../../src/main/storage/migrate.ts';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import type { Params } from '../../src/shared/host-methods.ts';
import { FULL_WORLD, worldRows } from '../support/full-world.ts';
import { MAP } from './characters.ts';
import { ROOT } from './servers.ts';

const [directory = '.', characters = '1', gold = '0'] = process.argv.slice(2);

// WAL and `synchronous = FULL`: what is answered is on disk.
const db = openDatabase(join(directory, 'naive.db'));
migrate(db, readMigrations(join(ROOT, 'migrations')));

const insertCharacter = db.prepare(
  `INSERT INTO characters (character_id, account_id, character_name, gold, map_id, position_x, position_y, position_z)
   VALUES (@character_id, @account_id, @character_name, @gold, @map_id, @position_x, @position_y, @position_z)`,
);
const slots = new Map<number, number>();
db.transaction(() => {
  for (const row of worldRows('characters', { ...FULL_WORLD, characters: Number(characters) })) {
    insertCharacter.run({ ...row, map_id: MAP, gold: Number(gold) });
    slots.set(row.character_id, 0);
  }
})();

const insertItem = db.prepare(
  `INSERT INTO items (item_id, character_id, item_type, properties, created_at, updated_at)
   VALUES (?, ?, ?, ?, ?, ?)`,
);
const insertInventory = db.prepare(
  'INSERT INTO inventory (character_id, item_id, slot, quantity) VALUES (?, ?, ?, 1)',
);

const createItem = db.transaction((params: Params<'items.create'>) => {
  const { character_id, item_type, properties } = params;
  const item_id = randomUUID();
  const now = new Date().toISOString();
  const slot = slots.get(character_id!) ?? 0;
  insertItem.run(item_id, character_id, item_type, JSON.stringify(properties), now, now);
  insertInventory.run(character_id, item_id, slot);
  slots.set(character_id!, slot + 1);
  const place = { kind: 'bag', slot, quantity: 1 };
  return {
    item: { item_id, character_id, item_type, properties, created_at: now, updated_at: now, place },
  };
});

const take = db.prepare(
  'UPDATE characters SET gold = gold - ?, updated_at = ? WHERE character_id = ? AND gold >= ?',
);
const give = db.prepare(
  'UPDATE characters SET gold = gold + ?, updated_at = ? WHERE character_id = ?',
);
const characterOf = db.prepare('SELECT * FROM characters WHERE character_id = ?');
const charactersOn = db.prepare('SELECT * FROM characters WHERE map_id = ?');

const transferGold = db.transaction(({ from_id, to_id, amount }: Params<'gold.transfer'>) => {
  const now = new Date().toISOString();
  if (take.run(amount, now, from_id, amount).changes === 0) throw new Error('not enough gold');
  give.run(amount, now, to_id);
  return { characters: [characterOf.get(from_id), characterOf.get(to_id)] };
});

const METHODS: Readonly<Record<string, (params: never) => object>> = {
  'items.create': createItem,
  'gold.transfer': transferGold,
  'characters.listByMap': ({ map_id }: Params<'characters.listByMap'>) => ({
    characters: charactersOn.all(map_id),
  }),
};

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
}

function answer({ id, method, params }: Request): object {
  return { jsonrpc: '2.0', id, result: METHODS[method]!(params as never) };
}

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString('utf8')) as Request | Request[];
    socket.send(JSON.stringify(Array.isArray(frame) ? frame.map(answer) : answer(frame)));
  });
});
server.on('listening', () => {
  process.stdout.write(`ws://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
