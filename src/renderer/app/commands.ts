/** Everything that can be done from anywhere: by the palette, by keys, by the header's controls. */
import type { MantineColorScheme } from '@mantine/core';
import { ApiError } from '../api/errors.ts';
import { actionsFor } from '../features/actions/registry.ts';
import { nameOf } from '../features/actions/subjects.ts';
import { QUERY_LINE } from '../features/activity/query-line-id.ts';
import type { ChooseBy } from '../features/restore/flow.ts';
import { SEARCH_FIELD } from './list-keys.ts';
import { openSubject } from './open-subject.ts';
import { PAGES, type Page, REMEMBERED } from './pages.ts';
import { isMac } from './platform.ts';
import type { Session } from './session.ts';
import { openPage, useApp } from './store.ts';
import { text } from './text.ts';

const words = text.palette;

export interface Command {
  readonly id: string;
  readonly title: string;
  /** Words that find it beside its title. */
  readonly words: string;
  readonly keys?: readonly string[];
  readonly run: () => void;
}

export interface CommandGroup {
  readonly id: 'here' | 'pages' | 'commands';
  readonly title: string;
  readonly commands: readonly Command[];
}

const { keyNames } = text.app;
const MOD = isMac ? '⌘' : keyNames.control;

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

const SCHEMES: readonly MantineColorScheme[] = ['auto', 'light', 'dark'];

/** What can be done to what is open comes first; groups without a command are left out. */
export function commandsOf(
  session: Session,
  setColorScheme: (scheme: MantineColorScheme) => void,
): readonly CommandGroup[] {
  const { groups } = words;
  const all: readonly CommandGroup[] = [
    ...actionsHere(session),
    { id: 'pages', title: groups.pages, commands: pageCommands() },
    { id: 'commands', title: groups.commands, commands: shardCommands(session, setColorScheme) },
  ];
  return all.filter(({ commands }) => commands.length > 0);
}

/** Each opens its dialog, which asks for a reason; none is done from here. */
function actionsHere({ actions }: Session): readonly CommandGroup[] {
  const subject = openSubject(useApp.getState());
  if (subject === null) return [];
  const commands = actionsFor(subject).map((action) => ({
    id: `act-${action.id}`,
    title: text.actions.opens(action.title),
    words: nameOf(subject),
    run: () => void setTimeout(() => actions.open(action, subject), FOCUS_MS),
  }));
  return [{ id: 'here', title: words.groups.here(nameOf(subject)), commands }];
}

function pageCommands(): readonly Command[] {
  return PAGES.map(({ id, title }, index) => ({
    id: `go-${id}`,
    title: words.goTo(title),
    words: words.goToWords,
    keys: [MOD, String(index + 1)],
    run: () => openPage(id),
  }));
}

function shardCommands(
  session: Session,
  setColorScheme: (scheme: MantineColorScheme) => void,
): readonly Command[] {
  const { shell, status } = useApp.getState();
  const { bridge } = session;
  const { commands } = words;
  // Opens the way there, and no more.
  const openRestore = (by: ChooseBy) => {
    openPage('backups');
    setTimeout(() => session.restores.open(by), FOCUS_MS);
  };
  const search = (page: Page, field: string) => {
    openPage(page);
    setTimeout(() => document.getElementById(field)?.focus(), FOCUS_MS);
  };
  const url = shell?.kind === 'serving' ? shell.url : '';
  return [
    {
      id: 'search-players',
      ...commands.searchPlayers,
      run: () => search('players', SEARCH_FIELD),
    },
    { id: 'search-items', ...commands.searchItems, run: () => search('items', SEARCH_FIELD) },
    { id: 'search-guilds', ...commands.searchGuilds, run: () => search('guilds', SEARCH_FIELD) },
    {
      id: 'search-activity',
      ...commands.searchActivity,
      run: () => search('activity', QUERY_LINE),
    },
    {
      id: 'remembered',
      ...commands.remembered,
      run: () => openPage('players', REMEMBERED),
    },
    {
      id: 'snapshot',
      ...commands.snapshot,
      run: () => {
        openPage('saves');
        void session.takeSnapshot(false);
      },
    },
    {
      id: 'backup',
      ...commands.backup,
      run: () => {
        openPage('backups');
        setTimeout(() => useApp.setState({ dialog: 'backup' }), FOCUS_MS);
      },
    },
    { id: 'restore-moment', ...commands.restoreMoment, run: () => openRestore('moment') },
    { id: 'restore-backup', ...commands.restoreBackup, run: () => openRestore('backup') },
    {
      id: 'restore-character',
      ...commands.restoreCharacter,
      run: () => {
        openPage('backups');
        setTimeout(() => session.characterRestores.open(), FOCUS_MS);
      },
    },
    {
      id: 'contradictions',
      ...commands.contradictions,
      run: () => {
        openPage('items');
        void session.items.findContradictions();
      },
    },
    {
      id: 'vacuum',
      ...commands.vacuum,
      run: () => {
        openPage('maintenance');
        setTimeout(() => useApp.setState({ dialog: 'vacuum' }), FOCUS_MS);
      },
    },
    {
      id: 'integrity',
      ...commands.integrity,
      run: () => {
        openPage('maintenance');
        void session.maintenance.checkIntegrity();
      },
    },
    {
      id: 'invariants',
      ...commands.invariants,
      run: () => {
        openPage('maintenance');
        void session.maintenance.checkInvariants();
      },
    },
    ...SCHEMES.map((scheme) => ({
      id: `theme-${scheme}`,
      title: words.themes[scheme],
      words: words.themeWords,
      run: () => setColorScheme(scheme),
    })),
    {
      id: 'copy-address',
      ...commands.copyAddress,
      run: () => act(words.addressNotCopied, bridge.call('copy', url), words.addressCopied(url)),
    },
    {
      id: 'data-folder',
      ...commands.dataFolder,
      run: () => act(words.folderNotOpened, bridge.call('openDataFolder')),
    },
    ...(status?.demo
      ? []
      : [
          {
            id: 'demo',
            ...commands.demo,
            run: () => act(words.demoNotOpened, bridge.call('openDemo')),
          },
        ]),
    {
      id: 'shortcuts',
      ...commands.shortcuts,
      keys: ['?'],
      run: () => useApp.setState({ dialog: 'shortcuts' }),
    },
    { id: 'quit', ...commands.quit, run: () => useApp.setState({ dialog: 'quit' }) },
  ];
}

/** The sheet of shortcuts. */
export const SHORTCUTS: readonly { readonly keys: readonly string[]; readonly what: string }[] = [
  ...PAGES.map(({ title }, index) => ({
    keys: [MOD, String(index + 1)],
    what: words.goTo(title),
  })),
  { keys: [MOD, 'K'], what: words.shortcuts.palette },
  { keys: ['/'], what: words.shortcuts.search },
  { keys: ['J'], what: words.shortcuts.next },
  { keys: ['K'], what: words.shortcuts.before },
  { keys: [keyNames.enter], what: words.shortcuts.open },
  { keys: ['C'], what: words.shortcuts.character },
  { keys: ['I'], what: words.shortcuts.item },
  { keys: [MOD, 'S'], what: words.shortcuts.save },
  { keys: ['?'], what: words.shortcuts.sheet },
  { keys: [keyNames.escape], what: words.shortcuts.close },
];
