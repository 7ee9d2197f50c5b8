/** What stands around every page while the shard serves: header, the list of pages, dialogs. */

import { AppShell, NavLink, VisuallyHidden } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { ActionDialog } from '../features/actions/action-dialog.tsx';
import { ActivityPage } from '../features/activity/activity-page.tsx';
import { BackupsPage } from '../features/backups/backups-page.tsx';
import { GuildsPage } from '../features/guilds/guilds-page.tsx';
import { ItemsPage } from '../features/items/items-page.tsx';
import { MaintenancePage } from '../features/maintenance/maintenance-page.tsx';
import { OverviewPage } from '../features/overview/overview-page.tsx';
import { PlayersPage } from '../features/players/players-page.tsx';
import { SavesPage } from '../features/saves/saves-page.tsx';
import { hasUnsaved } from '../features/settings/settings.ts';
import { SettingsPage } from '../features/settings/settings-page.tsx';
import { formatCount } from '../ui/format.ts';
import classes from './app.module.css';
import { FaultBoundary } from './fault-boundary.tsx';
import { Header } from './header.tsx';
import { useShortcuts } from './keyboard.ts';
import { Messages } from './messages.tsx';
import { DemoBanner } from './notices.tsx';
import { hrefOf, PAGES, rememberRoute, routeOfHash } from './pages.ts';
import { Palette } from './palette.tsx';
import { isMac } from './platform.ts';
import { QuitDialog } from './quit-dialog.tsx';
import { ShortcutsSheet } from './shortcuts-sheet.tsx';
import { useApp } from './store.ts';
import { text } from './text.ts';

const VIEWS = {
  overview: OverviewPage,
  players: PlayersPage,
  items: ItemsPage,
  guilds: GuildsPage,
  activity: ActivityPage,
  saves: SavesPage,
  backups: BackupsPage,
  maintenance: MaintenancePage,
  settings: SettingsPage,
} as const;

export function Frame() {
  const page = useApp((state) => state.page);
  const subject = useApp((state) => state.subject);
  const address = hrefOf(page, subject);
  const name = useApp(({ status }) => status?.name);
  const isUnsaved = useApp(hasUnsaved);
  const main = useRef<HTMLElement>(null);
  const shown = useRef(address);
  useShortcuts();

  useEffect(() => {
    const onHash = () => {
      const next = routeOfHash();
      if (next !== undefined) useApp.setState(next);
    };
    window.addEventListener('hashchange', onHash);
    return () => window.removeEventListener('hashchange', onHash);
  }, []);

  useEffect(() => {
    rememberRoute({ page, subject });
    if (shown.current === address) return;
    shown.current = address;
    window.scrollTo(0, 0);
    // Who goes by keyboard or screen reader begins at the top of the new page.
    main.current?.focus({ preventScroll: true });
  }, [page, subject, address]);

  useEffect(() => {
    const { title } = PAGES.find(({ id }) => id === page)!;
    document.title = text.app.windowTitle(title, name ?? 'Shardkeep');
  }, [page, name]);

  const View = VIEWS[page];
  return (
    <AppShell header={{ height: '3.25rem' }} navbar={{ width: '13.75rem', breakpoint: 0 }}>
      <button type="button" className={classes.skip} onClick={() => main.current?.focus()}>
        {text.app.skip}
      </button>
      <AppShell.Header>
        <Header />
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={text.app.pages}>
        {PAGES.map(({ id, title, icon: Icon }, index) => (
          <NavLink
            key={id}
            href={hrefOf(id)}
            label={id === 'settings' && isUnsaved ? <Unsaved title={title} /> : title}
            leftSection={<Icon size="1.125rem" aria-hidden />}
            rightSection={
              <span className={classes.hint} aria-hidden>
                {text.app.keys(isMac, formatCount(index + 1))}
              </span>
            }
            active={id === page}
            aria-current={id === page ? 'page' : undefined}
          />
        ))}
      </AppShell.Navbar>
      <AppShell.Main id="main" ref={main} tabIndex={-1}>
        <div className={classes.content}>
          <DemoBanner />
          <FaultBoundary key={address}>
            <View />
          </FaultBoundary>
        </div>
        <Messages />
      </AppShell.Main>
      <Palette />
      <ShortcutsSheet />
      <QuitDialog />
      <ActionDialog />
    </AppShell>
  );
}

/** What was typed there waits for who comes back. */
function Unsaved({ title }: { readonly title: string }) {
  const { unsavedLabel } = text.settings;
  return (
    <span title={unsavedLabel} data-testid="unsaved">
      {title} <span className={classes.unsaved} aria-hidden />
      <VisuallyHidden>{unsavedLabel}</VisuallyHidden>
    </span>
  );
}
