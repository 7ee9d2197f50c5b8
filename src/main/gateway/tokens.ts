/** Bearer tokens: which role one has. Compared in constant time, so that none can be guessed by parts. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ROLES, type Role } from '../../shared/method.ts';

export type Tokens = Readonly<Record<Role, string>>;

/** The role of the token in a request's `Authorization` header or `?token=`, or null. */
export function roleOf(request: IncomingMessage, url: URL, tokens: Tokens): Role | null {
  const header = request.headers.authorization;
  const token = header === undefined ? url.searchParams.get('token') : bearer(header);
  if (token === null) return null;
  const digest = digestOf(token);
  let found: Role | null = null;
  // Every token is compared, so that the time tells nothing about which one it was.
  for (const role of ROLES) {
    if (timingSafeEqual(digest, digestOf(tokens[role]))) found = role;
  }
  return found;
}

function bearer(header: string): string | null {
  return /^Bearer +(\S+)$/i.exec(header)?.[1] ?? null;
}

/** Digests have one length, which a constant-time comparison needs. */
function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
