/** Who it is at a glance, whose it is, and the way to everything that can be done. */
import { Anchor, Badge, Button, Group, Text, Title } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { hrefOf } from '../../app/pages.ts';
import { text } from '../../app/text.ts';
import { formatCount, formatMoment } from '../../ui/format.ts';
import { ActionMenu } from '../actions/action-menu.tsx';
import type { CharacterSubject } from '../actions/subjects.ts';
import classes from './players.module.css';
import type { Sheet } from './players.ts';

const words = text.players;

interface CharacterHeaderProps {
  readonly sheet: Sheet;
  readonly subject: CharacterSubject;
  readonly isBefore: boolean;
  readonly onBefore: () => void;
}

export function CharacterHeader({ sheet, subject, isBefore, onBefore }: CharacterHeaderProps) {
  const { character, guilds, online, ban, characters_of_account } = sheet;
  const others = characters_of_account.filter(
    ({ character_id }) => character_id !== character.character_id,
  );
  return (
    <div className={classes.head} data-testid="character-header">
      <div className={classes.who}>
        <Group gap="sm">
          <Title order={1} data-testid="character-name">
            {character.character_name}
          </Title>
          <Badge
            variant="light"
            color={online ? 'keep' : 'gray'}
            className={classes.badge}
            data-testid="character-online"
          >
            {online ? words.online : words.offline}
          </Badge>
          {ban !== null && (
            <Badge
              variant="light"
              color="red"
              className={classes.badge}
              data-testid="character-ban"
            >
              {ban.until === null
                ? words.bannedForGood
                : words.bannedUntil(formatMoment(Date.parse(ban.until)))}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed" className={classes.line}>
          <span>{words.levelOf(formatCount(character.level))}</span>
          <span>{words.numbered(character.character_id)}</span>
          <span>
            {words.accountOf(character.account_id)}
            {others.length > 0 && (
              <>
                {' '}
                {words.alsoOfAccount}{' '}
                {others.map(({ character_id, character_name }, index) => (
                  <span key={character_id}>
                    {index > 0 && ', '}
                    <Anchor inherit underline="always" href={hrefOf('players', character_id)}>
                      {character_name}
                    </Anchor>
                  </span>
                ))}
              </>
            )}
          </span>
          {guilds.map(({ guild_id, guild_name, rank }) => (
            <span key={guild_id}>
              <Anchor inherit underline="always" href={hrefOf('guilds', guild_id)}>
                {guild_name}
              </Anchor>{' '}
              ({rank})
            </span>
          ))}
        </Text>
        {ban !== null && <Text size="sm">{words.banReason(ban.reason)}</Text>}
      </div>
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<IconHistory size="1.125rem" aria-hidden />}
          aria-expanded={isBefore}
          data-testid="as-it-was-open"
          onClick={onBefore}
        >
          {words.asItWas}
        </Button>
        <ActionMenu subject={subject} />
      </Group>
    </div>
  );
}
