/** "Once, and only once": what became of a request is kept with the world, as long as it is asked for. */
import { beforeEach, describe, expect, it } from 'vitest';
import {
  findOutcome,
  forgetUnusedSessions,
  isSessionKnown,
  openSession,
} from '../../src/main/world/client-sessions.ts';
import { SCHEMA } from '../../src/main/world/schema.ts';
import { OUTSTANDING_REQUESTS_MAX, SESSION_UNUSED_MS } from '../../src/shared/limits.ts';
import { digestOf, HERE, TestWorld, violationsOf } from '../support/world.ts';

const reason = 'test';

let world: TestWorld;
let anna: number;
beforeEach(() => {
  world = new TestWorld();
  const params = { account_id: 1, character_name: 'Anna', gold: 5, ...HERE };
  anna = world.do('characters.create', params).character.character_id;
  open('s1');
});

const open = (uuid: string) => world.transact((transaction) => openSession(transaction, uuid));
const of = (requestId: number, sessionUuid = 's1') => ({ sessionUuid, requestId });
const find = (requestId: number, sessionUuid = 's1') =>
  findOutcome(world.tables, of(requestId, sessionUuid));
const grant = (requestId: number, sessionUuid = 's1') =>
  world.mutate(
    'gold.grant',
    { character_id: anna, amount: 1, reason },
    { role: 'game', request: of(requestId, sessionUuid) },
  );
const tablesOf = ({ changeSet }: ReturnType<TestWorld['mutate']>) =>
  changeSet?.changes.map(({ table }) => Object.keys(SCHEMA)[table]).sort();

describe('outcomes', () => {
  it('[W14] of a result travels in the change set of what was done, and is found as it was', () => {
    const { result, changeSet } = grant(1);
    const json = JSON.stringify(result);
    expect(JSON.parse(json)).toMatchObject({ character: { gold: 6 }, seq: changeSet?.seq });
    expect(tablesOf({ changeSet } as never)).toEqual([
      'characters',
      'clientSessions',
      'ledger',
      'outcomes',
    ]);
    grant(2);
    expect(find(1)).toEqual({ kind: 'result', json });
  });

  it('[W14] of a refusal is recorded alone: nothing else has changed', () => {
    const request = of(1);
    const params = { character_id: anna, amount: 99, reason };
    const refused = world.mutate('gold.spend', params, { role: 'game', request });
    expect(refused.result).toBeUndefined();
    expect(refused.error).toMatchObject({ code: 'InsufficientGold', details: { gold: 5 } });
    expect(tablesOf(refused)).toEqual(['clientSessions', 'outcomes']);
    expect(refused.changeSet).toMatchObject({ seq: refused.seq, events: [] });
    // It is answered as it was, though by now there would be enough.
    world.do('gold.grant', { ...params });
    const found = find(1);
    expect(found?.kind).toBe('error');
    expect(found?.kind === 'error' && found.error.toPlain()).toEqual(refused.error?.toPlain());
  });

  it('[W14] of a transaction that is refused half way takes the half back', () => {
    const operations = [
      { method: 'gold.grant', params: { character_id: anna, amount: 1, reason } },
      { method: 'gold.spend', params: { character_id: anna, amount: 99, reason } },
    ];
    const { nextLogId } = world;
    const { error } = world.mutate('tx.run', { operations }, { role: 'game', request: of(1) });
    expect(error).toMatchObject({ code: 'InsufficientGold', details: { operation: 1 } });
    expect(world.tables.characters.get(anna)?.gold).toBe(5);
    expect(world.nextLogId).toBe(nextLogId);
    expect(violationsOf(world)).toEqual([]);
  });

  it('[W14] of what changes nothing is recorded all the same', () => {
    const { session } = world.do('sessions.login', { character_id: anna });
    const params = { session_id: session.session_id };
    const { result, seq } = world.mutate('sessions.logout', params, {
      role: 'game',
      request: of(1),
    });
    expect(result).toMatchObject({ seq });
    expect(find(1)).toEqual({ kind: 'result', json: JSON.stringify(result) });
  });

  it('[W14] leave out parameters that are wrong: they are wrong each time', () => {
    const before = digestOf(world);
    const run = () =>
      world.mutate('gold.grant', { character_id: anna }, { role: 'game', request: of(1) });
    expect(run).toThrow(expect.objectContaining({ code: 'InvalidData' }));
    expect(digestOf(world)).toBe(before);
    expect(find(1)).toBeUndefined();
  });

  it('[W14] leave nothing behind of a bug of ours', () => {
    const before = digestOf(world);
    const run = () =>
      world.transact((transaction) => {
        const character = transaction.require('characters', anna, 'character');
        transaction.update('characters', character, { level: 50 });
        throw new Error('a bug');
      }, of(1));
    expect(run).toThrow(expect.objectContaining({ code: 'Internal', message: 'a bug' }));
    expect(digestOf(world)).toBe(before);
  });

  it('[W14] are found in their session alone', () => {
    open('s2');
    grant(1);
    grant(2, 's2');
    expect([find(1), find(2, 's2')]).toMatchObject([{ kind: 'result' }, { kind: 'result' }]);
    expect([find(2), find(1, 's2'), find(1, 'none')]).toEqual([undefined, undefined, undefined]);
  });

  it('[W14] are kept for as many requests as may be outstanding; older ones cannot be told', () => {
    // Ids may have gaps: reads take them too.
    const ids = Array.from({ length: OUTSTANDING_REQUESTS_MAX }, (_, i) => 10 + 2 * i);
    const jsons = ids.map((id) => JSON.stringify(grant(id).result));
    expect(ids.map((id) => find(id))).toEqual(jsons.map((json) => ({ kind: 'result', json })));
    expect(find(1)).toBeUndefined();

    const next = 10_000;
    grant(next);
    const expired = expect.objectContaining({ code: 'SessionExpired' });
    expect(() => find(10)).toThrow(expired);
    // Whether this one was among the forgotten, nobody can tell any more.
    expect(() => find(9)).toThrow(expired);
    expect(find(11)).toBeUndefined();
    expect(find(12)).toMatchObject({ kind: 'result' });
    expect(find(next)).toMatchObject({ kind: 'result' });
    expect(find(next + 1)).toBeUndefined();
    expect(world.tables.outcomes.size).toBe(OUTSTANDING_REQUESTS_MAX);
    expect(violationsOf(world)).toEqual([]);
  });

  it('[W14] wrap around their ring again and again', () => {
    open('s2');
    const rounds = OUTSTANDING_REQUESTS_MAX * 2 + 7;
    for (let id = 1; id <= rounds; id++) {
      grant(id);
      if (id % 3 === 0) grant(id, 's2');
    }
    for (let id = 1; id <= rounds; id++) {
      const isKept = id > rounds - OUTSTANDING_REQUESTS_MAX;
      if (isKept) expect(find(id)).toMatchObject({ kind: 'result' });
      else expect(() => find(id)).toThrow(expect.objectContaining({ code: 'SessionExpired' }));
    }
    expect(find(3, 's2')).toMatchObject({ kind: 'result' });
  });
});

describe('sessions of clients', () => {
  it('[W14] are known once they are open, by the disk too', () => {
    expect([isSessionKnown(world.tables, 's1'), isSessionKnown(world.tables, 's2')]).toEqual([
      true,
      false,
    ]);
    expect(tablesOf(open('s2'))).toEqual(['clientSessions']);
    expect(isSessionKnown(world.tables, 's2')).toBe(true);
  });

  it('[W14] are forgotten after a day without use, with their outcomes, unless they are in use', () => {
    open('used later');
    open('connected');
    grant(1);
    grant(1, 'connected');
    const forget = () =>
      world.transact((transaction) => {
        forgetUnusedSessions(transaction, new Set(['connected']));
        return {};
      });
    world.now += 1;
    grant(1, 'used later');
    world.now += SESSION_UNUSED_MS - 1;
    forget();
    expect(isSessionKnown(world.tables, 's1')).toBe(true);
    world.now += 1;
    const { changeSet } = forget();
    expect(isSessionKnown(world.tables, 's1')).toBe(false);
    expect(find(1)).toBeUndefined();
    expect(changeSet?.changes.filter(({ image }) => image === null)).toHaveLength(2);
    expect(find(1, 'used later')).toMatchObject({ kind: 'result' });
    world.now += 1;
    forget();
    expect(isSessionKnown(world.tables, 'used later')).toBe(false);
    expect(find(1, 'connected')).toMatchObject({ kind: 'result' });
    expect(world.tables.outcomes.size).toBe(1);
    expect(violationsOf(world)).toEqual([]);
  });
});
