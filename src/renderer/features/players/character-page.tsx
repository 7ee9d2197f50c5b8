/** The page of one character: all there is to know of it, and what can be done about it. */
import { Button, Loader, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import type { FoundEntry } from '../../../shared/activity.ts';
import { PageNotices } from '../../app/notices.tsx';
import { hrefOf } from '../../app/pages.ts';
import { useSession } from '../../app/session-context.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { BackLink } from '../../ui/back-link.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Receipts } from '../actions/receipts.tsx';
import { RememberedOf } from '../actions/remembered-card.tsx';
import { BringBack } from '../activity/bring-back.tsx';
import type { Loaded } from '../activity/loaded.ts';
import { AsItWas } from './as-it-was.tsx';
import { CharacterHeader } from './character-header.tsx';
import { GoldCard, PlaceCard, PresenceCard, StatsCard } from './facts-cards.tsx';
import { ItemCards } from './item-cards.tsx';
import classes from './players.module.css';
import type { Sheet } from './players.ts';
import { RecentCard } from './recent-card.tsx';
import { subjectOf } from './sheet.ts';
import { QuestsCard, SkillsCard } from './skills-and-quests.tsx';

const words = text.players;

export function CharacterPage({ character_id }: { readonly character_id: number }) {
  const { players } = useSession();
  const open = useApp(({ openSheet }) => openSheet);
  const isNumber = Number.isSafeInteger(character_id) && character_id > 0;

  useEffect(() => {
    if (isNumber) void players.openCharacter(character_id);
    return () => players.closeCharacter();
  }, [players, character_id, isNumber]);

  const { sheet, error } = open ?? { sheet: null, error: null };
  return (
    <div className={classes.page}>
      <BackLink href={hrefOf('players')}>{words.back}</BackLink>
      {open !== null && sheet !== null && <Whole sheet={sheet} recent={open.recent} />}
      {sheet === null && error === null && isNumber && (
        <Loader size="sm" aria-label={text.shared.loading} />
      )}
      {(!isNumber || error?.code === 'NotFound') && (
        <Nobody>
          {open !== null && <WhoWas character_id={character_id} recent={open.recent} />}
          {isNumber && <RememberedOf character_id={character_id} />}
        </Nobody>
      )}
      {error !== null && error.code !== 'NotFound' && (
        <>
          <Title order={1}>{words.numbered(character_id)}</Title>
          <PageNotices />
          <div>
            <ErrorNotice title={words.noSheet} error={error} />
            <Button
              mt="xs"
              size="xs"
              variant="default"
              onClick={() => void players.openCharacter(character_id)}
            >
              {text.shared.tryAgain}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

/** Deleted, or never there; what was done to it stays at hand. */
function Nobody({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <Title order={1}>{words.nobody}</Title>
      <PageNotices />
      <Receipts />
      <Text maw="42rem">{words.nobodyHint}</Text>
      {children}
    </>
  );
}

interface WhoWasProps {
  readonly character_id: number;
  readonly recent: Loaded<readonly FoundEntry[]>;
}

/** What is left of somebody on record, and the way back to before the last of it. */
function WhoWas({ character_id, recent }: WhoWasProps) {
  const last = recent.kind === 'loaded' ? recent.value[0] : undefined;
  return (
    <>
      <div>
        {last === undefined ? (
          <Button component="a" href={hrefOf('backups')} size="xs" variant="default">
            {words.toBackups}
          </Button>
        ) : (
          <BringBack character_id={character_id} entry={last} text={words.beforeTheEnd} />
        )}
      </div>
      <RecentCard character_id={character_id} recent={recent} />
    </>
  );
}

interface WholeProps {
  readonly sheet: Sheet;
  readonly recent: Loaded<readonly FoundEntry[]>;
}

function Whole({ sheet, recent }: WholeProps) {
  const subject = subjectOf(sheet);
  const [isBefore, setBefore] = useState(false);
  return (
    <>
      <CharacterHeader
        sheet={sheet}
        subject={subject}
        isBefore={isBefore}
        onBefore={() => setBefore(!isBefore)}
      />
      <PageNotices />
      <Receipts />
      {isBefore && <AsItWas character={sheet.character} onClose={() => setBefore(false)} />}
      <div className={classes.columns}>
        <div className={classes.column}>
          <StatsCard subject={subject} />
          <GoldCard subject={subject} />
          <PlaceCard subject={subject} />
          <PresenceCard sheet={sheet} subject={subject} />
        </div>
        <div className={classes.column}>
          <ItemCards sheet={sheet} subject={subject} />
          <div className={classes.pair}>
            <SkillsCard subject={subject} />
            <QuestsCard subject={subject} />
          </div>
          <RecentCard character_id={sheet.character.character_id} recent={recent} />
          <RememberedOf character_id={sheet.character.character_id} />
        </div>
      </div>
    </>
  );
}
