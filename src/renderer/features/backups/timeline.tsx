/** When there are backups from: a mark for each, between the oldest and now. */

import { memo, useMemo } from 'react';
import type { Backup } from '../../../shared/host-methods.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { useAtNow } from '../../ui/clock.ts';
import { formatAgo, formatCount, formatMoment } from '../../ui/format.ts';
import classes from './backups.module.css';
import { placeOf, presentOf, ticksOf } from './scale.ts';
import { type BackupState, stateOf } from './words.ts';

const { timeline } = text.backups;

/** In the order they are drawn in: what matters most lies on top. */
const STATES: readonly BackupState[] = ['proven', 'whole', 'unchecked', 'broken'];

export const Timeline = memo(function Timeline() {
  const backups = useApp((state) => state.backups);
  const groups = useMemo(() => groupsOf(backups ?? []), [backups]);
  const oldest = Date.parse(backups?.at(-1)?.at ?? '');
  const now = useAtNow((moment) => (Number.isNaN(oldest) ? 0 : presentOf(moment, oldest)));
  if (backups === null || Number.isNaN(oldest)) return null;
  const span = now - oldest;
  const left = (age: number) => ({ left: `${placeOf(age, span) * 100}%` });
  return (
    <Card
      title={timeline.title}
      testId="backups-timeline"
      aside={
        <ul className={classes.legend} aria-hidden>
          {groups.map(({ state, of }) => (
            <li key={state}>
              <span className={classes.mark} data-state={state} />
              {timeline.count(formatCount(of.length), timeline.states[state])}
            </li>
          ))}
        </ul>
      }
    >
      <div className={classes.strip} role="img" aria-label={inWords(backups, groups)}>
        <div className={classes.marks}>
          {groups.flatMap(({ state, of }) =>
            of.map(({ name, at, label }) => (
              <span
                key={name}
                className={classes.mark}
                data-state={state}
                style={left(now - Date.parse(at))}
                title={markText(formatMoment(Date.parse(at)), label, timeline.states[state])}
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
          <span style={left(0)}>{timeline.now}</span>
        </div>
      </div>
    </Card>
  );
});

interface Group {
  readonly state: BackupState;
  readonly of: readonly Backup[];
}

function groupsOf(backups: readonly Backup[]): readonly Group[] {
  return STATES.map((state) => ({
    state,
    of: backups.filter((backup) => stateOf(backup) === state),
  })).filter(({ of }) => of.length > 0);
}

function markText(moment: string, label: string | null, state: string): string {
  return label === null
    ? timeline.mark(moment, state)
    : timeline.markWithLabel(moment, label, state);
}

function inWords(backups: readonly Backup[], groups: readonly Group[]): string {
  const momentOf = (backup: Backup | undefined) => formatMoment(Date.parse(backup?.at ?? ''));
  const states = text.shared.list(
    groups.map(({ state, of }) => timeline.count(formatCount(of.length), timeline.states[state])),
  );
  const newest = momentOf(backups[0]);
  return backups.length === 1
    ? timeline.inWordsOne(newest, states)
    : timeline.inWords(backups.length, momentOf(backups.at(-1)), newest, states);
}
