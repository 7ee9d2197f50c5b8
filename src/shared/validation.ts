/** Checks parameters against their schema and says where they are wrong. */
import type { z } from 'zod';
import { invalid } from './errors.ts';

/** The parsed parameters, or `InvalidData` with the path of the first offending field. */
export function parseParams<S extends z.ZodType>(schema: S, params: unknown, at = ''): z.output<S> {
  const parsed = schema.safeParse(params === undefined ? {} : params);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const fields = issue === undefined ? [] : [...issue.path];
  // An unknown field is named itself, not the object that holds it.
  if (issue?.code === 'unrecognized_keys') fields.push(issue.keys[0] as string);
  const path = [...(at === '' ? [] : [at]), ...fields.map(String)].join('.');
  throw invalid(path, issue?.message ?? 'is not valid');
}
