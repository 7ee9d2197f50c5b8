/** What the page in the window cannot do, whatever it tries. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desktop, hasDisplay, launchDesktop } from '../support/desktop.ts';

/** One app for all: nothing here changes it. */
let desktop: Desktop;

/** Runs code in main, with the window's page as it is. */
const main = <T>(work: Parameters<Desktop['app']['evaluate']>[0]) =>
  desktop.app.evaluate(work as never) as Promise<T>;

describe.skipIf(!hasDisplay)('the page in the window', () => {
  beforeAll(async () => {
    desktop = await launchDesktop();
    await desktop.url();
  });
  afterAll(() => desktop.kill());

  it('[D11] is sandboxed, and knows nothing of Node and Electron', async () => {
    const preferences = await desktop.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences(): object;
      };
      return contents.getLastWebPreferences();
    });
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      webSecurity: true,
    });
    const seen = await desktop.page.evaluate(() => ({
      node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in window),
      bridge: Object.entries(window.shardkeep!).map(([name, value]) => [name, typeof value]),
    }));
    expect(seen.node).toEqual([]);
    // Functions of ours alone: nothing that would send over any channel, or hear any.
    expect(seen.bridge.sort()).toEqual(
      ['call', 'connect', 'onFrame', 'onState', 'send'].map((name) => [name, 'function']),
    );
  });

  it('[D12] is under a policy that lets it load itself alone', async () => {
    const { page } = desktop;
    const policy = await page.evaluate(async () => {
      const answer = await fetch('app://shardkeep/');
      return answer.headers.get('content-security-policy') ?? '';
    });
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe-|\*|https?:/);
    const blocked = await page.evaluate(async () => {
      // The policy does not hold for what the debugger runs, only for what comes of it later.
      await new Promise((resolve) => setTimeout(resolve));
      const reached: string[] = [];
      const script = document.createElement('script');
      script.textContent = 'window.injected = true';
      document.head.append(script);
      if ('injected' in window) reached.push('inline script');
      try {
        new Function('return 1')();
        reached.push('eval');
      } catch {}
      await fetch('https://example.org/').then(
        () => reached.push('fetch'),
        () => {},
      );
      return reached;
    });
    expect(blocked).toEqual([]);
  });

  it('[D13] is served out of one folder and nothing else', async () => {
    const { page } = desktop;
    for (const path of [
      '../main/index.js',
      '..%2fmain%2findex.js',
      '%2e%2e/%2e%2e/package.json',
      '..%5c..%5cpackage.json',
      '/etc/passwd',
      'assets/../../main/headless.js',
      'index.html%00.js',
      '%',
    ]) {
      const status = await page.evaluate(
        (name) => fetch(`app://shardkeep/${name}`).then((answer) => answer.status),
        path,
      );
      expect(status, path).toBe(404);
    }
    const elsewhere = await page.evaluate(() =>
      fetch('app://elsewhere/index.html').then(
        ({ status }) => status,
        () => 404,
      ),
    );
    expect(elsewhere).toBe(404);
  });

  it('[D14] goes nowhere, opens nothing, and gets no permission', async () => {
    const { page } = desktop;
    const before = page.url();
    // Where a link leads is the user's own browser's; here nobody wants it opened.
    await desktop.app.evaluate(({ shell }) => {
      shell.openExternal = async () => {};
    });
    const gone: string[] = [];
    page.on('framenavigated', (frame) => gone.push(frame.url()));
    await page.evaluate(() => {
      window.location.href = 'app://elsewhere/';
    });
    await page.evaluate(() => {
      window.location.href = 'data:text/html,elsewhere';
    });
    await page.evaluate(() => void window.open('https://example.org/'));
    // A navigation that was let through would have ended this page by the time it has drawn again.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
    expect(page.url()).toBe(before);
    expect(gone).toEqual([]);
    expect(await main(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
    const permissions = await page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'clipboard-read', 'camera', 'microphone'];
      const states = names.map((name) =>
        navigator.permissions.query({ name: name as PermissionName }).then(({ state }) => state),
      );
      return Promise.all(states);
    });
    expect(new Set(permissions)).toEqual(new Set(['denied']));
  });

  it('[D15] has what it asks of main checked, by name, input and sender', async () => {
    const { page } = desktop;
    const refusals = await page.evaluate(async () => {
      const call = window.shardkeep!.call as (name: unknown, input?: unknown) => Promise<unknown>;
      const tries = [
        call('nothing'),
        call('constructor'),
        call('token', 'admin'),
        call('copy', 7),
        call('copy', 'x'.repeat(200_000)),
        call('state', 'surplus'),
        call('showBackup', { name: '../../etc/passwd' }),
        call('showBackup', { name: 'backup_20260101_000000/../x' }),
        // No such file.
        call('showBackup', { name: 'backup_20260101_000000' }),
        // Nobody has chosen a file of these.
        call('exportBegin', { name: '../activity.csv' }),
        call('exportBegin', { name: 'activity.csv', path: '/tmp/activity.csv' }),
        call('exportWrite', { id: '/tmp/activity.csv', text: 'x' }),
        call('exportWrite', { id: crypto.randomUUID(), text: 'x' }),
        call('exportEnd', { id: crypto.randomUUID() }),
        call(undefined),
      ];
      return (await Promise.allSettled(tries)).map(({ status }) => status);
    });
    expect(new Set(refusals)).toEqual(new Set(['rejected']));
    const stillThere = await page.evaluate(async () => {
      // Frames of no sense are answered as errors or dropped, and cost nobody anything.
      for (const frame of ['', '{', '[]', 'null', 'x'.repeat(2_000_000)])
        window.shardkeep!.send(frame);
      (window.shardkeep!.send as (frame: unknown) => void)({ no: 'text' });
      return (await window.shardkeep!.call('state')).kind;
    });
    expect(stillThere).toBe('serving');

    // A frame within the page is not the page.
    const framed = await desktop.app.evaluate(async ({ BrowserWindow, ipcMain }) => {
      const [window] = BrowserWindow.getAllWindows();
      const foreign = {
        sender: window?.webContents,
        senderFrame: { url: 'https://example.org/', parent: null },
      };
      const handlers = (
        ipcMain as never as { _invokeHandlers: Map<string, (...args: unknown[]) => unknown> }
      )._invokeHandlers;
      const tries = ['shell:call', 'host:connect'].map((channel) =>
        Promise.resolve()
          .then(() => handlers.get(channel)?.(foreign, 'state'))
          .then(
            () => 'answered',
            () => 'refused',
          ),
      );
      return Promise.all(tries);
    });
    expect(framed).toEqual(['refused', 'refused']);
  });
});
