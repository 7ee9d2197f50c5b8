/** From an entry to bringing back one of its characters: the way to put right what happened there. */
import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import type { FoundEntry } from '../../../shared/activity.ts';
import { useSession } from '../../app/session-context.ts';
import { openPage } from '../../app/store.ts';
import { closeBeside } from './open-beside.ts';

/** Before the entry, in milliseconds: the moment that a character is laid beside today's at. */
const BEFORE_MS = 1_000;

interface BringBackProps {
  readonly character_id: number;
  readonly entry: FoundEntry;
  readonly text: string;
}

/** The character as it was right before the entry, whether there is one today or not. */
export function BringBack({ character_id, entry, text }: BringBackProps) {
  const { characterRestores } = useSession();
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconArrowBackUp size="1rem" aria-hidden />}
      onClick={() => {
        closeBeside();
        openPage('backups');
        const at = new Date(Date.parse(entry.timestamp) - BEFORE_MS).toISOString();
        void characterRestores.compare({ who: { kind: 'id', id: character_id }, at });
      }}
    >
      {text}
    </Button>
  );
}
