/** What a lost connection, a forgotten session and a refusal mean for what was asked. Rules C7 to C13. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  type ClientOptions,
  connect,
  type ShardClient,
  ShardError,
  type StateChange,
} from '../../src/client/index.ts';
import { type FakeConnection, FakeShard } from '../support/fake-shard.ts';

let fake: FakeShard;
const clients: ShardClient[] = [];
let states: StateChange[];

async function open(options: Partial<ClientOptions> = {}): Promise<ShardClient> {
  const client = await connect({
    url: fake.url,
    token: 'secret',
    reconnect: { minMs: 1, maxMs: 10 },
    onState: (change) => states.push(change),
    ...options,
  });
  clients.push(client);
  return client;
}

function ignore(...promises: Promise<unknown>[]): void {
  for (const promise of promises) promise.catch(() => {});
}

/** The `n`th connection, counted from 0, once it has asked `count` requests. */
async function connection(n: number, count = 0): Promise<FakeConnection> {
  await vi.waitFor(() =>
    expect(fake.connections[n]?.requests.length).toBeGreaterThanOrEqual(count),
  );
  return fake.connections[n] as FakeConnection;
}

/** Drops a connection and waits until its client has noticed. */
async function lose(lost: FakeConnection): Promise<void> {
  const count = () => states.filter(({ state }) => state === 'disconnected').length;
  const before = count();
  lost.drop();
  await vi.waitFor(() => expect(count()).toBeGreaterThan(before), { interval: 1 });
}

const grant = (amount: number) => ({ character_id: 1, amount, reason: 'test' });
const expired = new ShardError('SessionExpired', 'This session is not known any more.');
const unavailable = new ShardError('StorageUnavailable', 'The disk is full.');

beforeEach(async () => {
  fake = await FakeShard.start();
  states = [];
});

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close({ abandon: true });
  fake.stop();
});

it('[C7] sends again, in order, what a lost connection left unanswered, and nothing else', async () => {
  const shard = await open();
  const asked = [1, 2, 3, 4].map((amount) => shard.gold.grant(grant(amount)));
  const first = await connection(0, 4);
  expect([first.session, first.after]).toEqual([shard.session?.uuid, '0']);
  first.answer(1, { is: 1 });
  first.answer(3, { is: 3 });
  await Promise.all([asked[0], asked[2]]);
  await lose(first);
  const late = shard.gold.grant(grant(5));

  const second = await connection(1, 3);
  expect(second.session).toBe(first.session);
  // 3 is answered too, but 2 is not, and the host refuses what is not above `after`.
  expect(second.after).toBe('1');
  expect(second.requests.map(({ id, params }) => [id, params.amount])).toEqual([
    [2, 2],
    [4, 4],
    [5, 5],
  ]);
  for (const id of second.ids) second.answer(id, { is: id });
  expect(await Promise.all([...asked, late])).toEqual([1, 2, 3, 4, 5].map((is) => ({ is })));

  await lose(second);
  expect((await connection(2)).after).toBe('5');
  expect(shard.session).toEqual({ uuid: first.session, after: 5 });
});

it('[C7] counts mutations alone for `after`, and reads are sent again as well', async () => {
  const shard = await open();
  const read = shard.characters.get({ character_id: 1 });
  const mutation = shard.gold.grant(grant(1));
  ignore(read, mutation);
  await lose(await connection(0, 2));
  const second = await connection(1, 2);
  // A read alone was before it: that is no claim to a session.
  expect([second.after, second.ids]).toEqual(['0', [1, 2]]);
  second.answer(2, {});
  await mutation;
  await lose(second);
  const third = await connection(2, 1);
  expect([third.after, third.ids]).toEqual(['2', [1]]);
});

it('[C8] keeps `after` at 0 until a mutation has succeeded, since a refusal begins no session', async () => {
  const shard = await open();
  fake.respond = () => unavailable;
  await expect(shard.gold.grant(grant(1))).rejects.toMatchObject({ code: 'StorageUnavailable' });
  await lose(await connection(0));
  expect((await connection(1)).after).toBe('0');
  fake.respond = () => ({});
  await shard.gold.grant(grant(2));
  await lose(await connection(1));
  expect((await connection(2)).after).toBe('2');
});

it('[C9] does not repeat a call of the host that is not safe to repeat: its outcome is unknown', async () => {
  const shard = await open();
  const shutdown = shard.admin.shutdown();
  const status = shard.server.status();
  ignore(shutdown);
  const first = await connection(0, 2);
  await lose(first);
  await expect(shutdown).rejects.toMatchObject({
    code: 'OutcomeUnknown',
    method: 'admin.shutdown',
  });
  const second = await connection(1, 1);
  second.answer(2, { status: {} });
  await status;
  expect(second.requests.map(({ method }) => method)).toEqual(['server.status']);
});

it('[C10] without a session rejects an unanswered mutation as unknown, and repeats reads', async () => {
  const shard = await open({ session: false });
  const mutation = shard.gold.grant(grant(1));
  const read = shard.characters.get({ character_id: 1 });
  ignore(mutation);
  const first = await connection(0, 2);
  expect([first.session, first.after]).toEqual([null, null]);
  await lose(first);
  const unsent = shard.gold.grant(grant(2));
  await expect(mutation).rejects.toMatchObject({ code: 'OutcomeUnknown', method: 'gold.grant' });
  const second = await connection(1, 2);
  expect(second.ids).toEqual([2, 3]);
  for (const id of second.ids) second.answer(id, {});
  await Promise.all([read, unsent]);
});

it('[C11] begins a new session for an expired one; only what was sent before is rejected', async () => {
  const shard = await open();
  const answered = shard.gold.grant(grant(1));
  const unanswered = shard.gold.grant(grant(2));
  ignore(unanswered);
  const read = shard.characters.get({ character_id: 1 });
  const first = await connection(0, 3);
  first.answer(1, {});
  await answered;
  fake.respond = (_, { session }) => (session === first.session ? expired : { done: true });
  await lose(first);
  const fresh = shard.gold.grant(grant(3));

  await expect(unanswered).rejects.toMatchObject({ code: 'SessionExpired' });
  expect(await fresh).toEqual({ done: true });
  expect(await read).toEqual({ done: true });
  const third = await connection(2);
  expect(third.session).not.toBe(first.session);
  expect([third.after, third.ids]).toEqual(['0', [3, 4]]);
  expect(states).toContainEqual({ state: 'session-renewed', uuid: third.session });
  expect(shard.session).toEqual({ uuid: third.session, after: 4 });
});

it('[C11] goes on without a word where a session expired while nothing was under way', async () => {
  const shard = await open();
  fake.respond = () => ({});
  await shard.gold.grant(grant(1));
  const old = shard.session?.uuid;
  fake.respond = (_, { session }) => (session === old ? expired : { done: true });
  await lose(await connection(0));
  const asked = [2, 3].map((amount) => shard.gold.grant(grant(amount)));
  expect(await Promise.all(asked)).toEqual([{ done: true }, { done: true }]);
  expect((await connection(2)).requests.map(({ params }) => params.amount)).toEqual([2, 3]);
});

it('[C11] renews an expired session though its connection is lost before all is refused', async () => {
  const shard = await open();
  fake.respond = () => ({});
  await shard.gold.grant(grant(1));
  fake.respond = () => undefined;
  const unanswered = [2, 3].map((amount) => shard.gold.grant(grant(amount)));
  ignore(...unanswered);
  await lose(await connection(0, 3));
  const second = await connection(1, 2);
  second.refuse(2, expired);
  await expect(unanswered[0]).rejects.toMatchObject({ code: 'SessionExpired' });
  await lose(second);
  await expect(unanswered[1]).rejects.toMatchObject({ code: 'SessionExpired' });
  fake.respond = () => ({});
  await shard.gold.grant(grant(4));
  expect((await connection(2)).session).not.toBe(second.session);
});

it('[C12] resumes a session of an earlier client, with ids above its `after`', async () => {
  const position = { uuid: '6f1c0b52-60a5-4d3b-9d52-1c1f5f0f8a11', after: 41 };
  const shard = await open({ session: position });
  fake.respond = () => ({});
  await shard.gold.grant(grant(1));
  const first = await connection(0);
  expect([first.session, first.after, first.ids]).toEqual([position.uuid, '41', [42]]);
});

it('[C13] gives a refusal as unavailable to the caller, or asks again under a new id', async () => {
  const plain = await open();
  fake.respond = () => unavailable;
  await expect(plain.gold.grant(grant(1))).rejects.toMatchObject({ code: 'StorageUnavailable' });

  const patient = await open({ retryUnavailable: true });
  fake.respond = ({ id }) => (id <= 2 ? unavailable : { id });
  expect(await patient.gold.grant(grant(1))).toEqual({ id: 3 });
  expect((await connection(1)).ids).toEqual([1, 2, 3]);
  // What is wrong with the request itself is not tried again.
  fake.respond = () => new ShardError('NotFound', 'There is no character 1.');
  await expect(patient.gold.grant(grant(1))).rejects.toMatchObject({ code: 'NotFound' });
});

it('[C13] rejects what waits to be asked again when the client is closed', async () => {
  const shard = await open({ retryUnavailable: true });
  fake.respond = () => unavailable;
  const asked = shard.gold.grant(grant(1));
  ignore(asked);
  await connection(0, 1);
  await shard.close({ abandon: true });
  await expect(asked).rejects.toMatchObject({
    code: expect.stringMatching(/Closed|OutcomeUnknown/),
  });
});
