/** An error as a sentence with what to do next; the whole of it can be copied. */

import { Code, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { type ApiError, errorText } from '../api/errors.ts';
import { text } from '../app/text.ts';
import { CopyButton } from './copy-button.tsx';
import { Notice } from './notice.tsx';

interface ErrorNoticeProps {
  readonly title: string;
  readonly error: ApiError;
  /** Stands in the place of the host's own words, which are copied all the same. */
  readonly children?: ReactNode;
  readonly onClose?: () => void;
}

export function ErrorNotice({ title, error, children, onClose }: ErrorNoticeProps) {
  return (
    <Notice tone="bad" title={title} onClose={onClose}>
      {children === undefined ? (
        <>
          <Text size="sm">{error.message}</Text>
          {error.hint !== null && <Text size="sm">{error.hint}</Text>}
        </>
      ) : (
        <Text size="sm">{children}</Text>
      )}
      <Group gap="sm" mt="xs">
        <Code>{error.code}</Code>
        <CopyButton what={text.shared.theError} text={errorText(error)} />
      </Group>
    </Notice>
  );
}
