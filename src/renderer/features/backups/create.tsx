/** "Back up now" with its label, the progress, and what became of it in place. */
import { Button, Group, Loader, Progress, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { IconAlertCircle, IconArchive, IconCheck } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import classes from './backups.module.css';
import {
  BACKUP_PHASES,
  type BackupProgress,
  hasFigures,
  LABEL_MAX,
  PHASE_WORDS,
  progressText,
} from './words.ts';

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
      Back up now
    </Button>
  );
}

export function BackupDialog() {
  const isOpen = useApp(({ dialog }) => dialog === 'backup');
  return (
    <Dialog isOpen={isOpen} onClose={close} title="Back up now">
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
        Copies the whole world into a file of its own and checks it. Play goes on meanwhile.
      </Text>
      <TextInput
        data-autofocus
        label="Label (optional)"
        description={`To know it again by, at most ${LABEL_MAX} characters.`}
        placeholder="Before the market event"
        maxLength={LABEL_MAX}
        autoComplete="off"
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      {isRunning && (
        <Text size="sm" c="dimmed" mt="sm">
          A backup is being made. The next one can follow once it is done.
        </Text>
      )}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" {...(isRunning && { 'aria-disabled': true, 'data-disabled': true })}>
          Back up
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
            {said.text}
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
            Step {BACKUP_PHASES.indexOf(phase) + 1} of {BACKUP_PHASES.length}
          </Text>
        )}
      </Group>
      {progress !== null && hasFigures(progress) && (
        <Progress.Root size="sm" mt="xs">
          <Progress.Section
            value={(progress.pages / progress.of) * 100}
            aria-label={PHASE_WORDS[progress.phase]}
          />
        </Progress.Root>
      )}
      {/* The phases are announced, the pages are not. */}
      <VisuallyHidden role="status">
        {phase === null ? 'Backing up' : PHASE_WORDS[phase]}
      </VisuallyHidden>
    </div>
  );
}
