/** The icon that tells that a shard runs without its window. */
import { execFileSync } from 'node:child_process';
import { Menu, nativeImage, Tray } from 'electron';
import { shellText } from './text.ts';

const SIZE = 22;

/** Milliseconds that the desktop gets to answer. */
const ASK_MS = 1_000;

export interface TrayActions {
  readonly title: () => string;
  readonly show: () => void;
  readonly quit: () => void;
}

export function createTray(icon: string, { title, show, quit }: TrayActions): Tray {
  const tray = new Tray(nativeImage.createFromPath(icon).resize({ width: SIZE, height: SIZE }));
  const text = shellText();
  tray.setToolTip(title());
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: text.tray.open(title()), click: show },
      { type: 'separator' },
      { label: text.quit, click: quit },
    ]),
  );
  tray.on('click', show);
  return tray;
}

/**
 * Whether a hidden window could be found again. On Linux a tray is a service of the session, which many
 * desktops do not have; Electron cannot tell. Takes a moment: to be asked before anybody plays.
 */
export function hasTray(): boolean {
  if (process.platform !== 'linux') return true;
  if (!process.env.DBUS_SESSION_BUS_ADDRESS) return false;
  try {
    const answer = execFileSync(
      'dbus-send',
      [
        ...['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus'],
        'org.freedesktop.DBus.NameHasOwner',
        'string:org.kde.StatusNotifierWatcher',
      ],
      { timeout: ASK_MS, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
    return answer.includes('boolean true');
  } catch {
    return false;
  }
}
