/**
 * The least that a start on a database can be: its integrity check, and every row read once. With the
 * number of a round, the rows that all characters change in it are upserted before, in key order.
 */
import { openDatabase } from '../../src/main/storage/sqlite.ts';
import { TableStatements } from '../../src/main/storage/table-statements.ts';
import { SCHEMA, STORED_TABLES } from '../../src/main/world/schema.ts';
import { changedImages } from './active.ts';

const [file = '', round] = process.argv.slice(2);
const db = openDatabase(file, { mustExist: true });
if (round !== undefined) {
  const changed = changedImages(Number(round), 1);
  const characters = new TableStatements(db, SCHEMA.characters);
  const inventory = new TableStatements(db, SCHEMA.inventory);
  db.transaction(() => {
    for (const image of changed.characters) characters.upsert(image);
    for (const image of changed.inventory) inventory.upsert(image);
  })();
}
const checked = db.pragma('integrity_check', { simple: true });
if (checked !== 'ok') throw new Error(`the database is damaged: ${checked}`);
let rows = 0;
for (const { name } of STORED_TABLES) {
  for (const _ of db.prepare(`SELECT * FROM ${name}`).iterate()) rows++;
}
db.close();
process.stdout.write(JSON.stringify({ rows }));
