/** What somebody probably meant by a word that is none of those there are. */

/** Slips in a word of this many characters that are still taken for a slip: one in three. */
const CHARACTERS_PER_SLIP = 3;

/** The candidate that `word` comes closest to, or null where none is close. Capitals do not matter. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const sought = word.toLowerCase();
  let best: string | null = null;
  let fewest = Math.max(1, Math.ceil(sought.length / CHARACTERS_PER_SLIP)) + 1;
  for (const candidate of candidates) {
    const name = candidate.toLowerCase();
    // Who writes half of a name means it, however much is missing.
    const slips =
      sought.length > 1 && (name.includes(sought) || sought.includes(name))
        ? 1
        : distance(sought, name, fewest);
    if (slips >= fewest) continue;
    fewest = slips;
    best = candidate;
  }
  return best;
}

/**
 * Letters to put in, take out, replace or swap with their neighbour to get from `a` to `b` (the optimal
 * string alignment distance), or `limit` where that is fewer.
 */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let twoBack: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let least = Math.min(row[j - 1]! + 1, previous[j]! + 1, previous[j - 1]! + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, twoBack[j - 2]! + 1);
      }
      row.push(least);
    }
    twoBack = previous;
    previous = row;
  }
  return Math.min(limit, previous[b.length]!);
}
