/** Chooses a moment: roughly on a slider, to the second in a field; restores and backups are marked. */
import { Button, Group, Slider, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { RestoreWindow } from '../../../shared/restore.ts';
import { useApp } from '../../app/store.ts';
import { useAtNow } from '../../ui/clock.ts';
import { formatAgo, formatCountOf, formatMoment, formatSpan, formatUtc } from '../../ui/format.ts';
import {
  clamp,
  fromField,
  placeOf,
  quickAges,
  type Range,
  restoresWithin,
  stepOf,
  timelineAt,
  toField,
} from './moments.ts';
import classes from './restore.module.css';

interface MomentPickerProps {
  readonly range: Range;
  readonly window: RestoreWindow;
  readonly at: number;
  /** What comes back of that moment, as a sentence. */
  readonly meaning: string;
  readonly onChange: (at: number) => void;
}

export function MomentPicker({ range, window, at, meaning, onChange }: MomentPickerProps) {
  /** What the field holds while it is no moment of the range, or not yet. */
  const [typed, setTyped] = useState<string | null>(null);
  const choose = (moment: number) => {
    setTyped(null);
    onChange(moment);
  };
  return (
    <>
      <div className={classes.slider}>
        <Marks range={range} window={window} />
        <Slider
          min={range.from}
          max={range.to}
          step={stepOf(range)}
          value={at}
          onChange={choose}
          label={null}
          // What is filled is what would be undone.
          inverted
          color="var(--keep-warning)"
          thumbLabel="Moment to go back to"
          thumbValueText={formatMoment(at)}
        />
        <div className={classes.ends} aria-hidden>
          <span>{formatMoment(range.from)}</span>
          <span>{formatMoment(range.to)}</span>
        </div>
      </div>
      <div className={classes.moment}>
        <MomentField
          range={range}
          text={typed ?? toField(at)}
          onType={setTyped}
          onChoose={choose}
        />
        <Group gap="xs" mt="1.6rem">
          {quickAges(range).map((age) => (
            <Button
              key={age}
              size="xs"
              variant="default"
              onClick={() => choose(clamp(range.to - age, range))}
            >
              {formatSpan(age)} back
            </Button>
          ))}
        </Group>
      </div>
      <Meaning window={window} at={at} meaning={meaning} />
    </>
  );
}

function Marks({ range, window }: Pick<MomentPickerProps, 'range' | 'window'>) {
  const backups = useApp((state) => state.backups);
  const moments = (backups ?? []).map((backup) => Date.parse(backup.at));
  const made = moments.filter((moment) => moment >= range.from && moment <= range.to);
  const restores = restoresWithin(window, range);
  const marks = [
    ...made.map((moment) => ({ kind: 'backup', word: 'Backup', moment })),
    ...restores.map((moment) => ({ kind: 'restore', word: 'Restore', moment })),
  ];
  const inWords = `${formatCountOf(made.length, 'backup')} and ${formatCountOf(restores.length, 'restore')} between ${formatMoment(range.from)} and ${formatMoment(range.to)}`;
  return (
    <>
      <ul className={classes.legend} aria-hidden>
        <li>
          <span className={classes.mark} data-kind="backup" /> Backup
        </li>
        {restores.length > 0 && (
          <li>
            <span className={classes.mark} data-kind="restore" /> Restore
          </li>
        )}
      </ul>
      <div className={classes.strip} role="img" aria-label={inWords}>
        {marks.map(({ kind, word, moment }) => (
          <span
            key={`${kind} ${moment}`}
            className={classes.mark}
            data-kind={kind}
            style={{ left: `${placeOf(moment, range) * 100}%` }}
            title={`${word} of ${formatMoment(moment)}`}
          />
        ))}
      </div>
    </>
  );
}

interface MomentFieldProps {
  readonly range: Range;
  readonly text: string;
  readonly onType: (text: string) => void;
  readonly onChoose: (at: number) => void;
}

/** To the second, in the reader's own zone. What is being typed stays as it is until it is a moment. */
function MomentField({ range, text, onType, onChoose }: MomentFieldProps) {
  const moment = fromField(text);
  const isOutside = moment !== null && clamp(moment, range) !== moment;
  return (
    <TextInput
      type="datetime-local"
      step={1}
      w="16rem"
      label="Date and time, local"
      min={toField(range.from)}
      max={toField(range.to)}
      value={text}
      error={
        moment === null
          ? 'Enter a date and a time.'
          : isOutside && `Between ${formatMoment(range.from)} and ${formatMoment(range.to)}.`
      }
      onChange={(event) => {
        const typed = event.currentTarget.value;
        const next = fromField(typed);
        if (next !== null && clamp(next, range) === next) onChoose(next);
        else onType(typed);
      }}
    />
  );
}

/** The choice in words: when that was, and in which of the shard's lives. */
function Meaning({ window, at, meaning }: Pick<MomentPickerProps, 'window' | 'at' | 'meaning'>) {
  const ago = useAtNow((now) => formatAgo(Math.max(0, now - at)));
  const undoneAt = timelineAt(window, at)?.to_at ?? null;
  return (
    <Text size="sm" mt="sm">
      <strong>{formatMoment(at)}</strong> ({formatUtc(at)}), {ago}. {meaning}
      {undoneAt !== null &&
        ` That is before the restore of ${formatMoment(Date.parse(undoneAt))}, as it was played then.`}
    </Text>
  );
}
