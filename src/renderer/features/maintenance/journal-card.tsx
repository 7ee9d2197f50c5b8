/** The journal: how far it is on disk, and what it consists of. */
import { Text } from '@mantine/core';
import { useApp } from '../../app/store.ts';
import { Card } from '../../ui/card.tsx';
import { asSentence, formatBytes, formatCount } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import classes from './maintenance.module.css';
import { journalText } from './words.ts';

export function JournalCard() {
  const journal = useApp((state) => state.journal);
  if (journal === null) return null;
  const { isGood, text } = journalText(journal);
  const { trouble, recovery, segments, bytes, segment_file, snapshot_seq, timeline, epoch } =
    journal;
  const facts: readonly (readonly [string, string])[] = [
    ['Segments', `${formatCount(segments)}, ${formatBytes(bytes)}`],
    ['Writing to', segment_file],
    ['In the database', `up to change ${formatCount(snapshot_seq)}`],
    ['Timeline', `${formatCount(timeline)}, start ${formatCount(epoch)}`],
  ];
  return (
    <Card title="Journal" testId="journal">
      <Text size="sm" className={isGood ? undefined : classes.badText}>
        {text}
      </Text>
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {trouble !== null && (
        <div className={classes.notice}>
          <Notice tone="bad">{asSentence(trouble)}</Notice>
        </div>
      )}
      {recovery.length > 0 && (
        <>
          <Text size="sm" mt="sm">
            What the last start found:
          </Text>
          <ul className={classes.problems}>
            {recovery.map((remark) => (
              <li key={remark}>{asSentence(remark)}</li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}
