/** Several operations as one: a trade happens whole, or not at all. */
import { ShardError } from '../../../shared/errors.ts';
import type { CommandContext, Commands } from './context.ts';

export const transactions: Pick<Commands, 'tx.run'> = {
  'tx.run'({ run }, { operations }) {
    return { results: runOperations(run, operations) };
  },
};

/** Runs operations one after the other; their results are copies. The error of one says which it was. */
export function runOperations(
  run: CommandContext['run'],
  operations: readonly { readonly method: string; readonly params?: unknown }[],
): Record<string, unknown>[] {
  return operations.map(({ method, params }, index) => {
    const at = `operations.${index}`;
    try {
      return copyResult(run(method, params, at));
    } catch (thrown) {
      const error = ShardError.from(thrown);
      throw new ShardError(error.code, error.message, {
        cause: error,
        ...(error.hint === undefined ? {} : { hint: error.hint }),
        details: { ...error.details, ...pathWithin(at, error.details?.path), operation: index },
      });
    }
  });
}

/** A path that a command names begins at its own parameters; the caller's are those of the operation. */
function pathWithin(operation: string, path: unknown): { path?: string } {
  if (typeof path !== 'string') return {};
  return { path: path.startsWith(`${operation}.`) ? path : `${operation}.params.${path}` };
}

/** Results are live rows, which a later operation of the same transaction may change. */
function copyResult(result: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(result).map(([field, value]) => [
      field,
      Array.isArray(value) ? value.map(copyRow) : copyRow(value),
    ]),
  );
}

function copyRow(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? { ...value } : value;
}
