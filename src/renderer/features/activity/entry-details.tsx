/** One entry whole, and what happened around it. */

import { Code, Group, SegmentedControl, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { FoundEntry } from '../../../shared/activity.ts';
import { lineFor } from '../../../shared/activity-query/edit.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatMoment, formatUtc } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import classes from './activity.module.css';
import { BringBack } from './bring-back.tsx';
import { useLoaded } from './loaded.ts';
import { idsOf } from './names.ts';
import { Fact, Facts, Lines, SearchFor, Sentence, WaitFor } from './parts.tsx';
import { characterText, eventOf } from './words.ts';

const words = text.activity.entry;

export function EntryDetails({ entry }: { readonly entry: FoundEntry }) {
  const at = Date.parse(entry.timestamp);
  const [kind] = eventOf(entry);
  const names = useApp((state) => state.activityNames);
  return (
    <>
      <Text className={classes.whole} data-undone={entry.undone}>
        <span className={classes.sentence}>
          <Sentence entry={entry} />
        </span>
      </Text>
      {entry.undone && <Notice tone="warning">{words.undone}</Notice>}
      <Facts>
        <Fact name={words.when}>
          {formatMoment(at)}
          <br />
          <Text span size="sm" c="dimmed">
            {formatUtc(at)}
          </Text>
        </Fact>
        <Fact name={words.number}>{entry.log_id}</Fact>
      </Facts>
      <Group gap="xs">
        <CopyButton what={words.theJson} text={JSON.stringify(entry)} />
        <SearchFor line={lineFor('type', kind)} text={words.allOf(kind)} />
        {participantsOf(entry).map((id) => (
          <BringBack
            key={id}
            character_id={id}
            entry={entry}
            text={words.beforeThis(characterText(id, names))}
          />
        ))}
      </Group>
      <Code block className={classes.json} tabIndex={0} aria-label={words.asJson}>
        {JSON.stringify(entry, null, 2)}
      </Code>
      <Around entry={entry} />
    </>
  );
}

/** The characters that an entry is about, those who did it first; of many the first two. */
function participantsOf(entry: FoundEntry): readonly number[] {
  return idsOf(entry).characters.slice(0, 2);
}

const SPANS = ['5', '20', '100'] as const;
/** Entries of the same millisecond that may stand between the one and its neighbours. */
const SAME_MS = 200;

/** As many entries before and after it. */
function Around({ entry }: { readonly entry: FoundEntry }) {
  const session = useSession();
  const [span, setSpan] = useState<(typeof SPANS)[number]>('5');
  const [whose, setWhose] = useState('all');
  const characters = participantsOf(entry);
  const names = useApp((state) => state.activityNames);
  const character_id = whose === 'all' ? undefined : Number(whose);
  const around = useLoaded(`${entry.log_id} ${span} ${whose}`, () =>
    session.activity.around(entry, Number(span), SAME_MS, character_id),
  );
  return (
    <section aria-label={words.around}>
      <Group justify="space-between" mb="xs" gap="xs">
        <Title order={3} size="h6">
          {words.around}
        </Title>
        <Group gap="xs">
          {characters.length > 0 && (
            <SegmentedControl
              size="xs"
              aria-label={words.ofWhom}
              value={whose}
              onChange={setWhose}
              data={[
                { value: 'all', label: words.everybody },
                ...characters.map((id) => ({ value: String(id), label: characterText(id, names) })),
              ]}
            />
          )}
          <SegmentedControl
            size="xs"
            aria-label={words.howMany}
            value={span}
            onChange={(value) => setSpan(value as typeof span)}
            data={SPANS.map((value) => ({ value, label: words.span(value) }))}
          />
        </Group>
      </Group>
      <WaitFor of={around} failed={words.aroundFailed}>
        {(entries) => <Lines label={words.aroundLabel} entries={entries} marked={entry.log_id} />}
      </WaitFor>
    </section>
  );
}
