/** The line above the list: what is searched for, and what narrows it down. */
import { Button, Checkbox, NativeSelect, NumberInput, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, type RefObject, useState } from 'react';
import { SEARCH_FIELD } from '../../app/list-keys.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { formatCount } from '../../ui/format.ts';
import { useLoaded } from '../activity/loaded.ts';
import { isNarrowed, widened } from './list-query.ts';
import classes from './players.module.css';

const words = text.players;

/** Milliseconds without a key before guilds are looked for. */
const TYPING_MS = 150;

interface PlayerFiltersProps {
  readonly search: RefObject<HTMLInputElement | null>;
  /** Down from the field of the search, into the list. */
  readonly onLeave: () => void;
}

export function PlayerFilters({ search, onLeave }: PlayerFiltersProps) {
  const { players } = useSession();
  const query = useApp(({ playerList }) => playerList.query);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
    event.preventDefault();
    onLeave();
  };
  return (
    <search className={classes.filters} aria-label={words.narrow}>
      <TextInput
        ref={search}
        id={SEARCH_FIELD}
        className={classes.search}
        aria-label={words.search}
        placeholder={words.searchHint}
        leftSection={<IconSearch size="1rem" aria-hidden />}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        data-testid="players-search"
        value={query.text}
        onChange={(event) => players.search({ text: event.currentTarget.value }, 'typing')}
        onKeyDown={onKeyDown}
      />
      <MapFilter />
      <GuildFilter />
      <NumberInput
        className={classes.account}
        aria-label={words.account}
        placeholder={words.account}
        hideControls
        allowNegative={false}
        allowDecimal={false}
        min={1}
        value={query.account}
        onChange={(value) => players.search({ account: String(value) }, 'typing')}
      />
      <Checkbox
        label={words.online}
        checked={query.isOnline}
        onChange={(event) => players.search({ isOnline: event.currentTarget.checked })}
      />
      <Checkbox
        label={words.banned}
        checked={query.isBanned}
        onChange={(event) => players.search({ isBanned: event.currentTarget.checked })}
      />
      {isNarrowed(query) && (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => {
            players.search(widened(query));
            search.current?.focus();
          }}
        >
          {words.clear}
        </Button>
      )}
    </search>
  );
}

function MapFilter() {
  const { players } = useSession();
  const map = useApp(({ playerList }) => playerList.query.map);
  const maps = useApp(({ playerList }) => playerList.extra) ?? [];
  // One that nobody is on by now can still be what is asked for.
  const isListed = map === '' || maps.some(({ map_id }) => map_id === map);
  return (
    <NativeSelect
      className={classes.map}
      aria-label={words.map}
      value={map}
      onChange={(event) => players.search({ map: event.currentTarget.value })}
      data={[
        { value: '', label: words.allMaps },
        ...maps.map(({ map_id, count }) => ({
          value: map_id,
          label: words.mapWith(map_id, formatCount(count)),
        })),
        ...(isListed ? [] : [{ value: map, label: map }]),
      ]}
    />
  );
}

function GuildFilter() {
  const { players } = useSession();
  const guild = useApp(({ playerList }) => playerList.query.guild);
  const [typed, setTyped] = useState('');
  const [wanted] = useDebouncedValue(typed === guild?.guild_name ? '' : typed, TYPING_MS);
  const found = useLoaded(`guilds ${wanted}`, () => players.findGuilds(wanted));
  const guilds = found.kind === 'loaded' ? found.value.map((one) => one.guild) : [];
  const listed = guilds.some(({ guild_id }) => guild_id === guild?.guild_id);
  const all = guild === null || listed ? guilds : [guild, ...guilds];
  return (
    <Select
      className={classes.map}
      aria-label={words.guild}
      placeholder={words.allGuilds}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': words.allGuilds }}
      data={all.map(({ guild_id, guild_name }) => ({
        value: String(guild_id),
        label: guild_name,
      }))}
      // The host has looked already.
      filter={({ options }) => options}
      nothingFoundMessage={found.kind === 'loaded' ? words.noGuild : undefined}
      comboboxProps={{ withinPortal: false, transitionProps: { duration: 0 } }}
      searchValue={typed}
      onSearchChange={setTyped}
      value={guild === null ? null : String(guild.guild_id)}
      onChange={(value) => {
        const one = all.find(({ guild_id }) => String(guild_id) === value);
        players.search({ guild: one ?? null });
      }}
    />
  );
}
