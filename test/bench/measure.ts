/**
 * Statistics of the benchmarks, and how subjects take turns. Measures nothing by itself.
 *
 * A machine is never the same for two minutes: so subjects are compared only within one run of the
 * program, each round gives every subject one turn, the order rotates from round to round, and what
 * is reported is the median of the rounds.
 */

/** How long and how often to measure. */
export interface Effort {
  /** Rounds whose median counts. */
  readonly runs: number;
  /** Milliseconds of one window of a closed loop, and of warming up before the first one. */
  readonly windowMs: number;
  readonly warmUpMs: number;
  /** Milliseconds of a burst, and of what is to be sustained. */
  readonly burstMs: number;
  readonly sustainedMs: number;
  /** Measures only what a promised ratio to a peer is about, and with as little around it as can be. */
  readonly ratiosOnly: boolean;
}

export const FULL_EFFORT: Effort = {
  runs: 5,
  windowMs: 1_000,
  warmUpMs: 3_000,
  burstMs: 10_000,
  sustainedMs: 300_000,
  ratiosOnly: false,
};
export const SHORT_EFFORT: Effort = {
  runs: 3,
  windowMs: 350,
  warmUpMs: 1_500,
  burstMs: 1_500,
  sustainedMs: 10_000,
  ratiosOnly: false,
};

/** For `--check`: a few seconds for each benchmark. */
export const CHECK_EFFORT: Effort = {
  runs: 3,
  windowMs: 250,
  warmUpMs: 500,
  burstMs: 500,
  sustainedMs: 1_000,
  ratiosOnly: true,
};

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** By nearest rank, so that it is always a value that was measured. NaN where there is none. */
export function percentile(values: ArrayLike<number>, percent: number): number {
  const sorted = Float64Array.from(values).sort();
  const rank = Math.ceil((percent / 100) * sorted.length) - 1;
  return sorted[Math.max(0, rank)] ?? Number.NaN;
}

/** Median, smallest and largest, as the cells of a row. */
export function spread(values: readonly number[]) {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

/** The same list, begun at another place in every round. */
export function rotated<T>(list: readonly T[], round: number): T[] {
  const start = round % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}

/**
 * Gives every subject one turn a round, in rotating order; answers the results of each, in the order
 * of the rounds.
 */
export async function takeTurns<Name extends string, Result>(
  rounds: number,
  subjects: Readonly<Record<Name, (round: number) => Promise<Result> | Result>>,
): Promise<Record<Name, Result[]>> {
  const names = Object.keys(subjects) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    Result[]
  >;
  for (let round = 0; round < rounds; round++) {
    for (const name of rotated(names, round)) results[name].push(await subjects[name](round));
  }
  return results;
}
