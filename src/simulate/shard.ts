/** The shard as the players reach it: over a few connections, at a pace, with every answer timed. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  connect,
  type Method,
  type Params,
  type Result,
  type ShardClient,
  ShardError,
} from '../client/index.ts';
import { Mismatch } from './check.ts';
import type { Player } from './model.ts';
import type { Statistics } from './statistics.ts';
import type { Progress } from './whereabouts.ts';

export interface ShardOptions {
  readonly url: string;
  readonly token: string;
  readonly connections: number;
  /** Waits for a host that is gone however long it takes. */
  readonly isPatient: boolean;
  readonly statistics: Statistics;
  readonly progress: Progress;
}

/** Milliseconds without a host after which a simulation that is not patient gives up. */
const GIVE_UP_MS = 60_000;

/** Milliseconds that a late pace may catch up by hurrying. */
const CATCH_UP_MS = 100;

export class Shard {
  readonly #clients: readonly ShardClient[];
  readonly #options: ShardOptions;
  #intervalMs = 0;
  #nextAt = 0;

  private constructor(clients: readonly ShardClient[], options: ShardOptions) {
    this.#clients = clients;
    this.#options = options;
  }

  static async connect(options: ShardOptions): Promise<Shard> {
    const { url, token, isPatient, statistics, progress } = options;
    const opening = Array.from({ length: options.connections }, () => {
      let isConnected = false;
      return connect({
        url,
        token,
        retryUnavailable: true,
        reconnect: isPatient ? {} : { giveUpAfterMs: GIVE_UP_MS },
        onState: ({ state }) => {
          if (state === 'disconnected' && isConnected) {
            statistics.disconnects++;
            progress.noteLost();
          }
          isConnected = state === 'connected';
        },
      });
    });
    return new Shard(await Promise.all(opening), options);
  }

  /** Sets the pace of `ask`, in operations per second; 0 for as fast as answers come. */
  setRate(perSecond: number): void {
    this.#intervalMs = perSecond === 0 ? 0 : 1_000 / perSecond;
    this.#nextAt = performance.now();
  }

  /** Calls a method for a player when its turn has come. */
  async ask<M extends Method>(
    player: Player | null,
    method: M,
    params: Params<M>,
  ): Promise<Result<M>> {
    if (this.#intervalMs > 0) await this.#turn();
    const client = this.#clients[(player?.index ?? 0) % this.#clients.length] as ShardClient;
    const call = client.call as (method: M, params: Params<M>) => Promise<Result<M>>;
    const askedAt = performance.now();
    try {
      const result = await call.call(client, method, params);
      // A move is answered before it is on disk; what else has a number is on disk by now.
      if (method !== 'characters.move' && 'seq' in result) {
        this.#options.progress.noteDurable(result.seq as number);
      }
      return result;
    } finally {
      this.#options.statistics.noteAnswer(method, performance.now() - askedAt);
    }
  }

  /** Calls a method that must be refused with `code`. */
  async expectRefusal<M extends Method>(
    player: Player,
    code: ShardError['code'],
    method: M,
    params: Params<M>,
  ): Promise<ShardError> {
    let result: Result<M>;
    try {
      result = await this.ask(player, method, params);
    } catch (error) {
      if (!(error instanceof ShardError) || error.code !== code) throw error;
      this.#options.statistics.noteExpectedError(code);
      return error;
    }
    throw new Mismatch(`${method} for ${player.name}`, result, code);
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  abandon(): void {
    for (const client of this.#clients) void client.close({ abandon: true });
  }

  /** Waits for the next operation's turn. */
  async #turn(): Promise<void> {
    const now = performance.now();
    const at = Math.max(this.#nextAt, now - CATCH_UP_MS);
    this.#nextAt = at + this.#intervalMs;
    if (at > now) await sleep(at - now);
  }
}
