/** What a character had to do with lately. */
import { Text } from '@mantine/core';
import { lineFor } from '../../../shared/activity-query/edit.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { useLoaded } from '../activity/loaded.ts';
import { LeadsToPages, Lines, SearchFor, WaitFor } from '../activity/parts.tsx';

const words = text.players;

export function RecentCard({ character_id }: { readonly character_id: number }) {
  const { activity } = useSession();
  const acted = useApp((state) => state.acted);
  const recent = useLoaded(`recent ${character_id} ${acted}`, () =>
    activity.recentOf(character_id),
  );

  return (
    <Card
      title={words.recent}
      testId="recent"
      aside={<SearchFor line={lineFor('char', character_id)} text={words.allActivity} />}
    >
      <WaitFor of={recent} failed={words.noRecent}>
        {(entries) =>
          entries.length === 0 ? (
            <Text size="sm" c="dimmed">
              {words.nothingRecent}
            </Text>
          ) : (
            <LeadsToPages>
              <Lines label={words.recent} entries={entries} />
            </LeadsToPages>
          )
        }
      </WaitFor>
    </Card>
  );
}
