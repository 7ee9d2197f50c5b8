/** The world with its way to the disk: refused whole before anything applies, durable before a reply. */
import { beforeEach, describe, expect, it } from 'vitest';
import { DurableSequence } from '../../src/main/journal/durability.ts';
import { Engine } from '../../src/main/journal/engine.ts';
import { Outbox } from '../../src/main/journal/outbox.ts';
import type { ChangeSet } from '../../src/main/world/change-set.ts';
import { ShardError } from '../../src/shared/errors.ts';
import { digestOf, TestWorld } from '../support/world.ts';

const GAME = { role: 'game' } as const;
const STALL_MS = 500;
const ANNA = {
  ...{ account_id: 1, character_name: 'Anna', gold: 5 },
  ...{ map_id: 'town', position_x: 0, position_y: 0, position_z: 0 },
};
const GRANT = { character_id: 1, amount: 1, reason: 'test' };

let world: TestWorld;
let engine: Engine;
let clock: number;
let deferred: (() => void)[];
beforeEach(() => {
  clock = 0;
  deferred = [];
  world = new TestWorld();
  const durable = new DurableSequence();
  const outbox = new Outbox({
    durable,
    encode: (changeSets) => new Uint8Array(changeSets.length),
    monotonic: () => clock,
    defer: (flush) => deferred.push(flush),
    stallMs: STALL_MS,
  });
  engine = new Engine(world, outbox, durable);
  engine.mutate('characters.create', ANNA, GAME);
});

function endTurn(): void {
  for (const flush of deferred.splice(0)) flush();
}

/** Every way in which the engine changes the world. */
const WRITES: [string, () => unknown][] = [
  ['mutate', () => engine.mutate('gold.grant', GRANT, GAME)],
  ['execute', () => engine.execute('gold.grant', GRANT)],
  ['openSession', () => engine.openSession('s1')],
  [
    'transact',
    () =>
      engine.transact((transaction) => {
        const character = transaction.require('characters', 1, 'character');
        transaction.update('characters', character, { level: 9 });
        return {};
      }),
  ],
];

/** Every reason to refuse, and how it ends. */
const REFUSALS: [string, () => void, () => void][] = [
  [
    'a disk that stalls',
    () => {
      endTurn();
      clock += STALL_MS + 1;
    },
    () => engine.outbox.acknowledge(engine.outbox.last),
  ],
  [
    'an outbox that is halted',
    () => engine.outbox.halt('The journal is damaged.'),
    () => engine.outbox.halt(null),
  ],
  [
    'a gate that is shut',
    () => engine.setGate(() => new ShardError('StorageUnavailable', 'The host shuts down.')),
    () => engine.setGate(() => null),
  ],
];

describe('the engine', () => {
  it.each(
    REFUSALS.flatMap(([why, begin, end]) =>
      WRITES.map(([way, write]) => ({ why, begin, end, way, write })),
    ),
  )(
    '[O9] refuses $way before it applies for $why, reads on, and resumes',
    ({ begin, end, write }) => {
      begin();
      const before = digestOf(world);
      const { last } = engine.outbox;
      expect(write).toThrow(expect.objectContaining({ code: 'StorageUnavailable' }));
      expect(digestOf(world)).toBe(before);
      expect(engine.outbox.last).toBe(last);
      const { character } = engine.read('characters.get', { character_id: 1 });
      expect(character.gold).toBe(5);
      end();
      write();
      expect(engine.outbox.last).toBe(last + 1);
      expect(world.seq).toBe(last + 1);
    },
  );

  it('[O10] hands each change set on, once, in order, and none for what changes nothing', () => {
    const heard: ChangeSet[] = [];
    engine.onChange((changeSet) => {
      heard.push(changeSet);
      expect(engine.outbox.last).toBe(changeSet.seq);
    });
    engine.mutate('gold.grant', GRANT, GAME);
    engine.read('characters.get', { character_id: 1 });
    expect(() => engine.mutate('gold.spend', { ...GRANT, amount: 99 }, GAME)).toThrow();
    engine.mutate('sessions.login', { character_id: 1 }, GAME);
    const [session] = engine.read('sessions.list', {}).sessions;
    engine.mutate('sessions.logout', { session_id: session?.session_id }, GAME);
    expect(heard.map(({ seq }) => seq)).toEqual([2, 3]);
    expect(engine.outbox.status().pending).toBe(3);
    expect(engine.executed).toBe(7);
  });

  it('[O11] promises durability to callers in the process, with the result at once', async () => {
    const { result, durable } = engine.execute('gold.grant', GRANT);
    expect(result).toMatchObject({ character: { gold: 6 }, seq: 2 });
    let isDurable = false;
    const done = durable.then(() => {
      isDurable = true;
    });
    engine.outbox.acknowledge(1);
    await Promise.resolve();
    expect(isDurable).toBe(false);
    engine.outbox.acknowledge(2);
    await done;
    expect(isDurable).toBe(true);
  });

  it('[O11] has what changed nothing wait for all that it may have seen', () => {
    engine.mutate('sessions.login', { character_id: 1 }, GAME);
    const [session] = engine.read('sessions.list', {}).sessions;
    const { seq, changeSet } = engine.mutate(
      'sessions.logout',
      { session_id: session?.session_id },
      GAME,
    );
    expect([seq, changeSet]).toEqual([engine.outbox.last, null]);
  });

  it('[W14] opens a session once, and finds in it what was done', () => {
    expect(engine.knowsSession('s1')).toBe(false);
    engine.openSession('s1');
    engine.openSession('s1');
    expect(engine.knowsSession('s1')).toBe(true);
    expect(world.seq).toBe(2);
    const request = { sessionUuid: 's1', requestId: 1 };
    expect(engine.findOutcome(request)).toBeUndefined();
    const { result } = engine.mutate('gold.grant', GRANT, { ...GAME, request });
    expect(engine.findOutcome(request)).toEqual({ kind: 'result', json: JSON.stringify(result) });
  });

  it('[W14] has the refusal of a session on its way to the disk like any other change', () => {
    engine.openSession('s1');
    const request = { sessionUuid: 's1', requestId: 1 };
    const { last } = engine.outbox;
    const spend = { ...GRANT, amount: 99 };
    const { error, seq } = engine.mutate('gold.spend', spend, { ...GAME, request });
    expect(error).toMatchObject({ code: 'InsufficientGold' });
    expect([seq, engine.outbox.last]).toEqual([last + 1, last + 1]);
  });
});
