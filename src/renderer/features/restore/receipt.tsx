/** What a restore did: what came back up to where, what that cost, and the way back. */
import type { RestoreReceipt } from '../../../shared/restore.ts';
import { formatDuration } from '../../ui/format.ts';
import { Time } from '../../ui/time.tsx';
import { ReceiptLines } from './receipt-lines.tsx';
import { costText, doneText, wayBackText } from './receipt-words.ts';

interface ReceiptProps {
  readonly receipt: RestoreReceipt;
  readonly shard: string;
}

export function Receipt({ receipt, shard }: ReceiptProps) {
  const { at, reason, duration_ms } = receipt;
  const done = (
    <>
      <Time at={at} />, in {formatDuration(duration_ms)}
    </>
  );
  return (
    <ReceiptLines
      done={doneText(receipt, shard)}
      lines={[
        { term: 'Done', text: done },
        { term: 'Undone by it', text: costText(receipt) },
        { term: 'Way back', text: wayBackText(receipt) },
        { term: 'Reason', text: reason ?? 'none given' },
      ]}
    />
  );
}
