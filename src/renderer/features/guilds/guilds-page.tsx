/** Guilds: all of them to be searched, or the one that is open. */
import { ActionIcon, Group, Loader, Text, TextInput, Title } from '@mantine/core';
import { IconRefresh, IconSearch } from '@tabler/icons-react';
import { useEffect } from 'react';
import { PageNotices } from '../../app/notices.tsx';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { GuildPage } from './guild-page.tsx';
import classes from './guilds.module.css';
import { GuildsTable } from './guilds-table.tsx';

const words = text.guilds;

export function GuildsPage() {
  const guild_id = useApp(({ subject }) => subject);
  return guild_id === null ? <AllGuilds /> : <GuildPage key={guild_id} guild_id={guild_id} />;
}

function AllGuilds() {
  const { guilds } = useSession();
  const written = useApp((state) => state.guilds.query.text);
  useEffect(() => void guilds.list.refresh(), [guilds]);
  return (
    <div className={classes.page}>
      <Title order={1}>{text.pages.guilds}</Title>
      <PageNotices />
      <search className={classes.controls}>
        <TextInput
          className={classes.text}
          aria-label={words.search.label}
          placeholder={words.search.placeholder}
          leftSection={<IconSearch size="1.125rem" aria-hidden />}
          data-testid="guilds-text"
          spellCheck={false}
          autoComplete="off"
          value={written}
          onChange={({ currentTarget }) => guilds.search({ text: currentTarget.value }, 'typing')}
        />
        <Total />
      </search>
      <GuildsTable />
    </div>
  );
}

function Total() {
  const { guilds } = useSession();
  const total = useApp((state) => state.guilds.total);
  const isSearching = useApp((state) => state.guilds.isSearching);
  return (
    <Group gap="xs" wrap="nowrap">
      <Text fw={600} role="status" data-testid="guilds-total">
        {total === null ? '' : words.total(total)}
      </Text>
      {isSearching ? (
        <Loader size="xs" aria-hidden />
      ) : (
        <ActionIcon
          variant="subtle"
          size="sm"
          aria-label={words.search.again}
          title={words.search.again}
          onClick={() => void guilds.list.refresh()}
        >
          <IconRefresh size="1rem" aria-hidden />
        </ActionIcon>
      )}
    </Group>
  );
}
