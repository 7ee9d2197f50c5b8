/** How a utility process is started, and what is left of a start that failed. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Child } from '../../src/main/processes/port.ts';
import { Supervisor } from '../../src/main/processes/supervisor.ts';

const log = { info() {}, warn() {}, error() {}, debug() {} } as never;

/** A process that says nothing, and ends when it is told to. */
class FakeChild implements Child {
  readonly pid = 1;
  readonly port = { post() {}, onMessage() {}, onClose() {} };
  isAlive = true;
  #onExit: (how: string) => void = () => {};

  kill(): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    setImmediate(() => this.#onExit('signal SIGKILL'));
  }

  onExit(listener: (how: string) => void): void {
    this.#onExit = listener;
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function supervised(prepare: (child: FakeChild) => Promise<void>) {
  const children: FakeChild[] = [];
  const supervisor = new Supervisor<Record<never, never>, Record<never, never>>({
    name: 'activity',
    fork: () => {
      const child = new FakeChild();
      children.push(child);
      return child;
    },
    log,
    local: {},
    prepare: () => prepare(children.at(-1) as FakeChild),
    onDown: () => {},
  });
  return { children, supervisor };
}

it('[A8] a first start that fails leaves no process behind, however it failed', async () => {
  const killed = supervised(async (child) => {
    child.kill();
    await new Promise((resolve) => setImmediate(resolve));
    throw new Error('it ended');
  });
  const refused = supervised(async () => {
    throw new Error('no such directory');
  });
  for (const { children, supervisor } of [killed, refused]) {
    await expect(supervisor.start()).rejects.toThrow();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(children.map(({ isAlive }) => isAlive)).toEqual([false]);
    expect(supervisor.status().state).toBe('stopped');
  }
});

it('[A8] a process that dies later has a successor', async () => {
  const { children, supervisor } = supervised(async () => {});
  await supervisor.start();
  children[0]?.kill();
  await new Promise((resolve) => setImmediate(resolve));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(children.map(({ isAlive }) => isAlive)).toEqual([false, true]);
  expect(supervisor.status()).toMatchObject({ state: 'ready', restarts: 1 });
});

it('[A8] a process that was launched ahead is the one that is started, or another where it has died', async () => {
  const waiting = supervised(async () => {});
  waiting.supervisor.launch();
  waiting.supervisor.launch();
  expect(waiting.supervisor.status().state).toBe('stopped');
  await waiting.supervisor.start();
  expect(waiting.children).toHaveLength(1);
  expect(waiting.supervisor.status()).toMatchObject({ state: 'ready', restarts: 0 });

  const died = supervised(async () => {});
  died.supervisor.launch();
  died.children[0]?.kill();
  await new Promise((resolve) => setImmediate(resolve));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(died.children).toHaveLength(1);
  await died.supervisor.start();
  expect(died.children.map(({ isAlive }) => isAlive)).toEqual([false, true]);
  expect(died.supervisor.status()).toMatchObject({ state: 'ready', restarts: 0 });

  const unused = supervised(async () => {});
  unused.supervisor.launch();
  await unused.supervisor.stop(async () => {}, 1_000);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(unused.children.map(({ isAlive }) => isAlive)).toEqual([false]);
});
