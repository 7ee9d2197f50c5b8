/** Where an item is today, and its whole life: who made it, who had it, and what became of it. */
import { Group, Text, Title } from '@mantine/core';
import { lineFor } from '../../../shared/activity-query/edit.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { asSentence, formatCount } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import classes from './activity.module.css';
import { useLoaded } from './loaded.ts';
import { Fact, Facts, Lines, Link, SearchFor, WaitFor } from './parts.tsx';
import { buildingText, characterText, whereText } from './words.ts';

export function ItemDetails({ item_id }: { readonly item_id: string }) {
  const { activity } = useSession();
  const names = useApp((state) => state.activityNames);
  const item = useLoaded(`item ${item_id}`, () => activity.item(item_id));
  const history = useLoaded(`history ${item_id}`, () => activity.historyOf(item_id));
  return (
    <>
      <WaitFor
        of={item}
        failed="The item could not be had"
        say={({ code }) =>
          code === 'NotFound' && <Text>There is no such item today. Its life is below.</Text>
        }
      >
        {({ item_type, character_id, place }) => {
          const holder = characterText(character_id, names);
          return (
            <Facts>
              <Fact name="Type">{item_type}</Fact>
              {'quantity' in place && place.quantity !== 1 && (
                <Fact name="Quantity">{formatCount(place.quantity)}</Fact>
              )}
              <Fact name="Today">{whereText(place, holder)}</Fact>
              <Fact name={place.kind === 'ground' ? 'Last owner' : 'Owner'}>
                <Link to={{ kind: 'character', character_id }} text={holder} />
              </Fact>
            </Facts>
          );
        }}
      </WaitFor>
      <p className={classes.itemId}>
        <code>{item_id}</code>
      </p>
      <Group gap="xs">
        <SearchFor line={lineFor('item', item_id)} text="Search for this item" />
      </Group>
      <section aria-label="Its life" data-testid="item-life">
        <Title order={3} size="h6" mb="xs">
          Its life
        </Title>
        <WaitFor of={history} failed="The life of the item could not be had">
          {({ entries, contradictions, index }) => (
            <>
              {contradictions.length > 0 && (
                <Notice
                  tone="bad"
                  title="Its history and its place do not agree"
                  testId="contradictions"
                >
                  {contradictions.map((sentence) => (
                    <p key={sentence} className={classes.contradiction}>
                      {asSentence(sentence)}
                    </p>
                  ))}
                </Notice>
              )}
              {index.state === 'building' && (
                <Notice tone="warning" title="The index is being built">
                  {buildingText(index)}
                </Notice>
              )}
              {entries.length === 0 ? (
                <Text c="dimmed">Nothing is on record.</Text>
              ) : (
                <Lines label="The life of the item" entries={entries} />
              )}
            </>
          )}
        </WaitFor>
      </section>
    </>
  );
}
