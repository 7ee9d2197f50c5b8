/** An error as a sentence with what to do next; the whole of it can be copied. */
import { Code, Group, Text } from '@mantine/core';
import { type ApiError, errorText } from '../api/errors.ts';
import { CopyButton } from './copy-button.tsx';
import { Notice } from './notice.tsx';

interface ErrorNoticeProps {
  readonly title: string;
  readonly error: ApiError;
  readonly onClose?: () => void;
}

export function ErrorNotice({ title, error, onClose }: ErrorNoticeProps) {
  return (
    <Notice tone="bad" title={title} onClose={onClose}>
      <Text size="sm">{error.message}</Text>
      {error.hint !== null && <Text size="sm">{error.hint}</Text>}
      <Group gap="sm" mt="xs">
        <Code>{error.code}</Code>
        <CopyButton what="the error" text={errorText(error)} />
      </Group>
    </Notice>
  );
}
