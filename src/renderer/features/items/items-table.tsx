/** The items that were found, with links to their holders. */
import { Anchor, Button, Group, Loader, Text } from '@mantine/core';
import { useCallback } from 'react';
import { hasMore, ROWS_MAX } from '../../api/paged-search.ts';
import { hrefOf } from '../../app/pages.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { formatCount } from '../../ui/format.ts';
import { ListEnd, ListNote } from '../../ui/list-note.tsx';
import { type Column, RowGrid } from '../../ui/row-grid.tsx';
import { TimeAgo } from '../../ui/time.tsx';
import { placeText, shortId } from '../character-restore/words.ts';
import { ALL_ITEMS, type FoundItem, type ItemSort, isNarrowed } from './items.ts';

const words = text.items;

const COLUMNS: readonly Column<FoundItem, ItemSort>[] = [
  {
    id: 'type',
    title: words.columns.type,
    width: 'minmax(0, 1.4fr)',
    sort: 'type',
    cell: ({ item }) => item.item_type,
  },
  {
    id: 'id',
    title: words.columns.id,
    width: '6rem',
    cell: ({ item: { item_id } }) => <code title={item_id}>{shortId(item_id)}</code>,
  },
  {
    id: 'quantity',
    title: words.columns.quantity,
    width: '4.75rem',
    isNumber: true,
    cell: ({ item: { place } }) => formatCount('quantity' in place ? place.quantity : 1),
  },
  {
    id: 'place',
    title: words.columns.place,
    width: 'minmax(0, 1.3fr)',
    cell: ({ item }) => placeText(item.place),
  },
  {
    id: 'holder',
    title: words.columns.holder,
    width: 'minmax(0, 1.6fr)',
    sort: 'holder',
    cell: ({ item, holder_name }) => (
      <Anchor href={hrefOf('players', item.character_id)} tabIndex={-1} inherit>
        {holder_name}
      </Anchor>
    ),
  },
  {
    id: 'created',
    title: words.columns.created,
    width: '6rem',
    sort: 'created_at',
    cell: ({ item }) => <TimeAgo at={item.created_at} />,
  },
];

const keyOf = ({ item }: FoundItem) => item.item_id;
const addressOf = ({ item }: FoundItem) => hrefOf('items', item.item_id);

export function ItemsTable() {
  const { items } = useSession();
  const { rows, total, query, isSearching } = useApp((state) => state.items);
  const onNearEnd = useCallback(() => void items.list.more(), [items]);
  return (
    <RowGrid
      search={query}
      label={words.list}
      testId="items"
      columns={COLUMNS}
      rows={rows}
      total={total ?? 0}
      keyOf={keyOf}
      hrefOf={addressOf}
      sorting={{ by: query.sort, isDescending: query.isDescending }}
      onSort={({ by, isDescending }) => items.search({ sort: by, isDescending })}
      isBusy={isSearching}
      onNearEnd={onNearEnd}
      place={items.place}
    >
      <Note />
    </RowGrid>
  );
}

function Note() {
  const isLost = useApp(({ linkError }) => linkError !== null);
  const { items } = useSession();
  const view = useApp((state) => state.items);
  const { rows, total, query, error, moreError, isLoadingMore } = view;
  if (error !== null) {
    // Without a connection there is a notice of that already, with a way to try again.
    if (isLost) return null;
    return (
      <ListNote error={{ title: words.failed, error, again: () => void items.list.refresh() }} />
    );
  }
  if (total === null) {
    return (
      <ListNote>
        <Loader size="sm" aria-label={text.shared.loading} />
      </ListNote>
    );
  }
  if (rows.length === 0) {
    return isNarrowed(query) ? (
      <ListNote title={words.noMatch.title} text={words.noMatch.text}>
        <Group justify="center">
          <Button size="xs" variant="default" onClick={() => items.search(ALL_ITEMS)}>
            {words.noMatch.clear}
          </Button>
        </Group>
      </ListNote>
    ) : (
      <ListNote title={words.none.title} text={words.none.text} />
    );
  }
  return (
    <ListEnd
      isLoading={isLoadingMore}
      error={
        moreError && {
          title: words.moreFailed,
          error: moreError,
          again: () => void items.list.more(),
        }
      }
    >
      {!hasMore(view) && rows.length >= ROWS_MAX && rows.length < total && (
        <Text size="sm">{words.tooMany(formatCount(rows.length))}</Text>
      )}
    </ListEnd>
  );
}
