/** The end: the receipt with its way back, or what failed and what that leaves. */

import { Button, Group, Text } from '@mantine/core';
import { useSession } from '../../app/session-context.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import type { Flow } from './flow.ts';
import { Receipt } from './receipt.tsx';
import { failedText, failedTitle, receiptDetails } from './receipt-words.ts';
import classes from './restore.module.css';
import { UndoButton } from './undo-button.tsx';

const words = text.restore.receipt;

interface OutcomeProps {
  readonly flow: Extract<Flow, { step: 'done' | 'failed' }>;
  readonly shard: string;
}

export function Outcome({ flow, shard }: OutcomeProps) {
  const { restores } = useSession();
  const close = (
    <Button variant="default" onClick={() => restores.close()}>
      {words.back}
    </Button>
  );
  if (flow.step === 'done') {
    return (
      <>
        <Card title={words.title} testId="restore-receipt">
          <Receipt receipt={flow.receipt} shard={shard} />
        </Card>
        <div className={classes.end}>
          {close}
          <Group gap="sm">
            <CopyButton what={words.theReceipt} text={receiptDetails(flow.receipt, shard)} />
            <UndoButton receipt={flow.receipt} />
          </Group>
        </div>
      </>
    );
  }
  const { error, isUntouched, target } = flow;
  return (
    <>
      <ErrorNotice title={failedTitle(error.code)} error={error} />
      <Text data-testid="restore-failed">{failedText(shard, isUntouched)}</Text>
      <div className={classes.end}>
        {close}
        <Button onClick={() => void restores.preview(target)}>{words.again}</Button>
      </div>
    </>
  );
}
