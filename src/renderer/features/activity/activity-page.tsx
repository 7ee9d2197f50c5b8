/** Activity: every deed on record, and how a game master finds one. */

import { Button, Loader, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { isTyping } from '../../app/keyboard.ts';
import { PageNotices } from '../../app/notices.tsx';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { ListHeading } from '../../ui/list-heading.tsx';
import { Notice } from '../../ui/notice.tsx';
import classes from './activity.module.css';
import { Beside } from './beside.tsx';
import { Entries } from './entries.tsx';
import { ExportNotice } from './export-menu.tsx';
import { FacetsPanel } from './facets.tsx';
import { TimePicker } from './histogram.tsx';
import { closeBeside } from './open-beside.ts';
import { QueryLine } from './query-line.tsx';
import { Toolbar } from './toolbar.tsx';
import { buildingText, totalText } from './words.ts';

export function ActivityPage() {
  const { activity } = useSession();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    activity.enter();
    return () => {
      activity.leave();
      // The address knows nothing of what was opened: who comes back to it finds the page alone.
      if (useApp.getState().page !== 'activity') closeBeside();
    };
  }, [activity]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { dialog, activityOpened } = useApp.getState();
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (dialog !== null || activityOpened.length > 0) return;
      if (event.key === '/') {
        input.current?.focus();
        input.current?.select();
      } else if ((event.key === 'j' || event.key === 'k') && event.target !== list.current) {
        list.current?.focus();
      } else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  return (
    <div className={classes.page}>
      <Heading />
      <PageNotices />
      <QueryLine input={input} onLeave={() => list.current?.focus()} />
      <SearchNotice />
      <IndexNotice />
      <TimePicker />
      <ExportNotice />
      <Toolbar />
      <div className={classes.columns}>
        <FacetsPanel />
        <Entries list={list} />
      </div>
      <Beside />
    </div>
  );
}

function Heading() {
  const found = useApp(({ activity }) => activity.found);
  const isSearching = useApp(({ activity }) => activity.isSearching);
  return (
    <ListHeading title={text.pages.activity} total={found === null ? null : totalText(found)}>
      {isSearching && found !== null && (
        <Loader size="xs" aria-label={text.activity.toolbar.searching} />
      )}
    </ListHeading>
  );
}

function SearchNotice() {
  const { activity } = useSession();
  const error = useApp((state) => state.activity.error);
  // Without a connection there is a notice of that already, with a way to try again.
  const isLost = useApp(({ linkError }) => linkError !== null);
  if (error === null || isLost) return null;
  return (
    <div>
      <ErrorNotice title={text.activity.failed} error={error} />
      <Button mt="xs" variant="default" size="xs" onClick={() => void activity.again()}>
        {text.shared.tryAgain}
      </Button>
    </div>
  );
}

function IndexNotice() {
  const index = useApp(({ activity }) => activity.found?.index ?? null);
  if (index === null || index.state === 'ready') return null;
  return (
    <Notice tone="warning" title={text.activity.index.building} testId="index-building">
      <Text size="sm">{buildingText(index)}</Text>
    </Notice>
  );
}
