/** What stands in the place of the entries where there is none: still searching, nothing yet, nothing found. */

import { Button, Group, Loader, Text } from '@mantine/core';
import { withRange } from '../../../shared/activity-query/edit.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import classes from './activity.module.css';

const words = text.activity.list;

export function Nothing() {
  const session = useSession();
  const { found, isSearching, error, search } = useApp(({ activity }) => activity);
  // Said above.
  if (error !== null) return null;
  if (found === null || isSearching) {
    return (
      <div className={classes.nothing} role="status">
        <Loader size="sm" aria-hidden />
        <Text>{words.searching}</Text>
      </div>
    );
  }
  if (search.line === '') {
    return (
      <div className={classes.nothing} data-testid="nothing">
        <Text fw={600}>{words.nothingYet}</Text>
        <Text size="sm" c="dimmed">
          {words.nothingYetText}
        </Text>
      </div>
    );
  }
  const hasTime = search.since !== null || search.until !== null;
  return (
    <div className={classes.nothing} data-testid="nothing">
      <Text fw={600}>{words.nothingFound}</Text>
      <Text size="sm" c="dimmed">
        {words.nothingFoundText}
      </Text>
      <Group gap="xs" justify="center">
        {hasTime && (
          <Button
            size="xs"
            variant="default"
            onClick={() => session.activity.search(withRange(search.line, null, null))}
          >
            {words.allTime}
          </Button>
        )}
        <Button size="xs" variant="default" onClick={() => session.activity.search('')}>
          {words.clear}
        </Button>
      </Group>
    </div>
  );
}
