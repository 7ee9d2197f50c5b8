/**
 * The naive stack that Shardkeep is compared with: Node, a WebSocket, better-sqlite3, the same
 * tables, and one synced transaction for every item. It knows `items.create` alone, checks nothing,
 * and answers in the protocol of the shard, so that the same client speaks to it.
 */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { migrate, readMigrations } from '../../src/main/storage/migrate.ts';
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import { FULL_WORLD, worldRows } from '../support/full-world.ts';
import { ROOT } from './servers.ts';

interface Request {
  readonly id: number;
  readonly params: {
    readonly character_id: number;
    readonly item_type: string;
    readonly properties: object;
  };
}

const [directory = '.', characters = '1'] = process.argv.slice(2);

// WAL and `synchronous = FULL`: what is answered is on disk.
const db = openDatabase(join(directory, 'naive.db'));
migrate(db, readMigrations(join(ROOT, 'migrations')));

const insertCharacter = db.prepare(
  `INSERT INTO characters (character_id, account_id, character_name, map_id, position_x, position_y, position_z)
   VALUES (@character_id, @account_id, @character_name, @map_id, @position_x, @position_y, @position_z)`,
);
const slots = new Map<number, number>();
db.transaction(() => {
  for (const row of worldRows('characters', { ...FULL_WORLD, characters: Number(characters) })) {
    insertCharacter.run(row);
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

const createItem = db.transaction(({ character_id, item_type, properties }: Request['params']) => {
  const item_id = randomUUID();
  const now = new Date().toISOString();
  const slot = slots.get(character_id) ?? 0;
  insertItem.run(item_id, character_id, item_type, JSON.stringify(properties), now, now);
  insertInventory.run(character_id, item_id, slot);
  slots.set(character_id, slot + 1);
  const place = { kind: 'bag', slot, quantity: 1 };
  return { item_id, character_id, item_type, properties, created_at: now, updated_at: now, place };
});

function answer({ id, params }: Request): object {
  return { jsonrpc: '2.0', id, result: { item: createItem(params) } };
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
