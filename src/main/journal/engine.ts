/**
 * The world with its way to the disk: runs commands against memory and hands their change sets to
 * the outbox. A mutation is refused before it applies where the disk is behind; what has applied is
 * never taken back.
 */
import { assert, type ShardError } from '../../shared/errors.ts';
import type { WorldMethod, WorldParams, WorldResult } from '../../shared/world-methods.ts';
import type { ChangeSet } from '../world/change-set.ts';
import {
  findOutcome,
  isSessionKnown,
  type Outcome,
  openSession,
  type SessionRequest,
} from '../world/client-sessions.ts';
import type { Transaction } from '../world/transaction.ts';
import type { Caller, Executed, World } from '../world/world.ts';
import type { DurableSequence } from './durability.ts';
import type { Outbox } from './outbox.ts';

/** Called with each change set after its command has applied, before it is durable. */
export type ChangeListener = (changeSet: ChangeSet) => void;

/** Refuses mutations with the error it returns, as while the host shuts down; null lets them pass. */
export type MutationGate = () => ShardError | null;

export class Engine {
  readonly outbox: Outbox;
  readonly durable: DurableSequence;
  readonly #listeners: ChangeListener[] = [];
  #world: World;
  #gate: MutationGate = () => null;
  #executed = 0;

  constructor(world: World, outbox: Outbox, durable: DurableSequence) {
    this.#world = world;
    this.outbox = outbox;
    this.durable = durable;
  }

  get world(): World {
    return this.#world;
  }

  /** Another world takes the place of this one, at the same sequence number: a restore. */
  replaceWorld(world: World): void {
    assert(world.seq === this.outbox.last, 'a world goes on where the last one ended');
    this.#world = world;
  }

  /** Commands run since the start, reads included. */
  get executed(): number {
    return this.#executed;
  }

  onChange(listener: ChangeListener): void {
    this.#listeners.push(listener);
  }

  setGate(gate: MutationGate): void {
    this.#gate = gate;
  }

  /** Throws what a mutation would be refused with right now, if anything. */
  assertTaking(): void {
    const refused = this.#gate();
    if (refused !== null) throw refused;
    this.outbox.assertTaking();
  }

  read<M extends WorldMethod>(method: M, params: unknown): WorldResult<M> {
    this.#executed++;
    return this.world.read(method, params);
  }

  /** Runs a mutation. Its reply may go out once `seq` of what is returned is durable. */
  mutate(method: WorldMethod, params: unknown, caller: Caller): Executed {
    this.#executed++;
    this.assertTaking();
    return this.#pass(this.world.mutate(method, params, caller));
  }

  /** What became of a session's request that was run before; see `findOutcome`. */
  findOutcome(request: SessionRequest): Outcome | undefined {
    return findOutcome(this.world.tables, request);
  }

  knowsSession(uuid: string): boolean {
    return isSessionKnown(this.world.tables, uuid);
  }

  /** Begins a session, unless it is known already. */
  openSession(uuid: string): void {
    if (this.knowsSession(uuid)) return;
    this.transact((transaction) => openSession(transaction, uuid));
  }

  /** Runs a change of the host's own. */
  transact(
    change: (transaction: Transaction) => Record<string, unknown>,
    request?: SessionRequest,
  ): Executed {
    this.assertTaking();
    return this.#pass(this.world.transact(change, request));
  }

  /** Runs a change that nothing may refuse: it says what has happened already, and comes first. */
  record(change: (transaction: Transaction) => Record<string, unknown>): Executed {
    return this.#pass(this.world.transact(change));
  }

  /**
   * For callers in this process: the result at once, and a promise that it is on disk. The result is
   * live; copy what must not change with later commands.
   */
  execute<M extends WorldMethod>(
    method: M,
    params: WorldParams<M>,
  ): { result: WorldResult<M>; durable: Promise<void> } {
    const { result, seq } = this.mutate(method, params, { role: 'admin' });
    return { result: result as WorldResult<M>, durable: this.durable.durable(seq) };
  }

  #pass(executed: Executed): Executed {
    const { changeSet } = executed;
    if (changeSet !== null) {
      this.outbox.append(changeSet);
      for (const listener of this.#listeners) listener(changeSet);
    }
    return executed;
  }
}
