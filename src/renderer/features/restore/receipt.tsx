/** What a restore did: what came back up to where, what that cost, and the way back. */

import type { RestoreReceipt } from '../../../shared/restore.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { formatDuration } from '../../ui/format.ts';
import { Time } from '../../ui/time.tsx';
import { ReceiptLines } from './receipt-lines.tsx';
import { costText, doneText, wayBackText } from './receipt-words.ts';

const words = text.restore.receipt;

interface ReceiptProps {
  readonly receipt: RestoreReceipt;
  readonly shard: string;
}

export function Receipt({ receipt, shard }: ReceiptProps) {
  const { at, reason, duration_ms } = receipt;
  const backups = useApp((state) => state.backups);
  const done = (
    <>
      <Time at={at} />
      {words.took(formatDuration(duration_ms))}
    </>
  );
  return (
    <ReceiptLines
      done={doneText(receipt, shard)}
      lines={[
        { term: words.done, text: done },
        { term: words.undoneByIt, text: costText(receipt) },
        { term: words.wayBack, text: wayBackText(receipt, backups) },
        { term: words.reason, text: reason ?? words.noReason },
      ]}
    />
  );
}
