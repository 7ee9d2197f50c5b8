/** Chooses a moment: roughly on a slider, to the second in a field; restores and backups are marked. */

import { Button, Group, Slider, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { RestoreWindow } from '../../../shared/restore.ts';
import { useApp } from '../../app/store.ts';
import { text } from '../../app/text.ts';
import { useAtNow } from '../../ui/clock.ts';
import { formatAgo, formatMoment, formatSpan, formatUtc } from '../../ui/format.ts';
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

const words = text.restore.moment;

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
          thumbLabel={words.slider}
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
          typed={typed ?? toField(at)}
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
              {words.back(formatSpan(age))}
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
    ...made.map((moment) => ({ kind: 'backup', title: words.backupOf, moment })),
    ...restores.map((moment) => ({ kind: 'restore', title: words.restoreOf, moment })),
  ];
  const inWords = words.marks(
    made.length,
    restores.length,
    formatMoment(range.from),
    formatMoment(range.to),
  );
  return (
    <>
      <ul className={classes.legend} aria-hidden>
        <li>
          <span className={classes.mark} data-kind="backup" /> {words.backup}
        </li>
        {restores.length > 0 && (
          <li>
            <span className={classes.mark} data-kind="restore" /> {words.restore}
          </li>
        )}
      </ul>
      <div className={classes.strip} role="img" aria-label={inWords}>
        {marks.map(({ kind, title, moment }) => (
          <span
            key={`${kind} ${moment}`}
            className={classes.mark}
            data-kind={kind}
            style={{ left: `${placeOf(moment, range) * 100}%` }}
            title={title(formatMoment(moment))}
          />
        ))}
      </div>
    </>
  );
}

interface MomentFieldProps {
  readonly range: Range;
  readonly typed: string;
  readonly onType: (typed: string) => void;
  readonly onChoose: (at: number) => void;
}

/** To the second, in the reader's own zone. What is being typed stays as it is until it is a moment. */
function MomentField({ range, typed, onType, onChoose }: MomentFieldProps) {
  const moment = fromField(typed);
  const isOutside = moment !== null && clamp(moment, range) !== moment;
  return (
    <TextInput
      type="datetime-local"
      step={1}
      w="16rem"
      label={words.field}
      min={toField(range.from)}
      max={toField(range.to)}
      value={typed}
      error={
        moment === null
          ? words.enter
          : isOutside && words.between(formatMoment(range.from), formatMoment(range.to))
      }
      onChange={(event) => {
        const { value } = event.currentTarget;
        const next = fromField(value);
        if (next !== null && clamp(next, range) === next) onChoose(next);
        else onType(value);
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
      <strong>{formatMoment(at)}</strong> {words.when(formatUtc(at), ago)} {meaning}
      {undoneAt !== null && ` ${words.beforeRestore(formatMoment(Date.parse(undoneAt)))}`}
    </Text>
  );
}
