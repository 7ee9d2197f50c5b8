/** What a connection is told by itself, and that nobody is told of what may still be lost. */
import { describe, expect, it } from 'vitest';
import type { Notification, RawConnection, Result } from '../support/raw-client.ts';
import { sharedHost } from '../support/shared-host.ts';

const shared = sharedHost();

/** The next notification of a topic for which `isIt` holds, whether it came already or will come. */
function told(
  connection: RawConnection,
  topic: string,
  isIt: (params: Result) => boolean = () => true,
): Promise<Result> {
  const fits = ({ method, params }: Notification) => method === topic && isIt(params);
  const before = connection.notifications.find(fits);
  if (before !== undefined) return Promise.resolve(before.params);
  return new Promise((resolve) => {
    connection.onNotification = (notification) => {
      if (fits(notification)) resolve(notification.params);
    };
  });
}

interface Entry {
  readonly log_id: number;
  readonly timestamp: string;
  readonly event_type: Readonly<Record<string, { readonly reason?: string }>>;
}

const entriesOf = (params: Result) => params.entries as readonly Entry[];

function reasons(connection: RawConnection): (string | undefined)[] {
  return connection.notifications
    .filter(({ method }) => method === 'activity')
    .flatMap(({ params }) => entriesOf(params))
    .map(({ event_type }) => event_type.GoldTransaction?.reason);
}

describe('a subscription', () => {
  it('[N40] names its topics, replaces the one before, and ends with an empty one', async () => {
    const game = await shared.connect('game');
    const character_id = await shared.newCharacter(game);
    const grant = (reason: string) => game.call('gold.grant', { character_id, amount: 1, reason });
    await grant('before');
    expect(await game.call('subscribe', { topics: ['activity', 'activity', 'status'] })).toEqual({
      topics: ['activity', 'status'],
    });
    await grant('heard');
    await told(game, 'activity');
    await game.call('subscribe', { topics: [] });
    await grant('after');
    await game.settle();
    expect(reasons(game)).toEqual(['heard']);
  });

  it('[N41] to activity brings entries in the shape of the log, in order and without gaps', async () => {
    const game = await shared.connect('game', { encoding: 'msgpack' });
    const character_id = await shared.newCharacter(game);
    await game.call('subscribe', { topics: ['activity'] });
    const operations = ['a', 'b', 'c'].map((reason) => ({
      method: 'gold.grant',
      params: { character_id, amount: 5, reason },
    }));
    await game.call('tx.run', { operations });
    await game.call('characters.update', { character_id, level: 9 });
    await told(game, 'activity', (params) => 'LevelUp' in (entriesOf(params)[0]?.event_type ?? {}));
    const entries = game.notifications.flatMap(({ params }) => entriesOf(params));
    const first = entries[0]?.log_id ?? 0;
    expect(entries).toEqual([
      ...['a', 'b', 'c'].map((reason, i) => ({
        log_id: first + i,
        timestamp: entries[0]?.timestamp,
        event_type: {
          GoldTransaction: { from_id: null, to_id: character_id, amount: 5, reason },
        },
        character_id,
        target_id: null,
        details: {},
      })),
      {
        log_id: first + 3,
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        event_type: { LevelUp: { character_id, old_level: 1, new_level: 9 } },
        character_id,
        target_id: null,
        details: {},
      },
    ]);
  });

  it('[N42] to snapshots brings each one', async () => {
    const admin = await shared.connect();
    await admin.call('subscribe', { topics: ['snapshots'] });
    const { snapshot } = await admin.call('admin.snapshot', { full: true });
    expect(await told(admin, 'snapshots')).toEqual({ snapshot });
  });

  it('[N42] to metrics brings samples', async () => {
    const game = await shared.connect('game');
    await game.call('subscribe', { topics: ['metrics'] });
    const { sample } = await told(game, 'metrics');
    expect(sample).toMatchObject({ connections: expect.any(Number), pending: expect.any(Number) });
  });

  it('[N43] is of its own connection alone', async () => {
    const [one, two] = [await shared.connect('game'), await shared.connect('game')];
    const character_id = await shared.newCharacter(one);
    await one.call('subscribe', { topics: ['activity'] });
    await two.call('gold.grant', { character_id, amount: 1, reason: 'r' });
    await told(one, 'activity');
    await two.settle();
    expect(two.notifications).toEqual([]);
  });
});

describe('what is not durable yet', () => {
  it('[N44] is told to nobody: neither to who asked nor to who listens', async () => {
    const [game, listener] = [await shared.connect('game'), await shared.connect('game')];
    const character_id = await shared.newCharacter(game);
    await listener.call('subscribe', { topics: ['activity'] });
    let answered = false;
    await shared.whileNothingIsDurable(async () => {
      void game.request('gold.grant', { character_id, amount: 4, reason: 'waits' }).then(() => {
        answered = true;
      });
      await game.settle();
      // Memory has it: whoever reads without care sees it.
      expect(await listener.call('characters.get', { character_id })).toMatchObject({
        character: { gold: 4 },
      });
      await Promise.all([game.settle(), listener.settle()]);
      expect([answered, reasons(listener)]).toEqual([false, []]);
    });
    await told(listener, 'activity');
    expect(reasons(listener)).toEqual(['waits']);
  });

  it('[N45] is seen by no read of a connection with confirmed reads', async () => {
    const game = await shared.connect('game');
    const careful = await shared.connect('game', { reads: 'confirmed' });
    const character_id = await shared.newCharacter(game, 10);
    const answers: string[] = [];
    const asked = (name: string, method: string, params: object) =>
      careful.request(method, params).then(() => answers.push(name));
    const all = await shared.whileNothingIsDurable(async () => {
      void game.request('gold.spend', { character_id, amount: 10, reason: 'r' });
      await game.settle();
      const promises = [
        asked('a read', 'characters.get', { character_id }),
        asked('a read that fails', 'characters.get', { character_id: 999_999 }),
        asked('a position', 'characters.move', {
          character_id,
          position_x: 1,
          position_y: 1,
          position_z: 1,
        }),
        asked('a change', 'gold.grant', { character_id, amount: 1, reason: 'r' }),
        asked('a change that fails', 'gold.spend', { character_id, amount: 10, reason: 'r' }),
      ];
      await careful.settle();
      expect(answers).toEqual([]);
      return { promise: Promise.all(promises) };
    });
    await all.promise;
    expect(answers).toHaveLength(5);
  });

  it('[N46] holds up no position: it is answered from memory', async () => {
    const game = await shared.connect('game');
    const character_id = await shared.newCharacter(game);
    const position = { position_x: 7, position_y: 8, position_z: 9 };
    await shared.whileNothingIsDurable(async () => {
      expect(await game.call('characters.move', { character_id, ...position })).toMatchObject({
        character: position,
      });
    });
  });
});

describe('the end of the host', () => {
  it('[N47] is told step by step to who listens to progress', async () => {
    // The last test of the file: it ends the host.
    const admin = await shared.connect();
    await admin.call('subscribe', { topics: ['progress', 'status'] });
    expect(await admin.call('admin.shutdown')).toEqual({ stopping: true });
    expect(await shared.host.exited).toBe(0);
    await admin.closed;
    const steps = admin.notifications
      .filter(({ method, params }) => method === 'progress' && 'step' in params)
      .map(({ params }) => params.step as { phase: string; number: number; state: string });
    expect(steps.every(({ phase }) => phase === 'shutdown')).toBe(true);
    const ended = steps.filter(({ state }) => state === 'done');
    // The seventh closes the connection that would be told of it.
    expect(ended.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    const states = admin.notifications.filter(({ method }) => method === 'status');
    expect(states.map(({ params }) => (params.status as { state: string }).state)).toContain(
      'stopping',
    );
  });
});
