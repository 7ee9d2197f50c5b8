/** Guilds: all of them to be searched, or the one that is open. */
import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect } from 'react';
import { SEARCH_FIELD, useListKeys } from '../../app/list-keys.ts';
import { PageNotices } from '../../app/notices.tsx';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { useLooks } from '../../ui/clock.ts';
import { ListHeading } from '../../ui/list-heading.tsx';
import { Receipts } from '../actions/receipts.tsx';
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
  const look = useLooks();
  const receipts = useApp((state) => state.receipts);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each look, and each thing done, is a reason
  useEffect(() => guilds.look(), [guilds, look, receipts]);
  useListKeys();
  return (
    <div className={classes.page}>
      <Heading />
      <PageNotices />
      <Receipts />
      <search>
        <TextInput
          id={SEARCH_FIELD}
          aria-label={words.search.label}
          placeholder={words.search.placeholder}
          leftSection={<IconSearch size="1.125rem" aria-hidden />}
          data-testid="guilds-text"
          spellCheck={false}
          autoComplete="off"
          value={written}
          onChange={({ currentTarget }) => guilds.search({ text: currentTarget.value }, 'typing')}
        />
      </search>
      <GuildsTable />
    </div>
  );
}

function Heading() {
  const total = useApp((state) => state.guilds.total);
  return (
    <ListHeading title={text.pages.guilds} total={total === null ? null : words.total(total)} />
  );
}
