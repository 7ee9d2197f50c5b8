/** Where an item is today, and its whole life: who made it, who had it, and what became of it. */
import { Group, Text, Title } from '@mantine/core';
import { lineFor } from '../../../shared/activity-query/edit.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Notice } from '../../ui/notice.tsx';
import { ContradictionNotice } from '../items/contradiction-notice.tsx';
import { ItemFacts } from '../items/item-facts.tsx';
import classes from './activity.module.css';
import { useLoaded } from './loaded.ts';
import { Lines, Link, SearchFor, ToPage, WaitFor } from './parts.tsx';
import { buildingText, characterText } from './words.ts';

const words = text.activity.itemDetails;

export function ItemDetails({ item_id }: { readonly item_id: string }) {
  const { activity } = useSession();
  const names = useApp((state) => state.activityNames);
  const item = useLoaded(`item ${item_id}`, () => activity.item(item_id));
  const history = useLoaded(`history ${item_id}`, () => activity.historyOf(item_id));
  return (
    <>
      <WaitFor
        of={item}
        failed={words.failed}
        say={({ code }) => code === 'NotFound' && <Text>{words.gone}</Text>}
      >
        {(found) => {
          const { character_id } = found;
          return (
            <ItemFacts
              item={found}
              holder={
                <Link
                  to={{ kind: 'character', character_id }}
                  text={characterText(character_id, names)}
                />
              }
            />
          );
        }}
      </WaitFor>
      <p className={classes.itemId}>
        <code>{item_id}</code>
      </p>
      <Group gap="xs">
        <ToPage to={{ kind: 'item', item_id }} text={text.items.page.open} />
        <SearchFor line={lineFor('item', item_id)} text={words.search} />
      </Group>
      <section aria-label={words.life} data-testid="item-life">
        <Title order={3} size="h6" mb="xs">
          {words.life}
        </Title>
        <WaitFor of={history} failed={words.lifeFailed}>
          {({ entries, contradictions, index }) => (
            <>
              <ContradictionNotice sentences={contradictions} />
              {index.state === 'building' && (
                <Notice tone="warning" title={words.building}>
                  {buildingText(index)}
                </Notice>
              )}
              {entries.length === 0 ? (
                <Text c="dimmed">{text.activity.beside.nothing}</Text>
              ) : (
                <Lines label={words.lifeLabel} entries={entries} />
              )}
            </>
          )}
        </WaitFor>
      </section>
    </>
  );
}
