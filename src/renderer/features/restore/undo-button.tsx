/** Begins the undo of a restore with its own preview, as long as the shard says that it can be undone. */

import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import type { RestoreReceipt } from '../../../shared/restore.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';

export function UndoButton({ receipt }: { readonly receipt: RestoreReceipt }) {
  const { restores } = useSession();
  const canUndo = useApp(({ status }) => status?.last_restore?.at === receipt.at);
  if (!canUndo) return null;
  return (
    <Button
      variant="default"
      data-testid="restore-undo"
      leftSection={<IconArrowBackUp size="1.125rem" aria-hidden />}
      onClick={() => void restores.preview({ kind: 'undo', receipt })}
    >
      {receipt.kind === 'undo' ? text.restore.receipt.redo : text.restore.receipt.undo}
    </Button>
  );
}
