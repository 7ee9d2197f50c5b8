/**
 * Parameters are JSON's data model and nothing more. MessagePack would carry dates, maps, binary and
 * `undefined` as extensions, which the host refuses with the whole frame that they come in; here
 * they are refused one by one, with their path, before they are sent.
 */
import { invalid } from '../shared/errors.ts';

/** Deeper than any parameters of the host's; a cycle ends here as well. */
const DEPTH_MAX = 64;

/** Throws `InvalidData` with the path of the first thing in `value` that JSON cannot carry. */
export function assertPlain(value: unknown): void {
  const fault = findFault(value, 0);
  if (fault !== undefined) throw invalid(fault.path.join('.'), fault.why);
}

/** Where the fault is, from the outermost field on, and what it is. */
interface Fault {
  readonly path: string[];
  readonly why: string;
}

function findFault(value: unknown, depth: number): Fault | undefined {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? undefined : fault('must not hold half of a surrogate pair');
    case 'number':
      return Number.isFinite(value) ? undefined : fault('must be a finite number');
    case 'boolean':
      return undefined;
    case 'object':
      if (value === null) return undefined;
      if (depth >= DEPTH_MAX) return fault(`must not be nested deeper than ${DEPTH_MAX}`);
      return Array.isArray(value) ? findInArray(value, depth) : findInObject(value, depth);
    default:
      return fault('must be plain JSON');
  }
}

function findInArray(values: readonly unknown[], depth: number): Fault | undefined {
  for (let i = 0; i < values.length; i++) {
    const found = findFault(values[i], depth + 1);
    if (found !== undefined) return within(i, found);
  }
  return undefined;
}

function findInObject(value: object, depth: number): Fault | undefined {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return fault('must be plain JSON');
  const fields = value as Readonly<Record<string, unknown>>;
  for (const field in fields) {
    // Decoders of MessagePack rename this field, to keep it from becoming a prototype.
    if (field === '__proto__') return fault('must not have a field __proto__');
    if (!field.isWellFormed()) return fault('must not have a field with half of a surrogate pair');
    // A field that is undefined is left out, in either encoding.
    if (fields[field] === undefined) continue;
    const found = findFault(fields[field], depth + 1);
    if (found !== undefined) return within(field, found);
  }
  return undefined;
}

function fault(why: string): Fault {
  return { path: [], why };
}

function within(field: string | number, { path, why }: Fault): Fault {
  return { path: [String(field), ...path], why };
}
