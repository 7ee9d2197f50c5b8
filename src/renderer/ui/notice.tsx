/** Something that is not as it should be, said in its place: what it is and what follows. */

import { Alert } from '@mantine/core';
import { IconAlertTriangle, IconExclamationCircle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { text } from '../app/text.ts';

const TONES = {
  bad: { color: 'red', icon: IconExclamationCircle },
  warning: { color: 'yellow', icon: IconAlertTriangle },
  info: { color: 'keep', icon: IconInfoCircle },
} as const;

interface NoticeProps {
  readonly tone: keyof typeof TONES;
  readonly title?: string;
  readonly children?: ReactNode;
  readonly testId?: string;
  readonly onClose?: () => void;
}

export function Notice({ tone, title, children, testId, onClose }: NoticeProps) {
  const { color, icon: Icon } = TONES[tone];
  return (
    <Alert
      color={color}
      variant="light"
      title={title}
      icon={<Icon aria-hidden />}
      role={tone === 'bad' ? 'alert' : 'status'}
      data-testid={testId}
      withCloseButton={onClose !== undefined}
      closeButtonLabel={text.shared.dismiss}
      onClose={onClose}
    >
      {children}
    </Alert>
  );
}
