/** Stats, gold, place and presence, each with what can be done about it. */
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { formatCoordinate, formatCount } from '../../ui/format.ts';
import { Time, TimeAgo } from '../../ui/time.tsx';
import { ActionButton } from '../actions/action-button.tsx';
import type { CharacterSubject } from '../actions/subjects.ts';
import { Fact, Facts } from '../activity/parts.tsx';
import classes from './players.module.css';
import type { Sheet } from './players.ts';

const words = text.players;

const ABILITIES = ['str', 'dex', 'int', 'con', 'lck', 'cha'] as const;

interface SubjectProps {
  readonly subject: CharacterSubject;
}

export function StatsCard({ subject }: SubjectProps) {
  const { character } = subject;
  return (
    <Card title={words.stats} testId="character-stats">
      <Facts>
        <Fact name={text.characterRestore.stats.level}>{formatCount(character.level)}</Fact>
        <Fact name={text.characterRestore.stats.experience}>
          {formatCount(character.experience)}
        </Fact>
      </Facts>
      <dl className={classes.abilities}>
        {ABILITIES.map((ability) => (
          <div key={ability}>
            <dt>{text.characterRestore.stats[ability]}</dt>
            <dd>{formatCount(character[ability])}</dd>
          </div>
        ))}
      </dl>
      <div className={classes.actions}>
        <ActionButton id="set-stats" subject={subject} />
        <ActionButton id="rename" subject={subject} />
      </div>
    </Card>
  );
}

export function GoldCard({ subject }: SubjectProps) {
  return (
    <Card title={words.gold} testId="character-gold">
      <p className={classes.figure}>{formatCount(subject.character.gold)}</p>
      <div className={classes.actions}>
        <ActionButton id="grant-gold" subject={subject} />
        <ActionButton id="take-gold" subject={subject} />
        <ActionButton id="transfer-gold" subject={subject} />
      </div>
    </Card>
  );
}

export function PlaceCard({ subject }: SubjectProps) {
  const { map_id, position_x, position_y, position_z } = subject.character;
  return (
    <Card title={words.place} testId="character-place">
      <Facts>
        <Fact name={words.map}>{map_id}</Fact>
        <Fact name="x / y / z">
          {[position_x, position_y, position_z].map(formatCoordinate).join(' / ')}
        </Fact>
      </Facts>
      <div className={classes.actions}>
        <ActionButton id="move" subject={subject} />
      </div>
    </Card>
  );
}

/** When somebody plays this character, and whether they may. */
export function PresenceCard({ sheet, subject }: SubjectProps & { readonly sheet: Sheet }) {
  const { session, character } = sheet;
  return (
    <Card title={words.session} testId="character-session">
      <Facts>
        {session !== null && (
          <Fact name={words.onlineSince}>
            <Time at={session.logged_in_at} /> (<TimeAgo at={session.logged_in_at} />)
          </Fact>
        )}
        {session === null && (
          <Fact name={words.columns.lastLogin}>
            {character.last_login === null ? words.never : <TimeAgo at={character.last_login} />}
          </Fact>
        )}
        {character.created_at !== null && (
          <Fact name={words.made}>
            <Time at={character.created_at} />
          </Fact>
        )}
      </Facts>
      <div className={classes.actions}>
        <ActionButton id="kick" subject={subject} />
        <ActionButton id="ban" subject={subject} />
        <ActionButton id="unban" subject={subject} />
      </div>
    </Card>
  );
}
