/**
 * The world: every table in memory, and commands that change it. Synchronous, without any I/O; the
 * clock and randomness are given to it. Whoever hosts it passes its change sets on to the journal.
 */
import { assert, invalid, ShardError } from '../../shared/errors.ts';
import { type Role, roleAllows } from '../../shared/method.ts';
import { parseParams } from '../../shared/validation.ts';
import {
  isWorldMethod,
  NO_OPERATIONS,
  WORLD_METHODS,
  type WorldMethod,
  type WorldParams,
  type WorldResult,
} from '../../shared/world-methods.ts';
import type { ChangeSet } from './change-set.ts';
import { recordOutcome, type SessionRequest } from './client-sessions.ts';
import type { Command, CommandContext } from './commands/context.ts';
import { COMMANDS } from './commands/index.ts';
import { SCHEMA } from './schema.ts';
import { Table } from './table.ts';
import { type Tables, Transaction } from './transaction.ts';

export interface WorldOptions {
  /** Wall clock in milliseconds since 1970. */
  readonly clock: () => number;
  readonly uuid: () => string;
  /** Read at every use, so that changed settings hold at once. */
  readonly rules: () => WorldRules;
}

/** What an operator may set of the world's rules. */
export interface WorldRules {
  readonly maxCharacters: number;
  /** Slots of a bag, or null for no limit. */
  readonly bagSlots: number | null;
  /** Servers that a full one names instead. */
  readonly alternatives: readonly unknown[];
}

/** Who asks: a role, and for connections with a session the request to answer once and only once. */
export interface Caller {
  readonly role: Role;
  readonly request?: SessionRequest;
}

export interface Executed {
  /** The result, or the error that a session remembers. Live rows: encode it before the next command. */
  readonly result: Readonly<Record<string, unknown>> | undefined;
  readonly error: ShardError | undefined;
  /** The sequence number that must be durable before a mutation's reply may go out. */
  readonly seq: number;
  readonly changeSet: ChangeSet | null;
}

export class World {
  readonly tables: Tables;
  /** The last sequence number given; `nextLogId` is the `log_id` of the next event. */
  seq = 0;
  nextLogId = 1;
  readonly #options: WorldOptions;
  #isoAt = Number.NaN;
  #iso = '';

  constructor(options: WorldOptions) {
    this.#options = options;
    this.tables = Object.fromEntries(
      Object.entries(SCHEMA).map(([key, definition], number) => [
        key,
        new Table(definition, number),
      ]),
    ) as unknown as Tables;
  }

  get rules(): WorldRules {
    return this.#options.rules();
  }

  /** The next key of each table with generated keys, by the table's SQL name. */
  nextIds(): Record<string, number> {
    return Object.fromEntries(
      Object.values(this.tables)
        .filter(({ definition }) => definition.generatedKey)
        .map(({ definition, nextKey }) => [definition.name, nextKey]),
    );
  }

  /** Runs a read, validated, against memory. Throws `ShardError`. */
  read<M extends WorldMethod>(method: M, params: unknown): WorldResult<M> {
    assert(WORLD_METHODS[method].kind === 'read', () => `${method} reads`);
    const parsed = parseParams(WORLD_METHODS[method].params, params) as WorldParams<M>;
    const context = this.#context(this.#begin(), 'game');
    return (COMMANDS[method] as Command<M>)(context, parsed) as WorldResult<M>;
  }

  /**
   * Runs a mutation: whole, or not at all. Without a session an error is thrown. With one, what the
   * command refuses is an outcome like any other, recorded and returned: a repeat that met another
   * state might not meet it again. Parameters that break their schema do so every time and throw.
   */
  mutate(method: WorldMethod, params: unknown, caller: Caller): Executed {
    const parsed = parseParams(WORLD_METHODS[method].params, params);
    return this.transact((transaction) => {
      const context = this.#context(transaction, caller.role);
      return (COMMANDS[method] as Command<WorldMethod>)(context, parsed as never) as Record<
        string,
        unknown
      >;
    }, caller.request);
  }

  /** Runs `change` as one transaction; the mutations of the host itself come this way. */
  transact(
    change: (transaction: Transaction) => Record<string, unknown>,
    request?: SessionRequest,
  ): Executed {
    const transaction = this.#begin();
    const savepoint = transaction.savepoint();
    let result: Record<string, unknown> | undefined;
    let error: ShardError | undefined;
    try {
      try {
        result = change(transaction);
        // A change that leaves the world as it was has no sequence number of its own; what it saw
        // has the last one.
        const isNew = transaction.isStored || request !== undefined;
        result.seq = isNew ? transaction.seq : this.seq;
      } catch (thrown) {
        error = ShardError.from(thrown);
        transaction.rollbackTo(savepoint);
        if (request === undefined || error.code === 'Internal') throw error;
      }
      if (request !== undefined) recordOutcome(transaction, request, result, error);
      const changeSet = transaction.changeSet();
      if (changeSet !== null) {
        this.seq = changeSet.seq;
        this.nextLogId += changeSet.events.length;
      }
      return { result, error, seq: this.seq, changeSet };
    } catch (thrown) {
      transaction.rollback();
      throw thrown;
    }
  }

  #begin(): Transaction {
    const at = this.#options.clock();
    if (at !== this.#isoAt) {
      this.#isoAt = at;
      this.#iso = new Date(at).toISOString();
    }
    return new Transaction(this.tables, this.seq + 1, at, this.#iso, this.nextLogId);
  }

  #context(transaction: Transaction, role: Role): CommandContext {
    const context: CommandContext = {
      transaction,
      tables: this.tables,
      rules: this.#options.rules(),
      uuid: this.#options.uuid,
      role,
      run: (method, params, path) => {
        if (!isWorldMethod(method) || NO_OPERATIONS.some((one) => one === method)) {
          throw invalid(`${path}.method`, `${JSON.stringify(method)} cannot run in a transaction.`);
        }
        if (!roleAllows(role, WORLD_METHODS[method].role)) {
          throw new ShardError(
            'Forbidden',
            `${method} needs the role ${WORLD_METHODS[method].role}.`,
          );
        }
        const parsed = parseParams(WORLD_METHODS[method].params, params ?? {}, `${path}.params`);
        return (COMMANDS[method] as Command<WorldMethod>)(context, parsed as never) as Record<
          string,
          unknown
        >;
      },
    };
    return context;
  }
}
