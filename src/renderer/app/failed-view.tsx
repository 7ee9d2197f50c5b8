/** The shard did not start, or ended by a fault: what happened and what to do, on a page of its own. */

import { Button, Group, Text, Title } from '@mantine/core';
import { IconExclamationCircle } from '@tabler/icons-react';
import { CopyButton } from '../ui/copy-button.tsx';
import classes from './app.module.css';
import { text } from './text.ts';

interface FailedViewProps {
  readonly message: string;
  readonly hint: string | null;
  readonly onQuit?: () => void;
}

export function FailedView({ message, hint, onQuit }: FailedViewProps) {
  return (
    <main className={classes.full} id="main" tabIndex={-1}>
      <div className={classes.fullBody} data-testid="failed">
        <IconExclamationCircle className={classes.failedIcon} aria-hidden />
        <Title order={1}>{text.app.failed.title}</Title>
        <Text mt="sm" role="alert">
          {message}
        </Text>
        {hint !== null && <Text c="dimmed">{hint}</Text>}
        <Group mt="lg" gap="sm">
          {onQuit !== undefined && (
            <Button size="compact-sm" onClick={onQuit}>
              {text.app.failed.quit}
            </Button>
          )}
          <CopyButton
            what={text.shared.theError}
            text={hint === null ? message : `${message}\n${hint}`}
          />
        </Group>
      </div>
    </main>
  );
}
