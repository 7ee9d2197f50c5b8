/** The restores there were: the last with its receipt and its way back, those before it as lines. */
import { Text } from '@mantine/core';
import { useApp } from '../../app/store.ts';
import { Card } from '../../ui/card.tsx';
import { formatCountOf } from '../../ui/format.ts';
import { Receipt } from './receipt.tsx';
import { lineText } from './receipt-words.ts';
import classes from './restore.module.css';
import { UndoButton } from './undo-button.tsx';

export function RestoresCard() {
  const restores = useApp((state) => state.restores);
  const shard = useApp(({ status }) => status?.name ?? 'this shard');
  const [last, ...earlier] = restores ?? [];
  if (last === undefined) return null;
  return (
    <Card
      title={last.kind === 'undo' ? 'Last restore, an undo' : 'Last restore'}
      aside={<UndoButton receipt={last} />}
      testId="restores"
    >
      <Receipt receipt={last} shard={shard} />
      {earlier.length > 0 && (
        <details className={classes.tables}>
          <summary>{formatCountOf(earlier.length, 'restore')} before it</summary>
          {earlier.map((receipt) => (
            <Text key={receipt.at} size="sm" c="dimmed">
              {lineText(receipt)}
              {receipt.reason !== null && ` Reason: ${receipt.reason}`}
            </Text>
          ))}
        </details>
      )}
    </Card>
  );
}
