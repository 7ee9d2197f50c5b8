/**
 * A compressed day of the activity log that is damaged: it is kept in quarantine, and a line that names
 * what it had as lost takes its place, so that the numbers of the log go on without a gap.
 */
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  compressedFile,
  daysOf,
  firstOfDay,
  isCorrupt,
  lastOfDay,
  lostLine,
  plainFile,
} from './activity-files.ts';
import { renameDurably, syncDirectory, syncFile } from './durable-files.ts';

/**
 * Puts a damaged day aside; says in a sentence what was done. Killed at any point, the damaged file is in
 * one of the two places. Where nothing follows it yet, no line is written: what comes next names the gap.
 */
export async function setAside(
  directory: string,
  quarantine: string,
  day: string,
): Promise<string> {
  const lost = await entriesOfDamaged(directory, day);
  const compressed = compressedFile(directory, day);
  const kept = await keep(compressed, quarantine, `activity_${day}.log.gz`);
  if (lost !== null) {
    const at = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00.000Z`;
    const plain = plainFile(directory, day);
    await writeFile(`${plain}.tmp`, lostLine(lost.first, lost.last, at));
    await syncFile(`${plain}.tmp`);
    await renameDurably(`${plain}.tmp`, plain);
  }
  await rm(compressed);
  await syncDirectory(directory);
  const what = lost === null ? '' : ` The entries ${lost.first} to ${lost.last} of it are lost.`;
  return `The activity log of ${day} is damaged. It is kept as ${kept}.${what}`;
}

/** What lies between the sound days around it; null where that is nothing, or not known yet. */
async function entriesOfDamaged(
  directory: string,
  day: string,
): Promise<{ first: number; last: number } | null> {
  const days = daysOf(directory).map((one) => one.day);
  const at = days.indexOf(day);
  const before = await firstSound(days.slice(0, at).reverse(), (one) => lastOfDay(directory, one));
  const after = await firstSound(days.slice(at + 1), (one) => firstOfDay(directory, one));
  const first = (before ?? 0) + 1;
  return after === null || first >= after ? null : { first, last: after - 1 };
}

/** What the first of these days has an answer to that is neither damaged itself nor empty. */
async function firstSound(
  days: readonly string[],
  look: (day: string) => Promise<number | null>,
): Promise<number | null> {
  for (const day of days) {
    try {
      const found = await look(day);
      if (found !== null) return found;
    } catch (error) {
      if (!isCorrupt(error)) throw error;
    }
  }
  return null;
}

async function keep(file: string, quarantine: string, name: string): Promise<string> {
  await mkdir(quarantine, { recursive: true });
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const kept = join(quarantine, `${stamp}_${name}`);
  await copyFile(file, kept);
  await syncFile(kept);
  await syncDirectory(quarantine);
  return kept;
}
