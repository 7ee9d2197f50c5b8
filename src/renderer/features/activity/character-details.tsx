/** A character as it is today, and what it had to do with lately. */
import { Group, Text, Title } from '@mantine/core';
import { lineFor } from '../../../shared/activity-query/edit.ts';
import { useSession } from '../../app/session-context.ts';
import { text } from '../../app/text.ts';
import { formatCount } from '../../ui/format.ts';
import { Time } from '../../ui/time.tsx';
import { useLoaded } from './loaded.ts';
import { Fact, Facts, Lines, SearchFor, ToPage, WaitFor } from './parts.tsx';

const words = text.activity.characterDetails;

export function CharacterDetails({ character_id }: { readonly character_id: number }) {
  const { activity } = useSession();
  const character = useLoaded(`character ${character_id}`, () => activity.character(character_id));
  const recent = useLoaded(`recent ${character_id}`, () => activity.recentOf(character_id));
  return (
    <>
      <WaitFor
        of={character}
        failed={words.failed}
        say={({ code }) => code === 'NotFound' && <Text>{words.gone(character_id)}</Text>}
      >
        {({ character_name, level, gold, map_id, created_at, last_login }) => (
          <Facts>
            <Fact name={words.name}>{character_name}</Fact>
            <Fact name={words.number}>{character_id}</Fact>
            <Fact name={words.level}>{formatCount(level)}</Fact>
            <Fact name={words.gold}>{formatCount(gold)}</Fact>
            <Fact name={words.map}>{map_id}</Fact>
            {last_login !== null && (
              <Fact name={words.lastSeen}>
                <Time at={last_login} />
              </Fact>
            )}
            {created_at !== null && (
              <Fact name={words.made}>
                <Time at={created_at} />
              </Fact>
            )}
          </Facts>
        )}
      </WaitFor>
      <Group gap="xs">
        <ToPage to={{ kind: 'character', character_id }} text={text.app.openPlayer} />
        <SearchFor line={lineFor('char', character_id)} text={words.search} />
      </Group>
      <section aria-label={words.recently}>
        <Title order={3} size="h6" mb="xs">
          {words.recently}
        </Title>
        <WaitFor of={recent} failed={words.recentlyFailed}>
          {(entries) =>
            entries.length === 0 ? (
              <Text c="dimmed">{text.activity.beside.nothing}</Text>
            ) : (
              <Lines label={words.recentlyLabel} entries={entries} />
            )
          }
        </WaitFor>
      </section>
    </>
  );
}
