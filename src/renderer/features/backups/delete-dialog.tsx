/** Asks before a backup is deleted, and says what goes with it. The newest whole one stays. */

import { Button, Group, Text } from '@mantine/core';
import type { Backup } from '../../../shared/host-methods.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Dialog } from '../../ui/dialog.tsx';
import classes from './backups.module.css';
import { deletionText, nameOf, newestWhole } from './words.ts';

/** A dialog gives the focus back within this; after it, whoever lost it gets a new place. */
const FOCUS_MS = 50;

interface DeleteDialogProps {
  /** The one it asks about; null closes it. */
  readonly backup: Backup | null;
  readonly onClose: () => void;
  /** One is gone, and with it the button that the focus was on. */
  readonly onDeleted: () => void;
}

export function DeleteDialog({ backup, onClose, onDeleted }: DeleteDialogProps) {
  const session = useSession();
  const shard = useApp(({ status }) => status?.name ?? text.shared.thisShard);
  const keptName = useApp(({ backups }) => newestWhole(backups ?? [])?.name);
  const isKept = backup !== null && backup.name === keptName;

  const run = async (doomed: Backup) => {
    onClose();
    await session.backups.delete(doomed);
    setTimeout(() => {
      if (document.activeElement === document.body) onDeleted();
    }, FOCUS_MS);
  };

  // Always there: a dialog notes where the focus was only as it opens, not as it is made.
  return (
    <Dialog
      isOpen={backup !== null}
      onClose={onClose}
      title={isKept ? text.backups.delete.stays : text.backups.delete.title}
    >
      {backup !== null && (
        <Text size="sm">
          {isKept ? text.backups.delete.staysText(nameOf(backup)) : deletionText(backup, shard)}
        </Text>
      )}
      <Group justify="flex-end" mt="md">
        <Button data-autofocus variant="default" onClick={onClose}>
          {isKept ? text.shared.close : text.shared.cancel}
        </Button>
        {backup !== null && !isKept && (
          <Button className={classes.delete} onClick={() => void run(backup)}>
            {text.backups.delete.run}
          </Button>
        )}
      </Group>
    </Dialog>
  );
}
