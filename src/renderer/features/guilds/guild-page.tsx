/** One guild: who leads it, its members, and what happened lately. One that is no more still has its past. */
import { Anchor, Group, Text, Title } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { lineFor } from '../../../shared/activity-query/edit.ts';
import { PageNotices } from '../../app/notices.tsx';
import { hrefOf } from '../../app/pages.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { BackLink } from '../../ui/back-link.tsx';
import { Card } from '../../ui/card.tsx';
import { useLooks } from '../../ui/clock.ts';
import { formatCount } from '../../ui/format.ts';
import { type Column, type ListPlace, RowGrid, type Sorting } from '../../ui/row-grid.tsx';
import { Time, TimeAgo } from '../../ui/time.tsx';
import { ActionMenu } from '../actions/action-menu.tsx';
import { Receipts } from '../actions/receipts.tsx';
import { type Loaded, useLoaded } from '../activity/loaded.ts';
import { Fact, Facts, LeadsToPages, Lines, SearchFor, WaitFor } from '../activity/parts.tsx';
import classes from './guilds.module.css';
import { type MemberSort, sorted } from './members.ts';
import { type GuildMember, type OneGuild, subjectOf } from './one-guild.ts';

const words = text.guilds.page;

export function GuildPage({ guild_id }: { readonly guild_id: string }) {
  const { guilds } = useSession();
  const id = Number(guild_id);
  // What was done or undone from here is looked at again at once, all else every few seconds.
  const rounds = [useLooks(), useApp((state) => state.receipts)];
  const guild = useLoaded(`guild ${id}`, () => guilds.guild(id), rounds);
  const subject = useMemo(() => (guild.kind === 'loaded' ? subjectOf(guild.value) : null), [guild]);

  // The palette offers what can be done to it while its page is open.
  useEffect(() => {
    guilds.open(subject);
    return () => guilds.open(null);
  }, [guilds, subject]);

  return (
    <LeadsToPages>
      <div className={classes.page}>
        <div>
          <BackLink href={hrefOf('guilds')}>{words.back}</BackLink>
          <Group justify="space-between" align="flex-start" gap="sm">
            <Title order={1} className={classes.heading}>
              {guild.kind === 'loaded' ? guild.value.guild.guild_name : words.titleOf(guild_id)}
            </Title>
            {subject !== null && <ActionMenu subject={subject} />}
          </Group>
        </div>
        <PageNotices />
        <Receipts />
        <WaitFor
          of={guild}
          failed={words.failed}
          say={({ code }) =>
            (code === 'NotFound' || code === 'InvalidData') && (
              <Text data-testid="guild-gone">{words.gone(guild_id)}</Text>
            )
          }
        >
          {(one) => (
            <div className={classes.pair}>
              <About one={one} />
              <Members members={one.members} />
            </div>
          )}
        </WaitFor>
        {id > 0 && <Recent guild_id={id} round={guild} />}
      </div>
    </LeadsToPages>
  );
}

function About({ one: { guild, members } }: { readonly one: OneGuild }) {
  const { guild_id, leader_id, created_at } = guild;
  const leader = members.find(({ member }) => member.character_id === leader_id);
  const online = members.filter(({ isOnline }) => isOnline).length;
  return (
    <Card title={words.about} testId="guild-about">
      <Facts>
        <Fact name={words.leader}>
          <Anchor href={hrefOf('players', leader_id)} inherit underline="always">
            {leader?.character.character_name ?? leader_id}
          </Anchor>
        </Fact>
        {created_at !== null && (
          <Fact name={words.founded}>
            <Time at={created_at} />
          </Fact>
        )}
        <Fact name={words.members}>{formatCount(members.length)}</Fact>
        <Fact name={words.online}>{formatCount(online)}</Fact>
        <Fact name={words.id}>{guild_id}</Fact>
      </Facts>
    </Card>
  );
}

const COLUMNS: readonly Column<GuildMember, MemberSort>[] = [
  {
    id: 'name',
    title: text.guilds.members.name,
    width: 'minmax(0, 2fr)',
    sort: 'name',
    cell: ({ character }) => character.character_name,
  },
  {
    id: 'rank',
    title: text.guilds.members.rank,
    width: 'minmax(0, 1fr)',
    sort: 'rank',
    cell: ({ member }) => member.rank,
  },
  {
    id: 'level',
    title: text.guilds.members.level,
    width: '4.5rem',
    sort: 'level',
    isNumber: true,
    cell: ({ character }) => formatCount(character.level),
  },
  {
    id: 'joined',
    title: text.guilds.members.joined,
    width: '6rem',
    sort: 'joined',
    cell: ({ member: { joined_at } }) =>
      joined_at === null ? text.shared.nothing : <TimeAgo at={joined_at} />,
  },
  {
    id: 'seen',
    title: text.guilds.members.lastLogin,
    width: '6rem',
    sort: 'seen',
    cell: ({ character: { last_login }, isOnline }) => {
      if (isOnline) return <span className={classes.online}>{words.isOnline}</span>;
      return last_login === null ? text.players.never : <TimeAgo at={last_login} />;
    },
  },
];

const keyOf = ({ member }: GuildMember) => member.character_id;
const addressOf = ({ member }: GuildMember) => hrefOf('players', member.character_id);

function Members({ members }: Pick<OneGuild, 'members'>) {
  const [sorting, setSorting] = useState<Sorting<MemberSort>>({ by: 'rank', isDescending: false });
  const [place] = useState<ListPlace>({ top: 0, key: null });
  return (
    <RowGrid
      className={classes.members}
      search={sorting}
      label={text.guilds.members.list}
      testId="guild-members"
      columns={COLUMNS}
      rows={sorted(members, sorting)}
      total={members.length}
      keyOf={keyOf}
      hrefOf={addressOf}
      sorting={sorting}
      onSort={setSorting}
      isBusy={false}
      place={place}
      isFitted
    />
  );
}

interface RecentProps {
  readonly guild_id: number;
  /** It is looked at again whenever the guild is. */
  readonly round: Loaded<OneGuild>;
}

function Recent({ guild_id, round }: RecentProps) {
  const { activity } = useSession();
  const recent = useLoaded(`recent of guild ${guild_id}`, () => activity.recentOfGuild(guild_id), [
    round,
  ]);
  return (
    <Card
      title={words.recent}
      testId="guild-recent"
      aside={<SearchFor line={lineFor('guild', guild_id)} text={words.search} />}
    >
      <WaitFor of={recent} failed={words.recentFailed}>
        {(entries) =>
          entries.length === 0 ? (
            <Text c="dimmed">{words.nothing}</Text>
          ) : (
            <Lines label={words.recentLabel} entries={entries} />
          )
        }
      </WaitFor>
    </Card>
  );
}
