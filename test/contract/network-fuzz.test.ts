/**
 * Whatever bytes arrive, from any number of clients, others are served on and nothing changes. Each
 * property runs a bounded number of frames; fast-check prints the seed and the path of a failure.
 */
import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { METHODS } from '../../src/shared/host-methods.ts';
import type { RawConnection } from '../support/raw-client.ts';
import { HOME, sharedHost } from '../support/shared-host.ts';
import { differences } from '../support/world-model.ts';
import { readWorld } from '../support/world-view.ts';

const shared = sharedHost();
const packr = new Packr({ useRecords: false, variableMapSize: true });

type Frame = string | Uint8Array;

/** Frames of one run go over so many connections at once. */
const CLIENTS = 4;
const RUNS = 60;
const FRAMES_MAX = 20;

/** Sends frames over several connections, and waits until the host has read and answered them all. */
async function send(frames: readonly Frame[]): Promise<void> {
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => shared.connect('admin')));
  for (const { socket } of clients) socket.on('error', () => {});
  frames.forEach((frame, i) => {
    const client = clients[i % CLIENTS] as RawConnection;
    if (client.socket.readyState === client.socket.OPEN) client.sendFrame(frame);
  });
  await Promise.all(clients.map((client) => client.settle().catch(() => {})));
  for (const { socket } of clients) socket.terminate();
}

/**
 * Runs a property: while its frames arrive, a connection is served without a break, and afterwards
 * the same host holds the same world.
 */
async function expectUnmoved(frames: fc.Arbitrary<Frame>, runs = RUNS): Promise<void> {
  const { host } = shared;
  const bystander = await shared.connect('admin');
  const seqNow = async () =>
    (await bystander.call<{ status: { seq: number } }>('server.status')).status.seq;
  const before = { seq: await seqNow(), world: await readWorld(bystander, [HOME.map_id], []) };
  let isServing = true;
  const serving = (async () => {
    while (isServing) await bystander.call('guilds.list');
  })();
  await fc.assert(
    fc.asyncProperty(fc.array(frames, { minLength: 1, maxLength: FRAMES_MAX }), async (all) => {
      await send(all);
      expect(host.child.exitCode).toBeNull();
      expect(await seqNow()).toBe(before.seq);
    }),
    { numRuns: runs },
  );
  isServing = false;
  await serving;
  const after = await readWorld(bystander, [HOME.map_id], []);
  expect(differences(after, before.world)).toEqual([]);
}

/** A world with something to lose. */
async function furnish(): Promise<{ character_id: number; item_id: string }> {
  const game = await shared.connect('game');
  const character_id = await shared.newCharacter(game, 1_000);
  const { item } = await game.call<{ item: { item_id: string } }>('items.create', {
    character_id,
    item_type: 'sword',
    properties: { sharp: true },
  });
  return { character_id, item_id: item.item_id };
}

/** Reads and refused changes, as a client would send them: what mutations of bytes start from. */
async function requests(): Promise<object[]> {
  const { character_id, item_id } = await furnish();
  const request = (method: string, params: unknown) => ({ jsonrpc: '2.0', id: 1, method, params });
  return [
    request('characters.get', { character_id }),
    request('inventory.get', { character_id }),
    request('items.get', { item_id }),
    request('server.status', {}),
    request('guilds.list', {}),
    request('tx.run', { operations: [{ method: 'characters.get', params: { character_id } }] }),
    // Refused as they stand, and as whatever they become: there is no such session and no such item.
    request('sessions.logout', { session_id: crypto.randomUUID() }),
    request('items.destroy', { item_id: crypto.randomUUID() }),
  ];
}

const anyJson = fc.jsonValue({ maxDepth: 6 });

/** Parts of a request that nearly fit, in places where they do not. */
const oddRequest = fc.record(
  {
    jsonrpc: fc.oneof(fc.constant('2.0'), anyJson),
    id: fc.oneof(fc.integer(), fc.string(), anyJson),
    // Methods that change something get no parameters that could be valid: a field that is not known.
    method: fc.oneof(fc.constantFrom(...Object.keys(METHODS)), fc.string(), anyJson),
    params: fc.oneof(
      anyJson.map((value) => ({ value, unknown: 1 })),
      fc.array(anyJson),
      fc.string(),
    ),
  },
  { requiredKeys: ['params'] },
);

/** Changes bytes of a frame: flips bits, cuts it off, repeats a part, puts others in between. */
function damaged(frame: Uint8Array): fc.Arbitrary<Uint8Array> {
  const at = fc.nat({ max: Math.max(0, frame.length - 1) });
  return fc.oneof(
    fc.array(fc.tuple(at, fc.nat({ max: 7 })), { minLength: 1, maxLength: 8 }).map((flips) => {
      const bytes = Uint8Array.from(frame);
      for (const [offset, bit] of flips) bytes[offset] = (bytes[offset] ?? 0) ^ (1 << bit);
      return bytes;
    }),
    at.map((end) => frame.slice(0, end)),
    fc.tuple(at, at).map(([from, to]) => Buffer.concat([frame.slice(0, from), frame.slice(to)])),
    fc
      .tuple(at, fc.uint8Array({ maxLength: 16 }))
      .map(([offset, more]) => Buffer.concat([frame.slice(0, offset), more, frame.slice(offset)])),
  );
}

describe('whatever bytes arrive', () => {
  it('[N50] text of any kind changes nothing', async () => {
    await furnish();
    await expectUnmoved(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.json(),
        fc.json().map((text) => text.slice(0, -1)),
        fc.nat({ max: 10_000 }).map((depth) => '[{"a":'.repeat(depth)),
      ),
    );
  });

  it('[N50] binary of any kind changes nothing', async () => {
    await furnish();
    await expectUnmoved(fc.uint8Array({ maxLength: 300 }));
  });

  it('[N51] requests that are none, alone or in batches, change nothing in either encoding', async () => {
    await furnish();
    const frame = fc.oneof(oddRequest, fc.array(fc.oneof(oddRequest, anyJson), { maxLength: 10 }));
    await expectUnmoved(
      fc.oneof(
        frame.map((value) => JSON.stringify(value)),
        frame.map((value) => packr.pack(value)),
      ),
    );
  });

  it('[N51] valid frames with damaged bytes change nothing', async () => {
    const valid = await requests();
    const frames = valid.flatMap((request) => [
      damaged(packr.pack(request)),
      damaged(packr.pack([request, request])),
      damaged(Buffer.from(JSON.stringify(request))).map((bytes) =>
        Buffer.from(bytes).toString('utf8'),
      ),
    ]);
    await expectUnmoved(fc.oneof(...frames), 2 * RUNS);
  });

  it('[N52] MessagePack that lies about its size or its types changes nothing', async () => {
    await furnish();
    const prefix = fc.constantFrom(
      [0xdd],
      [0xdf],
      [0xdb],
      [0xc6],
      [0xc9],
      [0xdc],
      [0xde],
      [0xc7],
      [0xd4],
      [0xd8],
      [0x91, 0xdf],
      [0x81, 0xa1, 0x61, 0xdd],
    );
    const claimed = fc
      .tuple(
        prefix,
        fc.uint8Array({ minLength: 4, maxLength: 4 }),
        fc.uint8Array({ maxLength: 40 }),
      )
      .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part))));
    const nested = fc
      .tuple(fc.constantFrom(0x91, 0x81, 0xdc), fc.nat({ max: 100_000 }))
      .map(([type, depth]) => Buffer.alloc(depth, type));
    const extension = fc
      .tuple(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ minLength: 4, maxLength: 4 }))
      .map(([type, bytes]) => Buffer.from([0x81, 0xa1, 0x61, 0xd6, type, ...bytes]));
    await expectUnmoved(fc.oneof(claimed, nested, extension));
  });

  it('[N53] valid changes in between are done, each of them once', async () => {
    const { character_id } = await furnish();
    const game = await shared.connect('game');
    let granted = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 100 }), fc.string({ unit: 'binary' })), {
          maxLength: FRAMES_MAX,
        }),
        async (frames) => {
          const params = { character_id, amount: 1, reason: 'in between' };
          const [, result] = await Promise.all([send(frames), game.call('gold.grant', params)]);
          granted++;
          expect(result).toMatchObject({ character: { gold: 1_000 + granted } });
        },
      ),
      { numRuns: RUNS },
    );
    const admin = await shared.connect('admin');
    expect(await admin.call('admin.verifyInvariants')).toMatchObject({ ok: true });
  });
});
