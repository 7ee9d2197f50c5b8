/** The journal: how far it is on disk, and what it consists of. */

import { Text } from '@mantine/core';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { asSentence, formatCount } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import classes from './maintenance.module.css';
import { journalText } from './words.ts';

const words = text.maintenance.journal;

export function JournalCard() {
  const journal = useApp((state) => state.journal);
  if (journal === null) return null;
  const state = journalText(journal);
  const { trouble, recovery, segments, segment_file, snapshot_seq, timeline, epoch } = journal;
  const facts: readonly (readonly [string, string])[] = [
    [words.segments, formatCount(segments)],
    [words.writingTo, segment_file],
    [words.inDatabase, words.upTo(formatCount(snapshot_seq))],
    [words.timeline, words.timelineOf(formatCount(timeline), formatCount(epoch))],
  ];
  return (
    <Card title={words.title} testId="journal">
      <Text size="sm" className={state.isGood ? undefined : classes.badText}>
        {state.text}
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
            {words.found}
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
