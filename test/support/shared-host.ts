/** One host for all tests of a file, and connections to it that end with their test. */
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { Role } from '../../src/shared/method.ts';
import { startHost, type TestHost } from './host.ts';
import { pauseProcess } from './pause-process.ts';
import { type ConnectOptions, RawConnection } from './raw-client.ts';

export interface SharedHost {
  /** The host, within a test or a hook. */
  readonly host: TestHost;
  connect(role?: Role, options?: Partial<ConnectOptions>): Promise<RawConnection>;
  /** A new character of this file's own, with gold where it is asked for. */
  newCharacter(connection: RawConnection, gold?: number): Promise<number>;
  /** The id of one of the host's processes. */
  pidOf(name: 'journal' | 'snapshot'): Promise<number>;
  /**
   * Runs `work` while nothing becomes durable: the journal process stands still. It must not take
   * seconds, or the host begins to refuse changes.
   */
  whileNothingIsDurable<T>(work: () => Promise<T>): Promise<T>;
}

export const HOME = { map_id: 'town', position_x: 1, position_y: 2, position_z: 3 };

export function sharedHost(): SharedHost {
  let host: TestHost | null = null;
  let characters = 0;
  beforeAll(async () => {
    host = await startHost();
  });
  afterAll(async () => {
    await host?.stop('SIGKILL');
  });

  const shared: SharedHost = {
    get host(): TestHost {
      if (host === null) throw new Error('the host is not started yet');
      return host;
    },
    async connect(role = 'admin', options = {}) {
      const { url, tokens } = shared.host;
      const connection = await RawConnection.open({ url, token: tokens[role], ...options });
      onTestFinished(() => connection.socket.terminate());
      return connection;
    },
    async newCharacter(connection, gold) {
      const { character } = await connection.call<{ character: { character_id: number } }>(
        'characters.create',
        {
          account_id: 1,
          character_name: `Character ${++characters}`,
          ...HOME,
          ...(gold === undefined ? {} : { gold }),
        },
      );
      return character.character_id;
    },
    async pidOf(name) {
      const connection = await shared.connect();
      const { status } = await connection.call<{
        status: { processes: { name: string; pid: number }[] };
      }>('server.status');
      await connection.close();
      const found = status.processes.find((process) => process.name === name);
      if (found === undefined) throw new Error(`there is no process ${name}`);
      return found.pid;
    },
    async whileNothingIsDurable(work) {
      const goOn = pauseProcess(await shared.pidOf('journal'));
      const result = await work();
      goOn();
      return result;
    },
  };
  return shared;
}
