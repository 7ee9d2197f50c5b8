/** Backups: what copies of the world there are, how sound they are, the next one, and one at once. */

import { Button, Group, Text, Title } from '@mantine/core';
import { IconArchive, IconHistory, IconUserUp } from '@tabler/icons-react';
import { type RefObject, useEffect, useRef } from 'react';
import { BackupNotice, PageNotices } from '../../app/notices.tsx';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { useAtNow } from '../../ui/clock.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { CharacterPanel } from '../character-restore/character-panel.tsx';
import { LastCharacter } from '../character-restore/last-character.tsx';
import { RestorePanel } from '../restore/restore-panel.tsx';
import { RestoresCard } from '../restore/restores-card.tsx';
import { Phases } from '../restore/running.tsx';
import classes from './backups.module.css';
import { BackupsTable } from './backups-table.tsx';
import { BackupButton, BackupDialog, BackupResult, openBackupDialog } from './create.tsx';
import { Timeline } from './timeline.tsx';
import { nextBackupText } from './words.ts';

export function BackupsPage() {
  const session = useSession();
  const isRestoring = useApp(({ restoreFlow }) => restoreFlow.step !== 'closed');
  const isOfCharacter = useApp(({ characterFlow }) => characterFlow.step !== 'closed');
  const isInSteps = isRestoring || isOfCharacter;
  const head = useRef<HTMLHeadingElement>(null);
  const wasInSteps = useRef(isInSteps);

  useEffect(() => {
    void session.backups.load();
    void session.restores.load();
  }, [session]);

  useEffect(() => {
    // What had the focus is gone with the steps.
    if (wasInSteps.current && !isInSteps) head.current?.focus();
    wasInSteps.current = isInSteps;
  }, [isInSteps]);

  // The whole world comes before one character, who is there again after it.
  if (isRestoring) return <RestorePanel />;
  return isOfCharacter ? <CharacterPanel /> : <Overview head={head} />;
}

function Overview({ head }: { readonly head: RefObject<HTMLHeadingElement | null> }) {
  const isEmpty = useApp(({ backups }) => backups?.length === 0);
  const isKnown = useApp(({ backups }) => backups !== null);
  // As long as there is a way back from the last restore, it comes first.
  const canUndo = useApp(({ status }) => (status?.last_restore ?? null) !== null);

  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <div>
          <Title order={1} ref={head} tabIndex={-1}>
            {text.pages.backups}
          </Title>
          <NextBackup />
        </div>
        <Group gap="sm">
          <CharacterButton />
          <RestoreButton />
          <BackupButton />
        </Group>
      </div>
      <BackupResult />
      <PageNotices />
      <BackupNotice />
      <RestoringElsewhere />
      <LoadNotice />
      <LastCharacter />
      {canUndo && <RestoresCard />}
      {isEmpty && <NoBackups />}
      {isKnown && !isEmpty && (
        <>
          <Timeline />
          <BackupsTable />
        </>
      )}
      {!canUndo && <RestoresCard />}
      <BackupDialog />
    </div>
  );
}

/** A restore that somebody asked for over the network, or before this window was opened anew. */
function RestoringElsewhere() {
  const isRestoring = useApp(({ status }) => status?.state === 'restoring');
  const shard = useApp(({ status }) => status?.name ?? text.shared.thisShard);
  if (!isRestoring) return null;
  return (
    <Card title={text.backups.restoring(shard)} testId="notice-restoring">
      <Phases />
    </Card>
  );
}

function RestoreButton() {
  const { restores } = useSession();
  return (
    <Button
      variant="default"
      data-testid="restore-open"
      leftSection={<IconHistory size="1.125rem" aria-hidden />}
      onClick={() => restores.open('moment')}
    >
      {text.backups.restore}
    </Button>
  );
}

function CharacterButton() {
  const { characterRestores } = useSession();
  return (
    <Button
      variant="default"
      data-testid="character-open"
      leftSection={<IconUserUp size="1.125rem" aria-hidden />}
      onClick={() => characterRestores.open()}
    >
      {text.backups.bringBack}
    </Button>
  );
}

function NextBackup() {
  const nextAt = useApp(({ status }) => status?.next_backup_at ?? null);
  const isKnown = useApp(({ status }) => status !== null);
  const next = useAtNow((now) => nextBackupText(nextAt, now));
  return (
    <p className={classes.next}>
      <span data-testid="next-backup">{isKnown ? next : ''}</span> {text.backups.olderOnes}
    </p>
  );
}

function LoadNotice() {
  const session = useSession();
  const error = useApp((state) => state.backupsError);
  // Without a connection there is a notice of that already, with a way to try again.
  const isLost = useApp(({ linkError }) => linkError !== null);
  if (error === null || isLost) return null;
  return (
    <div>
      <ErrorNotice title={text.backups.listFailed} error={error} />
      <Button mt="xs" variant="default" size="xs" onClick={() => void session.backups.load()}>
        {text.shared.tryAgain}
      </Button>
    </div>
  );
}

function NoBackups() {
  const isRunning = useApp(({ backupRun }) => backupRun !== null);
  return (
    <section className={classes.empty} aria-labelledby="no-backups-title">
      <Title order={2} size="h3" id="no-backups-title">
        {text.backups.none.title}
      </Title>
      <Text maw="42rem">{text.backups.none.text}</Text>
      <Button
        mt="sm"
        leftSection={<IconArchive size="1.125rem" aria-hidden />}
        onClick={openBackupDialog}
        {...(isRunning && { 'aria-disabled': true, 'data-disabled': true })}
      >
        {text.backups.none.make}
      </Button>
    </section>
  );
}
