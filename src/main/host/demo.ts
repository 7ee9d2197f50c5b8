/**
 * The demo: a world to try things in, with simulated players in a process of their own that know the
 * host by its network alone. It has a data directory of its own, so that no real shard ever holds it.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ShardError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Child, Fork } from '../processes/port.ts';
import { writeFileDurably } from '../storage/durable-files.ts';
import { newConfig, saveConfig } from './config.ts';

const MARK = 'demo.json';

/** Characters of the world, and how many of them play. */
const CHARACTERS = 1_000;
const PLAYERS = 200;
/** Operations per second of all players: enough that every figure moves, little for the machine. */
const RATE = 200;

/** Milliseconds before players that ended are started again. */
const RESTART_MS = 5_000;

export function isDemo(dataDir: string): boolean {
  return existsSync(join(dataDir, MARK));
}

/** Makes `dataDir` the place of a demo. Throws `Conflict` where a real shard lives there. */
export async function markDemo(dataDir: string): Promise<void> {
  const isUsed = existsSync(join(dataDir, 'config.json'));
  if (isUsed && isDemo(dataDir)) return;
  // A shard whose configuration was moved away is one all the same.
  if (isUsed || (!isDemo(dataDir) && existsSync(join(dataDir, 'journal')))) {
    throw new ShardError('Conflict', `${dataDir} holds a shard of its own, which is no demo.`, {
      hint: 'Start the demo without --data, or name a new directory.',
    });
  }
  mkdirSync(dataDir, { recursive: true });
  const config = newConfig();
  const settings = { ...config.settings, name: 'Demo world', port: 0 };
  // The mark comes first: a start that is cut off between the two leaves a demo, and no shard.
  await writeFileDurably(join(dataDir, MARK), `${JSON.stringify({ players: PLAYERS })}\n`, 0o644);
  await saveConfig(dataDir, { ...config, settings });
}

/** Keeps the simulated players going. Their deaths cost nothing: they come back. */
export class DemoPlayers {
  readonly #fork: Fork;
  readonly #log: Logger;
  #child: Child | null = null;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(fork: Fork, log: Logger) {
    this.#fork = fork;
    this.#log = log;
  }

  /** `token` is asked at each start: it may be another one by then. */
  start(shard: { readonly url: string; readonly token: () => string }): void {
    const child = this.#fork('simulate', {
      args: [
        ...['--world', String(CHARACTERS), '--players', String(PLAYERS), '--rate', String(RATE)],
        ...['--url', shard.url, '--forever'],
      ],
      // An argument could be read by every user of the machine.
      env: { SHARDKEEP_TOKEN: shard.token() },
    });
    this.#child = child;
    child.onExit((how) => {
      this.#child = null;
      if (this.#stopped) return;
      this.#log.warn({ how }, 'the simulated players ended; they come back');
      this.#timer = setTimeout(() => this.start(shard), RESTART_MS);
    });
    this.#log.info({ pid: child.pid }, 'simulated players started');
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#child?.kill();
  }
}
