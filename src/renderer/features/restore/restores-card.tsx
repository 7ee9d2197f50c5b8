/** The restores there were: the last with its receipt and its way back, those before it as lines. */

import { Text } from '@mantine/core';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { Receipt } from './receipt.tsx';
import { lineText } from './receipt-words.ts';
import classes from './restore.module.css';
import { UndoButton } from './undo-button.tsx';

const words = text.restore.receipt;

export function RestoresCard() {
  const restores = useApp((state) => state.restores);
  const shard = useApp(({ status }) => status?.name ?? text.shared.thisShard);
  const [last, ...earlier] = restores ?? [];
  if (last === undefined) return null;
  return (
    <Card
      title={last.kind === 'undo' ? words.lastUndo : words.last}
      aside={<UndoButton receipt={last} />}
      testId="restores"
    >
      <Receipt receipt={last} shard={shard} />
      {earlier.length > 0 && (
        <details className={classes.tables}>
          <summary>{words.before(earlier.length)}</summary>
          {earlier.map((receipt) => (
            <Text key={receipt.at} size="sm" c="dimmed">
              {lineText(receipt)}
              {receipt.reason !== null && ` ${words.because(receipt.reason)}`}
            </Text>
          ))}
        </details>
      )}
    </Card>
  );
}
