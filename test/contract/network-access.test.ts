/** Who may connect and what they may ask: tokens, roles, origins, and the pages over HTTP. */
import { describe, expect, it } from 'vitest';
import { METHODS } from '../../src/shared/host-methods.ts';
import { type MethodDefinition, ROLES } from '../../src/shared/method.ts';
import { RawConnection, RefusedError } from '../support/raw-client.ts';
import { sharedHost } from '../support/shared-host.ts';

const shared = sharedHost();

const page = (path: string, init: RequestInit = {}) =>
  fetch(shared.host.url.replace('ws', 'http') + path, init);
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

/** Opens a connection that must not come about, and says why it did not. */
async function refused(options: Parameters<typeof shared.connect>[1]): Promise<RefusedError> {
  const { url } = shared.host;
  const error = await RawConnection.open({ url, ...options }).then(
    () => new Error('it was let in'),
    (thrown: Error) => thrown,
  );
  if (error instanceof RefusedError) return error;
  throw error;
}

describe('tokens', () => {
  it('[N10] are needed by a WebSocket', async () => {
    const { status, body } = await refused({});
    expect({ status, code: body.error.code }).toEqual({ status: 401, code: 'Unauthorized' });
  });

  it('[N10] must be ours, in the header and in the query alike', async () => {
    const { game } = shared.host.tokens;
    for (const token of ['', 'x', `${game}x`, game.slice(1), game.toUpperCase()]) {
      for (const tokenInQuery of [false, true]) {
        expect((await refused({ token, tokenInQuery })).body.error.code).toBe('Unauthorized');
      }
    }
  });

  it('[N10] open a connection from the header or from the query', async () => {
    for (const tokenInQuery of [false, true]) {
      const game = await shared.connect('game', { tokenInQuery });
      expect(await game.call('guilds.list')).toEqual({ guilds: [] });
    }
  });
});

describe('roles', () => {
  const methods = Object.entries(METHODS as Record<string, MethodDefinition>);

  it('[N11] each role may do what the one before may', () => {
    expect(ROLES).toEqual(['game', 'gm', 'admin']);
    const count = (role: string) => methods.filter(([, method]) => method.role === role).length;
    for (const role of ROLES) expect(count(role)).toBeGreaterThan(0);
  });
});

describe('origins', () => {
  it('[N12] of browsers are refused unless they are listed', async () => {
    const { tokens } = shared.host;
    const origin = 'https://panel.example';
    const { status, body } = await refused({ token: tokens.admin, origin });
    expect({ status, code: body.error.code }).toEqual({ status: 403, code: 'Forbidden' });

    const admin = await shared.connect();
    await admin.call('admin.settings.set', { settings: { allowedOrigins: [origin] } });
    const listed = await shared.connect('game', { origin });
    expect(await listed.call('guilds.list')).toEqual({ guilds: [] });
    for (const other of ['https://panel.example.evil', 'http://panel.example', 'null']) {
      expect((await refused({ token: tokens.admin, origin: other })).status).toBe(403);
    }
    expect((await refused({ origin })).status).toBe(401);
  });
});

describe('pages', () => {
  it('[N13] /healthz is open and says that all is well', async () => {
    const response = await page('/healthz');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ok: true, state: 'serving', refusing: null });
  });

  it('[N13] /metrics takes any token, and none of others', async () => {
    expect((await page('/metrics')).status).toBe(401);
    expect((await page('/metrics', bearer('x'))).status).toBe(401);
    expect((await page('/metrics?token=x')).status).toBe(401);
    for (const token of Object.values(shared.host.tokens)) {
      expect((await page(`/metrics?token=${token}`)).status).toBe(200);
      const response = await page('/metrics', bearer(token));
      expect(response.headers.get('content-type')).toContain('text/plain');
      expect(await response.text()).toMatch(/^# HELP shardkeep_/m);
    }
  });

  it('[N13] /openrpc.json is open and lists every method with what it takes and gives', async () => {
    const response = await page('/openrpc.json');
    expect(response.status).toBe(200);
    const description = (await response.json()) as {
      openrpc: string;
      methods: {
        name: string;
        summary: string;
        params: { name: string; required: boolean; schema: object }[];
        result: { schema: { type: string } };
      }[];
    };
    expect(description.openrpc).toMatch(/^1\.3/);
    expect(description.methods.map(({ name }) => name).sort()).toEqual(Object.keys(METHODS).sort());
    for (const { summary, result } of description.methods) {
      expect(summary).not.toBe('');
      expect(result.schema).toMatchObject({ type: 'object' });
    }
    const transfer = description.methods.find(({ name }) => name === 'gold.transfer');
    expect(transfer?.params.map(({ name, required }) => [name, required])).toEqual([
      ['from_id', true],
      ['to_id', true],
      ['amount', true],
      ['reason', true],
    ]);
  });

  it('[N13] others are not there, and nothing but GET is answered', async () => {
    for (const path of ['/', '/config.json', '/../config.json', '/healthz/x', '/%']) {
      expect((await page(path)).status, path).toBe(404);
    }
    expect((await page('//')).status).toBe(400);
    expect((await page('/healthz', { method: 'POST' })).status).toBe(400);
  });
});
