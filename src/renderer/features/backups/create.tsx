/** "Back up now" with its label, the progress, and what became of it in place. */

import { Button, Group, Loader, Progress, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { IconAlertCircle, IconArchive, IconCheck } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { formatCount } from '../../ui/format.ts';
import { DoneAgo } from '../../ui/time.tsx';
import classes from './backups.module.css';
import {
  BACKUP_PHASES,
  type BackupProgress,
  hasFigures,
  LABEL_MAX,
  progressText,
} from './words.ts';

const { create } = text.backups;

export function openBackupDialog(): void {
  if (useApp.getState().backupRun === null) useApp.setState({ dialog: 'backup' });
}

export function BackupButton() {
  const isRunning = useApp(({ backupRun }) => backupRun !== null);
  // Not `disabled`: that would take the focus from who has just pressed it.
  const off = isRunning ? { 'aria-disabled': true, 'data-disabled': true } : {};
  return (
    <Button
      data-testid="backup-now"
      leftSection={<IconArchive size="1.125rem" aria-hidden />}
      onClick={openBackupDialog}
      {...off}
    >
      {create.now}
    </Button>
  );
}

export function BackupDialog() {
  const isOpen = useApp(({ dialog }) => dialog === 'backup');
  return (
    <Dialog isOpen={isOpen} onClose={close} title={create.now}>
      <BackupForm />
    </Dialog>
  );
}

function close(): void {
  useApp.setState({ dialog: null });
}

function BackupForm() {
  const session = useSession();
  // The palette opens this dialog while a backup is being made, too.
  const isRunning = useApp(({ backupRun }) => backupRun !== null);
  const [label, setLabel] = useState('');

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isRunning) return;
    close();
    void session.backups.create(label.trim());
  };

  return (
    <form onSubmit={submit}>
      <Text size="sm" mb="sm">
        {create.text}
      </Text>
      <TextInput
        data-autofocus
        label={create.label}
        description={create.labelText(formatCount(LABEL_MAX))}
        placeholder={create.labelExample}
        maxLength={LABEL_MAX}
        autoComplete="off"
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      {isRunning && (
        <Text size="sm" c="dimmed" mt="sm">
          {create.isRunning}
        </Text>
      )}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={close}>
          {text.shared.cancel}
        </Button>
        <Button type="submit" {...(isRunning && { 'aria-disabled': true, 'data-disabled': true })}>
          {create.run}
        </Button>
      </Group>
    </form>
  );
}

export function BackupResult() {
  const run = useApp((state) => state.backupRun);
  const said = useApp((state) => state.backupSaid);
  const failed = useApp((state) => state.backupFailed);
  const Icon = said?.tone === 'bad' ? IconAlertCircle : IconCheck;
  return (
    <>
      {run !== null && <Running progress={run.progress} />}
      <div role="status" className={classes.result} data-testid="backup-result">
        {said !== null && (
          <Text size="sm" className={said.tone === 'bad' ? classes.badText : undefined}>
            <Icon
              size="1rem"
              className={said.tone === 'bad' ? classes.badIcon : classes.goodIcon}
              aria-hidden
            />{' '}
            {said.text} <DoneAgo at={said.at} />
          </Text>
        )}
      </div>
      {failed !== null && (
        <ErrorNotice
          title={failed.title}
          error={failed.error}
          onClose={() => useApp.setState({ backupFailed: null })}
        />
      )}
    </>
  );
}

function Running({ progress }: { readonly progress: BackupProgress | null }) {
  const phase = progress?.phase ?? null;
  return (
    <div data-testid="backup-progress">
      <Group gap="xs">
        <Loader size="xs" aria-hidden />
        <Text size="sm">{progressText(progress)}</Text>
        {phase !== null && (
          <Text size="sm" c="dimmed">
            {text.backups.step(
              formatCount(BACKUP_PHASES.indexOf(phase) + 1),
              formatCount(BACKUP_PHASES.length),
            )}
          </Text>
        )}
      </Group>
      {progress !== null && hasFigures(progress) && (
        <Progress.Root size="sm" mt="xs">
          <Progress.Section
            value={(progress.pages / progress.of) * 100}
            aria-label={text.backups.phases[progress.phase]}
          />
        </Progress.Root>
      )}
      {/* The phases are announced, the pages are not. */}
      <VisuallyHidden role="status">
        {phase === null ? text.backups.backingUp : text.backups.phases[phase]}
      </VisuallyHidden>
    </div>
  );
}
