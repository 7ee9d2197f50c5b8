/** How many segments a timeline has and what they take on disk. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export function listSegments(journal: string, timeline: number): { count: number; bytes: number } {
  const directory = join(journal, String(timeline));
  const names = readdirSync(directory).filter((name) => name.endsWith('.journal'));
  const bytes = names.reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
  return { count: names.length, bytes };
}
