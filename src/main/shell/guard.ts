/** What no page in this app may do, and who may speak to main. */
import { app, type IpcMainEvent, type IpcMainInvokeEvent, session, shell } from 'electron';
import { WINDOW_ORIGIN } from '../../shared/window-channels.ts';

/** Pages on the web that a link of ours may open, in the user's own browser. */
const LINKS: ReadonlySet<string> = new Set(['https:']);

/** Denies every page navigation, new windows, embedded pages and permissions. */
export function guardPages(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) =>
    answer(false),
  );
  session.defaultSession.setPermissionCheckHandler(() => false);
  session.defaultSession.setDevicePermissionHandler(() => false);
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (originOf(event.url) !== WINDOW_ORIGIN) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      openLink(url);
      return { action: 'deny' };
    });
  });
}

/** The one way that a link leaves the app. */
function openLink(address: string): void {
  if (!URL.canParse(address) || !LINKS.has(new URL(address).protocol)) return;
  void shell.openExternal(address);
}

/** Whether a message comes from the page that we served, and not from a frame within it. */
export function isOwnPage({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return (
    senderFrame !== null &&
    senderFrame.parent === null &&
    originOf(senderFrame.url) === WINDOW_ORIGIN
  );
}

/** Schemes that are not the web's have no `origin` in Node's URL. */
function originOf(address: string): string {
  if (!URL.canParse(address)) return '';
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}`;
}
