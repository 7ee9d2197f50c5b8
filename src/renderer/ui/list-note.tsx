/** What stands in the place of a list's rows where there are none, and at its end while more come. */
import { Button, Loader, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ApiError } from '../api/errors.ts';
import { text as words } from '../app/text.ts';
import { ErrorNotice } from './error-notice.tsx';
import classes from './row-grid.module.css';

interface Failure {
  readonly title: string;
  readonly error: ApiError;
  readonly again: () => void;
}

interface ListNoteProps {
  readonly title?: string;
  readonly text?: string;
  readonly error?: Failure;
  readonly children?: ReactNode;
}

export function ListNote({ title, text, error, children }: ListNoteProps) {
  return (
    <div className={classes.note} data-testid="nothing">
      {title !== undefined && <Text fw={600}>{title}</Text>}
      {text !== undefined && (
        <Text size="sm" c="dimmed" maw="36rem">
          {text}
        </Text>
      )}
      {error !== undefined && <FailureNotice {...error} />}
      {children}
    </div>
  );
}

interface ListEndProps {
  readonly isLoading: boolean;
  readonly error: Failure | null;
  readonly children?: ReactNode;
}

export function ListEnd({ isLoading, error, children }: ListEndProps) {
  if (!isLoading && error === null && !children) return null;
  return (
    <div className={classes.end}>
      {isLoading && <Loader size="xs" aria-label={words.shared.loading} />}
      {error !== null && <FailureNotice {...error} />}
      {children}
    </div>
  );
}

function FailureNotice({ title, error, again }: Failure) {
  return (
    <div>
      <ErrorNotice title={title} error={error} />
      <Button mt="xs" variant="default" size="xs" onClick={again}>
        {words.shared.tryAgain}
      </Button>
    </div>
  );
}
