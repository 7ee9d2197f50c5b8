/** One item: what it is today, and its life. One that is no more still shows its life. */
import { Button, Group, Text, Title } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import type { FoundEntry } from '../../../shared/activity.ts';
import { lineFor } from '../../../shared/activity-query/edit.ts';
import type { Result } from '../../../shared/host-methods.ts';
import type { Item } from '../../../shared/rows.ts';
import { PageNotices } from '../../app/notices.tsx';
import { hrefOf } from '../../app/pages.ts';
import { useSession } from '../../app/session-context.ts';
import { openPage, useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { BackLink } from '../../ui/back-link.tsx';
import { Card } from '../../ui/card.tsx';
import { useLooks } from '../../ui/clock.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ActionMenu } from '../actions/action-menu.tsx';
import { Receipts } from '../actions/receipts.tsx';
import type { ItemSubject } from '../actions/subjects.ts';
import { BringBack } from '../activity/bring-back.tsx';
import { type Loaded, useLoaded } from '../activity/loaded.ts';
import { idsOf } from '../activity/names.ts';
import { LeadsToPages, Link, SearchFor, WaitFor } from '../activity/parts.tsx';
import { buildingText, characterText } from '../activity/words.ts';
import { shortId } from '../character-restore/words.ts';
import { ContradictionNotice } from './contradiction-notice.tsx';
import { ItemFacts, Properties } from './item-facts.tsx';
import classes from './items.module.css';
import { ALL_ITEMS } from './items.ts';
import { typeInLog } from './life.ts';
import { LifeLine } from './life-line.tsx';

type History = Result<'items.history'>;

const words = text.items.page;

export function ItemPage({ item_id }: { readonly item_id: string }) {
  const { activity } = useSession();
  // What was done or undone from here is looked at again at once, all else every few seconds.
  const rounds = [useLooks(), useApp((state) => state.receipts)];
  const item = useLoaded(`item ${item_id}`, () => activity.item(item_id), rounds);
  const history = useLoaded(`history ${item_id}`, () => activity.historyOf(item_id), rounds);
  const subject = useSubject(item);
  return (
    <LeadsToPages>
      <div className={classes.page}>
        <div>
          <BackLink href={hrefOf('items')}>{words.back}</BackLink>
          <Group justify="space-between" align="flex-start" gap="sm">
            <Heading item_id={item_id} item={item} history={history} />
            {subject !== null && <ActionMenu subject={subject} />}
          </Group>
          <Group gap="sm">
            <code className={classes.itemId}>{item_id}</code>
            <CopyButton what={words.id} text={item_id} />
          </Group>
        </div>
        <PageNotices />
        <Receipts />
        {history.kind === 'loaded' && (
          <ContradictionNotice sentences={history.value.contradictions} />
        )}
        <div className={classes.pair}>
          <Today item_id={item_id} item={item} history={history} />
          <Life item_id={item_id} item={item} history={history} />
        </div>
      </div>
    </LeadsToPages>
  );
}

/** What actions are done to; the palette offers them too while the page is open. */
function useSubject(loaded: Loaded<Item>): ItemSubject | null {
  const { items } = useSession();
  const item = loaded.kind === 'loaded' ? loaded.value : null;
  const holder = useApp(({ activityNames }) =>
    item === null ? '' : characterText(item.character_id, activityNames),
  );
  const subject = useMemo(
    (): ItemSubject | null => (item === null ? null : { kind: 'item', item, holder }),
    [item, holder],
  );
  useEffect(() => {
    items.open(subject);
    return () => items.open(null);
  }, [items, subject]);
  return subject;
}

interface PartProps {
  readonly item: Loaded<Item>;
  readonly history: Loaded<History>;
}

function Heading({ item_id, item, history }: PartProps & { readonly item_id: string }) {
  const item_type =
    item.kind === 'loaded'
      ? item.value.item_type
      : history.kind === 'loaded'
        ? typeInLog(item_id, history.value.entries)
        : null;
  return (
    <Title order={1} className={classes.heading}>
      {item_type ?? text.pages.items} <span className={classes.short}>{shortId(item_id)}</span>
    </Title>
  );
}

function Today({ item_id, item, history }: PartProps & { readonly item_id: string }) {
  const isKnown = history.kind !== 'failed' || history.error.code !== 'NotFound';
  const isGone = item.kind === 'failed' && item.error.code === 'NotFound';
  const last = history.kind === 'loaded' ? history.value.entries.at(-1) : undefined;
  return (
    <div className={classes.stack}>
      <Card title={words.today} testId="item-today">
        <WaitFor
          of={item}
          failed={words.failed}
          say={({ code }) =>
            code === 'NotFound' && <Text>{isKnown ? words.gone : words.never}</Text>
          }
        >
          {(value) => <TodayFacts item={value} />}
        </WaitFor>
        {isKnown && (
          <Group gap="xs" mt="md">
            <SearchFor line={lineFor('item', item_id)} text={words.search} />
            {item.kind === 'loaded' && <OfHolder character_id={item.value.character_id} />}
            {isGone && last !== undefined && <LastHolder last={last} />}
          </Group>
        )}
      </Card>
      {item.kind === 'loaded' && (
        <Card title={words.properties} testId="item-properties">
          <Properties properties={item.value.properties} />
        </Card>
      )}
    </div>
  );
}

function useName(character_id: number): string {
  return useApp(({ activityNames }) => characterText(character_id, activityNames));
}

function TodayFacts({ item }: { readonly item: Item }) {
  const { character_id } = item;
  const name = useName(character_id);
  return (
    <ItemFacts item={item} holder={<Link to={{ kind: 'character', character_id }} text={name} />} />
  );
}

/** To all that its holder has. */
function OfHolder({ character_id }: { readonly character_id: number }) {
  const { items } = useSession();
  const name = useName(character_id);
  return (
    <Button
      size="xs"
      variant="default"
      onClick={() => {
        items.search({ ...ALL_ITEMS, holder: { character_id, character_name: name } });
        openPage('items');
      }}
    >
      {words.more(name)}
    </Button>
  );
}

/** To who had an item when it went: who is brought back as of then can have it again. */
function LastHolder({ last }: { readonly last: FoundEntry }) {
  const [character_id = null] = idsOf(last).characters;
  const names = useApp((state) => state.activityNames);
  if (character_id === null) return null;
  const name = characterText(character_id, names);
  return <BringBack character_id={character_id} entry={last} text={words.holderBefore(name)} />;
}

function Life({ item_id, item, history }: PartProps & { readonly item_id: string }) {
  const { life } = text.items;
  return (
    <Card title={life.title} testId="item-life">
      <WaitFor
        of={history}
        failed={life.failed}
        say={({ code }) => code === 'NotFound' && <Text c="dimmed">{life.none}</Text>}
      >
        {({ entries, contradictions, index }) => (
          <>
            {index.state === 'building' && (
              <Notice tone="warning" title={life.building}>
                {buildingText(index)}
              </Notice>
            )}
            {entries.length === 0 ? (
              <Text c="dimmed">{life.none}</Text>
            ) : (
              <LifeLine
                item_id={item_id}
                entries={entries}
                item={item.kind === 'loaded' ? item.value : null}
                isContradicted={contradictions.length > 0}
              />
            )}
          </>
        )}
      </WaitFor>
    </Card>
  );
}
