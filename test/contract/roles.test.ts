/**
 * Who may do what, cell by cell of docs/ROLES.md, on every way into the shard: by itself, with a session,
 * as an operation of a transaction and of a game master's action, and by the window's channel.
 */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Channel, Frame } from '../../src/main/gateway/channel.ts';
import type { Encoded } from '../../src/main/gateway/json-rpc.ts';
import { METHODS } from '../../src/shared/host-methods.ts';
import { ROLES, type Role } from '../../src/shared/method.ts';
import { isWorldMethod, NO_OPERATIONS } from '../../src/shared/world-methods.ts';
import { HostHere } from '../support/host-here.ts';
import { RawConnection, RefusedError } from '../support/raw-client.ts';
import { type Cell, documentedCells } from '../support/roles.ts';
import { sharedHost } from '../support/shared-host.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** No method takes this field: what may be called is refused for its parameters alone, and does nothing. */
const REFUSED = { '-': 0 };

const shared = sharedHost();

let cells: readonly Cell[];
beforeAll(() => {
  cells = documentedCells();
  expect(cells).toHaveLength(Object.keys(METHODS).length * ROLES.length);
});

const cellsOf = (role: Role) => cells.filter((cell) => cell.role === role);

/** What a request answers, as the one word that says whether its role was enough. */
type Ask = (method: string) => Promise<{ readonly code?: unknown; readonly path?: unknown }>;

async function walk(role: Role, ask: Ask): Promise<void> {
  for (const { method, isAllowed } of cellsOf(role)) {
    const { code } = await ask(method);
    expect([method, code]).toEqual([method, isAllowed ? 'InvalidData' : 'Forbidden']);
  }
}

describe('without a token', () => {
  it('[E7] [N10] no method can be called', async () => {
    const { url } = shared.host;
    for (const method of Object.keys(METHODS)) {
      const called = RawConnection.open({ url }).then((connection) => connection.call(method));
      const refused = await called.catch((error: unknown) => error);
      expect(refused, method).toBeInstanceOf(RefusedError);
      expect([method, (refused as RefusedError).body.error.code]).toEqual([method, 'Unauthorized']);
    }
  });
});

describe.each(ROLES)('with the token of %s', (role) => {
  it('[E7] [N11] a method can be called where the table says so', async () => {
    const connection = await shared.connect(role);
    await walk(role, async (method) => (await connection.request(method, REFUSED)).error!.data);
  });

  it('[E7] the same holds in a session', async () => {
    const session = { uuid: randomUUID(), after: 0 };
    const connection = await shared.connect(role, { session });
    await walk(role, async (method) => (await connection.request(method, REFUSED)).error!.data);
  });

  it.each(['tx.run', 'admin.act'] as const)(
    '[E8] [N11] it gets no further within %s',
    async (frame) => {
      const connection = await shared.connect(role);
      const mayFrame = cellsOf(role).find((cell) => cell.method === frame)!.isAllowed;
      for (const { method, isAllowed } of cellsOf(role)) {
        const params = {
          ...(frame === 'admin.act' ? { reason: 'r' } : {}),
          operations: [{ method, params: REFUSED }],
        };
        const { error } = await connection.request(frame, params);
        const isOperation = isWorldMethod(method) && !NO_OPERATIONS.some((one) => one === method);
        const expected =
          !mayFrame || (isOperation && !isAllowed)
            ? { code: 'Forbidden' }
            : {
                code: 'InvalidData',
                path: isOperation ? 'operations.0.params' : 'operations.0.method',
              };
        const { code, path } = error!.data;
        // Which of its parameters is named first does not matter.
        const at = typeof path === 'string' ? path.replace(/\.params\..*/, '.params') : undefined;
        expect({ method, code, path: at }).toEqual({ method, path: undefined, ...expected });
      }
    },
  );
});

describe('by the channel of the window', () => {
  it('[E7] every method that an administrator may call can be called', async () => {
    const here = await HostHere.start(temporaryDirectory());
    onTestFinished(() => here.stop());
    const channel = new WindowChannel();
    onTestFinished(here.host.parts.gateway.attach(channel, 'window'));
    await walk('admin', (method) => channel.ask(method));
  });
});

/** The window's end of the bridge, without a window. */
class WindowChannel implements Channel {
  readonly isOpen = true;
  readonly bufferedAmount = 0;
  #listener: (frame: Frame, isBinary: boolean) => void = () => {};
  #answer: (encoded: Encoded) => void = () => {};

  onFrame(listener: (frame: Frame, isBinary: boolean) => void): void {
    this.#listener = listener;
  }

  send(encoded: Encoded): void {
    this.#answer(encoded);
  }

  ask(method: string): Promise<{ readonly code?: unknown }> {
    return new Promise((resolve) => {
      this.#answer = (encoded) => resolve(JSON.parse(String(encoded)).error.data);
      this.#listener(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: REFUSED }), false);
    });
  }

  close(): void {}
  terminate(): void {}
}
