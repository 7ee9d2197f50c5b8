/** What a command works with. A command is a function of these and its parameters, nothing else. */
import type { Role } from '../../../shared/method.ts';
import type { WorldMethod, WorldParams, WorldResult } from '../../../shared/world-methods.ts';
import type { Tables, Transaction } from '../transaction.ts';
import type { WorldRules } from '../world.ts';

export interface CommandContext {
  readonly transaction: Transaction;
  readonly tables: Tables;
  readonly rules: WorldRules;
  /** A random UUID, version 4. */
  readonly uuid: () => string;
  readonly role: Role;
  /** Runs another method within this transaction; `path` is how errors name its place. */
  readonly run: (method: string, params: unknown, path: string) => Record<string, unknown>;
}

/** A command's result; the world adds the `seq` of mutations. */
export type Command<M extends WorldMethod> = (
  context: CommandContext,
  params: WorldParams<M>,
) => Omit<WorldResult<M>, 'seq'>;

export type Commands = { readonly [M in WorldMethod]: Command<M> };
