/** Everything that can be done from anywhere: by the palette, by keys, by the header's controls. */
import type { MantineColorScheme } from '@mantine/core';
import { ApiError } from '../api/errors.ts';
import { QUERY_LINE } from '../features/activity/query-line-id.ts';
import type { ChooseBy } from '../features/restore/flow.ts';
import { PAGES } from './pages.ts';
import type { Session } from './session.ts';
import { openPage, useApp } from './store.ts';
import { text } from './text.ts';

export interface Command {
  readonly id: string;
  readonly title: string;
  /** Words that find it beside its title. */
  readonly words: string;
  readonly keys?: readonly string[];
  readonly run: () => void;
}

export const isMac = /Mac/.test(navigator.userAgent);
const MOD = isMac ? '⌘' : 'Ctrl';

/** By then the palette has given the focus back, which a dialog after it notes for its own end. */
const FOCUS_MS = 30;

/** Runs an action that has no place of its own on a page; what becomes of it is said below. */
export function act(title: string, action: Promise<unknown>, done?: string): void {
  action.then(
    () => {
      if (done !== undefined) useApp.setState({ message: { kind: 'said', text: done } });
    },
    (thrown: unknown) => {
      useApp.setState({ message: { kind: 'failed', title, error: ApiError.from(thrown) } });
    },
  );
}

const THEMES: readonly { readonly scheme: MantineColorScheme; readonly title: string }[] = [
  { scheme: 'auto', title: 'Theme: as the system' },
  { scheme: 'light', title: 'Theme: light' },
  { scheme: 'dark', title: 'Theme: dark' },
];

export function commandsOf(
  session: Session,
  setColorScheme: (scheme: MantineColorScheme) => void,
): readonly Command[] {
  const { shell, status } = useApp.getState();
  const { bridge } = session;
  // Opens the way there, and no more.
  const openRestore = (by: ChooseBy) => {
    openPage('backups');
    setTimeout(() => session.restores.open(by), FOCUS_MS);
  };
  const url = shell?.kind === 'serving' ? shell.url : '';
  return [
    ...PAGES.map(({ id, title }, index) => ({
      id: `go-${id}`,
      title: text.app.goTo(title),
      words: 'page open',
      keys: [MOD, String(index + 1)],
      run: () => openPage(id),
    })),
    {
      id: 'snapshot',
      title: 'Snapshot now',
      words: 'save write disk',
      run: () => {
        openPage('saves');
        void session.takeSnapshot(false);
      },
    },
    {
      id: 'backup',
      title: 'Back up now',
      words: 'backup copy archive',
      run: () => {
        openPage('backups');
        setTimeout(() => useApp.setState({ dialog: 'backup' }), FOCUS_MS);
      },
    },
    {
      id: 'restore-moment',
      title: 'Restore to a moment…',
      words: 'back undo rewind time rollback recover',
      run: () => openRestore('moment'),
    },
    {
      id: 'restore-backup',
      title: 'Restore from a backup…',
      words: 'back undo rewind rollback recover',
      run: () => openRestore('backup'),
    },
    {
      id: 'search-activity',
      title: 'Search the activity…',
      words: 'log find who had item gold kill loot trade',
      run: () => {
        openPage('activity');
        setTimeout(() => document.getElementById(QUERY_LINE)?.focus(), FOCUS_MS);
      },
    },
    {
      id: 'vacuum',
      title: 'Vacuum the database…',
      words: 'maintenance compact shrink space',
      run: () => {
        openPage('maintenance');
        setTimeout(() => useApp.setState({ dialog: 'vacuum' }), FOCUS_MS);
      },
    },
    {
      id: 'integrity',
      title: 'Check the database file',
      words: 'maintenance integrity pages',
      run: () => {
        openPage('maintenance');
        void session.maintenance.checkIntegrity();
      },
    },
    {
      id: 'invariants',
      title: 'Check the rules of the world',
      words: 'maintenance invariants verify',
      run: () => {
        openPage('maintenance');
        void session.maintenance.checkInvariants();
      },
    },
    {
      id: 'restore-character',
      title: 'Bring one character back…',
      words: 'restore player item gold undo rewind recover lost stolen',
      run: () => {
        openPage('backups');
        setTimeout(() => session.characterRestores.open(), FOCUS_MS);
      },
    },
    ...THEMES.map(({ scheme, title }) => ({
      id: `theme-${scheme}`,
      title,
      words: 'colour color appearance mode',
      run: () => setColorScheme(scheme),
    })),
    {
      id: 'copy-address',
      title: 'Copy address',
      words: 'url connect clipboard',
      run: () => act('The address was not copied', bridge.call('copy', url), `Copied ${url}.`),
    },
    {
      id: 'data-folder',
      title: 'Open data folder',
      words: 'files directory disk',
      run: () => act('The data folder did not open', bridge.call('openDataFolder')),
    },
    ...(status?.demo
      ? []
      : [
          {
            id: 'demo',
            title: 'Open a demo world',
            words: 'simulate try',
            run: () => act('The demo world did not open', bridge.call('openDemo')),
          },
        ]),
    {
      id: 'shortcuts',
      title: 'Keyboard shortcuts',
      words: 'help keys',
      keys: ['?'],
      run: () => useApp.setState({ dialog: 'shortcuts' }),
    },
    {
      id: 'quit',
      title: 'Quit Shardkeep…',
      words: 'exit stop shutdown end close',
      run: () => useApp.setState({ dialog: 'quit' }),
    },
  ];
}

/** The sheet of shortcuts. */
export const SHORTCUTS: readonly { readonly keys: readonly string[]; readonly what: string }[] = [
  ...PAGES.map(({ title }, index) => ({
    keys: [MOD, String(index + 1)],
    what: text.app.goTo(title),
  })),
  { keys: [MOD, 'K'], what: 'Open the command palette' },
  { keys: ['/'], what: 'Activity: write what to look for' },
  { keys: ['J'], what: 'Activity: next line' },
  { keys: ['K'], what: 'Activity: line before' },
  { keys: ['Enter'], what: 'Activity: look at the line' },
  { keys: ['C'], what: 'Activity: its character' },
  { keys: ['I'], what: 'Activity: its item' },
  { keys: ['?'], what: 'Show these shortcuts' },
  { keys: ['Esc'], what: 'Close what is open on top' },
];
