/** What a character had to do with lately. */
import { Text } from '@mantine/core';
import type { FoundEntry } from '../../../shared/activity.ts';
import { lineFor } from '../../../shared/activity-query/edit.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import type { Loaded } from '../activity/loaded.ts';
import { LeadsToPages, Lines, SearchFor, WaitFor } from '../activity/parts.tsx';

const words = text.players;

interface RecentCardProps {
  readonly character_id: number;
  readonly recent: Loaded<readonly FoundEntry[]>;
}

export function RecentCard({ character_id, recent }: RecentCardProps) {
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
