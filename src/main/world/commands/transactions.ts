/** Several operations as one: a trade happens whole, or not at all. */
import { ShardError } from '../../../shared/errors.ts';
import type { Commands } from './context.ts';

export const transactions: Pick<Commands, 'tx.run'> = {
  'tx.run'({ run }, { operations }) {
    const results = operations.map(({ method, params }, index) => {
      try {
        return copyResult(run(method, params, `operations.${index}`));
      } catch (thrown) {
        const error = ShardError.from(thrown);
        throw new ShardError(error.code, error.message, {
          cause: error,
          ...(error.hint === undefined ? {} : { hint: error.hint }),
          details: { ...error.details, operation: index },
        });
      }
    });
    return { results };
  },
};

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
