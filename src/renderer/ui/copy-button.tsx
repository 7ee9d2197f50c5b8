/** A button that copies a text, and says for a moment that it did or could not. */

import { Button, VisuallyHidden } from '@mantine/core';
import { useTimeout } from '@mantine/hooks';
import { IconAlertTriangle, IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { text } from '../app/text.ts';
import { useCopy } from './clipboard.ts';

const SAID_MS = 2_000;

const LOOKS = {
  idle: { icon: IconCopy, label: text.shared.copy, labelOf: text.shared.copyWhat },
  copied: { icon: IconCheck, label: text.shared.copied, labelOf: text.shared.copiedWhat },
  failed: {
    icon: IconAlertTriangle,
    label: text.shared.notCopied,
    labelOf: text.shared.notCopiedWhat,
  },
} as const;

interface CopyButtonProps {
  /** What is copied, for those who cannot see what the button stands beside: `address`. */
  readonly what: string;
  /** The text, or how to get it once it is wanted. */
  readonly text: string | (() => Promise<string>);
}

export function CopyButton({ what, text: copied }: CopyButtonProps) {
  const copy = useCopy();
  const [look, setLook] = useState<keyof typeof LOOKS>('idle');
  const { start } = useTimeout(() => setLook('idle'), SAID_MS);
  const { icon: Icon, label, labelOf } = LOOKS[look];

  const run = async () => {
    try {
      await copy(typeof copied === 'string' ? copied : await copied());
      setLook('copied');
    } catch {
      setLook('failed');
    }
    start();
  };

  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<Icon size="1rem" aria-hidden />}
        aria-label={labelOf(what)}
        onClick={() => void run()}
      >
        {label}
      </Button>
      <VisuallyHidden role="status">{look === 'idle' ? '' : labelOf(what)}</VisuallyHidden>
    </>
  );
}
