/** A character as it is today, and what it had to do with lately. */
import { Group, Text, Title } from '@mantine/core';
import { lineFor } from '../../../shared/activity-query/edit.ts';
import { useSession } from '../../app/session-context.ts';
import { text } from '../../app/text.ts';
import { formatCount } from '../../ui/format.ts';
import { Time } from '../../ui/time.tsx';
import { useLoaded } from './loaded.ts';
import { Fact, Facts, Lines, SearchFor, ToPage, WaitFor } from './parts.tsx';

export function CharacterDetails({ character_id }: { readonly character_id: number }) {
  const { activity } = useSession();
  const character = useLoaded(`character ${character_id}`, () => activity.character(character_id));
  const recent = useLoaded(`recent ${character_id}`, () => activity.recentOf(character_id));
  return (
    <>
      <WaitFor
        of={character}
        failed="The character could not be had"
        say={({ code }) =>
          code === 'NotFound' && (
            <Text>There is no character {character_id} today. What it did stays on record.</Text>
          )
        }
      >
        {({ character_name, level, gold, map_id, created_at, last_login }) => (
          <Facts>
            <Fact name="Name">{character_name}</Fact>
            <Fact name="Number">{character_id}</Fact>
            <Fact name="Level">{formatCount(level)}</Fact>
            <Fact name="Gold">{formatCount(gold)}</Fact>
            <Fact name="Map">{map_id}</Fact>
            {last_login !== null && (
              <Fact name="Last seen">
                <Time at={last_login} />
              </Fact>
            )}
            {created_at !== null && (
              <Fact name="Made">
                <Time at={created_at} />
              </Fact>
            )}
          </Facts>
        )}
      </WaitFor>
      <Group gap="xs">
        <ToPage to={{ kind: 'character', character_id }} text={text.app.openPlayer} />
        <SearchFor line={lineFor('char', character_id)} text="Search for this character" />
      </Group>
      <section aria-label="Recently">
        <Title order={3} size="h6" mb="xs">
          Recently
        </Title>
        <WaitFor of={recent} failed="What happened recently could not be had">
          {(entries) =>
            entries.length === 0 ? (
              <Text c="dimmed">Nothing is on record.</Text>
            ) : (
              <Lines label="What happened recently" entries={entries} />
            )
          }
        </WaitFor>
      </section>
    </>
  );
}
