/** All characters of the shard, searched, narrowed and sorted by the host; only rows in sight are drawn. */
import { Anchor, Badge, Button } from '@mantine/core';
import { useCallback, useEffect, useRef } from 'react';
import { useListKeys } from '../../app/list-keys.ts';
import { PageNotices } from '../../app/notices.tsx';
import { hrefOf, REMEMBERED } from '../../app/pages.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { formatCount } from '../../ui/format.ts';
import { ListHeading } from '../../ui/list-heading.tsx';
import { ListEnd, ListNote } from '../../ui/list-note.tsx';
import { type Column, RowGrid } from '../../ui/row-grid.tsx';
import { TimeAgo } from '../../ui/time.tsx';
import { Receipts } from '../actions/receipts.tsx';
import { type FoundPlayer, isNarrowed, type PlayerSort, widened } from './list-query.ts';
import { PlayerFilters } from './player-filters.tsx';
import classes from './players.module.css';

const words = text.players;

export function PlayerList() {
  const { players } = useSession();
  const search = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    players.enterList();
    return () => players.leaveList();
  }, [players]);

  useListKeys();

  return (
    <div className={classes.page}>
      <Heading />
      <PageNotices />
      <Receipts />
      <PlayerFilters
        search={search}
        onLeave={() => list.current?.querySelector<HTMLElement>('[role="grid"]')?.focus()}
      />
      <div ref={list} className={classes.list}>
        <Grid />
      </div>
    </div>
  );
}

function Heading() {
  const total = useApp(({ playerList }) => playerList.total);
  const isAll = useApp(({ playerList }) => !isNarrowed(playerList.query));
  const online = useApp(({ status }) => status?.online ?? 0);
  const said = (count: number) => (isAll ? words.all(count, online) : words.total(count));
  return (
    <ListHeading title={text.pages.players} total={total === null ? null : said(total)}>
      <Anchor href={hrefOf('players', REMEMBERED)} size="sm">
        {text.actions.remembered.title}
      </Anchor>
    </ListHeading>
  );
}

const keyOf = ({ character }: FoundPlayer) => character.character_id;
const addressOf = ({ character }: FoundPlayer) => hrefOf('players', character.character_id);

const COLUMNS: readonly Column<FoundPlayer, PlayerSort>[] = [
  {
    id: 'name',
    title: words.columns.name,
    width: 'minmax(0, 2fr)',
    sort: 'name',
    cell: ({ character, online }) => (
      <>
        <span className={classes.dot} data-online={online} aria-hidden />
        {character.character_name}
      </>
    ),
  },
  {
    id: 'id',
    title: words.columns.id,
    width: '4.5rem',
    sort: 'id',
    isNumber: true,
    cell: ({ character }) => character.character_id,
  },
  {
    id: 'account',
    title: words.columns.account,
    width: '6.5rem',
    sort: 'account',
    isNumber: true,
    cell: ({ character }) => character.account_id,
  },
  {
    id: 'level',
    title: words.columns.level,
    width: '4rem',
    sort: 'level',
    isNumber: true,
    cell: ({ character }) => formatCount(character.level),
  },
  {
    id: 'gold',
    title: words.columns.gold,
    width: '5rem',
    sort: 'gold',
    isNumber: true,
    cell: ({ character }) => formatCount(character.gold),
  },
  {
    id: 'map',
    title: words.columns.map,
    width: 'minmax(0, 1.25fr)',
    sort: 'map',
    cell: ({ character }) => character.map_id,
  },
  {
    id: 'guild',
    title: words.columns.guild,
    width: 'minmax(0, 1.5fr)',
    cell: ({ guild }) => guild?.guild_name ?? '',
  },
  {
    id: 'seen',
    title: words.columns.lastLogin,
    width: '9rem',
    sort: 'last_login',
    cell: ({ character: { last_login }, online, banned }) => (
      <span className={classes.seen}>
        {online ? (
          <span className={classes.online}>{words.online}</span>
        ) : last_login === null ? (
          words.never
        ) : (
          <TimeAgo at={last_login} />
        )}
        {banned && (
          <Badge size="sm" variant="light" color="red" className={classes.badge}>
            {words.banned}
          </Badge>
        )}
      </span>
    ),
  },
];

function Grid() {
  const { players } = useSession();
  const { query, rows, total, isSearching } = useApp((state) => state.playerList);
  const onNearEnd = useCallback(() => void players.more(), [players]);
  return (
    <RowGrid
      label={text.pages.players}
      testId="players"
      className={classes.grid}
      columns={COLUMNS}
      rows={rows}
      total={total ?? 0}
      keyOf={keyOf}
      hrefOf={addressOf}
      sorting={{ by: query.sort, isDescending: query.isDescending }}
      onSort={({ by, isDescending }) => players.search({ sort: by, isDescending })}
      isBusy={isSearching}
      onNearEnd={onNearEnd}
      search={query}
      place={players.place}
    >
      <InPlaceOfRows />
    </RowGrid>
  );
}

/** Where there are none: why, and what can be done; below the last of them, that more come. */
function InPlaceOfRows() {
  const { players } = useSession();
  const { query, total, isSearching, isLoadingMore, error, moreError } = useApp(
    (state) => state.playerList,
  );
  const isLost = useApp(({ linkError }) => linkError !== null);
  if (error !== null) {
    // Without a connection there is a notice of that already, with a way to try again.
    if (isLost) return null;
    const again = () => void players.again();
    return <ListNote error={{ title: words.notSearched, error, again }} />;
  }
  if (total === 0) {
    if (!isNarrowed(query)) return <ListNote title={words.none} text={words.noneHint} />;
    return (
      <ListNote title={words.noneFound} text={words.noneFoundHint}>
        <Button variant="default" onClick={() => players.search(widened(query))}>
          {words.showAll}
        </Button>
      </ListNote>
    );
  }
  const more = { title: words.noMore, again: () => void players.more() };
  return (
    <ListEnd
      isLoading={isLoadingMore || (isSearching && total === null)}
      error={moreError === null ? null : { ...more, error: moreError }}
    />
  );
}
