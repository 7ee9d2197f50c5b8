/** "Snapshot now" and the full one, with their progress, and what became of them in place. */

import { ActionIcon, Button, Group, Loader, Menu, Progress, Text } from '@mantine/core';
import { IconCheck, IconChevronDown, IconDeviceFloppy } from '@tabler/icons-react';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { formatCount } from '../../ui/format.ts';
import { DoneAgo } from '../../ui/time.tsx';
import classes from './saves.module.css';
import { writtenText } from './words.ts';

export function SnapshotButtons() {
  const session = useSession();
  const isRunning = useApp(({ run }) => run.kind === 'running');
  // Not `disabled`: that would take the focus from who has just pressed it.
  const off = isRunning ? { 'aria-disabled': true, 'data-disabled': true } : {};
  return (
    <Group gap={1} wrap="nowrap">
      <Button
        className={classes.now}
        data-testid="snapshot-now"
        leftSection={<IconDeviceFloppy size="1.125rem" aria-hidden />}
        onClick={() => void session.takeSnapshot(false)}
        {...off}
      >
        {text.saves.now}
      </Button>
      <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <ActionIcon
            className={classes.more}
            variant="filled"
            size={36}
            aria-label={text.saves.more}
            data-testid="snapshot-more"
          >
            <IconChevronDown size="1.125rem" aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            data-testid="snapshot-full"
            disabled={isRunning}
            onClick={() => void session.takeSnapshot(true)}
          >
            {text.saves.full}
            <Text size="xs" c="dimmed">
              {text.saves.fullText}
            </Text>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

export function RunResult() {
  const run = useApp((state) => state.run);
  return (
    <>
      {run.kind === 'running' && <Running full={run.full} progress={run.progress} />}
      <div role="status" className={classes.result} data-testid="snapshot-result">
        {run.kind === 'written' && (
          <Text size="sm">
            <IconCheck size="1rem" className={classes.good} aria-hidden />{' '}
            {writtenText(run.snapshot)} <DoneAgo at={run.snapshot.at} />
          </Text>
        )}
      </div>
      {run.kind === 'failed' && (
        <ErrorNotice
          title={text.saves.failed}
          error={run.error}
          onClose={() => useApp.setState({ run: { kind: 'none' } })}
        />
      )}
    </>
  );
}

interface RunningProps {
  readonly full: boolean;
  readonly progress: { readonly rows: number; readonly of: number } | null;
}

function Running({ full, progress }: RunningProps) {
  const what = full ? text.saves.writingFull : text.saves.writing;
  return (
    <div data-testid="snapshot-progress">
      <Group gap="xs">
        <Loader size="xs" aria-hidden />
        <Text size="sm">
          {progress === null
            ? text.saves.begun(what)
            : text.saves.progress(what, formatCount(progress.rows), progress.of)}
        </Text>
      </Group>
      {progress !== null && (
        <Progress.Root size="sm" mt="xs">
          <Progress.Section
            value={progress.of === 0 ? 100 : (progress.rows / progress.of) * 100}
            aria-label={what}
          />
        </Progress.Root>
      )}
    </div>
  );
}
