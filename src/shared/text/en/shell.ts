/** What the desktop around the window says: menu, tray, dialogs of the system. */
import { counted } from './counted.ts';

export const shell = {
  quit: 'Stop the shard and quit',
  cancel: 'Cancel',

  menu: {
    about: 'About Shardkeep',
    edit: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    delete: 'Delete',
    selectAll: 'Select all',
    view: 'View',
    reload: 'Reload',
    resetZoom: 'Actual size',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fullScreen: 'Full screen',
    devTools: 'Developer tools',
    window: 'Window',
    minimize: 'Minimize',
    close: 'Close',
  },

  /** Titles of notifications: the sentence itself comes from the host. */
  alerts: {
    began: (shard: string) => `${shard}: alert`,
    over: (shard: string) => `${shard}: it is over`,
    many: (shard: string, count: number) =>
      `${shard}: ${counted(count, { one: 'alert', other: 'alerts' })}`,
  },

  tray: {
    title: (shard: string) => `Shardkeep: ${shard}`,
    open: (title: string) => `Open ${title}`,
  },

  /** The window is closed where there is no tray to find the shard in again. */
  stop: {
    title: 'Stop the shard?',
    text: (promise: string) =>
      `This desktop has no tray, so the shard ends with its window. ${promise}`,
  },
  goesOn: {
    title: 'The shard goes on in the tray',
    text: 'Players stay connected. The icon in the tray opens this window again.',
    keep: 'Keep it running',
    doNotAsk: 'Do not ask again',
  },
  askToQuit: 'Stop the shard and quit?',
  saved: 'Everything is saved first; players are disconnected.',
  refusing: (reason: string) => `${reason} What is not on disk yet may not get there any more.`,

  endedBadly: (reason: string) => `The shard has ended, but not everything went well: ${reason}`,
  endedBadlyHint: 'The log in logs/host.log says more.',
  folderNotOpened: (folder: string, reason: string) =>
    `The folder ${folder} cannot be opened: ${reason}`,
  noFile: (file: string) => `There is no file ${file}.`,
  notServing: 'The shard does not serve yet.',
};
