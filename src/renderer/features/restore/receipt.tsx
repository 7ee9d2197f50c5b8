/** What a restore did: what came back up to where, what that cost, and the way back. */
import { Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import type { RestoreReceipt } from '../../../shared/restore.ts';
import { formatDuration } from '../../ui/format.ts';
import { Time } from '../../ui/time.tsx';
import { costText, doneText, wayBackText } from './receipt-words.ts';
import classes from './restore.module.css';

interface ReceiptProps {
  readonly receipt: RestoreReceipt;
  readonly shard: string;
}

export function Receipt({ receipt, shard }: ReceiptProps) {
  const { at, reason, duration_ms } = receipt;
  return (
    <>
      <Text fw={600}>
        <IconCircleCheck size="1.25rem" className={classes.good} aria-hidden />{' '}
        {doneText(receipt, shard)}
      </Text>
      <dl className={classes.receipt}>
        <dt>Done</dt>
        <dd>
          <Time at={at} />, in {formatDuration(duration_ms)}
        </dd>
        <dt>Undone by it</dt>
        <dd>{costText(receipt)}</dd>
        <dt>Way back</dt>
        <dd>{wayBackText(receipt)}</dd>
        <dt>Reason</dt>
        <dd>{reason ?? 'none given'}</dd>
      </dl>
    </>
  );
}
