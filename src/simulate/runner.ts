/**
 * Plays in rounds. A round's actions are planned one after the other from the seed and the model,
 * no two of them touching the same player, and then run at the same time. So what is decided does
 * not depend on how fast answers come, and each answer can be foretold.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ShardError } from '../client/index.ts';
import type { Round, Run } from './actions/action.ts';
import { comeOrGo } from './actions/growth.ts';
import { chooseAction, DEEDS, DEEDS_AND_MISTAKES } from './actions/index.ts';
import { Mismatch } from './check.ts';
import type { Model, Player } from './model.ts';
import type { Random } from './random.ts';
import type { Shard } from './shard.ts';
import type { Statistics } from './statistics.ts';
import { readPlayer } from './verify.ts';

export interface RunnerOptions {
  readonly model: Model;
  readonly shard: Shard;
  readonly random: Random;
  readonly statistics: Statistics;
  /** Operations per second, over all players; 0 for as many as there can be. */
  readonly rate: number;
  /** Players rest at times, and faults are said as they are found: nobody waits for the end. */
  readonly isForever: boolean;
  readonly isOver: () => boolean;
}

interface Plan {
  readonly name: string;
  readonly players: readonly Player[];
  readonly run: Run;
}

/** Actions that a player tries before it rests for a round. */
const TRIES = 4;

/** Other players that are looked at for a partner. */
const PARTNER_TRIES = 8;

/** Actions under way at most, when no rate bounds them. */
const UNDERWAY_MAX = 2_000;

/** Seconds of latency up to which the rate is kept: so many actions are under way. */
const LATENCY_KEPT_S = 0.25;

/** Milliseconds that a round takes in which nobody does anything. */
const REST_MS = 100;

/** Plays rounds until it is over, or until the shard cannot be reached any more. */
export async function play(options: RunnerOptions): Promise<void> {
  const { model, rate, isOver } = options;
  options.shard.setRate(rate);
  const most = rate === 0 ? UNDERWAY_MAX : Math.ceil(rate * LATENCY_KEPT_S);
  const width = Math.min(most, model.players.length);
  while (!isOver()) {
    if (model.players.length === 0) throw new Error('nobody is left to play');
    const plans = planRound(options);
    // A round in which all rest.
    if (plans.length === 0) await sleep(REST_MS);
    let next = 0;
    const worker = async () => {
      while (next < plans.length && !isOver()) await execute(plans[next++] as Plan, options);
    };
    await Promise.all(Array.from({ length: width }, worker));
  }
  options.shard.setRate(0);
}

function planRound({ model, shard, random, isForever }: RunnerOptions): Plan[] {
  // Who looks at a demo must not find it full of refusals.
  const actions = isForever ? DEEDS : DEEDS_AND_MISTAKES;
  const claimed = new Set<object>();
  const plans: Plan[] = [];
  for (const player of random.shuffle(model.players)) {
    if (claimed.has(player)) continue;
    claimed.add(player);
    const players = [player];
    const round: Round = {
      model,
      random,
      shard,
      claim: (thing) => !claimed.has(thing) && claimed.add(thing) === claimed,
      partner: (fits) => {
        for (let i = 0; i < PARTNER_TRIES; i++) {
          const other = random.pick(model.players) as Player;
          const isAway = isForever && other.sessionId === null;
          if (isAway || claimed.has(other) || !fits(other)) continue;
          claimed.add(other);
          players.push(other);
          return other;
        }
        return undefined;
      },
    };
    const coming = isForever ? comeOrGo(player, round) : undefined;
    if (coming === null) continue;
    if (coming !== undefined) {
      plans.push({ name: 'come or go', players, run: coming });
      continue;
    }
    for (let i = 0; i < TRIES; i++) {
      const action = chooseAction(actions, random);
      const run = action.plan(player, round);
      if (run === undefined) continue;
      plans.push({ name: action.name, players, run });
      break;
    }
  }
  return plans;
}

async function execute(plan: Plan, options: RunnerOptions): Promise<void> {
  const { model, shard, statistics, isForever } = options;
  const { name, players, run } = plan;
  try {
    await run();
  } catch (error) {
    const message = `${name} (${players.map((player) => player.name).join(', ')}): ${describe(error)}`;
    const { mismatches, unexpectedErrors } = statistics;
    const isFirst = (error instanceof Mismatch ? mismatches : unexpectedErrors).add(message);
    if (isForever && isFirst) console.error(`simulate: ${message}`);
    // One fault is told once: from here on the shard's own word counts.
    for (const player of players) await adopt(shard, model, player);
  }
}

/** Takes the shard's word for a player; one who is no more plays no more. */
async function adopt(shard: Shard, model: Model, player: Player): Promise<void> {
  try {
    player.adopt(await readPlayer(shard, player, player.id));
  } catch (error) {
    if (!(error instanceof ShardError) || error.code !== 'NotFound') throw error;
    const at = model.players.indexOf(player);
    if (at >= 0) model.players.splice(at, 1);
  }
}

export function describe(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === undefined ? String(message) : `${String(code)}: ${String(message)}`;
}
