/** What stands in the place of the entries where there is none: still searching, nothing yet, nothing found. */
import { Button, Group, Loader, Text } from '@mantine/core';
import { withRange } from '../../../shared/activity-query/edit.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import classes from './activity.module.css';

export function Nothing() {
  const session = useSession();
  const { found, isSearching, error, search } = useApp(({ activity }) => activity);
  // Said above.
  if (error !== null) return null;
  if (found === null || isSearching) {
    return (
      <div className={classes.nothing} role="status">
        <Loader size="sm" aria-hidden />
        <Text>Searching…</Text>
      </div>
    );
  }
  if (search.line === '') {
    return (
      <div className={classes.nothing} data-testid="nothing">
        <Text fw={600}>Nothing has happened yet</Text>
        <Text size="sm" c="dimmed">
          Kills, loot, trades, gold, levels and guilds come here as they happen, and stay for good.
        </Text>
      </div>
    );
  }
  const hasTime = search.since !== null || search.until !== null;
  return (
    <div className={classes.nothing} data-testid="nothing">
      <Text fw={600}>Nothing matches this search</Text>
      <Text size="sm" c="dimmed">
        Every term of the line must hold. Take one out, or look further back.
      </Text>
      <Group gap="xs" justify="center">
        {hasTime && (
          <Button
            size="xs"
            variant="default"
            onClick={() => session.activity.search(withRange(search.line, null, null))}
          >
            Look at all time
          </Button>
        )}
        <Button size="xs" variant="default" onClick={() => session.activity.search('')}>
          Clear the search
        </Button>
      </Group>
    </div>
  );
}
