/** Items that are not where the log says: looked for at the press of a button, and the last result. */
import { Anchor, Button, Loader, Text } from '@mantine/core';
import { IconAlertCircle, IconCheck } from '@tabler/icons-react';
import { useId } from 'react';
import { hrefOf } from '../../app/pages.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { asSentence } from '../../ui/format.ts';
import { TimeAgo } from '../../ui/time.tsx';
import { shortId } from '../character-restore/words.ts';
import classes from './items.module.css';
import type { Contradictions } from './items.ts';

const words = text.items.contradictions;

export function ContradictionsCard() {
  const { items } = useSession();
  const work = useApp((state) => state.contradictions);
  const isRunning = work.kind === 'running';
  const off = isRunning ? { 'aria-disabled': true, 'data-disabled': true } : {};
  return (
    <Card
      title={words.title}
      testId="item-contradictions"
      aside={
        <Button
          variant="default"
          size="xs"
          leftSection={isRunning && <Loader size="0.875rem" aria-hidden />}
          onClick={() => void items.findContradictions()}
          {...off}
        >
          {words.run}
        </Button>
      }
    >
      <Text size="sm" c="dimmed">
        {words.text}
      </Text>
      <div role="status">
        {isRunning && (
          <Text size="sm" mt="sm">
            {words.running}
          </Text>
        )}
        {work.kind === 'done' && <Found found={work.result} />}
      </div>
      {work.kind === 'failed' && <ErrorNotice title={words.failed} error={work.error} />}
    </Card>
  );
}

function Found({ found: { items, checked, is_complete, at } }: { readonly found: Contradictions }) {
  const id = useId();
  const isGood = items.length === 0;
  const Icon = isGood ? IconCheck : IconAlertCircle;
  return (
    <>
      <Text size="sm" mt="sm" id={id} className={isGood ? undefined : classes.bad}>
        <Icon size="1rem" className={isGood ? classes.goodIcon : classes.icon} aria-hidden />{' '}
        {isGood ? words.none(checked) : words.some(items.length, checked)}{' '}
        <Text span inherit c="dimmed">
          (<TimeAgo at={at} />)
        </Text>
      </Text>
      {!isGood && (
        <ul className={classes.problems} aria-labelledby={id}>
          {items.map(({ item_id, problem }) => (
            <li key={`${item_id} ${problem}`}>
              <Anchor href={hrefOf('items', item_id)} inherit underline="always">
                {shortId(item_id)}
              </Anchor>{' '}
              {asSentence(problem)}
            </li>
          ))}
        </ul>
      )}
      {!is_complete && (
        <Text size="sm" c="dimmed">
          {words.incomplete}
        </Text>
      )}
    </>
  );
}
