/** When there are backups from: a mark for each, between the oldest and now. */
import { memo, useMemo } from 'react';
import type { Backup } from '../../../shared/host-methods.ts';
import { useApp } from '../../app/store.ts';
import { Card } from '../../ui/card.tsx';
import { useAtNow } from '../../ui/clock.ts';
import { formatAgo, formatCount, formatCountOf, formatMoment } from '../../ui/format.ts';
import classes from './backups.module.css';
import { placeOf, ticksOf } from './scale.ts';
import { type BackupState, stateOf } from './words.ts';

const MINUTE_MS = 60_000;

/** In the order they are drawn in: what matters most lies on top. */
const STATES: readonly { readonly state: BackupState; readonly word: string }[] = [
  { state: 'proven', word: 'proven' },
  { state: 'whole', word: 'whole, not proven' },
  { state: 'unchecked', word: 'not checked' },
  { state: 'broken', word: 'broken' },
];

export const Timeline = memo(function Timeline() {
  const backups = useApp((state) => state.backups);
  const groups = useMemo(() => groupsOf(backups ?? []), [backups]);
  // By the minute: on a strip of hours and days no second can be seen.
  const now = useAtNow((moment) => Math.ceil(moment / MINUTE_MS) * MINUTE_MS);
  const oldest = backups?.at(-1);
  if (backups === null || oldest === undefined) return null;
  const span = now - Date.parse(oldest.at);
  const left = (age: number) => ({ left: `${placeOf(age, span) * 100}%` });
  return (
    <Card
      title="Over time"
      testId="backups-timeline"
      aside={
        <ul className={classes.legend} aria-hidden>
          {groups.map(({ state, word, of }) => (
            <li key={state}>
              <span className={classes.mark} data-state={state} />
              {formatCount(of.length)} {word}
            </li>
          ))}
        </ul>
      }
    >
      <div className={classes.strip} role="img" aria-label={inWords(backups, groups)}>
        <div className={classes.marks}>
          {groups.flatMap(({ state, word, of }) =>
            of.map(({ name, at, label }) => (
              <span
                key={name}
                className={classes.mark}
                data-state={state}
                style={left(now - Date.parse(at))}
                title={`${formatMoment(Date.parse(at))}${label === null ? '' : `, “${label}”`}: ${word}`}
              />
            )),
          )}
        </div>
        <div className={classes.ticks}>
          <span style={left(span)}>{formatAgo(span)}</span>
          {ticksOf(span).map((age) => (
            <span key={age} style={left(age)}>
              {formatAgo(age)}
            </span>
          ))}
          <span style={left(0)}>now</span>
        </div>
      </div>
    </Card>
  );
});

interface Group {
  readonly state: BackupState;
  readonly word: string;
  readonly of: readonly Backup[];
}

function groupsOf(backups: readonly Backup[]): readonly Group[] {
  return STATES.map(({ state, word }) => ({
    state,
    word,
    of: backups.filter((backup) => stateOf(backup) === state),
  })).filter(({ of }) => of.length > 0);
}

function inWords(backups: readonly Backup[], groups: readonly Group[]): string {
  const momentOf = (backup: Backup | undefined) => formatMoment(Date.parse(backup?.at ?? ''));
  const states = groups.map(({ word, of }) => `${formatCount(of.length)} ${word}`).join(', ');
  const range =
    backups.length === 1
      ? `of ${momentOf(backups[0])}`
      : `the oldest of ${momentOf(backups.at(-1))}, the newest of ${momentOf(backups[0])}`;
  return `Timeline of ${formatCountOf(backups.length, 'backup')}, ${range}: ${states}.`;
}
