/**
 * Plays on a shard with many players at once, and knows at every moment what each of them must own:
 * every answer is checked against that, and all of it is read again at the end. The exit code is 1
 * where the shard differed anywhere, 2 where the arguments are wrong.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_URL } from '../client/index.ts';
import { dismiss, gather } from './cast.ts';
import { Model } from './model.ts';
import { Random } from './random.ts';
import { formatReport, reportOf } from './report.ts';
import { describe, play } from './runner.ts';
import { Shard } from './shard.ts';
import { Statistics } from './statistics.ts';

const HELP = `node src/simulate/index.ts --players N (--token T | --data DIR) [options]

  --players N      players, all on at once
  --world N        makes a world of N characters first, where it is not there yet, with things,
                   skills, quests and guilds; the players are some of them
  --url URL        the shard; ${DEFAULT_URL}, or what the data directory says
  --token T        a token of a game server; SHARDKEEP_TOKEN where there is one
  --data DIR       the shard's data directory, to take token and port from
  --seed S         what the players are called and what they decide; 1
  --rate R         operations per second over all players, 0 for no bound; 20 for each player
  --seconds T      how long they play; 60
  --forever        plays until it is told to end, waits for a host that is gone, and lets players
                   rest; at the end nothing is verified, and nobody logged out
  --connections C  connections to share; one for every 250 players, 4 at most
  --json           one JSON object in the place of the summary

The players' bags must have 30 slots at least. Ctrl-C ends the play early; a play
--forever ends with SIGTERM and with the parent that it has an IPC channel to, too.`;

/** Operations per second of a player when no rate is given. */
const PLAYER_RATE = 20;

const PLAYERS_TO_A_CONNECTION = 250;
const CONNECTIONS_MAX = 4;

interface Settings {
  readonly url: string;
  readonly token: string;
  readonly players: number;
  /** Characters of the world around them; 0 for none. */
  readonly world: number;
  readonly seed: number;
  readonly rate: number;
  readonly seconds: number;
  readonly isForever: boolean;
  readonly connections: number;
  readonly json: boolean;
}

/** The settings of the command line, or null where it asks for help. Throws a sentence. */
function readSettings(): Settings | null {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    options: {
      players: text,
      world: text,
      url: text,
      token: text,
      data: text,
      seed: text,
      rate: text,
      seconds: text,
      forever: flag,
      connections: text,
      json: flag,
      help: flag,
    },
  });
  if (values.help) return null;
  type Numbers = 'players' | 'world' | 'seed' | 'rate' | 'seconds' | 'connections';
  const number = (name: Numbers, least: number) => {
    const value = values[name];
    if (value === undefined) return undefined;
    const parsed = Number(value);
    if (value.trim() === '' || !Number.isFinite(parsed) || parsed < least) {
      throw new Error(
        `--${name} must be a number of ${least} or more, not ${JSON.stringify(value)}`,
      );
    }
    return parsed;
  };
  const players = number('players', 1);
  if (players === undefined) throw new Error('--players is missing');
  const world = Math.floor(number('world', 1) ?? 0);
  if (world > 0 && world < players) throw new Error('--world must not be less than --players');
  if (values.forever && values.seconds !== undefined) {
    throw new Error('--forever and --seconds exclude each other');
  }
  const shard = values.data === undefined ? {} : readConfig(values.data);
  const token = values.token ?? shard.token ?? process.env.SHARDKEEP_TOKEN;
  if (token === undefined) throw new Error('--token or --data is missing');
  return {
    url: values.url ?? shard.url ?? process.env.SHARDKEEP_URL ?? DEFAULT_URL,
    token,
    players: Math.floor(players),
    world,
    seed: Math.floor(number('seed', 0) ?? 1),
    rate: number('rate', 0) ?? players * PLAYER_RATE,
    seconds: values.forever ? Number.POSITIVE_INFINITY : (number('seconds', 0) ?? 60),
    isForever: values.forever,
    connections: Math.floor(
      number('connections', 1) ??
        Math.min(CONNECTIONS_MAX, Math.ceil(players / PLAYERS_TO_A_CONNECTION)),
    ),
    json: values.json,
  };
}

/** Where the shard of a data directory is; one on a free port of each start must be told by --url. */
function readConfig(directory: string): { token?: string; url?: string } {
  const { host, port, tokens } = JSON.parse(
    readFileSync(join(directory, 'config.json'), 'utf8'),
  ) as { host: string; port: number; tokens: { game: string } };
  return port === 0
    ? { token: tokens.game }
    : { token: tokens.game, url: `ws://${host.includes(':') ? `[${host}]` : host}:${port}` };
}

/**
 * Ends the process at once with the exit code 0. Nobody may be there to answer any more, and the
 * world is as sound between any two changes as after the last.
 */
function endWhenTold(): void {
  const end = () => process.exit(0);
  process.on('SIGINT', end).on('SIGTERM', end);
  // Of a parent that has an IPC channel to us. It may have gone while we were loaded.
  process.on('disconnect', end);
  if (process.connected === false) end();
}

async function simulate(settings: Settings): Promise<boolean> {
  const { url, token, players, world, seed, connections, isForever, json } = settings;
  const say = (line: string) => {
    if (!json) console.log(line);
  };
  const model = new Model();
  const statistics = new Statistics();
  const { progress } = model;

  let isStopped = false;
  let shard: Shard | null = null;
  if (isForever) endWhenTold();
  process.on('SIGINT', () => {
    if (!isStopped) {
      isStopped = true;
      say('Stopping …');
    } else if (shard !== null) {
      // A second one ends the waiting for answers, too.
      shard.abandon();
    } else {
      process.exit(130);
    }
  });

  let seconds = 0;
  try {
    shard = await Shard.connect({
      url,
      token,
      connections,
      isPatient: isForever,
      statistics,
      progress,
    });
    say(
      world > 0
        ? `Gathering ${players} players in a world of ${world} …`
        : `Gathering ${players} players …`,
    );
    await gather(shard, model, { seed, players, world });
    // What it took to gather them is not play.
    statistics.methods = new Map();

    say(isForever ? 'Playing …' : `Playing for ${settings.seconds} s …`);
    const startedAt = performance.now();
    const endsAt = startedAt + settings.seconds * 1_000;
    await play({
      model,
      shard,
      statistics,
      random: new Random(seed),
      rate: settings.rate,
      isForever,
      isOver: () => isStopped || performance.now() >= endsAt,
    }).finally(() => {
      seconds = (performance.now() - startedAt) / 1_000;
    });

    say('Verifying …\n');
    const played = statistics.methods;
    statistics.methods = new Map();
    await dismiss(shard, model, statistics);
    statistics.methods = played;
    await shard.close();
  } catch (error) {
    statistics.unexpectedErrors.add(`the simulation ended: ${describe(error)}`);
    shard?.abandon();
  }
  const report = reportOf({ url, seed, players, connections, seconds, statistics });
  console.log(json ? JSON.stringify(report) : formatReport(report));
  return report.ok;
}

try {
  const settings = readSettings();
  if (settings === null) console.log(HELP);
  else process.exitCode = (await simulate(settings)) ? 0 : 1;
} catch (error) {
  console.error(`simulate: ${describe(error)}\n\n${HELP}`);
  process.exitCode = 2;
}
// A utility process never ends by itself, nor does one with a channel to its parent.
if (process.parentPort !== undefined || process.connected) process.exit();
