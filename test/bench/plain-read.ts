/** The least that a start on a database can be: its integrity check, and every row read once. */
import Database from 'better-sqlite3';
import { STORED_TABLES } from '../../src/main/world/schema.ts';

const db = new Database(process.argv[2] ?? '', { fileMustExist: true });
const checked = db.pragma('integrity_check', { simple: true });
if (checked !== 'ok') throw new Error(`the database is damaged: ${checked}`);
let rows = 0;
for (const { name } of STORED_TABLES) {
  for (const _ of db.prepare(`SELECT * FROM ${name}`).iterate()) rows++;
}
db.close();
process.stdout.write(JSON.stringify({ rows }));
