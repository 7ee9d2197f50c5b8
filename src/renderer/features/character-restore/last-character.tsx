/** The character that was last brought back from this window: its receipt, and with it the undo, stay at hand. */

import { Button, Text } from '@mantine/core';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { doneText, undoneText } from './outcome-words.ts';

const words = text.characterRestore.receipt;

export function LastCharacter() {
  const { characterRestores } = useSession();
  const ended = useApp(({ characterEnded }) => characterEnded);
  if (ended === null) return null;
  const { preview, receipt } = ended;
  return (
    <Card
      title={words.last}
      testId="character-last"
      aside={
        <Button variant="default" onClick={() => characterRestores.reopen()}>
          {ended.step === 'done' ? words.openWithUndo : words.open}
        </Button>
      }
    >
      <Text size="sm">
        {ended.step === 'done' ? doneText(receipt, preview) : undoneText(receipt, preview)}
      </Text>
    </Card>
  );
}
