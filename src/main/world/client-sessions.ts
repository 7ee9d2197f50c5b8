/**
 * "Once, and only once": the outcomes of a game server's mutations, kept with the world so that a
 * request sent again after a lost connection or a crash is answered as it was, and not done twice.
 */

import { assert, type PlainError, ShardError } from '../../shared/errors.ts';
import { OUTSTANDING_REQUESTS_MAX, SESSION_UNUSED_MS } from '../../shared/limits.ts';
import type { Row, Tables, Transaction } from './transaction.ts';

/** The request of a session that a mutation answers. */
export interface SessionRequest {
  readonly sessionUuid: string;
  readonly requestId: number;
}

export type Outcome =
  | { readonly kind: 'result'; readonly json: string }
  | { readonly kind: 'error'; readonly error: ShardError };

export function isSessionKnown(tables: Tables, session_uuid: string): boolean {
  return tables.clientSessions.find('session_uuid', session_uuid) !== undefined;
}

/** Begins a session, so that a client that was answered can tell one that is forgotten from a new one. */
export function openSession(
  transaction: Transaction,
  session_uuid: string,
): { session: Row<'clientSessions'> } {
  const session = transaction.insert('clientSessions', {
    client_session_id: transaction.nextKey('clientSessions'),
    session_uuid,
    answered: 0,
    forgotten_request_id: 0,
    used_at: transaction.now,
  });
  return { session };
}

/** Writes the outcome of a request into the ring of its session, which is open. */
export function recordOutcome(
  transaction: Transaction,
  { sessionUuid, requestId }: SessionRequest,
  result: Readonly<Record<string, unknown>> | undefined,
  error: ShardError | undefined,
): void {
  const { tables } = transaction;
  const session = tables.clientSessions.find('session_uuid', sessionUuid);
  assert(session !== undefined, `session ${sessionUuid} is open`);
  const { client_session_id, answered } = session;
  const outcome_id =
    client_session_id * OUTSTANDING_REQUESTS_MAX + (answered % OUTSTANDING_REQUESTS_MAX);
  const overwritten = tables.outcomes.get(outcome_id);
  const columns = {
    request_id: requestId,
    reply: JSON.stringify(error === undefined ? result : error.toPlain()),
    failed: error === undefined ? 0 : 1,
  };
  transaction.update('clientSessions', session, {
    answered: answered + 1,
    forgotten_request_id: Math.max(session.forgotten_request_id, overwritten?.request_id ?? 0),
    used_at: transaction.now,
  });
  if (overwritten === undefined) {
    transaction.insert('outcomes', { outcome_id, client_session_id, ...columns });
  } else {
    transaction.update('outcomes', overwritten, columns);
  }
}

/**
 * What became of a request: its outcome, or undefined where it was never done. One so old that its
 * outcome is overwritten gets `SessionExpired`, for nobody can tell any more.
 */
export function findOutcome(
  tables: Tables,
  { sessionUuid, requestId }: SessionRequest,
): Outcome | undefined {
  const session = tables.clientSessions.find('session_uuid', sessionUuid);
  if (session === undefined) return undefined;
  const outcome = tables.outcomes.findWithin(
    'client_session_id',
    session.client_session_id,
    requestId,
  );
  if (outcome !== undefined) {
    return outcome.failed === 0
      ? { kind: 'result', json: outcome.reply }
      : { kind: 'error', error: ShardError.fromPlain(JSON.parse(outcome.reply) as PlainError) };
  }
  if (requestId > session.forgotten_request_id) return undefined;
  throw new ShardError('SessionExpired', `The outcome of request ${requestId} is forgotten.`, {
    hint: `A session may have ${OUTSTANDING_REQUESTS_MAX} requests that are not answered yet.`,
  });
}

/** Deletes the sessions that nobody used for a day; those in use are marked as used now. */
export function forgetUnusedSessions(transaction: Transaction, inUse: ReadonlySet<string>): void {
  const before = new Date(transaction.at - SESSION_UNUSED_MS).toISOString();
  for (const session of [...transaction.tables.clientSessions.rows()]) {
    if (inUse.has(session.session_uuid)) {
      transaction.update('clientSessions', session, { used_at: transaction.now });
    } else if (session.used_at < before) {
      transaction.delete('clientSessions', session);
    }
  }
}
