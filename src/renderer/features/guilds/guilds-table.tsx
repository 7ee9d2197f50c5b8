/** The guilds that were found, with links to their leaders. */
import { Anchor, Button, Loader } from '@mantine/core';
import { useCallback } from 'react';
import { hrefOf } from '../../app/pages.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { formatCount } from '../../ui/format.ts';
import { ListEnd, ListNote } from '../../ui/list-note.tsx';
import { type Column, RowGrid } from '../../ui/row-grid.tsx';
import { Time } from '../../ui/time.tsx';
import classes from './guilds.module.css';
import { ALL_GUILDS, type FoundGuild, type GuildSort } from './guilds.ts';

const words = text.guilds;

const COLUMNS: readonly Column<FoundGuild, GuildSort>[] = [
  {
    id: 'name',
    title: words.columns.name,
    width: 'minmax(0, 2fr)',
    sort: 'name',
    cell: ({ guild }) => guild.guild_name,
  },
  {
    id: 'leader',
    title: words.columns.leader,
    width: 'minmax(0, 1.5fr)',
    cell: ({ guild, leader_name }) => (
      <Anchor href={hrefOf('players', guild.leader_id)} tabIndex={-1} inherit>
        {leader_name}
      </Anchor>
    ),
  },
  {
    id: 'members',
    title: words.columns.members,
    width: '6rem',
    sort: 'members',
    isNumber: true,
    cell: ({ members }) => formatCount(members),
  },
  {
    id: 'founded',
    title: words.columns.founded,
    width: '10rem',
    sort: 'created_at',
    cell: ({ guild: { created_at } }) =>
      created_at === null ? text.shared.nothing : <Time at={created_at} />,
  },
  {
    id: 'id',
    title: words.columns.id,
    width: '5rem',
    isNumber: true,
    cell: ({ guild }) => guild.guild_id,
  },
];

const keyOf = ({ guild }: FoundGuild) => guild.guild_id;
const addressOf = ({ guild }: FoundGuild) => hrefOf('guilds', guild.guild_id);

export function GuildsTable() {
  const { guilds } = useSession();
  const { rows, total, query, isSearching } = useApp((state) => state.guilds);
  const onNearEnd = useCallback(() => void guilds.list.more(), [guilds]);
  return (
    <RowGrid
      className={classes.list}
      search={query}
      label={words.list}
      testId="guilds"
      columns={COLUMNS}
      rows={rows}
      total={total ?? 0}
      keyOf={keyOf}
      hrefOf={addressOf}
      sorting={{ by: query.sort, isDescending: query.isDescending }}
      onSort={({ by, isDescending }) => guilds.search({ sort: by, isDescending })}
      isBusy={isSearching}
      onNearEnd={onNearEnd}
      place={guilds.place}
    >
      <Note />
    </RowGrid>
  );
}

function Note() {
  const isLost = useApp(({ linkError }) => linkError !== null);
  const { guilds } = useSession();
  const { rows, total, query, error, moreError, isLoadingMore } = useApp((state) => state.guilds);
  if (error !== null) {
    // Without a connection there is a notice of that already, with a way to try again.
    if (isLost) return null;
    const again = () => void guilds.list.refresh();
    return <ListNote error={{ title: words.failed, error, again }} />;
  }
  if (total === null) {
    return (
      <ListNote>
        <Loader size="sm" aria-label={text.shared.loading} />
      </ListNote>
    );
  }
  if (rows.length === 0 && query.text.trim() === '') return <ListNote {...words.none} />;
  if (rows.length === 0) {
    return (
      <ListNote title={words.noMatch.title} text={words.noMatch.text}>
        <Button size="xs" variant="default" onClick={() => guilds.search(ALL_GUILDS)}>
          {words.noMatch.clear}
        </Button>
      </ListNote>
    );
  }
  const again = () => void guilds.list.more();
  return (
    <ListEnd
      isLoading={isLoadingMore}
      error={moreError && { title: words.moreFailed, error: moreError, again }}
    />
  );
}
