/** How a method of the network is declared. The lists are in `world-methods.ts` and `host-methods.ts`. */
import { z } from 'zod';

/** Each role may what the one before it may (design: tokens have a role). */
export const ROLES = ['game', 'gm', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export function roleAllows(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/**
 * When a method's reply goes out. `read`: at once, from memory. `mutation`: once its change set is
 * durable. `position`: at once, though it is journaled like a mutation, since positions are
 * superseded many times a second. `host`: when the host has done it.
 */
export type MethodKind = 'read' | 'mutation' | 'position' | 'host';

export interface MethodDefinition {
  readonly summary: string;
  readonly role: Role;
  readonly kind: MethodKind;
  readonly params: z.ZodType;
  readonly result: z.ZodType;
}

const seq = z.int().min(0);

export function read<P extends z.ZodRawShape, R extends z.ZodRawShape>(
  summary: string,
  params: P,
  result: R,
  role: Role = 'game',
) {
  return {
    summary,
    role,
    kind: 'read',
    params: z.strictObject(params),
    result: z.object(result),
  } as const;
}

/** A mutation's result tells the sequence number that made it durable. */
export function mutation<P extends z.ZodRawShape, R extends z.ZodRawShape>(
  summary: string,
  params: P,
  result: R,
  role: Role = 'game',
  kind: 'mutation' | 'position' = 'mutation',
) {
  return {
    summary,
    role,
    kind,
    params: z.strictObject(params),
    result: z.object({ ...result, seq }),
  } as const;
}

export function host<P extends z.ZodRawShape, R extends z.ZodRawShape>(
  summary: string,
  params: P,
  result: R,
  role: Role = 'admin',
) {
  return {
    summary,
    role,
    kind: 'host',
    params: z.strictObject(params),
    result: z.object(result),
  } as const;
}
