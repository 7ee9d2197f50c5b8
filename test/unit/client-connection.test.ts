/** Connecting, coming back, ends that are final, notifications, closing. Rules C14 to C19. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  type ClientOptions,
  connect,
  type ShardClient,
  ShardError,
  type StateChange,
} from '../../src/client/index.ts';
import { FakeShard } from '../support/fake-shard.ts';

let fake: FakeShard;
const clients: ShardClient[] = [];
let states: StateChange[];

const options = (): ClientOptions => ({
  url: fake.url,
  token: 'secret',
  reconnect: { minMs: 1, maxMs: 10 },
  onState: (change) => states.push(change),
});

async function open(more: Partial<ClientOptions> = {}): Promise<ShardClient> {
  const client = await connect({ ...options(), ...more });
  clients.push(client);
  return client;
}

const grant = { character_id: 1, amount: 5, reason: 'test' };

async function asked(count: number): Promise<void> {
  await vi.waitFor(() => expect(fake.connection.requests.length).toBeGreaterThanOrEqual(count));
}

async function connected(count: number): Promise<void> {
  await vi.waitFor(() => expect(fake.connections).toHaveLength(count));
}

beforeEach(async () => {
  fake = await FakeShard.start();
  states = [];
});

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close({ abandon: true });
  fake.stop();
});

it('[C14] sends its token as a header, and says which reads it wants', async () => {
  await open({ reads: 'confirmed' });
  expect(fake.connection.headers.authorization).toBe('Bearer secret');
  expect(fake.connection.url.searchParams.get('reads')).toBe('confirmed');
  expect(fake.connection.url.searchParams.has('token')).toBe(false);
});

it('[C14] tries again while the host is not there or refuses for now, and tells of it', async () => {
  fake.refusal = { status: 503, error: new ShardError('RateLimited', 'Full.') };
  const opening = open();
  await vi.waitFor(() => expect(states.length).toBeGreaterThan(1));
  expect(states[0]).toMatchObject({
    state: 'disconnected',
    reason: expect.stringContaining('503'),
  });
  fake.refusal = null;
  const shard = await opening;
  expect(states.at(-1)).toEqual({ state: 'connected' });

  fake.connection.close(1001, 'the host ends');
  await connected(2);
  fake.respond = () => ({});
  await shard.gold.grant(grant);
});

it('[C14] gives up after the time it was given, and not before by itself', async () => {
  const gone = options();
  fake.stop();
  const opening = connect({
    ...gone,
    reconnect: { minMs: 1, maxMs: 2, giveUpAfterMs: 20 },
  });
  await expect(opening).rejects.toMatchObject({ code: 'GaveUp' });
  expect(states.at(-1)).toMatchObject({ state: 'closed', error: { code: 'GaveUp' } });
});

it.each([
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [400, 'InvalidData'],
] as const)('[C15] takes a refusal with HTTP %i for final', async (status, code) => {
  fake.refusal = { status, error: new ShardError(code, 'No.', { hint: 'Look.' }) };
  await expect(open()).rejects.toMatchObject({ code, message: 'No.', hint: 'Look.' });
  fake.refusal = { status };
  await expect(open()).rejects.toMatchObject({ code });
  expect(fake.connections).toHaveLength(0);
});

it('[C15] takes a changed token for final when it comes back, and rejects what waits', async () => {
  const shard = await open();
  const pending = shard.gold.grant(grant);
  await asked(1);
  fake.refusal = { status: 401 };
  fake.connection.drop();
  await expect(pending).rejects.toMatchObject({ code: 'Unauthorized' });
  await expect(shard.gold.grant(grant)).rejects.toMatchObject({ code: 'Unauthorized' });
});

it('[C15] takes being fenced for final', async () => {
  const shard = await open();
  const pending = shard.gold.grant(grant);
  await asked(1);
  fake.connection.close(4409, 'another connection has taken over this session');
  await expect(pending).rejects.toMatchObject({ code: 'Fenced' });
  await expect(shard.gold.grant(grant)).rejects.toMatchObject({ code: 'Fenced' });
  expect(states.at(-1)).toMatchObject({ state: 'closed', error: { code: 'Fenced' } });
  expect(fake.connections).toHaveLength(1);
});

it('[C16] ends, rather than to repeat for ever, where the host does not understand a frame', async () => {
  const shard = await open();
  const pending = shard.gold.grant(grant);
  await asked(1);
  fake.connection.refuse(
    null,
    new ShardError('InvalidData', 'The frame is not valid MessagePack.'),
  );
  await expect(pending).rejects.toMatchObject({
    code: 'ProtocolViolated',
    message: expect.stringContaining('not valid MessagePack'),
  });

  const other = await open();
  const second = other.gold.grant(grant);
  await asked(1);
  fake.connection.close(1009, 'too big');
  await expect(second).rejects.toMatchObject({ code: 'ProtocolViolated' });
  expect(fake.connections).toHaveLength(2);
});

it('[C17] hands notifications to listeners, and subscribes again with each connection', async () => {
  const shard = await open();
  const heard: unknown[] = [];
  const stop = shard.on('activity', (params) => heard.push(params));
  fake.respond = ({ params }) => ({ topics: params.topics });
  expect(await shard.subscribe({ topics: ['activity', 'status'] })).toEqual({
    topics: ['activity', 'status'],
  });
  fake.connection.drop();
  await connected(2);
  await asked(1);
  expect(fake.connection.requests).toMatchObject([
    { method: 'subscribe', params: { topics: ['activity', 'status'] } },
  ]);
  const notify = (n: number) =>
    fake.connection.send({ jsonrpc: '2.0', method: 'activity', params: { n } });
  notify(1);
  await vi.waitFor(() => expect(heard).toEqual([{ n: 1 }]));
  stop();
  notify(2);
  fake.respond = () => ({});
  await shard.server.status();
  expect(heard).toEqual([{ n: 1 }]);
});

it('[C18] closes once all is answered, over a lost connection even, and takes nothing more', async () => {
  const shard = await open();
  const pending = shard.gold.grant(grant);
  await asked(1);
  const closing = shard.close();
  await expect(shard.gold.grant(grant)).rejects.toMatchObject({ code: 'Closed' });
  fake.respond = () => ({ seq: 9 });
  fake.connection.drop();
  expect(await pending).toEqual({ seq: 9 });
  await closing;
  expect(states.at(-1)).toEqual({ state: 'closed', error: null });
  await shard.close();
});

it('[C18] can be abandoned: what may have been done is unknown, what was not sent is not done', async () => {
  fake.refusal = { status: 503 };
  const opening = open();
  fake.refusal = null;
  const shard = await opening;
  const sent = shard.gold.grant(grant);
  await asked(1);
  const unsent = shard.gold.grant(grant);
  const closing = shard.close({ abandon: true });
  await expect(sent).rejects.toMatchObject({ code: 'OutcomeUnknown' });
  await expect(unsent).rejects.toMatchObject({ code: 'Closed' });
  await closing;
});

it('[C19] rejects what is not answered in time, and loses no track of it', async () => {
  const shard = await open({ requestTimeout: 20 });
  const late = shard.gold.grant(grant);
  await expect(late).rejects.toMatchObject({ code: 'Timeout', method: 'gold.grant' });
  await asked(1);
  fake.connection.drop();
  await connected(2);
  await asked(1);
  expect([fake.connection.after, fake.connection.ids]).toEqual(['0', [1]]);
  fake.connection.answer(1, {});
  await vi.waitFor(() => expect(shard.session?.after).toBe(1));
});
