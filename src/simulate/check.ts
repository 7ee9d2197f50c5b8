/** Compares what the shard answers with what the model expects. */
import { isDeepStrictEqual } from 'node:util';

/** The shard holds something else than was done to it: what the simulation is there to find. */
export class Mismatch extends Error {
  constructor(what: string, actual: unknown, expected: unknown) {
    super(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(actual)}`);
    this.name = 'Mismatch';
  }
}

export function expectEqual(what: string, actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) throw new Mismatch(what, actual, expected);
}

/** Compares the fields that `expected` has; `actual` may have more. */
export function expectFields(what: string, actual: object, expected: object): void {
  for (const [field, value] of Object.entries(expected)) {
    expectEqual(`${what}.${field}`, (actual as Record<string, unknown>)[field], value);
  }
}
