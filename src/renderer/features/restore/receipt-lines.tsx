/** A receipt: what was done in one sentence, then the particulars. */
import { Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './restore.module.css';

interface ReceiptLinesProps {
  readonly done: string;
  readonly lines: readonly { readonly term: string; readonly text: ReactNode }[];
}

export function ReceiptLines({ done, lines }: ReceiptLinesProps) {
  return (
    <>
      <Text fw={600}>
        <IconCircleCheck size="1.25rem" className={classes.good} aria-hidden /> {done}
      </Text>
      <dl className={classes.receipt}>
        {lines.map(({ term, text }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
